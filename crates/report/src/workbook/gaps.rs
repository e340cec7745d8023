//! What is missing, and the machines of each gap with what they are worth.

use super::overview::link;
use super::sheet::{Cell, MOST, Sheet};
use super::{eur, head};
use crate::Machine;
use crate::names;
use crate::writer::Writer;
use assessment::{Dimension, Gap, Input};

fn effect(writer: &Writer<'_>, gap: &Gap) -> Cell {
    Cell::text(writer.text("gaps", if gap.unreached { "delivery" } else { "decision" }))
}

pub(super) fn gaps(writer: &Writer<'_>) -> Sheet {
    let mut rows = Vec::new();
    for gap in &writer.of.gaps.gaps {
        rows.push(vec![
            Cell::Text(writer.fact(&gap.id)),
            effect(writer, gap),
            Cell::Nothing,
            Cell::Count(gap.machines.machines),
            Cell::eur(gap.machines.eur),
            Cell::Count(gap.freed.machines),
            Cell::eur(gap.freed.eur),
            link(writer, &gap.machines),
        ]);
        for owner in &gap.owners {
            let person = owner.owner.clone().unwrap_or_else(|| writer.text("gaps", "nobody").to_owned());
            rows.push(vec![
                Cell::Text(writer.fact(&gap.id)),
                effect(writer, gap),
                Cell::Text(person),
                Cell::Count(owner.machines.machines),
                Cell::eur(owner.machines.eur),
                Cell::Nothing,
                Cell::Nothing,
                link(writer, &owner.machines),
            ]);
        }
    }
    for bundle in &writer.of.gaps.together {
        let facts: Vec<String> = bundle.facts.iter().map(|id| writer.fact(id)).collect();
        let campaign = words::campaign(&bundle.campaign, writer.language());
        rows.push(vec![
            Cell::Text(facts.join(" + ")),
            Cell::Text(format!("{} ({campaign})", writer.text("gaps", "together"))),
            Cell::Nothing,
            Cell::Nothing,
            Cell::Nothing,
            Cell::Count(bundle.freed.machines),
            Cell::eur(bundle.freed.eur),
            link(writer, &bundle.freed),
        ]);
    }
    let more = writer.of.gaps.together_more;
    let note = (more > 0).then(|| writer.text("gaps", "together_more").replace("{number}", &more.to_string()));
    Sheet {
        name: writer.text("sheet", "gaps").to_owned(),
        heads: vec![
            head(writer, "gaps", "missing", 40.0),
            head(writer, "gaps", "effect", 30.0),
            head(writer, "gaps", "owner", 24.0),
            head(writer, "gaps", "machines", 12.0),
            eur(writer, "gaps", "eur"),
            head(writer, "gaps", "freed", 14.0),
            eur(writer, "gaps", "freed_eur"),
            head(writer, "sheet", "list", 10.0),
        ],
        rows,
        note,
    }
}

/// A row for each machine and gap, the gaps in their order, the most valuable machines first.
pub(super) fn machines(writer: &Writer<'_>, input: &Input, machine: &dyn Fn(u32) -> Machine) -> Sheet {
    let lists = writer.of.gap_machines(input);
    let all: usize = lists.iter().map(Vec::len).sum();
    let mut rows = Vec::with_capacity(all.min(MOST));
    for (gap, list) in writer.of.gaps.gaps.iter().zip(lists) {
        let fact = writer.fact(&gap.id);
        for entry in list.into_iter().take(MOST - rows.len()) {
            let of = machine(entry.machine);
            let country = of
                .country
                .map(|code| names::value(Dimension::Country, Some(&code), &writer.of.assumptions, writer.language()));
            rows.push(vec![
                Cell::text(&fact),
                effect(writer, gap),
                Cell::Text(of.serial_number),
                Cell::maybe(of.customer),
                Cell::maybe(of.machine_type),
                Cell::maybe(country),
                Cell::maybe(of.city),
                Cell::maybe(of.owner),
                Cell::Eur(entry.eur),
                Cell::eur(entry.freed_eur),
            ]);
        }
    }
    let number = |rows: usize| writer.number(f64::from(u32::try_from(rows).unwrap_or(u32::MAX)), 0);
    let note = (rows.len() < all).then(|| {
        let text = writer.text("sheet", "cut");
        text.replace("{shown}", &number(rows.len())).replace("{all}", &number(all))
    });
    let field = |id: &str, width: f64| (words::field(base::Kind::Machines, id, writer.language()).to_owned(), width);
    Sheet {
        name: writer.text("sheet", "machines").to_owned(),
        heads: vec![
            head(writer, "gaps", "missing", 34.0),
            head(writer, "gaps", "effect", 14.0),
            field("serial_number", 18.0),
            field("customer_name", 34.0),
            field("machine_type", 18.0),
            field("country", 16.0),
            field("city", 20.0),
            head(writer, "sheet", "owner", 22.0),
            eur(writer, "sheet", "value"),
            (writer.text("sheet", "freed_eur").to_owned(), 18.0),
        ],
        rows,
        note,
    }
}
