//! The fill-in list of a decision: who is asked what about which machine.

use crate::{Assessed, Decided, PipelineError};
use assessment::{Assumptions, Waiting, mask_of, waiting};
use base::{CellRef, Language, Severity, TableId};
use chrono::{Days, NaiveDate};
use fill_in::{ASKED, Answer, Cell, Key, Known, List, Row, SOURCE, Sheet, asked};
use hashbrown::HashMap;
use rayon::prelude::*;
use std::cmp::Ordering;

/// Trust of a person's answers where nobody has ranked them: below every other source. They were given because no
/// source said anything, so they fill the gap, and a source that says something later is not silently overruled.
pub(crate) const ANSWERS: i32 = 1_000;

/// Machines on one sheet where nothing is said.
pub const MOST: usize = 500;

/// Values offered for choice in one column.
const MOST_CHOICES: usize = 500;

/// How the settings call the owner where nobody is responsible.
pub(crate) const NOBODY: &str = "unassigned";

/// What is to be asked.
#[derive(Clone, Copy, Debug)]
pub struct FillIn<'a> {
    /// The language of the workbook.
    pub language: Language,
    /// Only this person's sheet.
    pub person: Option<&'a str>,
    /// Only this question, by its id in [`fill_in::ASKED`].
    pub field: Option<&'a str>,
    /// Machines on one sheet at most.
    pub most: usize,
    /// The day the list is to be sent back by; two weeks after the day of the facts where nothing is said.
    pub due: Option<NaiveDate>,
}

/// A question with the facts and data points it fills, a bit each.
struct Question {
    at: usize,
    facts: u64,
    points: u64,
}

impl Decided {
    /// The list that asks for what is missing, the machines on which most waits first.
    ///
    /// # Errors
    /// Where there is no such question or person, or the assessment cannot be made.
    pub fn fill_in(
        &self,
        assessed: &Assessed,
        assumptions: &Assumptions,
        wanted: &FillIn<'_>,
    ) -> Result<List, PipelineError> {
        let nothing = PipelineError::Nothing;
        let input = &assessed.input;
        if let Some(id) = wanted.field.filter(|id| asked(id).is_none()) {
            let known: Vec<_> = ASKED.iter().map(|asked| asked.id).collect();
            return Err(nothing(format!("`{id}` is nothing a list can ask for; it can for {}", known.join(", "))));
        }
        let questions: Vec<Question> = ASKED
            .iter()
            .enumerate()
            .filter(|(_, asked)| wanted.field.is_none_or(|id| id == asked.id))
            .map(|(at, asked)| Question {
                at,
                facts: mask_of(input.facts.iter().map(String::as_str), asked.fills),
                points: mask_of(input.points.iter().map(|point| point.id.as_str()), asked.fills),
            })
            .collect();
        let all = waiting(input, assumptions).map_err(|error| nothing(error.to_string()))?;
        let owner = |machine: usize| input.owner.code(machine).and_then(|code| input.owner.values.get(code as usize));
        let owner = |machine: usize| owner(machine).map(String::as_str).filter(|owner| *owner != NOBODY);
        let mut by_owner: HashMap<Option<&str>, Vec<(usize, f64)>> = HashMap::new();
        for (machine, of) in all.iter().enumerate() {
            let open = questions.iter().filter(|question| is_open(question, of));
            let masks = open.fold((0, 0), |(facts, points), of| (facts | of.facts, points | of.points));
            if masks != (0, 0) {
                by_owner.entry(owner(machine)).or_default().push((machine, of.eur(masks.0, masks.1)));
            }
        }
        if let Some(person) = wanted.person {
            by_owner.retain(|owner, _| owner.is_some_and(|owner| owner.to_lowercase() == person.to_lowercase()));
            if by_owner.is_empty() && !input.owner.values.iter().any(|of| of.to_lowercase() == person.to_lowercase()) {
                let known: Vec<&str> = input.owner.values.iter().map(String::as_str).collect();
                return Err(nothing(format!("no machine belongs to `{person}`; there are {}", known.join(", "))));
            }
        }
        let files = &self.state.files;
        let serial = |machine: usize| assessed.machines.get(machine).map(|at| &files.link.normalised[*at as usize]);
        let mut sheets: Vec<Sheet> = by_owner
            .into_iter()
            .map(|(owner, mut machines)| {
                machines.sort_by(|(a, eur), (b, other)| {
                    other.partial_cmp(eur).unwrap_or(Ordering::Equal).then_with(|| serial(*a).cmp(&serial(*b)))
                });
                let more = machines.len().saturating_sub(wanted.most);
                machines.truncate(wanted.most);
                let row = |(machine, eur): &(usize, f64)| {
                    let at = assessed.machines.get(*machine).map_or(0, |at| *at as usize);
                    Some(self.row(at, *eur, &questions, all.get(*machine)?))
                };
                let rows = machines.par_iter().filter_map(row).collect();
                Sheet { owner: owner.map(str::to_owned), rows, more }
            })
            .collect();
        // By value; nobody's machines last.
        let worth = |sheet: &Sheet| -> f64 { sheet.rows.iter().map(|row| row.eur).sum() };
        sheets.sort_by(|a, b| {
            let order = worth(b).partial_cmp(&worth(a)).unwrap_or(Ordering::Equal);
            a.owner.is_none().cmp(&b.owner.is_none()).then(order).then_with(|| a.owner.cmp(&b.owner))
        });
        let as_of = self.facts.as_of;
        Ok(List {
            language: wanted.language,
            as_of,
            due: wanted.due.unwrap_or_else(|| as_of.checked_add_days(Days::new(14)).unwrap_or(as_of)),
            sheets,
            choices: ASKED.iter().map(|asked| self.choices(asked)).collect(),
        })
    }

    fn row(&self, machine: usize, eur: f64, questions: &[Question], of: &Waiting) -> Row {
        let files = &self.state.files;
        let text = |id: &str| files.str(id, machine).unwrap_or_default().to_owned();
        let mut cells = vec![Cell::Nothing; ASKED.len()];
        for question in questions {
            let Some(asked) = ASKED.get(question.at) else { continue };
            cells[question.at] = if is_open(question, of) {
                Cell::Missing
            } else {
                self.known(asked.id, machine).map_or(Cell::Nothing, Cell::Known)
            };
        }
        let id = files.link.ids.get(machine).map_or_else(String::new, ToString::to_string);
        let serial = files.text("serial_number", machine);
        let serial_number = serial.unwrap_or_else(|| files.link.normalised.get(machine).cloned().unwrap_or_default());
        let key = Key {
            id,
            serial_number,
            machine_type: text("machine_type"),
            customer: text("customer_name"),
            city: text("city"),
        };
        Row { key, eur, cells }
    }

    /// What is known already, as it is shown.
    fn known(&self, id: &str, machine: usize) -> Option<Known> {
        let files = &self.state.files;
        let whole = |fact: &str| -> Option<i64> {
            let (at, _) = base::fact(fact)?;
            ::decide::json_value(self.facts.facts.column(at), machine).as_i64()
        };
        let after = |days: i64| -> Option<NaiveDate> {
            let step = Days::new(days.unsigned_abs());
            let as_of = self.facts.as_of;
            if days >= 0 { as_of.checked_add_days(step) } else { as_of.checked_sub_days(step) }
        };
        match id {
            "contract_end" => whole("contract_days_left").and_then(after).map(Known::Date),
            "last_visit_on" => whole("last_visit_days").and_then(|days| after(-days)).map(Known::Date),
            "contract_status" => None,
            "installed_on" | "warranty_end" => files.date(id, machine).map(Known::Date),
            "operating_hours" => {
                let (at, _) = base::fact(id)?;
                ::decide::json_value(self.facts.facts.column(at), machine).as_f64().map(Known::Number)
            }
            _ => files.text(id, machine).map(Known::Text),
        }
    }

    /// The values the base has for a field, the most frequent first.
    fn choices(&self, asked: &fill_in::Asked) -> Vec<String> {
        if asked.answer != Answer::Known {
            return Vec::new();
        }
        let files = &self.state.files;
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for value in (0..files.len()).filter_map(|machine| files.str(asked.field, machine)) {
            *counts.entry(value.trim()).or_default() += 1;
        }
        let mut values: Vec<(&str, usize)> = counts.into_iter().filter(|(value, _)| !value.is_empty()).collect();
        values.sort_by(|(a, count), (b, other)| other.cmp(count).then_with(|| a.cmp(b)));
        values.truncate(MOST_CHOICES);
        values.into_iter().map(|(value, _)| value.to_owned()).collect()
    }
}

fn is_open(question: &Question, of: &Waiting) -> bool {
    question.facts & of.facts != 0 || question.points & of.points != 0
}

/// Whether a table is answers of a fill-in list.
pub(crate) fn is_answers(source: &str) -> bool {
    source.starts_with(SOURCE)
}

/// An answer and what another source says instead.
pub(crate) struct Contradiction {
    /// The table and cell of the answer.
    pub(crate) answer: CellRef,
    /// What the person wrote.
    pub(crate) said: String,
    /// The cell of the other value.
    pub(crate) other: CellRef,
    /// The other value.
    pub(crate) instead: String,
}

/// Answers that are not what the machine file says, because a source that is trusted more says something else.
pub(crate) fn contradictions(state: &crate::State) -> Vec<Contradiction> {
    let answers: Vec<TableId> =
        state.tables.values().filter(|table| is_answers(&table.source)).map(|table| table.id).collect();
    if answers.is_empty() {
        return Vec::new();
    }
    let files = &state.files;
    let fields: Vec<&str> =
        ASKED.iter().filter(|asked| asked.kind == base::Kind::Machines).map(|asked| asked.field).collect();
    let mut found: Vec<Contradiction> = (0..files.len())
        .into_par_iter()
        .flat_map_iter(|machine| {
            let mut found = Vec::new();
            for field in &fields {
                let Some((winner, others)) = files.candidates(field, machine).split_first() else { continue };
                let cells = |of| Some((files.cell(field, of)?, files.text_of(field, of)?));
                let Some((other, instead)) = cells(*winner) else { continue };
                if answers.contains(&other.table) {
                    continue;
                }
                for (answer, said) in others.iter().filter_map(|of| cells(*of)) {
                    if answers.contains(&answer.table) && said.trim() != instead.trim() {
                        found.push(Contradiction { answer, said, other, instead: instead.clone() });
                    }
                }
            }
            found
        })
        .collect();
    found.sort_by_key(|of| of.answer);
    found
}

/// How much a contradiction costs: nothing was lost, both values stand in the machine file.
pub(crate) const CONTRADICTION: Severity = Severity::Note;
