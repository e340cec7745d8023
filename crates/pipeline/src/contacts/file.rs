//! The register of contacts as a workbook: taken out, filled in, and brought in again. A file is taken in wholly or not at all.

use super::{Contacts, KnownContact};
use automate::{Origin, Said};
use base::Language;
use chrono::{Datelike, NaiveDate};
use digitize::machine_file::{MachineFiles, date_of};
use digitize::read::{Limits, read};
use digitize::values::parse_date;
use digitize::{DateOrder, SampleRow};
use hashbrown::{HashMap, HashSet};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};
use std::collections::BTreeSet;
use store::{ConsentEntry, DatedConsent, NewConsent};

/// Rows of a file at most: those of a sheet.
const MOST_ROWS: usize = 1_048_576;

/// Letters of an evidence at most.
const MOST_LETTERS: usize = 2_000;

/// The columns: German, English, Italian.
const COLUMNS: [[&str; 3]; 8] = [
    ["E-Mail", "E-mail", "E-mail"],
    ["Kunde", "Customer", "Cliente"],
    ["Herkunft", "Origin", "Provenienza"],
    ["Hinweis bei Erhebung", "Told at collection", "Informato alla raccolta"],
    ["Aussage", "Statement", "Dichiarazione"],
    ["Thema", "Topic", "Argomento"],
    ["Am", "On", "Il"],
    ["Nachweis", "Evidence", "Prova"],
];

const ORIGINS: [(Origin, [&str; 3]); 3] = [
    (Origin::Sale, ["Verkauf", "Sale", "Vendita"]),
    (Origin::Given, ["Selbst angegeben", "Given by the contact", "Fornito dal contatto"]),
    (Origin::Unknown, ["Unbekannt", "Unknown", "Sconosciuta"]),
];

const STATEMENTS: [(Said, [&str; 3]); 4] = [
    (Said::Agreed, ["Einwilligung", "Consent", "Consenso"]),
    (Said::Objected, ["Widerspruch", "Objection", "Opposizione"]),
    (Said::Bounced, ["Unzustellbar", "Bounced", "Non recapitabile"]),
    (Said::Reachable, ["Wieder erreichbar", "Reachable again", "Di nuovo raggiungibile"]),
];

/// Names of the topics of the shipped campaigns; any other is called by its id.
const TOPICS: [(&str, [&str; 3]); 5] = [
    ("contracts", ["Verträge", "Contracts", "Contratti"]),
    ("maintenance", ["Wartung", "Maintenance", "Manutenzione"]),
    ("modernization", ["Modernisierung", "Modernization", "Modernizzazione"]),
    ("parts", ["Ersatzteile", "Spare parts", "Ricambi"]),
    ("service", ["Service", "Service", "Assistenza"]),
];

const ALL_TOPICS: [&str; 3] = ["Alle", "All", "Tutti"];
const YES: [&str; 3] = ["ja", "yes", "sì"];
const NO: [&str; 3] = ["nein", "no", "no"];

const fn place_of(language: Language) -> usize {
    match language {
        Language::De => 0,
        Language::En => 1,
        Language::It => 2,
    }
}

fn is_one(text: &str, names: &[&str]) -> bool {
    let text = text.trim().to_lowercase();
    names.iter().any(|name| name.to_lowercase() == text)
}

/// The register as a workbook: a row for each entry, and one for each address nothing is entered of.
///
/// # Errors
/// Where the workbook cannot be made.
pub fn contact_workbook(
    files: &MachineFiles,
    contacts: &Contacts,
    entries: &[ConsentEntry],
    language: Language,
) -> Result<Vec<u8>, XlsxError> {
    let at = place_of(language);
    let mut of: HashMap<&str, Vec<&ConsentEntry>> = HashMap::new();
    for entry in entries {
        of.entry(entry.of.address.as_str()).or_default().push(entry);
    }
    let mut book = Workbook::new();
    let (bold, day) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    let sheet = book.add_worksheet();
    for (column, names) in (0..).zip(COLUMNS) {
        sheet.write_with_format(0, column, names[at], &bold)?;
        sheet.set_column_width(column, if matches!(column, 0 | 1 | 7) { 32.0 } else { 20.0 })?;
    }
    sheet.set_freeze_panes(1, 1)?;
    let name = |contact: &KnownContact| {
        contact.machines.first().and_then(|machine| files.str("customer_name", *machine as usize)).unwrap_or_default()
    };
    let mut row = 0_u32;
    for contact in contacts.all().iter().filter(|of| !of.standing.is_erased) {
        let own = of.get(contact.address.as_str()).map_or(&[][..], Vec::as_slice);
        let mut rows: Vec<Option<&ConsentEntry>> = own.iter().copied().map(Some).collect();
        if rows.is_empty() {
            rows.push(None);
        }
        for entry in rows {
            row += 1;
            // A text is a text, whatever a spreadsheet would take it for.
            sheet.write_string(row, 0, &contact.address)?;
            sheet.write_string(row, 1, name(contact))?;
            let Some(ConsentEntry { on, of: entry, .. }) = entry else { continue };
            if let Some((_, names)) = ORIGINS.iter().find(|(origin, _)| *origin == entry.origin)
                && (entry.said == Said::Nothing || entry.origin != Origin::Unknown)
            {
                sheet.write_string(row, 2, names[at])?;
                sheet.write_string(row, 3, if entry.was_told { YES[at] } else { NO[at] })?;
            }
            if let Some((_, names)) = STATEMENTS.iter().find(|(said, _)| *said == entry.said) {
                sheet.write_string(row, 4, names[at])?;
            }
            if matches!(entry.said, Said::Agreed | Said::Objected) {
                let topic = entry.topic.as_deref();
                let named = topic.and_then(|topic| TOPICS.iter().find(|(id, _)| *id == topic));
                let text = named.map(|(_, names)| names[at]).or(topic).unwrap_or(ALL_TOPICS[at]);
                sheet.write_string(row, 5, text)?;
            }
            let year = u16::try_from(on.year()).unwrap_or_default();
            let (month, number) = (u8::try_from(on.month()), u8::try_from(on.day()));
            let written = ExcelDateTime::from_ymd(year, month.unwrap_or_default(), number.unwrap_or_default())?;
            sheet.write_datetime_with_format(row, 6, written, &day)?;
            sheet.write_string(row, 7, &entry.evidence)?;
        }
    }
    book.save_to_buffer()
}

/// A row that cannot be taken in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// The sheet, where the file has sheets.
    pub sheet: Option<String>,
    /// The row, from 1.
    pub row: u32,
    /// The column's heading.
    pub column: Option<String>,
    /// What is wrong and what to do.
    pub what: String,
}

/// What a file says. Where it has problems, nothing of it is taken in.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Brought {
    /// Entries that are new.
    pub new: Vec<DatedConsent>,
    /// Entries that are known.
    pub unchanged: usize,
    /// What is wrong.
    pub problems: Vec<LeftOut>,
}

/// What the register knows when a file is read.
struct Reading<'a> {
    contacts: &'a Contacts,
    known: HashSet<DatedConsent>,
    topics: &'a BTreeSet<String>,
    today: NaiveDate,
}

/// Reads a filled-in workbook or a CSV file with the same headings in any of the three languages.
///
/// # Errors
/// Where the file cannot be read or has no row of headings; the text says what to do.
pub fn contacts_brought(
    (name, bytes): (&str, &[u8]),
    contacts: &Contacts,
    entries: &[ConsentEntry],
    topics: &BTreeSet<String>,
    today: NaiveDate,
) -> Result<Brought, String> {
    let file = read(name, bytes, &Limits { max_rows: 1_048_576, max_workbook: 256 << 20, ..Limits::default() });
    let tables: Vec<_> = file.tables.iter().filter(|table| !table.hidden).collect();
    if tables.is_empty() {
        let said: Vec<String> = file.problems.iter().map(|problem| problem.what.clone()).collect();
        return Err(format!("{name}: {}", said.join("; ")));
    }
    let known = entries.iter().map(|of| as_written(of.on, of.of.clone())).collect();
    let reading = Reading { contacts, known, topics, today };
    let mut found = Brought::default();
    let mut is_one_read = false;
    for table in tables {
        let rows = table.sample(MOST_ROWS);
        let head = rows.iter().take(20).position(|row| place(row, 0).is_some() && place(row, 4).is_some());
        if let Some(head) = head {
            is_one_read = true;
            reading.table(table.sheet.as_deref(), &rows[head], &rows[head + 1..], &mut found);
        }
    }
    if !is_one_read {
        let wanted: Vec<&str> = COLUMNS.iter().map(|names| names[1]).collect();
        return Err(format!(
            "{name}: no row of headings is found; take the workbook of the contacts out and fill it in: {}",
            wanted.join(", ")
        ));
    }
    Ok(found)
}

/// An entry as it comes back from the workbook: what says nothing is not written there.
fn as_written(on: NaiveDate, of: NewConsent) -> DatedConsent {
    let has_topic = matches!(of.said, Said::Agreed | Said::Objected);
    let was_told = of.was_told && (of.said == Said::Nothing || of.origin != Origin::Unknown);
    let topic = of.topic.filter(|_| has_topic);
    DatedConsent { on: Some(on), of: NewConsent { topic, was_told, evidence: of.evidence.trim().to_owned(), ..of } }
}

/// Which cell of a row of headings is that of a column.
fn place(row: &SampleRow, column: usize) -> Option<usize> {
    row.cells.iter().position(|cell| is_one(&cell.text(), &COLUMNS[column]))
}

/// What is wrong with a row: the column, and what to do.
type Wrong = (usize, String);

impl Reading<'_> {
    fn table(&self, sheet: Option<&str>, head: &SampleRow, rows: &[SampleRow], found: &mut Brought) {
        let columns: Vec<Option<usize>> = (0..COLUMNS.len()).map(|id| place(head, id)).collect();
        let heading = |id: usize| columns[id].and_then(|at| head.cells.get(at)).map(|cell| cell.text().into_owned());
        let mut new: HashSet<DatedConsent> = HashSet::new();
        for row in rows {
            let text = |id: usize| {
                let cell = columns[id].and_then(|at| row.cells.get(at));
                cell.map_or_else(String::new, |cell| cell.text().trim().to_owned())
            };
            // An address without anything said of it says nothing.
            if [2, 3, 4, 5, 6, 7].iter().all(|id| text(*id).is_empty()) {
                continue;
            }
            match self.row(&text) {
                Ok(of) if self.known.contains(&of) || !new.insert(of.clone()) => found.unchanged += 1,
                Ok(of) => found.new.push(of),
                Err((column, what)) => found.problems.push(LeftOut {
                    sheet: sheet.map(str::to_owned),
                    row: row.number,
                    column: heading(column),
                    what,
                }),
            }
        }
    }

    fn row(&self, text: &dyn Fn(usize) -> String) -> Result<DatedConsent, Wrong> {
        let address = text(0).to_lowercase();
        let is_address = address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
            && !address.contains(char::is_whitespace)
            && address.len() <= 254;
        if !is_address {
            return Err((0, format!("`{address}` is no mail address")));
        }
        let standing = self.contacts.all().binary_search_by(|of| of.address.as_str().cmp(&address));
        let standing = standing.ok().and_then(|at| self.contacts.all().get(at)).map(|of| &of.standing);
        if standing.is_some_and(|of| of.is_erased) {
            return Err((
                0,
                "this address was erased on request and is not entered again; take the row out".to_owned(),
            ));
        }
        let said = text(4);
        let said = if said.is_empty() {
            Said::Nothing
        } else {
            let named = STATEMENTS.iter().find(|(_, names)| is_one(&said, names)).map(|(said, _)| *said);
            named.or_else(|| Said::named(&said.to_lowercase())).ok_or_else(|| {
                (4, format!("`{said}` is no statement; write Consent, Objection, Bounced, Reachable again, or leave it empty"))
            })?
        };
        let origin = text(2);
        let origin = match ORIGINS.iter().find(|(_, names)| is_one(&origin, names)) {
            Some((origin, _)) => *origin,
            None if origin.is_empty() && said != Said::Nothing => Origin::Unknown,
            None => {
                return Err((2, format!("`{origin}` is no origin; write Sale, Given by the contact or Unknown")));
            }
        };
        let told = text(3);
        let was_told = match (is_one(&told, &YES) || is_one(&told, &["si"]), told.is_empty() || is_one(&told, &NO)) {
            (true, _) => true,
            (_, true) => false,
            _ => return Err((3, format!("`{told}` is neither yes nor no"))),
        };
        let topic = self.topic(&text(5))?;
        if topic.is_some() && !matches!(said, Said::Agreed | Said::Objected) {
            return Err((5, "only a consent or an objection has a topic; leave it empty".to_owned()));
        }
        let on = self.day(&text(6))?;
        let evidence = text(7);
        if evidence.chars().count() > MOST_LETTERS {
            return Err((7, format!("evidence has {MOST_LETTERS} letters at most")));
        }
        if said == Said::Agreed && evidence.is_empty() {
            let what = "a consent needs its evidence: who agreed when and how, and where that can be read";
            return Err((7, what.to_owned()));
        }
        let entry = as_written(on, NewConsent { address, topic, said, origin, was_told, evidence });
        // One that is known was there before the objection, and stays in the workbook.
        if said == Said::Agreed
            && !self.known.contains(&entry)
            && let Some(day) = standing.and_then(|of| of.objection_in_the_way(entry.of.topic.as_deref(), on))
        {
            let what =
                format!("the contact objected on {day}; only a consent given after that day lifts the objection");
            return Err((6, what));
        }
        Ok(entry)
    }

    fn topic(&self, text: &str) -> Result<Option<String>, Wrong> {
        if text.is_empty() || is_one(text, &ALL_TOPICS) {
            return Ok(None);
        }
        let named = TOPICS.iter().find(|(_, names)| is_one(text, names)).map(|(id, _)| *id);
        let id = named.map_or_else(|| text.to_lowercase(), str::to_owned);
        if self.topics.contains(&id) {
            return Ok(Some(id));
        }
        // An objection to a topic that no campaign has would be lost.
        let all: Vec<&str> = self.topics.iter().map(String::as_str).collect();
        Err((5, format!("`{text}` is no topic; there are {}, or leave it empty for all", all.join(", "))))
    }

    fn day(&self, text: &str) -> Result<NaiveDate, Wrong> {
        if text.is_empty() {
            return Err((6, "the day is missing: on which day was it said".to_owned()));
        }
        let days = parse_date(text, DateOrder::YearMonthDay).or_else(|| parse_date(text, DateOrder::DayMonthYear));
        let day = days
            .and_then(date_of)
            .ok_or_else(|| (6, format!("`{text}` is no date; write 2026-11-01 or 01.11.2026")))?;
        if day > self.today {
            return Err((6, format!("{day} is still to come")));
        }
        Ok(day)
    }
}
