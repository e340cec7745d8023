//! One process at a time works with the CRM: where there is no upsert, two that look for the same key at once would make it twice.

use super::Crm;
use crate::PipelineError;
use crate::state::Workplace;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// Under this name it is kept whose turn it is; no connector can be called so.
const LEASE: &str = "(crm)";

/// The turn of this process.
#[derive(Debug)]
pub struct Turn {
    holder: String,
    /// How long it lasts; none where nobody needs to be kept away.
    length: Option<TimeDelta>,
}

impl Turn {
    /// Takes the turn; none where another process has it. `holder` tells this process from every other. One that died in the
    /// middle keeps it until its time is over.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn take(
        workplace: &Workplace,
        crm: &Crm,
        holder: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, PipelineError> {
        let turn = Self { holder: holder.to_owned(), length: Some(crm.turn()) };
        Ok(turn.goes_on(workplace, now).await?.then_some(turn))
    }

    /// The turn for a command a person gives: an upsert by key may be done by two at once, so that only where there is none
    /// others are kept away; none where another process has the turn.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn for_command(
        workplace: &Workplace,
        crm: &Crm,
        holder: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, PipelineError> {
        match crm {
            Crm::Salesforce(_) => Ok(Some(Self { holder: holder.to_owned(), length: None })),
            Crm::Tryton(_) => Self::take(workplace, crm, holder, now).await,
        }
    }

    /// Holds it for longer. Says whether it still was this process's.
    pub(super) async fn goes_on(&self, workplace: &Workplace, now: DateTime<Utc>) -> Result<bool, PipelineError> {
        let Some(length) = self.length else { return Ok(true) };
        let write = workplace.store.write("instand", &stamp(now)).await?;
        let is_ours = write.take_lease(LEASE, &self.holder, &stamp(now + length)).await?;
        write.commit().await?;
        Ok(is_ours)
    }

    /// Gives it back.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn end(self, workplace: &Workplace, now: DateTime<Utc>) -> Result<(), PipelineError> {
        if self.length.is_none() {
            return Ok(());
        }
        let write = workplace.store.write("instand", &stamp(now)).await?;
        write.give_lease_back(LEASE, &self.holder).await?;
        write.commit().await?;
        Ok(())
    }
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
