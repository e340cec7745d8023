//! Facts of the machine itself: in the field, type, age, warranty, country.

use super::{Columns, calendar, flags, numbers, sources_of, texts, wholes};
use base::{CellRef, Kind};
use chrono::NaiveDate;
use digitize::machine_file::{MachineFiles, Warranty};

/// The day a machine was installed: the stated day, else that of its delivery, else 31 December of its year of
/// manufacture.
pub(super) fn installed(files: &MachineFiles, machine: usize) -> Option<(NaiveDate, CellRef)> {
    for field in ["installed_on", "delivered_on"] {
        if let (Some(date), Some(cell)) = (files.date(field, machine), files.source(field, machine)) {
            return Some((date, cell));
        }
    }
    let year = files.number("manufactured_year", machine)?;
    #[expect(clippy::cast_possible_truncation, reason = "a year")]
    let date = NaiveDate::from_ymd_opt(year as i32, 12, 31)?;
    Some((date, files.source("manufactured_year", machine)?))
}

pub(super) fn add(columns: &mut Columns<'_>) {
    let files = columns.inputs.files;
    let as_of = columns.inputs.as_of;
    let machines = files.len();
    let one = |id: &'static str| sources_of(machines, |machine| files.source(id, machine).into_iter().collect());

    let in_field = (0..machines).map(|machine| Some(files.in_field(machine, as_of))).collect();
    let sources = sources_of(machines, |machine| {
        let event = files.life.last_in_or_out(machine, as_of).map(|event| event.on.source());
        let listed = ["status", "retired_on"].into_iter().filter_map(|id| files.source(id, machine));
        event.into_iter().chain(listed).collect()
    });
    columns.set("in_field", flags(in_field), &sources);
    columns.rest_on("in_field", "no list says the machine is scrapped, sold or retired");

    let types = (0..machines).map(|machine| files.str("machine_type", machine)).collect();
    columns.set("machine_type", texts(types), &one("machine_type"));
    let countries = (0..machines).map(|machine| files.str("country", machine)).collect();
    columns.set("country", texts(countries), &one("country"));

    let ages: Vec<Option<(f64, CellRef)>> = (0..machines)
        .map(|machine| {
            if let Some((date, cell)) = installed(files, machine) {
                return Some((calendar::years(date, as_of), cell));
            }
            let candidate = *files.candidates("age_years", machine).first()?;
            let stated = files.number("age_years", machine)?;
            let delivered = files.delivered_on(candidate)?;
            #[expect(clippy::cast_precision_loss, reason = "days between two dates")]
            let since = (as_of - delivered).num_days() as f64 / 365.25;
            Some((stated + since, files.cell("age_years", candidate)?))
        })
        .collect();
    let sources = sources_of(machines, |machine| ages[machine].map(|(_, cell)| cell).into_iter().collect());
    columns.set("age_years", numbers(ages.iter().map(|age| age.map(|(years, _)| years)).collect()), &sources);

    let warranties: Vec<Option<Warranty>> = (0..machines).map(|machine| files.warranty(machine, as_of)).collect();
    let complete = columns.is_complete(Kind::Warranties);
    let status = warranties.iter().map(|of| match of {
        Some(of) if of.end >= as_of => Some("active"),
        Some(_) => Some("expired"),
        None => complete.then_some("none"),
    });
    // A computed end has two cells: where the term begins, and how long it is.
    let sources = sources_of(machines, |machine| warranties[machine].iter().flat_map(Warranty::cells).collect());
    columns.set("warranty_status", texts(status.collect()), &sources);
    columns.rest_on("warranty_status", "no warranty in a source declared complete for warranties");
    let left = warranties.iter().map(|of| of.as_ref().map(|of| (of.end - as_of).num_days())).collect();
    columns.set("warranty_days_left", wholes(left), &sources);
}
