//! Imports the five lists with hard noise as anybody would and says how well their rows were put together.

use ::telemetry::lake::TelemetryLake;
use base::MachineId;
use chrono::NaiveDate;
use connect::Lake;
use digitize::mapping::Mapping;
use pipeline::{ImportOptions, Kept, Proposals, Silent, State, Workplace, collect, import, propose};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use store::Store;
use testkit::manufacturer::Manufacturer;
use testkit::pairwise::Pairwise;

/// Which list wins, as the manufacturer would say it.
const SOURCES: [&str; 5] = ["erp", "vertraege", "service", "telematik", "crm"];

/// What was found.
pub struct Measured {
    pub score: Pairwise,
    /// The same once somebody has answered the pairs that wait.
    pub answered: Pairwise,
    /// Share of the machines that wait in a pair for somebody's decision.
    pub in_review: f64,
    pub machines: usize,
    pub joined: usize,
    /// Rows that are not with most rows of their machine, in words.
    pub astray: Vec<String>,
}

/// Writes the lists of a seed, imports them at once into an empty installation and compares with the truth.
pub async fn measure(folder: &Path, seed: u64, machines: usize) -> Measured {
    let as_of = NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day");
    let (lists, truth) = (folder.join("lists"), folder.join("truth.csv"));
    Manufacturer::new(seed, machines, as_of).write_hard_lists(&lists, &truth).expect("written");
    let workplace = Workplace {
        store: Store::open(&testkit::database::sqlite(folder)).await.expect("a database"),
        lake: Lake::at(folder.join("lake")),
        telemetry: TelemetryLake::at(folder.join("lake").join("telemetry")),
        elsewhere: None,
        kept: Kept::at(folder.join("files")),
        lock: folder.join("import.lock"),
    };
    let mapping: String = (1..)
        .zip(SOURCES)
        .map(|(at, name)| format!("[[source]]\nname = \"{name}\"\nfiles = [\"{name}/*\"]\npriority = {at}\n"))
        .collect();
    let mapping = Mapping::parse(&mapping).expect("a mapping");
    let options = ImportOptions {
        origin: "lists",
        source: None,
        mapping: Some(&mapping),
        mapping_text: None,
        delivered_on: as_of,
        at: "2026-11-01T08:00:00Z",
    };
    let inputs = collect(&[lists], folder).expect("files");
    let (report, state) = import(&workplace, &inputs, &options, &Silent).await.expect("imported");
    assert_eq!(report.tables.len(), 5, "{:?}", report.problems);

    let files = &state.files;
    let mut found: HashMap<(&str, u32), MachineId> = HashMap::new();
    for (machine, id) in files.link.ids.iter().enumerate() {
        for candidate in files.candidates("serial_number", machine) {
            let (table, row) = files.row_of(*candidate);
            found.insert((state.tables[&table].source.as_str(), row), *id);
        }
    }
    let mut rows: Vec<(usize, u32, MachineId)> = Vec::new();
    let mut places: Vec<(String, u32)> = Vec::new();
    for line in csv::Reader::from_path(&truth).expect("the truth").into_deserialize() {
        let (source, row, machine): (String, u32, u32) = line.expect("a line");
        let at = SOURCES.iter().position(|name| *name == source).expect("a list");
        rows.push((at, machine, found[&(source.as_str(), row)]));
        places.push((source, row));
    }
    let proposals = propose(&state).expect("proposals");
    let waiting: HashSet<u32> = proposals.pairs.iter().flat_map(|pair| [pair.kept, pair.joined]).collect();
    let answered = answered(&rows, &state, &proposals);
    let mut homes: HashMap<u32, HashMap<MachineId, usize>> = HashMap::new();
    rows.iter().for_each(|(_, machine, id)| *homes.entry(*machine).or_default().entry(*id).or_default() += 1);
    let most = |machine: u32| homes[&machine].iter().max_by_key(|(id, count)| (**count, id.0)).map(|(id, _)| *id);
    // With whom it stands, and what it and a row of its own machine say.
    let said = |at: usize| {
        let (source, row) = &places[at];
        let found = (0..files.len()).flat_map(|machine| files.candidates("serial_number", machine));
        let is_it = |of: &&digitize::machine_file::Candidate| {
            let (table, number) = files.row_of(**of);
            number == *row && state.tables[&table].source == *source
        };
        let of = found.into_iter().find(is_it);
        let text =
            of.map(|of| (files.text_of("serial_number", *of).unwrap_or_default(), files.saying(*of).0.join("|")));
        let (serial, said) = text.unwrap_or_default();
        format!("{source} {serial} {said}")
    };
    let mut astray = Vec::new();
    for (at, (_, machine, id)) in rows.iter().enumerate().filter(|(_, (_, machine, id))| most(*machine) != Some(*id)) {
        let own: Vec<String> = (0..rows.len())
            .filter(|other| *other != at && rows[*other].1 == *machine)
            .map(|other| format!("\n    own  {}", said(other)))
            .collect();
        let with: Vec<String> = (0..rows.len())
            .filter(|other| *other != at && rows[*other].2 == *id)
            .map(|other| format!("\n    with {}", said(other)))
            .collect();
        let waits = proposals.pairs.iter().find(|pair| {
            let ids = [pair.kept, pair.joined].map(|side| files.link.ids[side as usize]);
            ids.contains(id) && most(*machine).is_some_and(|home| ids.contains(&home))
        });
        let waits =
            waits.map_or_else(String::new, |pair| format!(" in review at {:.3}, sure {}", pair.probability, pair.sure));
        astray.push(format!("{}{waits}{}{}", said(at), own.concat(), with.concat()));
    }
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let in_review = waiting.len() as f64 / files.len().max(1) as f64;
    Measured { score: Pairwise::of(&rows), answered, in_review, machines: files.len(), joined: report.joined, astray }
}

/// The score after the pairs that wait were answered as the truth says: those of one machine joined.
fn answered(rows: &[(usize, u32, MachineId)], state: &State, proposals: &Proposals) -> Pairwise {
    let mut said: HashMap<MachineId, HashMap<u32, usize>> = HashMap::new();
    rows.iter().for_each(|(_, machine, id)| *said.entry(*id).or_default().entry(*machine).or_default() += 1);
    let of = |id: &MachineId| said.get(id)?.iter().max_by_key(|(machine, count)| (**count, **machine)).map(|of| *of.0);
    let mut rows = rows.to_vec();
    for pair in &proposals.pairs {
        let [kept, joined] = [pair.kept, pair.joined].map(|side| state.files.link.ids[side as usize]);
        if of(&kept).is_some() && of(&kept) == of(&joined) {
            rows.iter_mut().filter(|(_, _, id)| *id == joined).for_each(|row| row.2 = kept);
        }
    }
    Pairwise::of(&rows)
}
