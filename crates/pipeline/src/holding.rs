//! What keeps a hit from making an opportunity: an open critical ticket, a complaint, a credit block, an offer that is out,
//! a customer spoken to of late, one who does not want to be contacted, or the trigger's own rest. The hit stays visible,
//! with the reason and its end.

use crate::PipelineError;
use crate::decide::Decided;
use crate::policy::Suppressing;
use crate::state::Workplace;
use base::{CellRef, Kind, MachineId};
use chrono::{Days, NaiveDate};
use connect::{History, OpenTicket};
use hashbrown::HashMap;
use sales::Stage;
use serde::{Deserialize, Serialize};
use store::{Suppression, WorkedOpportunity};

/// Reasons people enter in the register of suppressions.
pub const REASONS: [&str; 5] = ["do_not_contact", "complaint", "credit_block", "critical_ticket", "other"];

/// Why a hit makes no opportunity.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Held {
    /// `do_not_contact`, `complaint`, `credit_block`, `critical_ticket`, `running_quote`, `recent_contact`, `rest` or
    /// `other`.
    pub reason: String,
    /// The last day it is held back; none where that is open.
    pub until: Option<NaiveDate>,
    /// What lies behind it: a ticket's number, the note of an entry.
    pub what: String,
    /// The cell that says so, where it comes from a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<CellRef>,
    /// The entry of the register, where somebody entered it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<i64>,
}

/// What is known of all machines and customers, to hold hits back by.
pub(crate) struct Holding {
    /// What holds for a machine, whatever else runs with its customer: the gravest first.
    machines: HashMap<usize, Held>,
    /// What holds for what is new at a customer.
    fresh: HashMap<u32, Held>,
}

/// The gravest first; what is not named comes last.
fn gravity(reason: &str) -> usize {
    const ORDER: [&str; 4] = ["do_not_contact", "complaint", "credit_block", "critical_ticket"];
    ORDER.iter().position(|of| *of == reason).unwrap_or(ORDER.len())
}

fn put<K: std::hash::Hash + Eq>(all: &mut HashMap<K, Held>, key: K, held: Held) {
    let lasts = |of: &Held| of.until.unwrap_or(NaiveDate::MAX);
    match all.get(&key) {
        Some(known)
            if (gravity(&known.reason), std::cmp::Reverse(lasts(known)))
                <= (gravity(&held.reason), std::cmp::Reverse(lasts(&held))) => {}
        _ => {
            all.insert(key, held);
        }
    }
}

impl Holding {
    /// Reads tickets, the register and the opportunities.
    pub(crate) async fn of(
        workplace: &Workplace,
        decided: &Decided,
        rules: &Suppressing,
        opportunities: &[WorkedOpportunity],
    ) -> Result<Self, PipelineError> {
        let state = &decided.state;
        let tickets = if rules.critical_ticket || rules.complaint {
            Some(History::load_kinds(&workplace.lake, &state.batches, &state.files, &[Kind::Tickets])?)
        } else {
            None
        };
        let register = workplace.store.suppressions().await?;
        let as_of = decided.facts.as_of;
        let of_machine =
            |machine: usize| tickets.as_ref().map(|tickets| tickets.open_tickets(machine, as_of)).unwrap_or_default();
        Ok(Self::from(decided, rules, (&register, opportunities), of_machine))
    }

    fn from(
        decided: &Decided,
        rules: &Suppressing,
        (register, opportunities): (&[Suppression], &[WorkedOpportunity]),
        tickets_of: impl Fn(usize) -> Vec<OpenTicket>,
    ) -> Self {
        let files = &decided.state.files;
        let as_of = decided.facts.as_of;
        let position: HashMap<MachineId, usize> = files.link.ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let customer_of = |machine: usize| files.customer_of.get(machine).copied().flatten();
        let mut machines: HashMap<usize, Held> = HashMap::new();
        let mut customers: HashMap<u32, Held> = HashMap::new();
        for machine in 0..files.len() {
            for ticket in tickets_of(machine) {
                let held = |reason: &str| Held {
                    reason: reason.to_owned(),
                    until: None,
                    what: ticket.name.clone(),
                    source: Some(ticket.source),
                    entry: None,
                };
                if ticket.complaint && rules.complaint {
                    match customer_of(machine) {
                        Some(customer) => put(&mut customers, customer, held("complaint")),
                        None => put(&mut machines, machine, held("complaint")),
                    }
                }
                if ticket.critical && rules.critical_ticket {
                    put(&mut machines, machine, held("critical_ticket"));
                }
            }
        }
        let by_id: HashMap<_, u32> = (0_u32..).zip(&files.customers).map(|(at, of)| (of.id.0, at)).collect();
        for entry in register.iter().filter(|entry| entry.holds(as_of)) {
            let held = Held {
                reason: entry.of.reason.clone(),
                until: entry.of.until,
                what: entry.of.note.clone(),
                source: None,
                entry: Some(entry.id),
            };
            if let Some(machine) = entry.of.machine.and_then(|id| position.get(&id)) {
                put(&mut machines, *machine, held.clone());
            }
            if let Some(customer) = entry.of.customer.and_then(|id| by_id.get(&id)) {
                put(&mut customers, *customer, held);
            }
        }
        for machine in 0..files.len() {
            if let Some(held) = customer_of(machine).and_then(|customer| customers.get(&customer)) {
                put(&mut machines, machine, held.clone());
            }
        }
        let mut fresh: HashMap<u32, Held> = HashMap::new();
        for of in opportunities {
            let Some(customer) = position.get(&of.of.machine).and_then(|at| customer_of(*at)) else { continue };
            let held = |reason: &str, until: Option<NaiveDate>| Held {
                reason: reason.to_owned(),
                until,
                what: of.of.campaign.clone(),
                source: None,
                entry: None,
            };
            if of.of.stage == Stage::Quoted && rules.running_quote {
                fresh.insert(customer, held("running_quote", None));
            }
            let spoken = matches!(of.of.stage, Stage::Contacted | Stage::Quoted | Stage::Won | Stage::Lost);
            let days = Days::new(u64::from(rules.recent_contact_days));
            let until = of.stage_since.checked_add_days(days).and_then(|day| day.pred_opt());
            if let Some(until) = until.filter(|until| spoken && rules.recent_contact_days > 0 && *until >= as_of) {
                let longer = |known: &Held| known.until.is_none_or(|known| known >= until);
                if !fresh.get(&customer).is_some_and(longer) {
                    fresh.insert(customer, held("recent_contact", Some(until)));
                }
            }
        }
        Self { machines, fresh }
    }

    /// Why a hit of a machine is held back; `is_fresh` where nothing is open yet that it belongs to.
    pub(crate) fn held(&self, machine: usize, customer: Option<u32>, is_fresh: bool) -> Option<&Held> {
        let fresh = || customer.filter(|_| is_fresh).and_then(|customer| self.fresh.get(&customer));
        self.machines.get(&machine).or_else(fresh)
    }
}

/// The trigger's own rest after its hit ended or its opportunity was settled.
pub(crate) fn resting(rest_days: u32, ended: Option<NaiveDate>, as_of: NaiveDate) -> Option<Held> {
    let until = ended?.checked_add_days(Days::new(u64::from(rest_days)))?;
    (rest_days > 0 && until >= as_of).then(|| Held {
        reason: "rest".to_owned(),
        until: Some(until),
        what: ended.map(|day| day.to_string()).unwrap_or_default(),
        source: None,
        entry: None,
    })
}
