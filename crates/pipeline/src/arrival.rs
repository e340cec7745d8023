//! What arrives: files copied in, archives unpacked, what is in already left out, each table taken for something. Nothing
//! of it counts yet.

use crate::PipelineError;
use crate::collect::Input;
use crate::error::in_words;
use crate::import::{ImportOptions, SAMPLE, Skipped, holds_tables};
use crate::kept::{Keeping, Kept};
use crate::profiles::Profiles;
use crate::text_recognition::read_file;
use base::{BatchId, Problem, Severity};
use digitize::mapping::{Mapping, matches};
use digitize::read::{Limits, is_archive, unpack};
use digitize::recognise::{Hints, Outcome, Recognition, recognise_with};
use digitize::{Body, RawTable};
use hashbrown::HashSet;
use rayon::prelude::*;
use std::fs::File;
use store::{LeftTable, SourceFile, WhyLeft};

/// An import as it stands before anything counts: files copied, tables recognised.
pub(crate) struct Import {
    pub(crate) files: Vec<Arrived>,
    /// Problems of files that could not be read at all.
    pub(crate) problems: Vec<Problem>,
    pub(crate) skipped: Vec<Skipped>,
    pub(crate) profiles: Profiles,
    /// The ids of the machines there are; `None` where nobody asks whether the machines of a fill-in list still are.
    pub(crate) machines: Option<HashSet<String>>,
}

pub(crate) struct Arrived {
    pub(crate) name: String,
    pub(crate) source: String,
    pub(crate) reading: String,
    pub(crate) keeping: Keeping,
}

/// A table of a file and what it was taken for.
pub(crate) struct Found<'a> {
    pub(crate) raw: RawTable<'a>,
    pub(crate) recognition: Recognition,
    /// Who says it, where it is not the source of the file: the person a fill-in list asked.
    pub(crate) source: Option<String>,
}

/// What became of the tables of a file.
#[derive(Default)]
pub(crate) struct Recognised<'a> {
    /// The tables that were looked at.
    pub(crate) found: Vec<Found<'a>>,
    /// Hidden sheets, which nobody asked to be read.
    pub(crate) hidden: Vec<RawTable<'a>>,
    /// What could not be read.
    pub(crate) problems: Vec<Problem>,
}

/// The source of a file nobody has named: the first folder of its path, else its name without digits and extension.
fn source_of(name: &str) -> String {
    if let Some((folder, _)) = name.trim_start_matches('/').split_once('/') {
        return folder.trim_end_matches(".zip").to_lowercase();
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain: String = stem
        .chars()
        .map(|letter| if letter.is_alphabetic() { letter } else { ' ' })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join("-")
        .to_lowercase();
    if plain.is_empty() { "files".to_owned() } else { plain }
}

/// Digest of what mapping and profile say of a file: the same bytes under another mapping are to be read again. Layouts of
/// reports say something of PDFs only.
fn reading_of(mapping: Option<&Mapping>, profile: &str, name: &str, is_pdf: bool) -> String {
    let all = mapping.map_or(&[][..], |mapping| &mapping.tables);
    let rules: Vec<_> = all.iter().filter(|table| matches(&table.file, name)).collect();
    let reports = mapping.map_or(&[][..], |mapping| &mapping.reports);
    let reports = if is_pdf && !reports.is_empty() { format!("{reports:?}") } else { String::new() };
    if rules.is_empty() && reports.is_empty() {
        return profile.to_owned();
    }
    blake3::hash(format!("{rules:?}{reports}{profile}").as_bytes()).to_hex().to_string()
}

/// Whether the bytes are a PDF.
pub(crate) fn is_pdf(bytes: &[u8]) -> bool {
    bytes.starts_with(b"%PDF")
}

impl Import {
    /// Copies the files in and unpacks archives.
    ///
    /// # Errors
    /// Where a file cannot be read or the disk is full.
    pub fn arrive(
        kept: &Kept,
        inputs: &[Input],
        options: &ImportOptions<'_>,
        profiles: &Profiles,
    ) -> Result<Self, PipelineError> {
        let arrived: Vec<(Vec<Arrived>, Vec<Problem>)> = inputs
            .par_iter()
            .map(|input| {
                let mut source = match File::open(&input.path) {
                    Ok(source) => source,
                    // One file that may not be read does not keep the others out.
                    Err(error) => {
                        let what = format!("not read: {}", in_words(&error));
                        return Ok((Vec::new(), vec![Problem::file(&input.name, what)]));
                    }
                };
                let keeping = kept.copy(&mut source, &input.path)?;
                let mut files = Vec::new();
                let mut problems = Vec::new();
                if is_archive(keeping.bytes.get()) {
                    let (members, wrong) = unpack(&input.name, keeping.bytes.get(), &Limits::default());
                    problems.extend(wrong);
                    for (name, bytes) in members {
                        let keeping = kept.take(&bytes)?;
                        files.push((name, keeping));
                    }
                } else {
                    files.push((input.name.clone(), keeping));
                }
                let files = files.into_iter().map(|(name, keeping)| {
                    let by_mapping = options.mapping.and_then(|mapping| mapping.source_for(&name));
                    let source = options
                        .source
                        .map(str::to_owned)
                        .or_else(|| by_mapping.map(|source| source.name.clone()))
                        .unwrap_or_else(|| profiles.source_of(source_of(&name), &name, keeping.bytes.get()));
                    let is_pdf = is_pdf(keeping.bytes.get());
                    let reading = reading_of(options.mapping, profiles.digest(&source), &name, is_pdf);
                    Arrived { name, source, reading, keeping }
                });
                Ok((files.collect(), problems))
            })
            .collect::<Result<_, PipelineError>>()?;
        let mut import = Self {
            files: Vec::new(),
            problems: Vec::new(),
            skipped: Vec::new(),
            profiles: profiles.clone(),
            machines: None,
        };
        for (files, problems) in arrived {
            import.files.extend(files);
            import.problems.extend(problems);
        }
        Ok(import)
    }

    /// Drops files whose bytes are in already, read the same way, or that stand twice in this delivery. What a connector
    /// pulled (`pulled`) is compared with the file of that name it pulled last, and with nothing older: a record may
    /// become what it once was.
    pub(crate) fn drop_known(
        &mut self,
        known: &[(BatchId, SourceFile)],
        options: &ImportOptions<'_>,
        pulled: Option<&[BatchId]>,
    ) {
        // A source made up from the folder's name is no reason to read the same bytes again.
        let named = |name: &str| {
            options.source.is_some() || options.mapping.is_some_and(|mapping| mapping.source_for(name).is_some())
        };
        let mut fresh: Vec<Arrived> = Vec::new();
        for file in std::mem::take(&mut self.files) {
            let same = |other: &(BatchId, SourceFile)| {
                other.1.digest == file.keeping.digest
                    && (other.1.source == file.source || !named(&file.name))
                    && other.1.reading == file.reading
            };
            let last = |batches: &[BatchId]| {
                let own = |other: &&(BatchId, SourceFile)| {
                    batches.contains(&other.0) && other.1.source == file.source && other.1.name == file.name
                };
                known.iter().filter(own).max_by_key(|other| other.0).filter(|other| same(other))
            };
            let twin = match pulled {
                Some(batches) => last(batches),
                None => known.iter().find(|other| same(other)),
            };
            if let Some((batch, _)) = twin {
                self.skipped.push(Skipped { file: file.name, batch: *batch });
            } else if let Some(twin) =
                fresh.iter().find(|other| other.keeping.digest == file.keeping.digest && other.source == file.source)
            {
                let what = format!("the same file as {}; read once", twin.name);
                self.problems.push(Problem::file(&file.name, what).with_severity(Severity::Note));
            } else {
                fresh.push(file);
            }
        }
        self.files = fresh;
    }

    /// The tables of one file and what each was taken for.
    pub(crate) fn recognise(&self, at: usize, mapping: Option<&Mapping>) -> Recognised<'_> {
        let Some(file) = self.files.get(at) else { return Recognised::default() };
        let templates = self.profiles.templates(&file.source, file.keeping.bytes.get(), mapping);
        let contents = read_file(&file.name, file.keeping.bytes.get(), &templates);
        let is_known = |id: &str| self.machines.as_ref().is_none_or(|machines| machines.contains(id));
        if let Some(returned) = ::fill_in::returned(&file.name, &contents.tables, &is_known) {
            let problems = contents.problems.into_iter().chain(returned.problems).collect();
            let found = returned.answers.into_iter().map(answered).collect();
            return Recognised { found, hidden: Vec::new(), problems };
        }
        let profile = self.profiles.of(&file.source);
        let (mut found, mut hidden) = (Vec::new(), Vec::new());
        let mut problems = contents.problems;
        for raw in contents.tables {
            let sheet = raw.sheet.as_deref();
            let included = |mapping: &Mapping| {
                let all = &mut mapping.tables.iter();
                all.any(|table| table.include_hidden && table.is_named(&file.name, sheet))
            };
            if raw.hidden && !mapping.is_some_and(included) && !profile.is_some_and(|profile| included(profile.mapping))
            {
                let what = "the sheet is hidden and was not read; set include_hidden in the mapping to read it";
                problems.push(Problem::table(&file.name, sheet, what).with_severity(Severity::Note));
                hidden.push(raw);
                continue;
            }
            let merges = match &raw.body {
                Body::Grid(grid) => grid.merges.as_slice(),
                Body::Delimited(_) => &[],
            };
            let hints = Hints { file: &file.name, sheet: raw.sheet.as_deref(), date_1904: raw.date_1904, merges };
            let sample = raw.sample(SAMPLE);
            let widest = sample.iter().map(|row| row.cells.len()).max().unwrap_or(0);
            if widest >= usize::from(u16::MAX) {
                let what = format!("the table has {widest} columns or more; only the first {} are looked at", u16::MAX);
                problems.push(Problem::table(&file.name, raw.sheet.as_deref(), what));
            }
            let recognition = recognise_with(&sample, &raw.tail(20), &hints, mapping, profile.as_ref());
            found.push(Found { raw, recognition, source: None });
        }
        Recognised { found, hidden, problems }
    }
}

impl Import {
    /// Profiles of delivered sources that cannot be used, each once.
    pub(crate) fn wrong_profiles(&self) -> Vec<Problem> {
        let mut sources: Vec<&Arrived> = self.files.iter().collect();
        sources.sort_by_key(|file| &file.source);
        sources.dedup_by_key(|file| &file.source);
        let wrong = |file: &Arrived| {
            let what = self.profiles.wrong(&file.source)?;
            Some(Problem::file(&file.name, what).with_severity(Severity::Table))
        };
        sources.into_iter().filter_map(wrong).collect()
    }

    /// The version of the source's profile, where it knew the table again.
    pub(crate) fn version_of(&self, file: &Arrived, found: &Found<'_>) -> Option<u32> {
        self.profiles.of(&file.source).filter(|_| found.recognition.by_profile).map(|profile| profile.version)
    }
}

/// The tables of a file of which nothing was read, with their rows, so that none is dropped in silence. A cover sheet is
/// none, and a read-me among the files holds none.
pub(crate) fn left_tables(recognised: &Recognised<'_>, file: &Arrived) -> Vec<LeftTable> {
    let left = |raw: &RawTable<'_>, why, decided| LeftTable {
        digest: file.keeping.digest.clone(),
        file: file.name.clone(),
        sheet: raw.sheet.clone(),
        source: file.source.clone(),
        rows: raw.filled_rows(),
        why,
        decided,
    };
    let of_table = |of: &Found<'_>| match &of.recognition.outcome {
        Outcome::Unsure { .. } if holds_tables(&file.name) => Some(left(&of.raw, WhyLeft::Unknown, None)),
        Outcome::NotATable(_) if of.recognition.left_out => {
            Some(left(&of.raw, WhyLeft::Ignored, of.recognition.decided.clone()))
        }
        _ => None,
    };
    let found = recognised.found.iter().filter_map(of_table);
    let hidden = recognised.hidden.iter().map(|raw| left(raw, WhyLeft::Hidden, None)).filter(|left| left.rows > 1);
    found.chain(hidden).collect()
}

/// The answers of a fill-in list as a table that needs no recognition.
fn answered(answers: ::fill_in::Answers) -> Found<'static> {
    let mut headings = Vec::new();
    for column in &answers.plan.columns {
        headings.resize(headings.len().max(usize::from(column.column) + 1), String::new());
        headings[usize::from(column.column)].clone_from(&column.heading);
    }
    let recognition = Recognition {
        headings,
        header_row: answers.plan.header_row,
        outcome: Outcome::Plan(answers.plan),
        questions: Vec::new(),
        title: Vec::new(),
        constants: Vec::new(),
        candidates: Vec::new(),
        by_profile: false,
        left_out: false,
        decided: None,
    };
    Found { raw: answers.table, recognition, source: Some(answers.source) }
}
