//! Mapping profiles as imports use them: what was saved for a source is said of all its next deliveries.

use crate::PipelineError;
use crate::arrival::{Found, Import, is_pdf};
use crate::collect::Input;
use crate::import::{ImportOptions, SAMPLE};
use crate::kept::Kept;
use digitize::Body;
use digitize::mapping::{Mapping, Profile, TableRule, reports_to_toml, rules_to_toml};
use digitize::read::{Limits, Template, read};
use digitize::recognise::{Hints, Outcome, is_known};
use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;
use std::sync::Arc;
use store::{MappingProfile, Store};

/// The newest profile of each source, and which sources there are.
#[derive(Clone, Debug, Default)]
pub struct Profiles(Arc<All>);

#[derive(Debug, Default)]
struct All {
    known: HashMap<String, Known>,
    sources: HashSet<String>,
}

#[derive(Debug)]
struct Known {
    version: u32,
    /// Digest of its text.
    digest: String,
    /// What it says, or why it cannot be used.
    mapping: Result<Mapping, String>,
}

impl Profiles {
    /// The profiles that were saved.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn load(store: &Store) -> Result<Self, PipelineError> {
        let sources = store.sources().await?.into_iter().map(|source| source.name).collect();
        Ok(Self::of_saved(store.mapping_profiles().await?, sources))
    }

    fn of_saved(saved: Vec<MappingProfile>, sources: HashSet<String>) -> Self {
        let known = saved.into_iter().filter_map(|profile| {
            let text = profile.mapping?;
            let known = Known {
                version: profile.version,
                digest: blake3::hash(text.as_bytes()).to_hex().to_string(),
                mapping: Mapping::parse(&text).map_err(|error| error.to_string()),
            };
            Some((profile.source, known))
        });
        Self(Arc::new(All { known: known.collect(), sources }))
    }

    /// The profile of a source.
    #[must_use]
    pub fn of(&self, source: &str) -> Option<Profile<'_>> {
        let (source, known) = self.0.known.get_key_value(source)?;
        let mapping = known.mapping.as_ref().ok()?;
        Some(Profile { source, version: known.version, mapping })
    }

    /// The source of a file nobody has named: where the one its name suggests (`guess`) has never delivered, it is the one
    /// whose profile knows a table of the file by exactly its headings, if there is only one. A list that comes under
    /// another name each month is still the same list.
    pub(crate) fn source_of(&self, guess: String, file: &str, bytes: &[u8]) -> String {
        let is_report = file.to_lowercase().ends_with(".pdf");
        if self.0.known.is_empty() || is_report || self.0.sources.contains(&guess) || self.0.known.contains_key(&guess)
        {
            return guess;
        }
        let contents = read(file, bytes, &Limits::default());
        let samples: Vec<_> = contents.tables.iter().map(|table| (table, table.sample(SAMPLE))).collect();
        let knows = |known: &Known| {
            let Ok(mapping) = &known.mapping else { return false };
            samples.iter().any(|(table, sample)| {
                let merges = match &table.body {
                    Body::Grid(grid) => grid.merges.as_slice(),
                    Body::Delimited(_) => &[],
                };
                let hints = Hints { file, sheet: table.sheet.as_deref(), date_1904: table.date_1904, merges };
                is_known(sample, &hints, mapping)
            })
        };
        let mut of = self.0.known.iter().filter(|(_, known)| knows(known)).map(|(source, _)| source);
        match (of.next(), of.next()) {
            (Some(only), None) => only.clone(),
            _ => guess,
        }
    }

    /// The layouts of reports a file of a source is read by, those of the mapping before those of the profile; none for
    /// files that are no PDF.
    pub(crate) fn templates(&self, source: &str, bytes: &[u8], mapping: Option<&Mapping>) -> Vec<Template> {
        if !is_pdf(bytes) {
            return Vec::new();
        }
        let said = mapping.map_or(&[][..], |mapping| &mapping.reports);
        let profile = self.of(source).map_or(&[][..], |profile| &profile.mapping.reports);
        with_earlier(said.to_vec(), profile)
    }

    /// Why the profile of a source cannot be used: a later version of Instand may know other fields.
    pub(crate) fn wrong(&self, source: &str) -> Option<String> {
        let why = self.0.known.get(source)?.mapping.as_ref().err()?;
        Some(format!("the mapping profile of {source} cannot be used, {why}; mend it or remove it"))
    }

    /// Digest of what the profile of a source says; nothing where there is none.
    pub(crate) fn digest(&self, source: &str) -> &str {
        self.0.known.get(source).map_or("", |known| &known.digest)
    }
}

/// Layouts with those of before that none of them replaces by its name.
pub(crate) fn with_earlier(mut reports: Vec<Template>, before: &[Template]) -> Vec<Template> {
    let named: HashSet<String> = reports.iter().flat_map(Template::sheets).collect();
    reports.extend(before.iter().filter(|old| old.sheets().iter().all(|name| !named.contains(name))).cloned());
    reports
}

/// What would be saved as the profile of a source.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct NewProfile {
    /// The mapping, as TOML.
    pub mapping: String,
    /// Tables it knows.
    pub tables: usize,
    /// Questions that are still open; a profile answers all.
    pub questions: usize,
}

/// Makes the profile of a source from the tables of files as they are understood, with the tables an earlier version
/// (`before`) knows. `by` and `at` say who decided, and when (UTC).
///
/// # Errors
/// Where a file cannot be read, or no table of the source was recognised.
pub fn new_profile(
    inputs: &[Input],
    options: &ImportOptions<'_>,
    profiles: &Profiles,
    source: &str,
    (by, at): (&str, &str),
) -> Result<NewProfile, PipelineError> {
    let folder = tempfile::tempdir().map_err(PipelineError::io(std::path::Path::new("temporary folder")))?;
    let kept = Kept::at(folder.path().to_owned());
    let import = Import::arrive(&kept, inputs, options, profiles)?;
    let before: Vec<TableRule> = profiles.of(source).map_or_else(Vec::new, |of| of.mapping.tables.clone());
    let own: Vec<usize> = (0..import.files.len()).filter(|file| import.files[*file].source == source).collect();
    let found: Vec<(Vec<TableRule>, usize, Vec<String>)> = own
        .par_iter()
        .map(|file| {
            let recognised = import.recognise(*file, options.mapping);
            let name = &import.files[*file].name;
            let questions = recognised.found.iter().filter(|of| matches!(of.recognition.outcome, Outcome::Plan(_)));
            let questions = questions.map(open_questions).sum();
            let rules = recognised.found.iter().filter_map(|of| rule_of(name, of, (by, at)));
            let sheets = recognised.found.iter().filter_map(|of| of.raw.sheet.clone());
            (rules.collect(), questions, sheets.collect())
        })
        .collect();
    // A layout belongs to the source whose reports it has read.
    let sheets: HashSet<String> = found.iter().flat_map(|(.., sheets)| sheets).cloned().collect();
    let said = options.mapping.map_or(&[][..], |mapping| &mapping.reports);
    let said = said.iter().filter(|report| report.sheets().iter().any(|name| sheets.contains(name))).cloned();
    let said = said.map(|report| {
        let (decided_by, decided_at) = (report.decided_by.clone(), report.decided_at.clone());
        let or = |said: Option<String>, other: &str| said.or_else(|| Some(other.to_owned()));
        Template { decided_by: or(decided_by, by), decided_at: or(decided_at, at), ..report }
    });
    let of_before = profiles.of(source).map_or(&[][..], |of| &of.mapping.reports);
    let reports = with_earlier(said.collect(), of_before);
    let questions = found.iter().map(|(_, questions, _)| questions).sum();
    let mut rules: Vec<TableRule> = Vec::new();
    for rule in found.into_iter().flat_map(|(rules, ..)| rules) {
        // Twelve sheets of one layout are one rule.
        if !rules.iter().any(|known| known.has_headings_of(&rule) && says_the_same(known, &rule)) {
            rules.push(rule);
        }
    }
    if rules.is_empty() {
        return Err(PipelineError::Nothing(format!(
            "no table of {source} was recognised, so there is nothing to save"
        )));
    }
    for rule in &mut rules {
        // What stays as it was keeps who decided it.
        if let Some(same) = before.iter().find(|known| known.has_headings_of(rule) && says_the_same(known, rule)) {
            rule.decided = same.decided.clone();
        }
    }
    // Two sheets with the same headings may mean different things; where there is one of them only, it is the same one.
    let alone = |all: &[TableRule], of: &TableRule| all.iter().filter(|rule| rule.has_headings_of(of)).count() == 1;
    let is_replaced = |old: &TableRule| {
        let same = |new: &&TableRule| new.has_headings_of(old);
        rules.iter().filter(same).any(|new| {
            let same_place = (&new.file, &new.sheet) == (&old.file, &old.sheet);
            same_place || says_the_same(new, old) || (alone(&rules, old) && alone(&before, old))
        })
    };
    let kept: Vec<TableRule> = before.iter().filter(|old| !is_replaced(old)).cloned().collect();
    rules.extend(kept);
    let mut mapping = rules_to_toml(&rules);
    if !reports.is_empty() {
        mapping.push('\n');
        mapping.push_str(&reports_to_toml(&reports));
    }
    Ok(NewProfile { mapping, tables: rules.len(), questions })
}

/// Whether two rules of tables with the same headings say the same of them.
fn says_the_same(one: &TableRule, other: &TableRule) -> bool {
    let columns = |rule: &TableRule| {
        let mut columns = rule.columns.clone();
        columns.sort_by(|a, b| a.0.cmp(&b.0));
        columns
    };
    one.kind == other.kind && one.constants == other.constants && columns(one) == columns(other)
}

/// Questions that would be asked again with the next delivery.
fn open_questions(found: &Found<'_>) -> usize {
    use digitize::recognise::About;
    let asked =
        |question: &&digitize::recognise::Question| question.column.is_some() || question.about == About::GoneColumn;
    found.recognition.questions.iter().filter(asked).count()
}

fn rule_of(file: &str, found: &Found<'_>, (by, at): (&str, &str)) -> Option<TableRule> {
    let recognition = &found.recognition;
    let sheet = found.raw.sheet.as_deref();
    let mut rule = match &recognition.outcome {
        // What the profile itself leaves out stands in it already.
        Outcome::NotATable(_) if recognition.left_out && !recognition.by_profile => {
            TableRule::ignoring(file, sheet, recognition)
        }
        _ => TableRule::of(file, sheet, recognition)?,
    };
    rule.include_hidden = found.raw.hidden;
    let decided = recognition.decided.clone().filter(|_| recognition.left_out);
    rule.decided = Some(decided.unwrap_or_else(|| (by.to_owned(), at.to_owned())));
    Some(rule)
}
