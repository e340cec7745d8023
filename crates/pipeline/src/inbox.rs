//! Files of a watched folder: imported by source, then moved to where they show that they were read.

use crate::PipelineError;
use crate::collect::Input;
use crate::import::{ImportOptions, Imported, import};
use crate::pull::{Brought, PullOptions, stamp};
use crate::state::{Progress, State, Workplace};
use base::Severity;
use connectors::inbox::{Arrived, Inbox};

/// Imports files, one delivery a source, and puts each away as what became of it.
pub(crate) async fn bring(
    workplace: &Workplace,
    inbox: &Inbox,
    waiting: &[Arrived],
    options: &PullOptions<'_>,
    progress: &dyn Progress,
) -> Result<Brought, PipelineError> {
    let mut all = Brought { read: waiting.len(), ..Brought::default() };
    let mut wrong = Vec::new();
    for files in waiting.chunk_by(|a, b| a.source == b.source) {
        let source = files.first().map_or("", |file| file.source.as_str());
        let inputs: Vec<Input> =
            files.iter().map(|file| Input { path: file.path.clone(), name: file.name.clone() }).collect();
        let at = (options.now)();
        let how = ImportOptions {
            origin: &inbox.folder.display().to_string(),
            source: Some(source),
            mapping: None,
            mapping_text: None,
            delivered_on: at.with_timezone(&options.zone).date_naive(),
            at: &stamp(at),
        };
        let (imported, state) = import(workplace, &inputs, &how, progress).await?;
        for file in files {
            let (well, note) = outcome(&imported, &file.name);
            if !well {
                wrong.push(format!("{}: {}", file.name, note.first().map_or("not read", String::as_str)));
            }
            if let Err(error) = inbox.put_away(file, well, &note) {
                wrong.push(error.to_string());
            }
        }
        join(&mut all, imported, state);
    }
    if !wrong.is_empty() {
        all.error = Some(wrong.join("; ").chars().take(2000).collect());
    }
    Ok(all)
}

/// Whether a file was read, and what there is to say about it. Members of an archive go under its name.
fn outcome(imported: &Imported, name: &str) -> (bool, Vec<String>) {
    let of = |file: &str| file == name || file.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
    let mut note = Vec::new();
    let skipped = imported.skipped.iter().find(|skipped| of(&skipped.file));
    note.extend(skipped.map(|skipped| format!("was in already, with delivery {}", skipped.batch)));
    let twin =
        |problem: &&base::Problem| problem.severity == Severity::Note && problem.what.starts_with("the same file as");
    let is_twin = imported.problems.iter().filter(|problem| of(&problem.file)).any(|problem| twin(&problem));
    let worth = |problem: &&base::Problem| problem.severity != Severity::Note || twin(problem);
    note.extend(imported.problems.iter().filter(|problem| of(&problem.file)).filter(worth).map(ToString::to_string));
    note.extend(imported.questions.iter().filter(|(file, ..)| of(file)).map(|(.., question)| question.text.clone()));
    let read = imported.tables.iter().any(|table| of(&table.file));
    (read || skipped.is_some() || is_twin, note)
}

/// Several deliveries as one result; the machine files are those of the last.
fn join(all: &mut Brought, mut imported: Imported, state: State) {
    if let Some((before, _)) = all.imported.take() {
        imported.batch = imported.batch.or(before.batch);
        imported.rows += before.rows;
        let (added, changed, gone) = before.machines;
        imported.machines.0 += added;
        imported.machines.1 += changed;
        imported.machines.2 += gone;
        imported.tables.extend(before.tables);
        imported.skipped.extend(before.skipped);
        imported.problems.extend(before.problems);
        imported.questions.extend(before.questions);
    }
    all.imported = Some((imported, state));
}
