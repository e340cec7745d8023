//! Bringing opportunities to Tryton: looked for by our key, made where they are not there, changed where they are other, with the
//! proof as a note beside them. Many at a time: a call is all or nothing, so one that is refused is taken apart until the
//! record that is to blame stands alone.

use super::opportunities::{Desk, MODEL, Opportunity, cents, day, decimal, one_line, reference, rows};
use crate::crm::{Class, Failure, Outcome};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// The model notes are records of.
const NOTE: &str = "ir.note";

/// The first line of a note of ours.
const HEAD: &str = "Instand";

/// How often a refused call of many is taken apart, over all of a part.
const SPLITS: u32 = 60;

/// An opportunity as it is in Tryton.
#[derive(Clone, PartialEq, Eq, Debug)]
struct There {
    id: i64,
    number: String,
    state: String,
    name: String,
    amount_cents: Option<i64>,
    stamp: String,
}

impl There {
    /// Whether it is still ours to write: once it is a sale, or closed, it is its people's.
    fn is_open(&self) -> bool {
        matches!(self.state.as_str(), "lead" | "opportunity")
    }
}

/// A party that may be offered something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Party {
    id: i64,
    address: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Act {
    Create,
    Write,
}

/// A record of a call.
struct Item {
    /// Of one that is there.
    id: i64,
    stamp: Option<String>,
    values: Map<String, Value>,
}

/// A note that is to be as it says.
struct NoteOf {
    at: usize,
    opportunity: i64,
    known: Option<i64>,
    text: String,
}

impl Desk {
    /// Brings opportunities, some hundreds at most, and says what became of each. `unheard` knows keys that were sent of late without
    /// an answer: one that is not found is not sent again, since Tryton may still be at it.
    pub async fn bring(&self, all: &[Opportunity], unheard: &(dyn Fn(&str) -> bool + Sync)) -> Vec<Outcome> {
        let there = match self.find(all).await {
            Ok(there) => there,
            Err(failure) => return vec![Outcome::Failed(failure); all.len()],
        };
        let mut outcomes: Vec<Option<Outcome>> = vec![None; all.len()];
        let (mut new, mut known) = (Vec::new(), Vec::new());
        for (at, of) in all.iter().enumerate() {
            match there.of(of, unheard) {
                Ok(Some(found)) => known.push((at, found)),
                Ok(None) => new.push(at),
                Err(failure) => set(&mut outcomes, at, Outcome::Failed(failure)),
            }
        }
        self.make(all, &new, &mut outcomes).await;
        self.change(all, known, &mut outcomes).await;
        self.lose(all, &mut outcomes).await;
        let missing = || Outcome::Failed(Failure::unknown("not_sent", "nothing is known of this opportunity"));
        outcomes.into_iter().map(|of| of.unwrap_or_else(missing)).collect()
    }

    /// What is not as it was sent, a sentence each; also where a key is there more than once.
    ///
    /// # Errors
    /// Where Tryton refuses or does not answer.
    pub async fn verify(&self, all: &[&Opportunity]) -> Result<Vec<String>, Failure> {
        let keys: Vec<Opportunity> = all.iter().map(|of| (*of).clone()).collect();
        let there = self.find(&keys).await?;
        let mut problems = Vec::new();
        for of in all {
            match there.by_key.get(&reference(&of.key)).map(Vec::as_slice).unwrap_or_default() {
                [] => problems.push(format!("{}: it was written and is not there", of.key)),
                [found] => {
                    let differs = |what: &str| problems_of(found, what);
                    if found.is_open() && found.name != one_line(&of.name) {
                        problems.push(differs("the description"));
                    }
                    let is_other = of.amount_cents.is_some() && of.amount_cents != found.amount_cents;
                    if found.is_open() && self.takes_amounts && is_other {
                        problems.push(differs("the amount"));
                    }
                }
                several => problems.push(ambiguous(&of.key, several).to_string()),
            }
        }
        Ok(problems)
    }

    async fn find(&self, all: &[Opportunity]) -> Result<Found, Failure> {
        let references: Vec<String> = all.iter().map(|of| reference(&of.key)).collect();
        let ids: Vec<i64> = all.iter().filter_map(known_id).collect();
        let wanted = json!(["OR", [["reference", "in", references]], [["id", "in", ids]]]);
        let fields = json!(["reference", "number", "state", "description", "amount", "_timestamp"]);
        let parameters = vec![wanted, json!(0), Value::Null, json!([["id", "ASC"]]), fields];
        let answer = self.session.look(MODEL, "search_read", parameters).await?;
        let mut found = Found::default();
        for row in rows(&answer) {
            let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let Some(id) = row.get("id").and_then(Value::as_i64) else { continue };
            let there = There {
                id,
                number: text("number"),
                state: text("state"),
                name: text("description"),
                amount_cents: row.get("amount").and_then(cents),
                stamp: text("_timestamp"),
            };
            found.by_id.insert(id, there.clone());
            found.by_key.entry(text("reference")).or_default().push(there);
        }
        Ok(found)
    }

    /// The parties with these numbers: by their code, else by an identifier. What stands in the way of one is said.
    async fn parties(&self, numbers: &[&str]) -> Result<HashMap<String, Result<Party, Failure>>, Failure> {
        let wanted = json!(["OR", [["code", "in", numbers]], [["identifiers.code", "in", numbers]]]);
        let fields = json!(["code", "addresses", "identifiers.code"]);
        let parameters = vec![wanted, json!(0), Value::Null, json!([["id", "ASC"]]), fields];
        let answer = self.session.look("party.party", "search_read", parameters).await?;
        let mut by_code: HashMap<&str, Party> = HashMap::new();
        let mut by_identifier: HashMap<&str, Vec<Party>> = HashMap::new();
        for row in rows(&answer) {
            let Some(id) = row.get("id").and_then(Value::as_i64) else { continue };
            let party = Party { id, address: row.pointer("/addresses/0").and_then(Value::as_i64) };
            if let Some(code) = row.get("code").and_then(Value::as_str) {
                by_code.insert(code, party);
            }
            let identifiers = row.get("identifiers.").into_iter().flat_map(rows);
            for code in identifiers.filter_map(|of| of.get("code").and_then(Value::as_str)) {
                let of = by_identifier.entry(code).or_default();
                if !of.contains(&party) {
                    of.push(party);
                }
            }
        }
        let of = |number: &str| match (by_code.get(number), by_identifier.get(number).map(Vec::as_slice)) {
            (Some(party), _) | (None, Some([party])) => Ok(*party),
            (None, Some([_, _, ..])) => {
                let what = format!("several parties in Tryton carry the identifier {number}; take it from all but one");
                Err(Failure::permanent("party", what))
            }
            (None, _) => {
                let what = format!(
                    "Tryton has no active party with the code or an identifier {number}; set it there, then send again"
                );
                Err(Failure::permanent("party", what))
            }
        };
        Ok(numbers.iter().map(|number| ((*number).to_owned(), of(number))).collect())
    }

    async fn make(&self, all: &[Opportunity], new: &[usize], outcomes: &mut [Option<Outcome>]) {
        let number = |at: &usize| all.get(*at).and_then(|of| of.customer_number.as_deref()).map(str::trim);
        let mut numbers: Vec<&str> = new.iter().filter_map(number).filter(|number| !number.is_empty()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        if new.is_empty() {
            return;
        }
        let parties = match self.parties(&numbers).await {
            Ok(parties) => parties,
            Err(failure) => return fail(outcomes, new, &failure),
        };
        let mut going = Vec::new();
        let mut items = Vec::new();
        for at in new {
            let Some(of) = all.get(*at) else { continue };
            let party = match number(at).and_then(|number| parties.get(number)) {
                Some(Ok(party)) => *party,
                Some(Err(failure)) => {
                    set(outcomes, *at, Outcome::Failed(failure.clone()));
                    continue;
                }
                None => {
                    let what = "the machine's customer has no number here, so that its party in Tryton is not known";
                    set(outcomes, *at, Outcome::Failed(Failure::permanent("party", what)));
                    continue;
                }
            };
            going.push(*at);
            items.push(Item { id: 0, stamp: None, values: self.values(of, party) });
        }
        let mut done = self.in_parts(Act::Create, &items).await;
        let is_unknown =
            |of: &Result<i64, Failure>| matches!(of, Err(failure) if failure.class == Class::UnknownOutcome);
        if done.iter().any(is_unknown) {
            // The answer was lost, not necessarily what was asked for: looked for again, never made again.
            let lost: Vec<Opportunity> = going.iter().filter_map(|at| all.get(*at).cloned()).collect();
            if let Ok(there) = self.find(&lost).await {
                for (of, result) in lost.iter().zip(&mut done) {
                    let found = there.by_key.get(&reference(&of.key)).map(Vec::as_slice);
                    if let (true, Some([one])) = (is_unknown(result), found) {
                        *result = Ok(one.id);
                    }
                }
            }
        }
        let mut notes = Vec::new();
        for (at, result) in going.iter().zip(done) {
            match result {
                Ok(id) => {
                    set(outcomes, *at, Outcome::Created { id: id.to_string() });
                    let text = all.get(*at).map(note_text).unwrap_or_default();
                    notes.push(NoteOf { at: *at, opportunity: id, known: None, text });
                }
                Err(failure) => set(outcomes, *at, Outcome::Failed(failure)),
            }
        }
        self.put_notes(&notes, outcomes).await;
    }

    /// What a new opportunity is made of.
    fn values(&self, of: &Opportunity, party: Party) -> Map<String, Value> {
        let mut values = Map::new();
        values.insert("reference".to_owned(), json!(reference(&of.key)));
        values.insert("description".to_owned(), json!(one_line(&of.name)));
        values.insert("party".to_owned(), json!(party.id));
        values.insert("company".to_owned(), json!(self.company));
        values.insert("start_date".to_owned(), day(of.start_on));
        values.insert("end_date".to_owned(), day(of.end_on));
        if let Some(address) = party.address {
            values.insert("address".to_owned(), json!(address));
        }
        if let Some(employee) = self.employees.get(&of.owner) {
            values.insert("employee".to_owned(), json!(employee));
        }
        if let Some(amount) = of.amount_cents.filter(|_| self.takes_amounts) {
            values.insert("amount".to_owned(), decimal(amount));
        }
        values
    }

    /// What of an opportunity that is there is other than it shall be.
    fn difference(&self, of: &Opportunity, found: &There) -> Map<String, Value> {
        let mut values = Map::new();
        let name = one_line(&of.name);
        if found.name != name {
            values.insert("description".to_owned(), json!(name));
        }
        if let Some(amount) = of.amount_cents.filter(|amount| self.takes_amounts && found.amount_cents != Some(*amount))
        {
            values.insert("amount".to_owned(), decimal(amount));
        }
        values
    }

    async fn change(&self, all: &[Opportunity], known: Vec<(usize, There)>, outcomes: &mut [Option<Outcome>]) {
        let mut open = Vec::new();
        for (at, found) in known {
            if found.is_open() {
                open.push((at, found));
            } else {
                set(outcomes, at, Outcome::Unchanged { id: found.id.to_string() });
            }
        }
        if open.is_empty() {
            return;
        }
        for is_last in [false, true] {
            let again = self.change_once(all, &open, is_last, outcomes).await;
            if again.is_empty() {
                break;
            }
            // Somebody changed these between looking and writing: looked at once more.
            let those: Vec<Opportunity> = again.iter().filter_map(|at| all.get(*at).cloned()).collect();
            let there = match self.find(&those).await {
                Ok(there) => there,
                Err(failure) => return fail(outcomes, &again, &failure),
            };
            open = again
                .iter()
                .filter_map(|at| {
                    let found = there.by_key.get(&reference(&all.get(*at)?.key))?;
                    Some((*at, found.first().filter(|_| found.len() == 1)?.clone()))
                })
                .filter(|(_, found)| found.is_open())
                .collect();
        }
    }

    /// Changes what is other. Gives those somebody else changed at the same moment, unless this is the last try.
    async fn change_once(
        &self,
        all: &[Opportunity],
        open: &[(usize, There)],
        is_last: bool,
        outcomes: &mut [Option<Outcome>],
    ) -> Vec<usize> {
        let every: Vec<usize> = open.iter().map(|(at, _)| *at).collect();
        let ids: Vec<i64> = open.iter().map(|(_, found)| found.id).collect();
        let notes = match self.notes(&ids).await {
            Ok(notes) => notes,
            Err(failure) => {
                fail(outcomes, &every, &failure);
                return Vec::new();
            }
        };
        let (mut going, mut items, mut to_note) = (Vec::new(), Vec::new(), Vec::new());
        for (at, found) in open {
            let Some(of) = all.get(*at) else { continue };
            let values = self.difference(of, found);
            set(outcomes, *at, Outcome::Unchanged { id: found.id.to_string() });
            if !values.is_empty() {
                going.push(*at);
                items.push(Item { id: found.id, stamp: Some(found.stamp.clone()), values });
            }
            let (known, text) = (notes.get(&found.id), note_text(of));
            if known.is_none_or(|(_, there)| *there != text) {
                to_note.push(NoteOf { at: *at, opportunity: found.id, known: known.map(|(id, _)| *id), text });
            }
        }
        let mut again = Vec::new();
        let done = self.in_parts(Act::Write, &items).await;
        for ((at, item), result) in going.iter().zip(&items).zip(done) {
            match result {
                Ok(_) => set(outcomes, *at, Outcome::Updated { id: item.id.to_string() }),
                Err(failure) if failure.code == "ConcurrencyException" && !is_last => again.push(*at),
                Err(failure) => set(outcomes, *at, Outcome::Failed(failure)),
            }
        }
        to_note.retain(|note| {
            let is_failed = matches!(outcomes.get(note.at), Some(Some(Outcome::Failed(_))));
            !again.contains(&note.at) && !is_failed
        });
        self.put_notes(&to_note, outcomes).await;
        again
    }

    /// Our notes of these opportunities: id and text.
    async fn notes(&self, opportunities: &[i64]) -> Result<BTreeMap<i64, (i64, String)>, Failure> {
        let resources: Vec<String> = opportunities.iter().map(|id| format!("{MODEL},{id}")).collect();
        let wanted = json!([["resource", "in", resources], ["create_uid", "=", self.session.me()]]);
        let parameters = vec![wanted, json!(0), Value::Null, json!([["id", "DESC"]]), json!(["resource", "message"])];
        let answer = self.session.look(NOTE, "search_read", parameters).await?;
        let ours = rows(&answer).filter_map(|row| {
            let of = row.get("resource")?.as_str()?.rsplit_once(',')?.1.parse().ok()?;
            let text = row.get("message")?.as_str().filter(|text| text.lines().next() == Some(HEAD))?;
            Some((of, (row.get("id")?.as_i64()?, text.to_owned())))
        });
        // The oldest is last and stays, should there ever be two.
        Ok(ours.collect())
    }

    async fn put_notes(&self, notes: &[NoteOf], outcomes: &mut [Option<Outcome>]) {
        let (known, new): (Vec<&NoteOf>, Vec<&NoteOf>) = notes.iter().partition(|note| note.known.is_some());
        for (act, notes) in [(Act::Create, new), (Act::Write, known)] {
            if notes.is_empty() {
                continue;
            }
            let (method, parameters) = match act {
                Act::Create => {
                    let of = |note: &&NoteOf| json!({"resource": format!("{MODEL},{}", note.opportunity), "message": note.text});
                    ("create", vec![Value::Array(notes.iter().map(of).collect())])
                }
                Act::Write => {
                    let of = |note: &&NoteOf| [json!([note.known]), json!({"message": note.text})];
                    ("write", notes.iter().flat_map(of).collect())
                }
            };
            match self.session.write(NOTE, method, parameters, &json!({})).await {
                Ok(_) => {
                    for note in &notes {
                        if matches!(outcomes.get(note.at), Some(Some(Outcome::Unchanged { .. }))) {
                            set(outcomes, note.at, Outcome::Updated { id: note.opportunity.to_string() });
                        }
                    }
                }
                Err(failure) => {
                    let at: Vec<usize> = notes.iter().map(|note| note.at).collect();
                    fail(outcomes, &at, &failure);
                }
            }
        }
    }

    /// Marks as lost what was lost here and is still open there.
    async fn lose(&self, all: &[Opportunity], outcomes: &mut [Option<Outcome>]) {
        let lost: Vec<(usize, i64)> = all
            .iter()
            .enumerate()
            .filter(|(_, of)| of.is_lost)
            .filter_map(|(at, _)| Some((at, outcomes.get(at)?.as_ref()?.id()?.parse().ok()?)))
            .collect();
        if lost.is_empty() {
            return;
        }
        let ids: Vec<i64> = lost.iter().map(|(_, id)| *id).collect();
        let read = self.session.look(MODEL, "read", vec![json!(ids), json!(["state"])]).await;
        let states = match read {
            Ok(states) => states,
            Err(failure) => return fail(outcomes, &lost.iter().map(|(at, _)| *at).collect::<Vec<_>>(), &failure),
        };
        let is_open = |row: &&Value| matches!(row.get("state").and_then(Value::as_str), Some("lead" | "opportunity"));
        let open: Vec<i64> = rows(&states).filter(is_open).filter_map(|row| row.get("id")?.as_i64()).collect();
        if open.is_empty() {
            return;
        }
        let result = self.session.write(MODEL, "lost", vec![json!(open)], &json!({})).await;
        for (at, id) in lost.iter().filter(|(_, id)| open.contains(id)) {
            match &result {
                Ok(_) if matches!(outcomes.get(*at), Some(Some(Outcome::Unchanged { .. }))) => {
                    set(outcomes, *at, Outcome::Updated { id: id.to_string() });
                }
                Ok(_) => {}
                Err(failure) => set(outcomes, *at, Outcome::Failed(failure.clone())),
            }
        }
    }

    /// Makes or changes opportunities, all in one call; where that is refused for a record, in halves until it stands alone.
    async fn in_parts(&self, act: Act, items: &[Item]) -> Vec<Result<i64, Failure>> {
        let mut done: Vec<Option<Result<i64, Failure>>> = items.iter().map(|_| None).collect();
        let mut open: Vec<Range<usize>> = Vec::from_iter((!items.is_empty()).then_some(0..items.len()));
        let mut splits = SPLITS;
        let mut stopped: Option<Failure> = None;
        while let Some(range) = open.pop() {
            let part = items.get(range.clone()).unwrap_or_default();
            let result = match &stopped {
                Some(failure) => Err(failure.clone()),
                None => self.act(act, part).await,
            };
            let slots = done.get_mut(range.clone()).unwrap_or_default();
            match result {
                Ok(ids) => {
                    for (slot, id) in slots.iter_mut().zip(ids) {
                        *slot = Some(Ok(id));
                    }
                }
                Err(failure) if range.len() > 1 && matches!(failure.class, Class::Permanent | Class::Gone) => {
                    if splits == 0 {
                        let what =
                            format!("too many of one call are refused, so that it was not sent: {}", failure.message);
                        let failure = Failure::new(Class::Transient, "not_sent", what);
                        slots.iter_mut().for_each(|slot| *slot = Some(Err(failure.clone())));
                        continue;
                    }
                    splits -= 1;
                    let middle = range.start + range.len() / 2;
                    open.extend([middle..range.end, range.start..middle]);
                }
                Err(failure) => {
                    let goes_on = matches!(failure.class, Class::Permanent | Class::Gone)
                        || failure.code == "ConcurrencyException";
                    if !goes_on && stopped.is_none() {
                        let class = if failure.class == Class::UnknownOutcome {
                            Class::Transient
                        } else {
                            failure.class.clone()
                        };
                        let what = format!("not sent, because before it: {}", failure.message);
                        stopped = Some(Failure::new(class, &failure.code, what));
                    }
                    slots.iter_mut().for_each(|slot| *slot = Some(Err(failure.clone())));
                }
            }
        }
        let missing = || Err(Failure::unknown("not_sent", "nothing is known of this opportunity"));
        done.into_iter().map(|of| of.unwrap_or_else(missing)).collect()
    }

    async fn act(&self, act: Act, part: &[Item]) -> Result<Vec<i64>, Failure> {
        match act {
            Act::Create => {
                let values: Vec<&Map<String, Value>> = part.iter().map(|item| &item.values).collect();
                let answer = self.session.write(MODEL, "create", vec![json!(values)], &json!({})).await?;
                let ids: Vec<i64> = rows(&answer).filter_map(Value::as_i64).collect();
                if ids.len() == part.len() {
                    return Ok(ids);
                }
                Err(Failure::unknown("answer", "Tryton did not say which opportunities it made"))
            }
            Act::Write => {
                let parameters = part.iter().flat_map(|item| [json!([item.id]), json!(item.values)]).collect();
                let stamp = |item: &Item| Some((format!("{MODEL},{}", item.id), json!(item.stamp.as_ref()?)));
                let stamps: Map<String, Value> = part.iter().filter_map(stamp).collect();
                self.session.write(MODEL, "write", parameters, &Value::Object(stamps)).await?;
                Ok(part.iter().map(|item| item.id).collect())
            }
        }
    }
}

/// What was found in Tryton.
#[derive(Default)]
struct Found {
    by_key: HashMap<String, Vec<There>>,
    by_id: HashMap<i64, There>,
}

impl Found {
    /// The one that is meant; `None` where there is none and it may be made.
    fn of(&self, of: &Opportunity, unheard: &dyn Fn(&str) -> bool) -> Result<Option<There>, Failure> {
        let found = self.by_key.get(&reference(&of.key)).map(Vec::as_slice).unwrap_or_default();
        match (found, known_id(of)) {
            ([one], _) => Ok(Some(one.clone())),
            ([_, _, ..], _) => Err(ambiguous(&of.key, found)),
            ([], Some(id)) => Err(match self.by_id.get(&id) {
                Some(there) => Failure::new(
                    Class::Gone,
                    "key",
                    format!(
                        "opportunity {} in Tryton has lost its reference; write {} into it again, then send again",
                        there.number,
                        reference(&of.key)
                    ),
                ),
                None => Failure::new(Class::Gone, "deleted", "it was deleted in Tryton and is not made anew"),
            }),
            ([], None) if unheard(&of.key) => Err(Failure::unknown(
                "under_way",
                "it was sent without an answer, and Tryton may still be at it; it is looked for again",
            )),
            ([], None) => Ok(None),
        }
    }
}

fn ambiguous(key: &str, several: &[There]) -> Failure {
    let numbers: Vec<String> = several.iter().map(|of| of.number.clone()).collect();
    let message = format!(
        "the opportunities {} in Tryton carry the same reference {}; nothing was written. Empty the reference of all but one \
         (a copy takes it along), then send again",
        numbers.join(", "),
        reference(key)
    );
    Failure::new(Class::Ambiguous { urls: numbers }, "ambiguous", message)
}

fn problems_of(found: &There, what: &str) -> String {
    format!("{}: {what} is not as it was sent; does a module or a person change it?", found.number)
}

fn known_id(of: &Opportunity) -> Option<i64> {
    of.known_id.as_deref().and_then(|id| id.parse().ok())
}

fn note_text(of: &Opportunity) -> String {
    let proof = of.proof.replace('\0', "\u{fffd}");
    format!("{HEAD}\n{}", proof.trim_end())
}

fn set(outcomes: &mut [Option<Outcome>], at: usize, outcome: Outcome) {
    if let Some(slot) = outcomes.get_mut(at) {
        *slot = Some(outcome);
    }
}

fn fail(outcomes: &mut [Option<Outcome>], all: &[usize], failure: &Failure) {
    for at in all {
        set(outcomes, *at, Outcome::Failed(failure.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn opportunity(key: &str, known_id: Option<&str>) -> Opportunity {
        let on = NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day");
        Opportunity {
            key: key.to_owned(),
            known_id: known_id.map(str::to_owned),
            name: "Vertrag".to_owned(),
            customer_number: Some("K-1".to_owned()),
            amount_cents: None,
            owner: "anna".to_owned(),
            start_on: on,
            end_on: on,
            proof: "Warum".to_owned(),
            is_lost: false,
        }
    }

    fn there(id: i64, state: &str) -> There {
        There {
            id,
            number: format!("N{id}"),
            state: state.to_owned(),
            name: String::new(),
            amount_cents: None,
            stamp: "1.5".to_owned(),
        }
    }

    #[test]
    fn what_is_found_decides_whether_anything_is_made() {
        let mut found = Found::default();
        for (key, of) in
            [("a", there(1, "lead")), ("b", there(2, "lead")), ("b", there(3, "won")), ("other", there(4, "lead"))]
        {
            found.by_id.insert(of.id, of.clone());
            found.by_key.entry(reference(key)).or_default().push(of);
        }
        let unheard = |key: &str| key == "sent";
        let class = |of: &Opportunity| found.of(of, &unheard).map_err(|failure| (failure.class.id(), failure.code));
        assert_eq!(class(&opportunity("a", None)), Ok(Some(there(1, "lead"))));
        assert_eq!(class(&opportunity("new", None)), Ok(None));
        let failed = |class, code: &str| Err((class, code.to_owned()));
        assert_eq!(class(&opportunity("b", None)), failed("ambiguous", "ambiguous"));
        assert_eq!(class(&opportunity("sent", None)), failed("unknown_outcome", "under_way"));
        assert_eq!(class(&opportunity("c", Some("9"))), failed("gone", "deleted"));
        assert_eq!(class(&opportunity("c", Some("4"))), failed("gone", "key"));
        let two = found.of(&opportunity("b", None), &unheard).expect_err("two");
        assert!(two.message.contains("N2, N3") && two.message.contains("instand:b"), "{two}");
    }

    #[test]
    fn a_note_begins_with_its_mark() {
        let mut of = opportunity("a", None);
        of.proof = "Warum:\n- x\0\n\n".to_owned();
        assert_eq!(note_text(&of), "Instand\nWarum:\n- x\u{fffd}");
    }
}
