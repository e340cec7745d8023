//! The life of a machine on the command line: components, what happened, what cannot be.

use super::View;
use crate::show;
use base::Sourced;
use chrono::NaiveDate;
use serde_json::{Value, json};

fn day(of: Option<&Sourced<NaiveDate>>) -> String {
    of.map_or_else(|| "?".to_owned(), |day| day.value().to_string())
}

impl View<'_> {
    /// The computed end of warranty with its two cells, where no source gives the end.
    pub(super) fn computed_warranty(&mut self) -> Vec<Vec<String>> {
        let Some(warranty) = &self.life.warranty else { return Vec::new() };
        let Some(parts) = &warranty.computed else { return Vec::new() };
        let end = vec!["warranty_end".to_owned(), warranty.end.to_string(), "computed from".to_owned()];
        let start = vec![
            format!("   {}", parts.start_field),
            parts.start.value().to_string(),
            self.place(parts.start.source()),
        ];
        let months =
            vec!["   warranty_months".to_owned(), parts.months.value().to_string(), self.place(parts.months.source())];
        vec![end, start, months]
    }

    pub(super) fn print_life(&mut self) {
        let life = self.life;
        if let Some(problem) = &life.contradiction {
            let (out, sign) = (self.place(problem.out.source()), self.place(problem.sign.source()));
            println!(
                "Contradiction: {} on {} ({out}), but a later sign of life on {} ({sign})\n",
                problem.kind.id(),
                problem.out.value(),
                problem.sign.value()
            );
        }
        if !life.further_serials.is_empty() {
            println!("Further serial numbers: {}\n", life.further_serials.join(", "));
        }
        if let Some(contract) = &life.contract {
            let cells: Vec<String> = contract.cells.iter().map(|cell| self.place(*cell)).collect();
            let said = |of: Option<NaiveDate>| of.map_or_else(|| "?".to_owned(), |day| day.to_string());
            println!(
                "Contract on this day: {}, {} to {}   {}\n",
                contract.line.number.as_deref().unwrap_or("without a number"),
                said(contract.line.start),
                said(contract.line.end),
                cells.join("; ")
            );
        }
        if !life.components.is_empty() {
            let mut rows = Vec::new();
            for part in &life.components {
                let name = part.name.as_ref().map_or("?", |name| name.value().as_str());
                let parent = part.parent.and_then(|at| life.components.get(at));
                let within = parent.and_then(|of| of.name.as_ref()).map_or("", |name| name.value().as_str());
                rows.push(vec![
                    name.to_owned(),
                    part.serial.as_ref().map_or_else(|| "?".to_owned(), |serial| serial.value().clone()),
                    within.to_owned(),
                    day(part.from.as_ref()),
                    part.to.as_ref().map_or_else(String::new, |to| to.value().to_string()),
                    part.cell().map_or_else(String::new, |cell| self.place(cell)),
                ]);
            }
            let head = ["component", "serial number", "part of", "from", "to", "from cell"];
            println!("{}", show::table(&head, &[], rows));
        }
        let mut rows = Vec::new();
        for entry in &life.entries {
            let mut said: Vec<String> = entry.told.iter().map(|(_, text)| text.clone()).collect();
            if entry.count > 1 {
                said.insert(0, format!("{} ×", entry.count));
            }
            let kind = entry.named.clone().unwrap_or_else(|| entry.kind.id().to_owned());
            let place = entry.cells.first().map_or_else(String::new, |cell| self.place(*cell));
            rows.push(vec![entry.on.to_string(), kind, show::cut(&said.join(" · "), 60), place]);
        }
        if !rows.is_empty() {
            println!("{}", show::table(&["life", "event", "what", "from"], &[], rows));
        }
    }

    pub(super) fn life_json(&mut self) -> Value {
        let life = self.life;
        let mut values = |of: &[(&'static str, Sourced<String>)]| -> Value {
            let mut found = serde_json::Map::new();
            for (field, value) in of {
                let source = self.cells.look_up(value.source());
                found.insert((*field).to_owned(), json!({"value": value.value(), "source": source}));
            }
            Value::Object(found)
        };
        let (owner, site) = (values(&life.owner), values(&life.site));
        let mut sourced = |of: Option<&Sourced<NaiveDate>>| {
            of.map(|day| json!({"on": day.value(), "source": self.cells.look_up(day.source())}))
        };
        let contradiction = life
            .contradiction
            .as_ref()
            .map(|of| json!({"event": of.kind.id(), "out": sourced(Some(&of.out)), "sign": sourced(Some(&of.sign))}));
        let in_or_out = life.in_or_out.as_ref().map(|(kind, on)| json!({"event": kind.id(), "day": sourced(Some(on))}));
        let mut components = Vec::new();
        for part in &life.components {
            components.push(json!({
                "name": part.name.as_ref().map(Sourced::value),
                "serial_number": part.serial.as_ref().map(Sourced::value),
                "part_number": part.part_number.as_ref().map(Sourced::value),
                "installed_on": sourced(part.from.as_ref()),
                "removed_on": sourced(part.to.as_ref()),
                "parent": part.parent,
            }));
        }
        for (part, shown) in life.components.iter().zip(&mut components) {
            shown["source"] = json!(part.cell().and_then(|cell| self.cells.look_up(cell)));
        }
        let contract = life.contract.as_ref().map(|of| {
            let sources: Vec<_> = of.cells.iter().map(|cell| self.cells.look_up(*cell)).collect();
            json!({
                "number": of.line.number, "type": of.line.contract_type, "start": of.line.start, "end": of.line.end,
                "sources": sources,
            })
        });
        let warranty = life.warranty.as_ref().map(|of| {
            let sources: Vec<_> = of.cells().map(|cell| self.cells.look_up(cell)).collect();
            let parts = of.computed.as_ref();
            json!({
                "end": of.end, "computed": parts.is_some(), "start_field": parts.map(|parts| parts.start_field),
                "start": parts.map(|parts| parts.start.value()), "months": parts.map(|parts| parts.months.value()),
                "sources": sources,
            })
        });
        let mut entries = Vec::new();
        for entry in &life.entries {
            let sources: Vec<_> = entry.cells.iter().map(|cell| self.cells.look_up(*cell)).collect();
            let told: serde_json::Map<String, Value> =
                entry.told.iter().map(|(field, text)| ((*field).to_owned(), json!(text))).collect();
            entries.push(json!({
                "on": entry.on, "kind": entry.kind.id(), "named": entry.named, "told": told, "count": entry.count,
                "sources": sources,
            }));
        }
        json!({
            "in_field": life.in_field, "in_or_out": in_or_out, "owner": owner, "site": site, "contract": contract,
            "warranty": warranty, "further_serial_numbers": life.further_serials, "components": components,
            "entries": entries, "contradiction": contradiction,
        })
    }
}
