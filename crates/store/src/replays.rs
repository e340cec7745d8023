//! Replays that were asked for on the page, each with what it found.

use crate::connection::{Store, StoreError, Write};
use crate::entities::replay;
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// Replays listed of a rule at most; older ones are still found by their number.
const LISTED: u64 = 100;

/// A replay to be kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewReplay {
    /// The rule.
    pub rule: String,
    /// Its versions, one or two.
    pub versions: Vec<u32>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// How many days after it fired first something counts as come of it.
    pub within: u32,
    /// What it found, as JSON.
    pub found: String,
}

/// A replay that was asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReplayAsked {
    /// Counted up.
    pub id: i64,
    /// The rule.
    pub rule: String,
    /// Its versions.
    pub versions: Vec<u32>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// How many days after it fired first something counts as come of it.
    pub within: u32,
    /// Who asked.
    pub asked_by: String,
    /// When, UTC.
    pub asked_at: String,
}

type Listed = (i64, String, String, NaiveDate, NaiveDate, i32, String, String);

fn asked((id, rule, versions, from, to, within, asked_by, asked_at): Listed) -> ReplayAsked {
    let versions = versions.split(',').filter_map(|version| version.parse().ok()).collect();
    ReplayAsked { id, rule, versions, from, to, within: u32::try_from(within).unwrap_or(0), asked_by, asked_at }
}

impl Store {
    /// The latest replays of a rule, newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn replays(&self, rule: &str) -> Result<Vec<ReplayAsked>, StoreError> {
        use replay::Column;
        let rows: Vec<Listed> = replay::Entity::find()
            .filter(Column::Rule.eq(rule))
            .order_by_desc(Column::Id)
            .limit(LISTED)
            .select_only()
            .columns([
                Column::Id,
                Column::Rule,
                Column::Versions,
                Column::FromDay,
                Column::ToDay,
                Column::Within,
                Column::AskedBy,
                Column::AskedAt,
            ])
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(rows.into_iter().map(asked).collect())
    }

    /// A replay and what it found, as JSON.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn replay(&self, id: i64) -> Result<Option<(ReplayAsked, String)>, StoreError> {
        let row = replay::Entity::find_by_id(id).one(&self.connection).await?;
        Ok(row.map(|row| {
            let of = (row.id, row.rule, row.versions, row.from_day, row.to_day, row.within, row.asked_by, row.asked_at);
            (asked(of), row.found)
        }))
    }
}

impl Write {
    /// Keeps a replay; gives its number.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_replay(&self, new: NewReplay) -> Result<i64, StoreError> {
        let versions: Vec<String> = new.versions.iter().map(ToString::to_string).collect();
        let detail = format!("version {} from {} to {}", versions.join(" and "), new.from, new.to);
        let row = replay::ActiveModel {
            id: NotSet,
            rule: Set(new.rule.clone()),
            versions: Set(versions.join(",")),
            from_day: Set(new.from),
            to_day: Set(new.to),
            within: Set(i32::try_from(new.within).unwrap_or(i32::MAX)),
            asked_by: Set(self.actor().to_owned()),
            asked_at: Set(self.at().to_owned()),
            found: Set(new.found),
        };
        let saved = replay::Entity::insert(row).exec_with_returning(&self.transaction).await?;
        self.audit("replay trigger", &new.rule, &detail).await?;
        Ok(saved.id)
    }

    /// Throws a replay away; says whether there was one.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn drop_replay(&self, id: i64) -> Result<bool, StoreError> {
        let done = replay::Entity::delete_by_id(id).exec(&self.transaction).await?;
        if done.rows_affected > 0 {
            self.audit("throw replay away", &format!("replay {id}"), "").await?;
        }
        Ok(done.rows_affected > 0)
    }
}
