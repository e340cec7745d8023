//! Machine files as rows of the operational database: the columns lists sort and filter by, and the file as JSON.

use base::{Kind, fields};
use chrono::NaiveDate;
use digitize::machine_file::MachineFiles;
use rayon::prelude::*;
use std::fmt::Write;
use store::{CustomerRow, MachineRow};
use xxhash_rust::xxh3::xxh3_64;

/// Rows for all machines and customers; whether a machine is in the field is said for the day `as_of`.
pub(crate) fn project(files: &MachineFiles, as_of: NaiveDate) -> (Vec<MachineRow>, Vec<CustomerRow>) {
    let machines = (0..files.len()).into_par_iter().map(|machine| row(files, machine, as_of)).collect();
    let customers = files
        .customers
        .iter()
        .map(|customer| CustomerRow { id: customer.id, number: customer.number.clone(), name: customer.name.clone() })
        .collect();
    (machines, customers)
}

fn row(files: &MachineFiles, machine: usize, as_of: NaiveDate) -> MachineRow {
    let text = |id: &str| files.str(id, machine).map(str::to_owned);
    let normalised = files.link.normalised.get(machine).cloned().unwrap_or_default();
    let customer = files.customer_of.get(machine).copied().flatten();
    let customer = customer.and_then(|at| files.customers.get(at as usize)).map(|customer| customer.id);
    let mut row = MachineRow {
        id: files.link.ids[machine],
        serial_number: text("serial_number").unwrap_or_else(|| normalised.clone()),
        normalised,
        machine_type: text("machine_type"),
        product_family: text("product_family"),
        manufacturer: text("manufacturer"),
        installed_on: files.date("installed_on", machine),
        country: text("country"),
        postcode: text("postcode"),
        city: text("city"),
        customer,
        in_field: files.in_field(machine, as_of),
        file: file_json(files, machine),
        digest: 0,
    };
    let customer = row.customer.map_or([0; 16], |customer| customer.0.into_bytes());
    let mut values = Vec::with_capacity(512);
    values.extend_from_slice(&customer);
    values.push(u8::from(row.in_field));
    for field in fields(Kind::Machines) {
        for candidate in files.candidates(field.id, machine).iter().take(1) {
            values.extend_from_slice(field.id.as_bytes());
            values.push(0);
            values.extend_from_slice(files.text_of(field.id, *candidate).unwrap_or_default().as_bytes());
            values.push(0);
        }
    }
    row.digest = digest(xxh3_64(&values), xxh3_64(row.file.as_bytes()));
    row
}

/// What is known of a machine in the upper half, and with the cells it stands in, the lower: a row is written anew when
/// either differs, and its machine counts as changed when what is known of it does.
fn digest(values: u64, file: u64) -> i64 {
    (values & !store::CELLS | file & store::CELLS).cast_signed()
}

/// Candidates kept in the projection; `instand machine --explain` reads all of them from the lake.
const MOST_CANDIDATES: usize = 20;

/// `{"field":[["value",table,row,column],...],...}`: the winner first, then the losers in order.
fn file_json(files: &MachineFiles, machine: usize) -> String {
    let mut json = String::with_capacity(1024);
    json.push('{');
    for field in fields(Kind::Machines) {
        let candidates = files.candidates(field.id, machine);
        if candidates.is_empty() {
            continue;
        }
        if json.len() > 1 {
            json.push(',');
        }
        // Writing to a String does not fail.
        let _ = write!(json, "\"{}\":[", field.id);
        let mut first = true;
        for candidate in candidates.iter().take(MOST_CANDIDATES) {
            let (Some(value), Some(cell)) = (files.text_of(field.id, *candidate), files.cell(field.id, *candidate))
            else {
                continue;
            };
            if !first {
                json.push(',');
            }
            first = false;
            json.push('[');
            write_string(&mut json, &value);
            let _ = write!(json, ",{},{},{}]", cell.table, cell.row, cell.column);
        }
        json.push(']');
    }
    json.push('}');
    json
}

/// Appends the text as a JSON string.
fn write_string(json: &mut String, text: &str) {
    match serde_json::to_string(text) {
        Ok(quoted) => json.push_str(&quoted),
        Err(_) => json.push_str("\"\""),
    }
}
