//! Sheets with a row for each part of the base: completeness, money, segments.

use super::overview::link;
use super::sheet::{Cell, Sheet};
use super::{eur, head};
use crate::names;
use crate::writer::Writer;
use assessment::{CategoryCount, Dimension, Figure, PotentialGroup, RevenueGroup};

/// A dimension in words; the whole base has none.
fn dimension(writer: &Writer<'_>, of: Option<Dimension>) -> Cell {
    of.map_or(Cell::Nothing, |of| Cell::text(writer.text("dimension", of.id())))
}

fn category(writer: &Writer<'_>, part: &[Cell; 2], of: &CategoryCount) -> Vec<Cell> {
    let name = match of.category {
        Some(id) => names::category(id, writer.language()),
        None => writer.text("completeness", "all").to_owned(),
    };
    let mut cells = part.to_vec();
    cells.extend([
        Cell::Text(name),
        Cell::Nothing,
        Cell::Share(of.share),
        Cell::Count(of.complete.machines),
        Cell::Count(of.incomplete.machines),
        link(writer, &of.incomplete),
    ]);
    cells
}

pub(super) fn completeness(writer: &Writer<'_>) -> Sheet {
    let of = &writer.of.completeness;
    let base = [Cell::Nothing, Cell::text(writer.text("money", "base"))];
    let mut rows: Vec<Vec<Cell>> = of.categories.iter().map(|of| category(writer, &base, of)).collect();
    let share = |known: u32, all: u32| Cell::Share(f64::from(known) / f64::from(all.max(1)));
    for point in &of.points {
        let mut cells = base.to_vec();
        cells.extend([
            Cell::Text(names::category(point.category, writer.language())),
            Cell::Text(writer.fact(&point.id)),
            share(point.known.machines, point.known.machines + point.unknown.machines),
            Cell::Count(point.known.machines),
            Cell::Count(point.unknown.machines),
            link(writer, &point.unknown),
        ]);
        rows.push(cells);
    }
    for by in &of.by {
        for group in &by.groups {
            let name = names::value(by.dimension, group.value.as_deref(), &writer.of.assumptions, writer.language());
            let part = [dimension(writer, Some(by.dimension)), Cell::Text(name)];
            rows.extend(group.categories.iter().map(|of| category(writer, &part, of)));
            for (point, known) in of.points.iter().zip(&group.known) {
                let id = format!("{}@{}", point.unknown.id, group.scope);
                let address = writer.link(&id);
                let word = writer.text("sheet", "open").to_owned();
                let mut cells = part.to_vec();
                cells.extend([
                    Cell::Text(names::category(point.category, writer.language())),
                    Cell::Text(writer.fact(&point.id)),
                    share(*known, group.machines.machines),
                    Cell::Count(*known),
                    Cell::Count(group.machines.machines.saturating_sub(*known)),
                    address.map_or(Cell::Nothing, |address| Cell::Link(address, word)),
                ]);
                rows.push(cells);
            }
        }
    }
    Sheet {
        name: writer.text("sheet", "completeness").to_owned(),
        heads: vec![
            head(writer, "sheet", "dimension", 16.0),
            head(writer, "sheet", "part", 26.0),
            head(writer, "completeness", "category", 22.0),
            head(writer, "completeness", "point", 34.0),
            head(writer, "completeness", "share", 10.0),
            head(writer, "completeness", "known", 14.0),
            head(writer, "completeness", "missing", 14.0),
            head(writer, "sheet", "list", 10.0),
        ],
        rows,
        note: None,
    }
}

/// Revenue today and potential of the same part stand in one row.
fn money_row(
    writer: &Writer<'_>,
    part: [Cell; 2],
    revenue: Option<&RevenueGroup>,
    potential: Option<&PotentialGroup>,
) -> Vec<Cell> {
    let worth = |of: Option<&Figure>| of.map_or(Cell::Nothing, |of| Cell::eur(of.eur));
    let count = |of: Option<&Figure>| of.map_or(Cell::Nothing, |of| Cell::Count(of.machines));
    let machines = revenue.map(|of| &of.machines).or_else(|| potential.map(|of| &of.machines));
    let sum = revenue.map(|of| of.all.eur.unwrap_or_default());
    let mut cells = Vec::from(part);
    cells.extend([
        count(machines),
        worth(revenue.map(|of| &of.contracts)),
        worth(revenue.map(|of| &of.parts)),
        Cell::eur(sum),
        count(revenue.map(|of| &of.contracts_unvalued)),
        count(revenue.map(|of| &of.parts_unknown)),
        worth(potential.map(|of| &of.contract)),
        worth(potential.map(|of| &of.modernization)),
        worth(potential.map(|of| &of.parts)),
        worth(potential.map(|of| &of.all)),
        machines.map_or(Cell::Nothing, |of| link(writer, of)),
    ]);
    cells
}

pub(super) fn money(writer: &Writer<'_>) -> Sheet {
    let of = writer.of;
    let base = [Cell::Nothing, Cell::text(writer.text("money", "base"))];
    let mut rows = vec![money_row(writer, base, Some(&of.revenue.all), Some(&of.potential))];
    let name = |dimension: Dimension, value: Option<&str>| {
        Cell::Text(names::value(dimension, value, &of.assumptions, writer.language()))
    };
    for potential in &of.potential_by_family {
        let revenue = of.revenue.by_family.iter().find(|revenue| revenue.scope == potential.scope);
        let value = potential.values.first().and_then(|(_, value)| value.as_deref());
        let part = [dimension(writer, Some(Dimension::Family)), name(Dimension::Family, value)];
        rows.push(money_row(writer, part, revenue, Some(potential)));
    }
    for revenue in &of.revenue.by_type {
        let part = [dimension(writer, Some(Dimension::Type)), name(Dimension::Type, revenue.value.as_deref())];
        rows.push(money_row(writer, part, Some(revenue), None));
    }
    for potential in of.potential_by_country_group.iter().chain(&of.potential_by_age) {
        let both: Vec<&str> =
            potential.values.iter().map(|(dimension, _)| writer.text("dimension", dimension.id())).collect();
        let part = [
            Cell::Text(both.join(", ")),
            Cell::Text(names::segment(&potential.values, &of.assumptions, writer.language())),
        ];
        rows.push(money_row(writer, part, None, Some(potential)));
    }
    let untapped = |key: &str| {
        let name = format!("{}: {} [EUR]", writer.text("money", "potential"), writer.text("money", key));
        (name, 18.0)
    };
    Sheet {
        name: writer.text("sheet", "money").to_owned(),
        heads: vec![
            head(writer, "sheet", "dimension", 24.0),
            head(writer, "sheet", "part", 34.0),
            head(writer, "sheet", "count", 12.0),
            eur(writer, "money", "contracts"),
            eur(writer, "money", "parts"),
            eur(writer, "money", "today"),
            head(writer, "pattern", "revenue.contracts_unvalued", 18.0),
            head(writer, "pattern", "revenue.parts_unknown", 18.0),
            untapped("contracts"),
            untapped("modernization"),
            untapped("parts"),
            untapped("sum"),
            head(writer, "sheet", "list", 10.0),
        ],
        rows,
        note: None,
    }
}

pub(super) fn segments(writer: &Writer<'_>) -> Sheet {
    let rows = writer.of.start_with.iter().map(|of| {
        let segment = names::segment(&of.potential.values, &writer.of.assumptions, writer.language());
        let mut cells =
            vec![Cell::Count(u32::try_from(of.rank).unwrap_or(u32::MAX)), Cell::Text(segment), Cell::Number(of.score)];
        cells.extend(of.parts.iter().map(|part| Cell::Number(part.points)));
        cells.extend([
            Cell::Count(of.potential.machines.machines),
            Cell::eur(of.potential.all.eur),
            Cell::eur(of.ready.eur),
            Cell::Share(of.known),
            Cell::Share(of.reached),
            Cell::Text(of.reason.text(writer.language())),
            link(writer, &of.potential.machines),
        ]);
        cells
    });
    let points = |key: &str| (format!("{}: {}", writer.text("start", "score"), writer.text("start", key)), 14.0);
    Sheet {
        name: writer.text("sheet", "segments").to_owned(),
        heads: vec![
            head(writer, "sheet", "rank", 7.0),
            head(writer, "start", "segment", 34.0),
            head(writer, "start", "score", 9.0),
            points("potential"),
            points("ready"),
            points("known"),
            points("reached"),
            head(writer, "start", "machines", 12.0),
            eur(writer, "start", "potential_eur"),
            eur(writer, "start", "ready_eur"),
            head(writer, "start", "known_share", 12.0),
            head(writer, "start", "reached_share", 12.0),
            head(writer, "definitions", "meaning", 80.0),
            head(writer, "sheet", "list", 10.0),
        ],
        rows: rows.collect(),
        note: None,
    }
}
