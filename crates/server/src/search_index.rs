//! What search finds: machines, customers, contracts, parts, people, components.

use hashbrown::HashMap;
use installed_base::{InstalledBase, SearchEntry, SearchIndex, SearchKind};
use pipeline::Decided;

use connect::History;

/// The index over everything that has a name.
#[must_use]
pub fn of(decided: &Decided, base: &InstalledBase, history: &History) -> SearchIndex {
    let files = &decided.state.files;
    let mut entries = Vec::with_capacity(base.len() * 2);
    let mut people: HashMap<(String, String), SearchEntry> = HashMap::new();
    let mut further: HashMap<usize, Vec<String>> = HashMap::new();
    for (number, at) in &files.link.further {
        further.entry(*at as usize).or_default().push(number.clone());
    }
    for (at, id) in files.link.ids.iter().enumerate() {
        let Some(row) = base.position(*id).and_then(|position| base.row(position)) else { continue };
        let subtitle = [row.machine_type, row.customer_name, row.city].into_iter().flatten().collect::<Vec<_>>();
        entries.push(SearchEntry {
            kind: SearchKind::Machine,
            id: id.to_string(),
            title: row.serial_number.to_owned(),
            subtitle: (!subtitle.is_empty()).then(|| subtitle.join(" · ")),
            also: [Some(row.normalised), files.str("inventory_number", at)]
                .into_iter()
                .flatten()
                .map(str::to_owned)
                .chain(further.remove(&at).unwrap_or_default())
                .collect(),
            machine: Some(*id),
            customer: row.customer,
        });
        if let Some(name) = files.str("contact_name", at) {
            let company = row.customer_name.unwrap_or_default();
            people.entry((name.to_owned(), company.to_owned())).or_insert_with(|| SearchEntry {
                kind: SearchKind::Person,
                id: format!("{name}@{company}"),
                title: name.to_owned(),
                subtitle: (!company.is_empty()).then(|| company.to_owned()),
                also: files.str("email", at).map(str::to_owned).into_iter().collect(),
                // A person of a customer leads to all of its machines.
                machine: if row.customer.is_some() { None } else { Some(*id) },
                customer: row.customer,
            });
        }
    }
    entries.extend(people.into_values());
    entries.extend(base.customers().map(|customer| SearchEntry {
        kind: SearchKind::Customer,
        id: customer.id.to_string(),
        title: customer.name.or(customer.number).unwrap_or("?").to_owned(),
        subtitle: customer.number.map(str::to_owned),
        also: customer.number.map(str::to_owned).into_iter().collect(),
        machine: None,
        customer: Some(customer.id),
    }));
    let title_of = |at: usize| files.str("customer_name", at).map(str::to_owned);
    for (number, at) in history.contract_numbers() {
        entries.push(SearchEntry {
            kind: SearchKind::Contract,
            id: number.clone(),
            title: number,
            subtitle: title_of(at),
            also: Vec::new(),
            machine: files.link.ids.get(at).copied(),
            customer: None,
        });
    }
    for (number, name, at) in history.part_numbers() {
        entries.push(SearchEntry {
            kind: SearchKind::Part,
            id: number.clone(),
            title: number,
            also: name.clone().into_iter().collect(),
            subtitle: name,
            machine: files.link.ids.get(at).copied(),
            customer: None,
        });
    }
    // Also those taken out by now: who reads a number off an old spindle wants to know which machine it was in.
    for machine in files.life.machines_with_components() {
        let at = machine as usize;
        for (number, part) in files.life.components(at, decided.facts.as_of).into_iter().enumerate() {
            let Some(serial) = part.serial.as_ref().map(|serial| serial.value().clone()) else { continue };
            entries.push(SearchEntry {
                kind: SearchKind::Component,
                id: format!("{machine}.{number}"),
                title: serial,
                subtitle: part.name.as_ref().map(|name| name.value().clone()),
                also: Vec::new(),
                machine: files.link.ids.get(at).copied(),
                customer: None,
            });
        }
    }
    SearchIndex::new(entries)
}
