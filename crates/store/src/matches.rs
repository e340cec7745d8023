//! Decisions on which serial numbers are one machine and which customers are one: of the linker where it is sure, of
//! people where it is not.
//!
//! Decisions are only ever added. The newest one of a pair that nobody took back counts, so that taking it back brings
//! the one before into force again, and every re-run of the linker finds what people said.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::match_decision;
use base::BatchId;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;

/// Who decided where no person did.
pub const LINKER: &str = "linker";

/// What was decided on a pair.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchVerdict {
    /// Both are the same machine.
    Same,
    /// They are two machines, whatever the linker thinks.
    Different,
    /// Somebody looked and could not tell yet.
    Later,
}

impl MatchVerdict {
    /// The name in the database and in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Later => "later",
        }
    }

    /// The verdict with this name.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        [Self::Same, Self::Different, Self::Later].into_iter().find(|verdict| verdict.id() == id)
    }
}

/// What a pair is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchAbout {
    /// Two serial numbers that may be one machine.
    #[default]
    Machine,
    /// Two keys that may be one customer.
    Customer,
}

impl MatchAbout {
    /// The name in the database and in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Customer => "customer",
        }
    }

    /// What has this name.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        [Self::Machine, Self::Customer].into_iter().find(|about| about.id() == id)
    }
}

/// A decision to be kept.
#[derive(Clone, PartialEq, Debug)]
pub struct NewMatchDecision {
    /// What the pair is of.
    pub about: MatchAbout,
    /// The normalised serial number whose machine keeps its id, or the key of the customer that does.
    pub kept: String,
    /// The other one.
    pub joined: String,
    /// What was decided.
    pub verdict: MatchVerdict,
    /// The match weight at that time, in bits.
    pub weight: Option<f64>,
    /// The delivery that brought it about, where the linker decided.
    pub batch: Option<BatchId>,
    /// Where `kept` or `joined` is no serial number but a name of rows: which rows those are, as the pipeline writes it.
    pub parted: Option<String>,
}

impl NewMatchDecision {
    /// The decision as it will be kept; its number is given when it is.
    #[must_use]
    pub fn decided(self, by: &str, at: &str) -> MatchDecision {
        let Self { about, kept, joined, verdict, weight, batch, parted } = self;
        let (decided_by, decided_at) = (by.to_owned(), at.to_owned());
        MatchDecision {
            id: i64::MAX,
            about,
            kept,
            joined,
            verdict,
            weight,
            decided_by,
            decided_at,
            batch,
            undone: None,
            parted,
        }
    }
}

/// A decision as it is kept.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct MatchDecision {
    /// Counted up.
    pub id: i64,
    /// What the pair is of.
    pub about: MatchAbout,
    /// The normalised serial number whose machine keeps its id, or the key of the customer that does.
    pub kept: String,
    /// The other one.
    pub joined: String,
    /// What was decided.
    pub verdict: MatchVerdict,
    /// The match weight at that time, in bits.
    pub weight: Option<f64>,
    /// Who decided; the linker is called `linker`.
    pub decided_by: String,
    /// When, UTC.
    pub decided_at: String,
    /// The delivery that brought it about, where the linker decided.
    pub batch: Option<BatchId>,
    /// Who took it back, and when.
    pub undone: Option<(String, String)>,
    /// Where `kept` or `joined` is no serial number but a name of rows: which rows those are, as the pipeline writes it.
    pub parted: Option<String>,
}

impl MatchDecision {
    /// The pair, the same however it is turned.
    #[must_use]
    pub fn pair(&self) -> (&str, &str) {
        if self.kept <= self.joined { (&self.kept, &self.joined) } else { (&self.joined, &self.kept) }
    }

    /// Whether the pair is one of machines.
    #[must_use]
    pub fn is_of_machines(&self) -> bool {
        self.about == MatchAbout::Machine
    }
}

fn of_row(row: match_decision::Model) -> Result<MatchDecision, StoreError> {
    let Some(verdict) = MatchVerdict::of(&row.verdict) else {
        return Err(StoreError::Unreadable { what: "verdict on a match", value: row.verdict });
    };
    let Some(about) = MatchAbout::of(&row.about) else {
        return Err(StoreError::Unreadable { what: "what a match is about", value: row.about });
    };
    Ok(MatchDecision {
        id: row.id,
        about,
        kept: row.kept,
        joined: row.joined,
        verdict,
        weight: row.weight,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
        batch: row.batch_id.and_then(|id| u32::try_from(id).ok()).map(BatchId),
        undone: row.undone_by.zip(row.undone_at),
        parted: row.parted,
    })
}

async fn counting(connection: &impl ConnectionTrait) -> Result<Vec<MatchDecision>, StoreError> {
    let rows = match_decision::Entity::find()
        .filter(match_decision::Column::UndoneAt.is_null())
        .order_by_asc(match_decision::Column::Id)
        .all(connection)
        .await?;
    let all: Vec<MatchDecision> = rows.into_iter().map(of_row).collect::<Result<_, _>>()?;
    let newest: std::collections::HashMap<_, _> =
        all.iter().map(|decision| ((decision.about, decision.pair()), decision.id)).collect();
    let counts = |decision: &&MatchDecision| newest.get(&(decision.about, decision.pair())) == Some(&decision.id);
    Ok(all.iter().filter(counts).cloned().collect())
}

impl Store {
    /// The decisions that count, oldest first: of each pair the newest that nobody took back.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn match_decisions(&self) -> Result<Vec<MatchDecision>, StoreError> {
        counting(&self.connection).await
    }

    /// The decisions with these numbers, as far as there are any, taken back or not.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn match_decisions_of(&self, ids: &[i64]) -> Result<Vec<MatchDecision>, StoreError> {
        let mut found = Vec::with_capacity(ids.len());
        for ids in ids.chunks(10_000) {
            let of = match_decision::Entity::find().filter(match_decision::Column::Id.is_in(ids.iter().copied()));
            let rows = of.order_by_asc(match_decision::Column::Id).all(&self.connection).await?;
            found.extend(rows.into_iter().map(of_row).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(found)
    }

    /// What was decided and taken back, newest first: `most` lines before the line `before`.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn match_history(&self, before: Option<i64>, most: u64) -> Result<Vec<MatchDecision>, StoreError> {
        let mut of = match_decision::Entity::find().order_by_desc(match_decision::Column::Id).limit(most);
        if let Some(before) = before {
            of = of.filter(match_decision::Column::Id.lt(before));
        }
        of.all(&self.connection).await?.into_iter().map(of_row).collect()
    }
}

impl Write {
    /// The decisions that count, with what this change did to them.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn match_decisions(&self) -> Result<Vec<MatchDecision>, StoreError> {
        counting(&self.transaction).await
    }

    /// Keeps decisions, each with its line in the audit.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_match_decisions(&self, decisions: Vec<NewMatchDecision>) -> Result<(), StoreError> {
        for decision in decisions.iter().filter(|decision| decision.batch.is_none()) {
            let subject = format!("{} / {}", decision.kept, decision.joined);
            self.audit(&format!("match {}", decision.verdict.id()), &subject, decision.about.id()).await?;
        }
        let rows = decisions.into_iter().map(|decision| match_decision::ActiveModel {
            id: NotSet,
            kept: Set(decision.kept),
            joined: Set(decision.joined),
            verdict: Set(decision.verdict.id().to_owned()),
            weight: Set(decision.weight),
            decided_by: Set(if decision.batch.is_some() { LINKER.to_owned() } else { self.actor().to_owned() }),
            decided_at: Set(self.at().to_owned()),
            batch_id: Set(decision.batch.map(|batch| i64::from(batch.0))),
            undone_by: Set(None),
            undone_at: Set(None),
            parted: Set(decision.parted),
            about: Set(decision.about.id().to_owned()),
        });
        let rows: Vec<_> = rows.collect();
        for rows in rows.chunks(rows_a_statement(12)) {
            match_decision::Entity::insert_many(rows.to_vec()).exec_without_returning(&self.transaction).await?;
        }
        Ok(())
    }

    /// Takes a decision back; gives it, or `None` where there is none with this number or it was taken back already.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn undo_match_decision(&self, id: i64) -> Result<Option<MatchDecision>, StoreError> {
        let Some(row) = match_decision::Entity::find_by_id(id).one(&self.transaction).await? else { return Ok(None) };
        if row.undone_at.is_some() {
            return Ok(None);
        }
        let mut undone = row.clone().into_active_model();
        undone.undone_by = Set(Some(self.actor().to_owned()));
        undone.undone_at = Set(Some(self.at().to_owned()));
        match_decision::Entity::update(undone).exec(&self.transaction).await?;
        self.audit("undo match", &format!("{} / {}", row.kept, row.joined), &row.verdict).await?;
        of_row(row).map(Some)
    }

    /// Forgets what the linker decided because of a delivery; what people decided stays.
    pub(crate) async fn forget_matches_of(&self, batch: BatchId) -> Result<(), StoreError> {
        match_decision::Entity::delete_many()
            .filter(match_decision::Column::BatchId.eq(i64::from(batch.0)))
            .exec(&self.transaction)
            .await?;
        Ok(())
    }
}
