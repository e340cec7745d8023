//! Opportunities as the CRM shall have them: the whole picture a sales employee needs, and what of it changed.

mod outcomes;
mod picture;
mod push;

pub use outcomes::{Outcomes, read_outcomes};
pub(crate) use picture::{Saved, said};
pub use push::{Making, Pushed, push};

use crate::PipelineError;
use crate::state::Workplace;
use base::OpportunityId;
use hashbrown::HashSet;
use store::NewOutgoing;

/// The CRM's name in the outbox.
pub const SALESFORCE: &str = "salesforce";

/// The kind of an opportunity in the outbox.
pub const OPPORTUNITY: &str = "Opportunity";

/// An opportunity that is to be brought to the CRM: what is sent is made when it goes.
pub(crate) fn opportunity_goes(id: OpportunityId) -> NewOutgoing {
    NewOutgoing {
        destination: SALESFORCE.to_owned(),
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
pub async fn queue_opportunities(workplace: &Workplace, at: &str) -> Result<usize, PipelineError> {
    let worked = workplace.store.worked_opportunities().await?;
    let known = workplace.store.outgoing_keys((SALESFORCE, OPPORTUNITY)).await?;
    let known: HashSet<&str> = known.iter().map(String::as_str).collect();
    let goes = worked.iter().filter(|of| {
        let leads = !of.of.stage.is_closed() && of.of.flag.is_none() && of.of.lead.is_none();
        leads || known.contains(of.of.id.to_string().as_str())
    });
    let rows: Vec<NewOutgoing> = goes.map(|of| opportunity_goes(of.of.id)).collect();
    let count = rows.len();
    let write = workplace.store.write("crm", at).await?;
    write.put_outgoing(rows).await?;
    write.audit("push", SALESFORCE, &format!("{count} opportunities to the outbox")).await?;
    write.commit().await?;
    Ok(count)
}
