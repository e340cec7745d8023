//! The customer of a row, as all rows together tell it: a name meets the number it stands beside.

use crate::State;
use digitize::customer_name;
use digitize::parting::Saying;
use hashbrown::HashMap;
use rayon::prelude::*;

/// Positions in a [`Saying`].
const NUMBER: usize = 3;
const NAME: usize = 4;

/// Which number most rows give a name, and which name a number.
#[derive(Default)]
pub(super) struct Customers {
    number_of: HashMap<String, String>,
    name_of: HashMap<String, String>,
}

/// How often each second text stands beside a first one.
type Counts = HashMap<String, HashMap<String, u32>>;

fn count(counts: &mut Counts, one: &str, other: &str, times: u32) {
    if !counts.contains_key(one) {
        counts.insert(one.to_owned(), HashMap::new());
    }
    let Some(of) = counts.get_mut(one) else { return };
    match of.get_mut(other) {
        Some(known) => *known += times,
        None => drop(of.insert(other.to_owned(), times)),
    }
}

fn most(counts: HashMap<String, u32>) -> Option<(String, u32)> {
    counts.into_iter().max_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)))
}

impl Customers {
    /// Learns from all rows that name a customer twice.
    pub(super) fn of(state: &State) -> Self {
        let files = &state.files;
        let beside = |(mut numbers, mut names): (Counts, Counts), number: Option<String>, name: Option<String>| {
            let number = number.as_deref().and_then(customer_name::normalise_number);
            if let Some((number, name)) = number.zip(name) {
                count(&mut numbers, &customer_name::normalise(&name), &number, 1);
                count(&mut names, &number, name.trim(), 1);
            }
            (numbers, names)
        };
        let of_machine = |told: (Counts, Counts), machine: usize| {
            files.candidates("serial_number", machine).iter().fold(told, |told, row| {
                beside(told, files.text_of("customer_number", *row), files.text_of("customer_name", *row))
            })
        };
        let together = |mut one: (Counts, Counts), other: (Counts, Counts)| {
            for (into, from) in [(&mut one.0, other.0), (&mut one.1, other.1)] {
                for (text, others) in from {
                    others.into_iter().for_each(|(other, times)| count(into, &text, &other, times));
                }
            }
            one
        };
        let told =
            (0..files.len()).into_par_iter().fold(Default::default, of_machine).reduce(Default::default, together);
        let told = files.customer_pairs().into_iter().fold(told, |told, (number, name)| beside(told, number, name));
        let number_of = told.0.into_iter().filter_map(|(name, numbers)| {
            let all: u32 = numbers.values().sum();
            let (number, times) = most(numbers)?;
            // A name that as many rows give another number tells nobody.
            (times * 2 > all).then_some((name, number))
        });
        let name_of = told.1.into_iter().filter_map(|(number, names)| Some((number, most(names)?.0)));
        Self { number_of: number_of.collect(), name_of: name_of.collect() }
    }

    fn number<'a>(&'a self, said: &'a Saying) -> Option<&'a str> {
        let own = Some(said.0[NUMBER].as_str()).filter(|number| !number.is_empty());
        own.or_else(|| self.number_of.get(&said.0[NAME]).map(String::as_str))
    }

    /// Whether the row names one customer and gives the number of another; then neither tells.
    fn torn(&self, said: &Saying) -> bool {
        let of_name = self.number_of.get(&said.0[NAME]);
        !said.0[NUMBER].is_empty() && of_name.is_some_and(|number| *number != said.0[NUMBER])
    }

    /// The customer's key: rows of one customer have the same. Empty where the row tells none.
    pub(super) fn key(&self, said: &Saying) -> String {
        if self.torn(said) {
            return String::new();
        }
        self.number(said).map_or_else(|| said.0[NAME].clone(), |number| format!("#{number}"))
    }

    /// The customer as the linker compares it, given the name as the row writes it.
    pub(super) fn text(&self, said: &Saying, name: Option<String>) -> String {
        if self.torn(said) {
            return String::new();
        }
        let Some(number) = self.number(said) else { return name.unwrap_or_default() };
        self.name_of.get(number).map_or_else(|| format!("#{number}"), |name| format!("{name} #{number}"))
    }
}
