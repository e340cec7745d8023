//! The state as text, to compare two states: machine files, customers, deliveries that count, hits, opportunities.
//! The audit and running numbers are left out: they only ever grow.

use crate::connection::{Store, StoreError};
use crate::entities::{customer, machine};
use sea_orm::{EntityTrait, QueryOrder};
use std::fmt::Write as _;

impl Store {
    /// One line a record, ordered; equal for equal states, on SQLite and PostgreSQL alike.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn dump(&self) -> Result<String, StoreError> {
        let mut text = String::new();
        // Writing to a String does not fail.
        for source in self.sources().await? {
            let _ = writeln!(text, "source {source:?}");
        }
        for (batch, file) in self.files().await? {
            let _ = writeln!(text, "file {batch} {file:?}");
        }
        for table in self.tables().await? {
            let _ = writeln!(text, "table {table:?}");
        }
        for batch in self.batches().await?.iter().filter(|batch| batch.state == crate::BatchState::Active) {
            let _ = writeln!(text, "batch {batch:?}");
            for problem in self.problems(batch.id).await? {
                let _ = writeln!(text, "problem {problem}");
            }
        }
        for row in customer::Entity::find().order_by_asc(customer::Column::Id).all(&self.connection).await? {
            let _ = writeln!(text, "customer {row:?}");
        }
        for row in machine::Entity::find().order_by_asc(machine::Column::Normalised).all(&self.connection).await? {
            let _ = writeln!(text, "machine {row:?}");
        }
        for (batch, left) in self.left_tables().await? {
            let _ = writeln!(text, "left {batch} {left:?}");
        }
        for profile in self.mapping_profiles().await? {
            let _ = writeln!(text, "profile {} {:?}", profile.source, profile.mapping);
        }
        // What came with the product is there from the first decision on, whatever was delivered.
        for segment in self.segments().await?.iter().filter(|of| of.saved_by != crate::SHIPPED) {
            let _ = writeln!(text, "segment {} {} {:?}", segment.segment, segment.archived, segment.definition);
        }
        for rule in self.rules().await?.iter().filter(|of| of.saved_by != crate::SHIPPED) {
            let _ = writeln!(text, "rule {} {} {} {:?}", rule.rule, rule.version, rule.state.id(), rule.definition);
        }
        for decision in self.match_decisions().await? {
            let about = decision.about.id();
            let _ = writeln!(text, "match {about} {} {} {:?}", decision.kept, decision.joined, decision.verdict);
        }
        for alias in self.sender_aliases().await? {
            let _ = writeln!(text, "sender {:016x} {} {:?}", alias.device, alias.name, alias.machine);
        }
        for hit in self.hits().await? {
            let _ = writeln!(text, "hit {hit:?}");
        }
        let mut opportunities = self.opportunities().await?;
        opportunities.sort_by_key(|of| of.id);
        for of in opportunities {
            let _ = writeln!(text, "opportunity {of:?}");
        }
        Ok(text)
    }
}
