//! Opportunities as the CRM shall have them: the whole picture a sales employee needs, and what of it changed.

mod mapping;
mod objects;
mod outcomes;
mod picture;
mod push;
mod salesforce;
mod tryton;
mod turn;
mod wanted;

pub use mapping::{MAPPING, saved_mapping, with_saved_mapping};
pub use outcomes::{Outcomes, read_outcomes};
pub(crate) use picture::{Saved, SavedEvidence, said};
pub use push::{Counted, Making, Pushed, push};
pub use turn::Turn;

use crate::PipelineError;
use crate::state::Workplace;
use base::OpportunityId;
use chrono::TimeDelta;
use connectors::salesforce::Client;
use connectors::tryton::Opportunities;
use hashbrown::HashSet;
use store::NewOutgoing;

/// Salesforce's name in the outbox.
pub const SALESFORCE: &str = "salesforce";

/// Tryton's name in the outbox.
pub const TRYTON: &str = "tryton";

/// The kind of an opportunity in the outbox.
pub const OPPORTUNITY: &str = "Opportunity";

/// The CRM opportunities are brought to. An installation has one: in two, each would be worked on twice.
#[derive(Debug)]
pub enum Crm {
    /// Salesforce.
    Salesforce(Box<Client>),
    /// A Tryton.
    Tryton(Box<Opportunities>),
}

impl Crm {
    /// Its name in the outbox and in commands.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Salesforce(_) => SALESFORCE,
            Self::Tryton(_) => TRYTON,
        }
    }

    /// How long a process that died in the middle keeps others from it.
    fn turn(&self) -> TimeDelta {
        match self {
            Self::Salesforce(_) => TimeDelta::minutes(10),
            // The turn is taken anew before each part, which is some calls.
            Self::Tryton(opportunities) => opportunities.patience() * 3,
        }
    }

    /// Calls made so far that Salesforce counts.
    fn counted(&self) -> u64 {
        match self {
            Self::Salesforce(client) => client.calls().counted,
            Self::Tryton(_) => 0,
        }
    }
}

/// An opportunity that is to be brought to the CRM: what is sent is made when it goes.
pub(crate) fn opportunity_goes(id: OpportunityId, crm: &str) -> NewOutgoing {
    NewOutgoing {
        destination: crm.to_owned(),
        kind: OPPORTUNITY.to_owned(),
        key: id.to_string(),
        about: id.to_string(),
        payload: None,
        not_before: None,
    }
}

/// Puts all opportunities into the outbox that the CRM should have: the open ones that lead their conversation and still hold, and
/// those it has already. Says how many.
///
/// # Errors
/// Where the database fails.
pub async fn queue_opportunities(workplace: &Workplace, crm: &Crm, at: &str) -> Result<usize, PipelineError> {
    let worked = workplace.store.worked_opportunities().await?;
    let known = workplace.store.outgoing_keys((crm.name(), OPPORTUNITY)).await?;
    let known: HashSet<&str> = known.iter().map(String::as_str).collect();
    let goes = worked.iter().filter(|of| {
        let leads = !of.of.stage.is_closed() && of.of.flag.is_none() && of.of.lead.is_none();
        leads || known.contains(of.of.id.to_string().as_str())
    });
    let rows: Vec<NewOutgoing> = goes.map(|of| opportunity_goes(of.of.id, crm.name())).collect();
    let count = rows.len();
    let write = workplace.store.write("crm", at).await?;
    write.put_outgoing(rows).await?;
    write.audit("push", crm.name(), &format!("{count} opportunities to the outbox")).await?;
    write.commit().await?;
    Ok(count)
}
