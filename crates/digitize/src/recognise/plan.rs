//! Puts header, meaning, kind and format together into a plan, and what a mapping says before all of them.

use super::format::{Habits, Unclear, format};
use super::header::{self, Header};
use super::kinds;
use super::meaning::{self, Assignment, Claim, Column};
use super::profile::Profile as ColumnProfile;
use super::total::is_total_row;
use super::vocabulary::vocabulary;
use super::{About, Hints, Outcome, Question, Recognition};
use crate::mapping::{ColumnRule, Fit, Mapping, Profile, TableKind, TableRule, column_names, merged};
use crate::{Cell, ColumnPlan, Format, SampleRow, TablePlan};
use base::{Field, Kind, fields};

pub(super) fn recognise(
    sample: &[SampleRow],
    tail: &[SampleRow],
    hints: &Hints<'_>,
    mapping: Option<&Mapping>,
    profile: Option<&Profile<'_>>,
) -> Recognition {
    let said = mapping.and_then(|mapping| mapping.table_for(hints.file, hints.sheet));
    let is_blank = |rows: &[SampleRow]| rows.iter().all(|row| row.cells.iter().all(Cell::is_blank));
    if is_blank(sample) && is_blank(tail) {
        let left_out = said.is_some_and(|rule| rule.kind == Some(TableKind::Ignore));
        return not_a_table(if left_out { LEFT_OUT } else { "it is empty" });
    }
    let mut header = match said.and_then(|rule| rule.header_row) {
        Some(0) => Some(header::lettered(sample)),
        Some(row) => match sample.iter().position(|known| known.number == row) {
            Some(position) => Some(header::ending_at(sample, position, hints.merges)),
            None => {
                return not_a_table(&format!(
                    "the mapping says that the headings are in row {row}, which is not among the first rows; correct header_row"
                ));
            }
        },
        None => header::find(sample, hints.merges),
    };
    // Rules that know their table by its headings: of the mapping before those of the profile.
    let is_settled = said.is_some_and(|rule| rule.header_row.is_some());
    let by_mapping = mapping.and_then(|mapping| known_again(mapping, sample, hints, &mut header, is_settled));
    let by_profile = profile.and_then(|of| {
        known_again(of.mapping, sample, hints, &mut header, is_settled || by_mapping.is_some())
            .map(|fit| (Some(fit.rule), Some(fit)))
            .or_else(|| of.mapping.table_for(hints.file, hints.sheet).map(|rule| (Some(rule), None)))
    });
    let (profile_rule, profile_fit) = by_profile.unwrap_or_default();
    let said = merged(said, by_mapping.as_ref().map(|fit| fit.rule));
    let rule = merged(said.as_deref(), profile_rule);
    if rule.as_deref().is_some_and(|rule| rule.kind == Some(TableKind::Ignore)) {
        let by_profile = !said.as_deref().is_some_and(|rule| rule.kind == Some(TableKind::Ignore));
        return left_out(header, rule.as_deref(), profile.filter(|_| by_profile));
    }
    // What a rule without headings says of the row of headings holds for it alone.
    if header.is_none() && rule.as_deref().and_then(|rule| rule.header_row) == Some(0) {
        header = Some(header::lettered(sample));
    }
    let Some(header) = header else { return without_header(sample) };
    let mut recognition = with_header(sample, tail, hints, rule.as_deref(), header, &|name| {
        let fit = profile_fit.as_ref().or(by_mapping.as_ref());
        fit.is_some_and(|fit| fit.new.iter().any(|new| new == name))
    });
    recognition.by_profile = profile_rule.is_some();
    recognition.decided = rule.as_deref().and_then(|rule| rule.decided.clone());
    if let (Some(fit), Some(rule)) = (&profile_fit, &rule) {
        ask_for_gone(fit, said.as_deref(), rule, profile, &mut recognition);
    }
    recognition
}

const LEFT_OUT: &str = "the mapping leaves this table out";

/// The rule that fits the table best by its headings. Where the row of headings is not settled, it may be the one the
/// rule finds its headings in.
fn known_again<'m>(
    mapping: &'m Mapping,
    sample: &[SampleRow],
    hints: &Hints<'_>,
    header: &mut Option<Header>,
    is_settled: bool,
) -> Option<Fit<'m>> {
    if mapping.tables.iter().all(|rule| rule.headings.is_empty()) {
        return None;
    }
    let fit_of = |header: &Header| mapping.best_fit(&column_names(&header.headings), hints.file, hints.sheet);
    let mut best = header.as_ref().and_then(fit_of);
    if is_settled || best.as_ref().is_some_and(Fit::is_exact) {
        return best;
    }
    let is_lettered = mapping.tables.iter().any(|rule| rule.header_row == Some(0));
    let rows = sample.iter().take(header::MOST_ROWS).enumerate();
    let rows = rows.filter(|(_, row)| mapping.tables.iter().any(|rule| rule.may_be_headed_by(&row.cells)));
    let rows = rows.map(|(position, _)| header::ending_at(sample, position, hints.merges));
    for other in rows.chain(is_lettered.then(|| header::lettered(sample))) {
        if let Some(fit) = fit_of(&other)
            && best.as_ref().is_none_or(|best| fit.is_better_than(best))
        {
            best = Some(fit);
            *header = Some(other);
        }
    }
    best
}

/// Whether a rule knows the table by its headings exactly, and reads it.
pub(super) fn is_known(sample: &[SampleRow], hints: &Hints<'_>, mapping: &Mapping) -> bool {
    let mut header = header::find(sample, hints.merges);
    known_again(mapping, sample, hints, &mut header, false)
        .is_some_and(|fit| fit.is_exact() && fit.rule.kind != Some(TableKind::Ignore) && fit.rule.header_row != Some(0))
}

/// A table that is left out, with its headings, so that it is known again.
fn left_out(header: Option<Header>, rule: Option<&TableRule>, profile: Option<&Profile<'_>>) -> Recognition {
    let decided = rule.and_then(|rule| rule.decided.clone());
    let why = match (profile, &decided) {
        (Some(profile), Some((by, at))) => {
            let day = at.get(..10).unwrap_or(at);
            format!("the profile of {} leaves this table out ({by}, {day})", profile.source)
        }
        (Some(profile), None) => format!("the profile of {} leaves this table out", profile.source),
        (None, _) => LEFT_OUT.to_owned(),
    };
    let mut recognition = not_a_table(&why);
    recognition.by_profile = profile.is_some();
    recognition.left_out = true;
    recognition.decided = decided;
    if let Some(header) = header {
        recognition.headings = header.headings;
        recognition.header_row = header.row;
        recognition.title = header.title;
    }
    recognition
}

/// Asks for columns that filled a field in the deliveries before and are no longer there.
fn ask_for_gone(
    fit: &Fit<'_>,
    said: Option<&TableRule>,
    rule: &TableRule,
    profile: Option<&Profile<'_>>,
    recognition: &mut Recognition,
) {
    let Outcome::Plan(plan) = &recognition.outcome else { return };
    let source = profile.map_or("", |profile| profile.source);
    for heading in &fit.gone {
        let Some(field) = fit.rule.column(heading).and_then(|column| column.field.as_deref()) else { continue };
        let is_filled = plan.columns.iter().any(|column| column.field.is_some_and(|known| known.id == field))
            || rule.constants.iter().any(|(id, _)| id == field);
        let is_settled = said.is_some_and(|said| said.column(heading).is_some());
        if !is_filled && !is_settled && Field::of(plan.kind, field).is_some() {
            let text = format!(
                "\"{heading}\" is missing, which the profile of {source} takes for `{field}`; name the column that now \
                 holds it, or write \"{heading}\" = \"-\" to go on without it"
            );
            recognition.questions.push(Question {
                about: About::GoneColumn,
                column: None,
                heading: heading.clone(),
                samples: Vec::new(),
                candidates: vec![(field.to_owned(), 1.0)],
                text,
            });
        }
    }
}

fn not_a_table(reason: &str) -> Recognition {
    Recognition {
        outcome: Outcome::NotATable(reason.to_owned()),
        questions: Vec::new(),
        headings: Vec::new(),
        header_row: 0,
        title: Vec::new(),
        constants: Vec::new(),
        candidates: Vec::new(),
        by_profile: false,
        left_out: false,
        decided: None,
    }
}

fn without_header(sample: &[SampleRow]) -> Recognition {
    let filled = |row: &&SampleRow| row.cells.iter().filter(|cell| !cell.is_blank()).count();
    if sample.iter().filter(|row| filled(row) >= 2).count() < 2 {
        return not_a_table("no row of headings with rows of values below it was found");
    }
    let first = sample.iter().find(|row| filled(row) >= 2);
    let samples = first.map(|row| row.cells.iter().take(8).map(|cell| cell.text().into_owned()).collect());
    let question = Question {
        about: About::Meaning,
        column: None,
        heading: String::new(),
        samples: samples.unwrap_or_default(),
        candidates: Vec::new(),
        text:
            "No row of headings was found; set `header_row` to its row, or to 0 and name the columns by their letters \
               (A, B, ...) with `kind` and [table.columns]"
                .to_owned(),
    };
    Recognition {
        outcome: Outcome::Unsure { candidates: Vec::new() },
        questions: vec![question],
        headings: Vec::new(),
        header_row: 0,
        title: Vec::new(),
        constants: Vec::new(),
        candidates: Vec::new(),
        by_profile: false,
        left_out: false,
        decided: None,
    }
}

/// The columns with headings and with the values of the rows that are records.
fn columns_of(sample: &[SampleRow], tail: &[SampleRow], header: &Header) -> Vec<Column> {
    let mut profiles: Vec<ColumnProfile> = vec![ColumnProfile::default(); header.headings.len()];
    for row in sample.get(header.data..).unwrap_or_default().iter().chain(tail) {
        let cells = &row.cells;
        let blank = cells.iter().all(Cell::is_blank);
        if blank || is_total_row(cells.len(), |column| cells.get(column).map(Cell::text).unwrap_or_default()) {
            continue;
        }
        if repeats_header(cells, header) {
            continue;
        }
        for (column, profile) in profiles.iter_mut().enumerate() {
            profile.look(cells.get(column));
        }
    }
    header
        .headings
        .iter()
        .zip(profiles)
        .enumerate()
        .map(|(column, (heading, profile))| {
            let lower = header.lower.get(column).and_then(Option::as_deref);
            Column::new(heading.clone(), lower, profile)
        })
        .collect()
}

fn repeats_header(cells: &[Cell], header: &Header) -> bool {
    let filled = cells.iter().filter(|cell| !cell.is_blank()).count();
    let same = cells
        .iter()
        .zip(&header.headings)
        .filter(|(cell, heading)| match cell {
            Cell::Text(text) => !text.trim().is_empty() && heading.ends_with(text.trim()),
            _ => false,
        })
        .count();
    same >= 2 && same * 3 > filled * 2
}

/// What is being put together.
struct Draft<'a> {
    columns: &'a [Column],
    names: Vec<String>,
    questions: Vec<Question>,
    /// What each column may mean, best first.
    candidates: Vec<Vec<(&'static Field, f32)>>,
}

/// Whether a column of this name is one the profile does not know.
type IsNew<'a> = dyn Fn(&str) -> bool + 'a;

/// Meanings of a column offered beside the one it was given.
const MOST_CANDIDATES: usize = 4;

impl Draft<'_> {
    fn ask(&mut self, column: usize, candidates: Vec<(String, f32)>, text: String) {
        let Some(seen) = self.columns.get(column) else { return };
        self.questions.push(Question {
            about: About::Meaning,
            column: u16::try_from(column).ok(),
            heading: self.names.get(column).cloned().unwrap_or_default(),
            samples: seen.profile.samples.clone(),
            candidates,
            text,
        });
    }

    fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }
}

/// The names around a table that may hold a hint: file, folder above it, sheet, titles.
fn places<'a>(hints: &'a Hints<'_>, title: &'a [String]) -> Vec<&'a str> {
    let mut parts = hints.file.rsplit(['/', '\\']);
    let file = parts.next().unwrap_or_default();
    let file = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut places = vec![file];
    places.extend(parts.next());
    places.extend(hints.sheet);
    places.extend(title.iter().take(4).map(String::as_str));
    places
}

fn with_header(
    sample: &[SampleRow],
    tail: &[SampleRow],
    hints: &Hints<'_>,
    rule: Option<&TableRule>,
    header: Header,
    is_new: &IsNew<'_>,
) -> Recognition {
    let columns = columns_of(sample, tail, &header);
    let mut draft = Draft {
        columns: &columns,
        names: column_names(&header.headings),
        questions: Vec::new(),
        candidates: Vec::new(),
    };
    let kind = match rule.and_then(|rule| rule.kind) {
        Some(TableKind::Of(kind)) => Ok((kind, 1.0)),
        _ => {
            let choice = kinds::choose(&columns, &places(hints, &header.title));
            choice.kind.ok_or(choice.candidates)
        }
    };
    let mut candidates = Vec::new();
    let (outcome, constants) = match kind {
        Ok((kind, confidence)) => {
            let constants = constants_of(kind, rule);
            let columns = plan_columns(kind, (rule, is_new), hints, &mut draft, &constants);
            candidates = std::mem::take(&mut draft.candidates);
            (Outcome::Plan(TablePlan { kind, confidence, header_row: header.row, columns }), constants)
        }
        Err(candidates) => {
            draft.questions.push(ask_kind(&candidates));
            (Outcome::Unsure { candidates }, Vec::new())
        }
    };
    Recognition {
        outcome,
        questions: draft.questions,
        headings: header.headings,
        header_row: header.row,
        title: header.title,
        constants,
        candidates,
        by_profile: false,
        left_out: false,
        decided: None,
    }
}

fn ask_kind(candidates: &[(Kind, f32)]) -> Question {
    let text = if candidates.is_empty() {
        "It is not clear what a row of this table is; write `kind` in the mapping, or kind = \"ignore\" to leave it out"
            .to_owned()
    } else {
        let kinds: Vec<_> = candidates.iter().map(|(kind, share)| format!("{kind} ({share:.2})")).collect();
        format!("It is not clear what a row of this table is: {}; write `kind` in the mapping", kinds.join(" or "))
    };
    Question {
        about: About::Meaning,
        column: None,
        heading: String::new(),
        samples: Vec::new(),
        candidates: candidates.iter().map(|(kind, share)| (kind.id().to_owned(), *share)).collect(),
        text,
    }
}

fn constants_of(kind: Kind, rule: Option<&TableRule>) -> Vec<(&'static Field, String)> {
    let constants = rule.map(|rule| rule.constants.as_slice()).unwrap_or_default();
    let filled = constants.iter().filter(|(_, text)| !text.trim().is_empty());
    filled.filter_map(|(id, text)| Field::of(kind, id).map(|(_, field)| (field, text.clone()))).collect()
}

fn plan_columns(
    kind: Kind,
    (rule, is_new): (Option<&TableRule>, &IsNew<'_>),
    hints: &Hints<'_>,
    draft: &mut Draft<'_>,
    constants: &[(&'static Field, String)],
) -> Vec<ColumnPlan> {
    let columns = draft.columns;
    let rules: Vec<Option<&ColumnRule>> =
        draft.names.iter().map(|name| rule.and_then(|rule| rule.column(name))).collect();
    let field_at = |id: &str| Field::of(kind, id).map(|(position, _)| position);
    let mut taken: Vec<Option<usize>> =
        rules.iter().map(|rule| rule.and_then(|rule| rule.field.as_deref()).and_then(field_at)).collect();
    taken.extend(constants.iter().map(|(field, _)| field_at(field.id)));
    let closed: Vec<bool> = rules.iter().map(Option::is_some).collect();
    let mut given = meaning::assign(kind, columns, &taken, &closed);
    draft.candidates = vec![Vec::new(); columns.len()];
    for claim in &given.claims {
        if let (Some(of), Some(field)) = (draft.candidates.get_mut(claim.column), fields(kind).get(claim.field)) {
            of.push((field, claim.score.min(1.0)));
        }
    }
    for of in &mut draft.candidates {
        of.sort_by(|a, b| b.1.total_cmp(&a.1));
        of.truncate(MOST_CANDIDATES);
    }
    settle_rivals(kind, draft, &mut given);
    ask_for_new(kind, draft, &mut given, &rules, is_new);
    let habits = Habits::of(columns, hints.date_1904);
    let mut plans = Vec::with_capacity(columns.len());
    for (column, seen) in columns.iter().enumerate() {
        let Ok(number) = u16::try_from(column) else { break };
        if seen.heading.is_empty() && seen.is_blank() {
            continue;
        }
        let own = rules.get(column).copied().flatten();
        let claimed = given.columns.get(column).copied().flatten();
        let (position, confidence) = match own {
            Some(_) => (taken.get(column).copied().flatten(), 1.0),
            None => (claimed.map(|claim| claim.field), claimed.map_or(0.0, |claim| claim.score.min(1.0))),
        };
        let mut field = position.and_then(|position| fields(kind).get(position));
        let mut confidence = confidence;
        let mut written = Format::Text;
        if let Some(known) = field {
            let (found, unclear) = format(known, seen, &habits);
            written = overridden(found, own);
            if let Some(unclear) = unclear.filter(|unclear| !answered(*unclear, own)) {
                let text = unclear_text(unclear, draft.name(column), known, seen);
                draft.ask(column, vec![(known.id.to_owned(), confidence)], text);
                field = None;
                confidence = 0.0;
                written = Format::Text;
            }
        }
        plans.push(ColumnPlan { column: number, heading: seen.heading.clone(), field, confidence, format: written });
    }
    ask_for_serial(kind, draft, &plans, constants);
    ask_for_needed(kind, draft, &plans, constants);
    plans
}

/// Takes a field away from columns that claim it alike, and asks.
fn settle_rivals(kind: Kind, draft: &mut Draft<'_>, given: &mut Assignment) {
    let id = |field: usize| fields(kind).get(field).map_or("", |field| field.id);
    for (field, group) in std::mem::take(&mut given.rivals) {
        let names: Vec<_> = group.iter().map(|claim| format!("\"{}\"", draft.name(claim.column))).collect();
        let field = id(field);
        let text = format!(
            "{} may each be `{field}`; write which one is, and set the others to \"-\" or to what they are",
            names.join(" and ")
        );
        for claim in &group {
            draft.ask(claim.column, vec![(field.to_owned(), claim.score)], text.clone());
            if let Some(slot) = given.columns.get_mut(claim.column) {
                *slot = None;
            }
        }
    }
    for group in std::mem::take(&mut given.torn) {
        let Some(first) = group.first().copied() else { continue };
        // Already asked above.
        let open =
            given.columns.get(first.column).copied().flatten().is_some_and(|claim: Claim| claim.field == first.field);
        if !open {
            continue;
        }
        let candidates: Vec<_> = group.iter().map(|claim| (id(claim.field).to_owned(), claim.score)).collect();
        let names: Vec<_> = candidates.iter().map(|(field, _)| format!("`{field}`")).collect();
        let text =
            format!("\"{}\" may be {}; write which one it is, or \"-\"", draft.name(first.column), names.join(" or "));
        draft.ask(first.column, candidates, text);
        if let Some(slot) = given.columns.get_mut(first.column) {
            *slot = None;
        }
    }
}

/// Asks for columns the profile does not know, whatever they seem to be.
fn ask_for_new(
    kind: Kind,
    draft: &mut Draft<'_>,
    given: &mut Assignment,
    rules: &[Option<&ColumnRule>],
    is_new: &IsNew<'_>,
) {
    for column in 0..draft.columns.len() {
        let name = draft.name(column).to_owned();
        let is_blank = draft.columns.get(column).is_some_and(Column::is_blank);
        if name.is_empty() || is_blank || rules.get(column).copied().flatten().is_some() || !is_new(&name) {
            continue;
        }
        let claim = given.columns.get_mut(column).and_then(Option::take);
        let asked = draft.questions.iter_mut().find(|known| known.column.map(usize::from) == Some(column));
        match asked {
            Some(question) => question.about = About::NewColumn,
            None => {
                let id = claim.and_then(|claim| fields(kind).get(claim.field).map(|field| (field.id, claim.score)));
                let may_be = id.map(|(id, _)| format!(", it may be `{id}`")).unwrap_or_default();
                let text = format!(
                    "\"{name}\" is new: the profile of this source does not know it{may_be}; write what it is, or \"-\""
                );
                let candidates = id.map(|(id, score)| (id.to_owned(), score.min(1.0))).into_iter().collect();
                draft.ask(column, candidates, text);
                if let Some(question) = draft.questions.last_mut() {
                    question.about = About::NewColumn;
                }
            }
        }
    }
}

/// The format with what a person says about it.
fn overridden(found: Format, rule: Option<&ColumnRule>) -> Format {
    let Some(rule) = rule else { return found };
    match found {
        Format::Number { decimal, factor } => {
            Format::Number { decimal: rule.decimal.unwrap_or(decimal), factor: rule.factor.unwrap_or(factor) }
        }
        Format::Date { order, date_1904 } => Format::Date { order: rule.order.unwrap_or(order), date_1904 },
        other => other,
    }
}

/// Whether a person's rule answers what is unclear.
fn answered(unclear: Unclear, rule: Option<&ColumnRule>) -> bool {
    rule.is_some_and(|rule| match unclear {
        Unclear::Mark => rule.decimal.is_some(),
        Unclear::Order | Unclear::MixedOrder => rule.order.is_some(),
        // The unit is unclear until a factor stands there, but a plain number format may come with it.
        Unclear::NoticeUnit => rule.factor.is_some() || rule.decimal.is_some(),
    })
}

fn unclear_text(unclear: Unclear, name: &str, field: &Field, seen: &Column) -> String {
    let field = field.id;
    let example = seen.profile.samples.first().map_or("", String::as_str);
    match unclear {
        Unclear::Mark => format!(
            "\"{name}\" has numbers such as {example}, which may be thousands or decimals; write \"{name}\" = {{ field = \"{field}\", decimal = \"comma\" }} or \"point\""
        ),
        Unclear::Order => format!(
            "\"{name}\" has dates such as {example}, which can be read day first or month first; write \"{name}\" = {{ field = \"{field}\", order = \"dmy\" }} or \"mdy\""
        ),
        Unclear::MixedOrder => format!(
            "\"{name}\" has dates with the day first and dates with the month first; mend the file, or write the order of most as \"{name}\" = {{ field = \"{field}\", order = \"dmy\" }} or \"mdy\""
        ),
        Unclear::NoticeUnit => format!(
            "\"{name}\" has periods such as {example} without a unit; write \"{name}\" = {{ field = \"{field}\", factor = 30.0 }} for months, 7.0 for weeks, 1.0 for days"
        ),
    }
}

fn ask_for_serial(kind: Kind, draft: &mut Draft<'_>, plans: &[ColumnPlan], constants: &[(&'static Field, String)]) {
    let is_serial = |id: &str| id == "serial_number";
    let has = plans.iter().any(|plan| plan.field.is_some_and(|field| is_serial(field.id)))
        || constants.iter().any(|(field, _)| is_serial(field.id));
    let asked = draft.questions.iter().any(|question| question.candidates.iter().any(|(field, _)| is_serial(field)));
    if kind.needs_serial() && !has && !asked {
        draft.questions.push(Question {
            about: About::Meaning,
            column: None,
            heading: String::new(),
            samples: Vec::new(),
            candidates: Vec::new(),
            text: format!(
                "No column holds the serial number, without which rows of {kind} belong to no machine; write which one does, as \"Heading\" = \"serial_number\""
            ),
        });
    }
}

/// Asks for what a table that is only by its name of this kind has to say.
fn ask_for_needed(kind: Kind, draft: &mut Draft<'_>, plans: &[ColumnPlan], constants: &[(&'static Field, String)]) {
    for group in &vocabulary().kind(kind).asked {
        let ids: Vec<&str> = group.iter().filter_map(|field| fields(kind).get(*field)).map(|field| field.id).collect();
        let is_given = plans.iter().filter_map(|plan| plan.field).chain(constants.iter().map(|(field, _)| *field));
        let asked = draft.questions.iter().flat_map(|question| &question.candidates);
        if is_given.into_iter().any(|field| ids.contains(&field.id))
            || asked.into_iter().any(|(field, _)| ids.contains(&field.as_str()))
        {
            continue;
        }
        let names: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
        let text = format!(
            "No column holds {}, without which rows of {kind} say nothing; write which one does, as \"Heading\" = \"{}\"",
            names.join(" or "),
            ids.first().copied().unwrap_or_default()
        );
        draft.questions.push(Question {
            about: About::Meaning,
            column: None,
            heading: String::new(),
            samples: Vec::new(),
            candidates: Vec::new(),
            text,
        });
    }
}
