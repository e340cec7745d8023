//! The register of data use as a workbook: taken out, filled in, and brought in again.

use super::cells::download;
use super::policy::decide_anew;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Export, Sources};
use crate::live::Live;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use base::{Language, MachineId};
use chrono::{Datelike, NaiveDate};
use decide::Purpose;
use digitize::machine_file::date_of;
use digitize::read::{Limits, read};
use digitize::values::parse_date;
use digitize::{DateOrder, SampleRow};
use hashbrown::HashMap;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};
use serde::{Deserialize, Serialize};
use store::{DataUse, NewDataUse};
use utoipa::{IntoParams, ToSchema};

/// Bytes of a file at most.
pub const MOST_BYTES: usize = 64 << 20;

/// Rows of a file at most, above the machines any register holds.
const MOST_ROWS: usize = 1_048_576;

/// Rows left out that are named; how many there were is said.
const NAMED: usize = 200;

/// The columns: id, German, English, Italian.
const COLUMNS: [[&str; 4]; 8] = [
    ["serial_number", "Seriennummer", "Serial number", "Numero di serie"],
    ["machine_type", "Typ", "Type", "Tipo"],
    ["customer", "Kunde", "Customer", "Cliente"],
    ["contract", "Vertrag", "Contract", "Contratto"],
    ["purposes", "Zwecke (Service, Angebote)", "Purposes (service, offers)", "Finalità (assistenza, offerte)"],
    ["from", "Von", "From", "Dal"],
    ["until", "Bis", "Until", "Al"],
    ["document", "Beleg", "Document", "Documento"],
];

const fn place_of(language: Language) -> usize {
    match language {
        Language::De => 1,
        Language::En => 2,
        Language::It => 3,
    }
}

const fn purpose_word(purpose: Purpose, language: Language) -> &'static str {
    match (purpose, language) {
        (Purpose::Service, Language::De | Language::En) => "Service",
        (Purpose::Service, Language::It) => "Assistenza",
        (Purpose::Sales, Language::De) => "Angebote",
        (Purpose::Sales, Language::En) => "Offers",
        (Purpose::Sales, Language::It) => "Offerte",
    }
}

/// The purposes a cell names; `Err` with the word that is none.
fn purposes(text: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for word in text.split([',', ';', '/', '+', '&']).map(str::trim).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let named = match lower.as_str() {
            "service" | "assistenza" => Some(Purpose::Service),
            "sales" | "angebote" | "angebot" | "offers" | "offer" | "offerte" | "offerta" | "vertrieb" => {
                Some(Purpose::Sales)
            }
            "none" | "keine" | "nessuna" | "-" => None,
            _ => return Err(word.to_owned()),
        };
        if let Some(purpose) = named.filter(|purpose| !found.contains(&purpose.id().to_owned())) {
            found.push(purpose.id().to_owned());
        }
    }
    found.sort_unstable();
    Ok(found)
}

fn workbook(
    live: &Live,
    agreements: &HashMap<MachineId, Vec<DataUse>>,
    language: Language,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (bold, day) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    let sheet = book.add_worksheet();
    for (column, names) in (0..).zip(COLUMNS) {
        sheet.write_with_format(0, column, names[place_of(language)], &bold)?;
        sheet.set_column_width(column, if column == 4 || column == 7 { 30.0 } else { 18.0 })?;
    }
    sheet.set_freeze_panes(1, 1)?;
    let files = &live.decided.state.files;
    let mut at = 1_u32;
    for (machine, id) in files.link.ids.iter().enumerate() {
        let own = agreements.get(id).map_or(&[][..], Vec::as_slice);
        let mut rows: Vec<Option<&DataUse>> = own.iter().map(Some).collect();
        if rows.is_empty() {
            rows.push(None);
        }
        for of in rows {
            let text = |field: &str| files.str(field, machine).unwrap_or_default();
            // A text is a text, whatever a spreadsheet would take it for.
            for (column, written) in [(0, text("serial_number")), (1, text("machine_type")), (2, text("customer_name"))]
            {
                sheet.write_string(at, column, written)?;
            }
            if let Some(of) = of {
                let named =
                    Purpose::ALL.into_iter().filter(|purpose| of.of.purposes.iter().any(|name| name == purpose.id()));
                let named: Vec<&str> = named.map(|purpose| purpose_word(purpose, language)).collect();
                sheet.write_string(at, 3, &of.of.contract)?;
                sheet.write_string(at, 4, if named.is_empty() { "-".to_owned() } else { named.join(", ") })?;
                for (column, date) in [(5, Some(of.of.from)), (6, of.of.until)] {
                    let Some(date) = date else { continue };
                    let year = u16::try_from(date.year()).unwrap_or_default();
                    let (month, number) = (u8::try_from(date.month()), u8::try_from(date.day()));
                    let written = ExcelDateTime::from_ymd(year, month.unwrap_or_default(), number.unwrap_or_default())?;
                    sheet.write_datetime_with_format(at, column, written, &day)?;
                }
                sheet.write_string(at, 7, &of.of.document)?;
            }
            at += 1;
        }
    }
    book.save_to_buffer()
}

/// The register as a workbook: all machines with what is agreed.
#[utoipa::path(get, path = "/data-use/export.xlsx", tag = "data use",
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")),
    extensions(("x-permission" = json!("export"))))]
pub async fn export(may: May<Export>, State(app): State<App>) -> Answer<(HeaderMap, Vec<u8>)> {
    let language = may.who.language();
    let view = app.view()?;
    let mut agreements: HashMap<MachineId, Vec<DataUse>> = HashMap::new();
    for of in app.store().data_uses().await? {
        agreements.entry(of.of.machine).or_default().push(of);
    }
    let made = tokio::task::spawn_blocking(move || workbook(&view.live, &agreements, language)).await?;
    let bytes = made.map_err(|error| Problem::internal(&error))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok((download("instand-data-use.xlsx", kind), bytes))
}

/// The file's name.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RegisterFile {
    /// By which it is called where something is wrong with it.
    name: String,
}

/// A row that was left out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct LeftOutRow {
    /// The row, from 1.
    pub row: u32,
    /// The column's heading.
    pub column: Option<String>,
    /// What is wrong and what to do.
    pub what: String,
}

/// What a file brought.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct DataUseImport {
    /// Agreements that are new.
    pub added: usize,
    /// Agreements that are known.
    pub unchanged: usize,
    /// Agreements that the file ends.
    pub ended: usize,
    /// Rows left out, the first 200.
    pub problems: Vec<LeftOutRow>,
    /// Rows left out.
    pub problems_total: usize,
}

/// What the rows of a file say.
#[derive(Default)]
struct Brought {
    new: Vec<NewDataUse>,
    ended: Vec<(i64, NaiveDate)>,
    unchanged: usize,
    problems: Vec<LeftOutRow>,
}

fn brought(live: &Live, known: &[DataUse], name: &str, bytes: &[u8]) -> Answer<Brought> {
    let file = read(name, bytes, &Limits { max_rows: 1_048_576, max_workbook: 256 << 20, ..Limits::default() });
    let Some(table) = file.tables.iter().find(|table| !table.hidden) else {
        let said: Vec<String> = file.problems.iter().map(|problem| problem.what.clone()).collect();
        return Err(Problem::wrong(format!("{name}: {}", said.join("; "))));
    };
    let rows = table.sample(MOST_ROWS);
    let place = |row: &SampleRow, id: usize| {
        let names = COLUMNS[id];
        row.cells.iter().position(|cell| {
            let text = cell.text();
            let text = text.trim();
            names.iter().any(|name| {
                let short = name.split(" (").next().unwrap_or(name);
                text.eq_ignore_ascii_case(name) || text.eq_ignore_ascii_case(short)
            })
        })
    };
    let head = rows.iter().take(20).position(|row| place(row, 0).is_some() && place(row, 4).is_some());
    let Some(head) = head else {
        let wanted: Vec<&str> = COLUMNS.iter().map(|names| names[2]).collect();
        return Err(Problem::wrong(format!(
            "{name}: no row of headings is found; take the workbook of the register out and fill it in: {}",
            wanted.join(", ")
        )));
    };
    let columns: Vec<Option<usize>> = (0..COLUMNS.len()).map(|id| place(&rows[head], id)).collect();
    let heading = |id: usize| columns[id].and_then(|at| rows[head].cells.get(at)).map(|cell| cell.text().into_owned());
    let mut found = Brought::default();
    let files = &live.decided.state.files;
    let machines: HashMap<&str, usize> =
        files.link.normalised.iter().enumerate().map(|(at, number)| (number.as_str(), at)).collect();
    for row in &rows[head + 1..] {
        let text = |id: usize| {
            columns[id].and_then(|at| row.cells.get(at)).map_or_else(String::new, |cell| cell.text().trim().to_owned())
        };
        // A machine without an agreement says nothing.
        if [3, 4, 5, 6, 7].iter().all(|id| text(*id).is_empty()) {
            continue;
        }
        let mut wrong =
            |id: usize, what: String| found.problems.push(LeftOutRow { row: row.number, column: heading(id), what });
        let number = text(0);
        let Some(machine) = digitize::serial::normalise(&number).and_then(|key| machines.get(key.as_str()).copied())
        else {
            wrong(0, format!("no machine has the serial number `{number}`"));
            continue;
        };
        let Some(machine) = files.link.ids.get(machine).copied() else { continue };
        let day = |id: usize| -> Result<Option<NaiveDate>, String> {
            let text = text(id);
            if text.is_empty() {
                return Ok(None);
            }
            let days =
                parse_date(&text, DateOrder::YearMonthDay).or_else(|| parse_date(&text, DateOrder::DayMonthYear));
            days.and_then(date_of)
                .map(Some)
                .ok_or_else(|| format!("`{text}` is no date; write 2026-11-01 or 01.11.2026"))
        };
        let purposes = match purposes(&text(4)) {
            Ok(purposes) => purposes,
            Err(word) => {
                wrong(4, format!("`{word}` is no purpose; write Service, Angebote (offers), both, or - for none"));
                continue;
            }
        };
        let (from, until) = match (day(5), day(6)) {
            (Ok(Some(from)), Ok(until)) => (from, until),
            (Ok(None), _) => {
                wrong(5, "the first day is missing".to_owned());
                continue;
            }
            (Err(what), _) => {
                wrong(5, what);
                continue;
            }
            (_, Err(what)) => {
                wrong(6, what);
                continue;
            }
        };
        if until.is_some_and(|until| until < from) {
            wrong(6, "the last day is before the first".to_owned());
            continue;
        }
        let new = NewDataUse { machine, contract: text(3), purposes, from, until, document: text(7) };
        let same = |of: &&DataUse| {
            let mut sorted = of.of.purposes.clone();
            sorted.sort_unstable();
            (of.of.machine, &of.of.contract, &sorted, of.of.from, &of.of.document)
                == (new.machine, &new.contract, &new.purposes, new.from, &new.document)
        };
        let ends = |of: &&DataUse| {
            of.ended_by.is_none() && new.until.is_some_and(|until| of.of.until.is_none_or(|known| until < known))
        };
        match known.iter().filter(same).find(ends) {
            _ if known.iter().filter(same).any(|of| of.of.until == new.until) => found.unchanged += 1,
            Some(of) => found.ended.extend(new.until.map(|until| (of.id, until))),
            _ if found.new.contains(&new) => found.unchanged += 1,
            _ => found.new.push(new),
        }
    }
    Ok(found)
}

/// Brings a filled-in workbook of the register in. A row that is wrong is left out and named; a file that cannot be read
/// changes nothing.
#[utoipa::path(post, path = "/data-use/import", tag = "data use", params(RegisterFile),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = DataUseImport), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn import(
    may: May<Sources>,
    State(app): State<App>,
    Query(file): Query<RegisterFile>,
    bytes: Bytes,
) -> Answer<Json<DataUseImport>> {
    let view = app.view()?;
    let known = app.store().data_uses().await?;
    let found = tokio::task::spawn_blocking(move || brought(&view.live, &known, &file.name, &bytes)).await??;
    let done = DataUseImport {
        added: found.new.len(),
        unchanged: found.unchanged,
        ended: found.ended.len(),
        problems_total: found.problems.len(),
        problems: found.problems.into_iter().take(NAMED).collect(),
    };
    if done.added + done.ended > 0 {
        let write = app.write(&may.who.account.login).await?;
        if !found.new.is_empty() {
            write.add_data_uses(found.new).await?;
        }
        for (id, last) in found.ended {
            write.end_data_use(id, last).await?;
        }
        write.commit().await?;
        decide_anew(&app).await?;
    }
    Ok(Json(done))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_are_read_in_all_languages() {
        assert_eq!(purposes("Service, Angebote"), Ok(vec!["sales".to_owned(), "service".to_owned()]));
        assert_eq!(purposes("offerte"), Ok(vec!["sales".to_owned()]));
        assert_eq!(purposes("-"), Ok(Vec::new()));
        assert_eq!(purposes("Werbung"), Err("Werbung".to_owned()));
    }
}
