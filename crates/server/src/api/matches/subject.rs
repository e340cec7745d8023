//! What pairs are of: machines, or customers. Both are listed, compared and decided on in the same way.

use super::{MatchField, MatchSide, MatchValue};
use crate::api::places::place;
use crate::api::rows::euros;
use crate::live::View;
use crate::problem::{Answer, Problem};
use base::{Category, Field, Kind, fields};
use digitize::machine_file::folded;
use hashbrown::HashMap;
use pipeline::{Proposal, Proposals};
use std::borrow::Cow;
use std::sync::Arc;
use store::MatchAbout;

/// Machines or customers, and which of them may be one.
pub(super) struct Subject<'v> {
    view: &'v View,
    pub(super) about: MatchAbout,
    pub(super) proposals: Arc<Proposals>,
    by_key: HashMap<(String, String), usize>,
}

/// The machines that a side stands for.
pub(super) fn machines(view: &View, about: MatchAbout, side: u32) -> Vec<u32> {
    match about {
        MatchAbout::Machine => vec![side],
        MatchAbout::Customer => view.live.machines_of_customer(side).to_vec(),
    }
}

impl<'v> Subject<'v> {
    /// What waits of machines or customers.
    pub(super) fn of(view: &'v View, about: MatchAbout) -> Answer<Self> {
        let state = &view.live.decided.state;
        let proposals = match about {
            MatchAbout::Machine => view.live.proposals()?,
            MatchAbout::Customer => view
                .live
                .customer_proposals
                .get_or_try(|| pipeline::propose_customers(state).map_err(|error| Problem::internal(&error)))?,
        };
        Ok(Self { view, about, proposals, by_key: HashMap::new() })
    }

    /// The same, ready to find many pairs by their names.
    pub(super) fn indexed(mut self) -> Self {
        let names = |of: &Proposal| {
            let (one, other) = (self.key(of.kept), self.key(of.joined));
            (one.min(other).to_owned(), one.max(other).to_owned())
        };
        self.by_key = (0..).zip(&self.proposals.pairs).map(|(at, of)| (names(of), at)).collect();
        self
    }

    /// The pair with these names, of what [`Self::indexed`] knows.
    pub(super) fn pair(&self, one: &str, other: &str) -> Option<Proposal> {
        let names = (one.min(other).to_owned(), one.max(other).to_owned());
        self.by_key.get(&names).and_then(|at| self.proposals.pairs.get(*at)).copied()
    }

    /// How many machines or customers there are.
    pub(super) fn len(&self) -> usize {
        let files = &self.view.live.decided.state.files;
        match self.about {
            MatchAbout::Machine => files.len(),
            MatchAbout::Customer => files.customers.len(),
        }
    }

    /// By what decisions name one.
    pub(super) fn key(&self, side: u32) -> &str {
        let files = &self.view.live.decided.state.files;
        match self.about {
            MatchAbout::Machine => files.link.normalised[side as usize].as_str(),
            MatchAbout::Customer => files.customers[side as usize].key.as_str(),
        }
    }

    fn machines(&self, side: u32) -> Cow<'_, [u32]> {
        match self.about {
            MatchAbout::Machine => Cow::Owned(vec![side]),
            MatchAbout::Customer => Cow::Borrowed(self.view.live.machines_of_customer(side)),
        }
    }

    fn cents(&self, side: u32) -> Option<i64> {
        let ids = &self.view.live.decided.state.files.link.ids;
        let of = |machine: &u32| {
            let position = self.view.live.base.position(ids[*machine as usize])?;
            self.view.pipeline.by_machine(position).1
        };
        self.machines(side).iter().filter_map(of).reduce(|one, other| one + other)
    }

    /// Value of the open opportunities of one in cents.
    pub(super) fn value(&self, side: u32) -> i64 {
        self.cents(side).unwrap_or(0)
    }

    /// One of the two of a pair.
    pub(super) fn side(&self, side: u32) -> MatchSide {
        let files = &self.view.live.decided.state.files;
        let machines = self.machines(side);
        let mut sources: Vec<String> = machines
            .iter()
            .flat_map(|machine| files.candidates("serial_number", *machine as usize))
            .filter_map(|of| Some(self.view.live.table(files.cell("serial_number", *of)?.table)?.source.clone()))
            .collect();
        sources.sort_unstable();
        sources.dedup();
        let first = |id: &str| machines.iter().find_map(|machine| files.str(id, *machine as usize)).map(str::to_owned);
        let (city, value_eur, number) = (first("city"), self.cents(side).map(euros), self.key(side).to_owned());
        match self.about {
            MatchAbout::Machine => {
                let at = side as usize;
                let customer = files.customer_of.get(at).copied().flatten();
                let customer = customer.and_then(|of| files.customers.get(of as usize));
                MatchSide {
                    id: files.link.ids[at].0,
                    name: first("serial_number").unwrap_or_else(|| number.clone()),
                    number,
                    machine_type: first("machine_type"),
                    customer_name: customer.and_then(|of| of.name.clone()).or_else(|| first("customer_name")),
                    customer_number: customer.and_then(|of| of.number.clone()),
                    machines: 1,
                    city,
                    sources,
                    value_eur,
                }
            }
            MatchAbout::Customer => {
                let of = &files.customers[side as usize];
                let name = of.name.clone().or_else(|| of.number.clone());
                MatchSide {
                    id: of.id.0,
                    name: name.unwrap_or_else(|| number.clone()),
                    number,
                    machine_type: None,
                    customer_name: of.name.clone(),
                    customer_number: of.number.clone(),
                    machines: machines.len(),
                    city,
                    sources,
                    value_eur,
                }
            }
        }
    }

    /// What is said of one in a field: of a customer what the first of its machines says.
    fn said(&self, field: &str, side: u32) -> Option<MatchValue> {
        let files = &self.view.live.decided.state.files;
        self.machines(side).iter().find_map(|machine| {
            let candidate = *files.candidates(field, *machine as usize).first()?;
            let source = place(&self.view.live, files.cell(field, candidate)?);
            Some(MatchValue { value: files.text_of(field, candidate)?, source })
        })
    }

    /// What is known of both, by category.
    pub(super) fn fields(&self, of: &Proposal) -> Vec<MatchField> {
        // Where its machines stand is the customer's, but for each machine's own place.
        let is_customers = |field: &&Field| {
            field.category == Category::Location && !matches!(field.id, "site" | "latitude" | "longitude")
        };
        let shown = |field: &&Field| self.about == MatchAbout::Machine || is_customers(field);
        let both = fields(Kind::Machines).iter().filter(shown).filter_map(|field| {
            let (kept, joined) = (self.said(field.id, of.kept), self.said(field.id, of.joined));
            let differs = match (&kept, &joined) {
                (None, None) => return None,
                (Some(one), Some(other)) => folded(&one.value) != folded(&other.value),
                _ => false,
            };
            Some((field.category, MatchField { field: field.id, kept, joined, differs }))
        });
        let mut both: Vec<(Category, MatchField)> = both.collect();
        both.sort_by_key(|(category, _)| *category);
        both.into_iter().map(|(_, field)| field).collect()
    }
}
