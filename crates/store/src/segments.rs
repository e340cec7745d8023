//! Segments: versions, which are only ever added, and who was a member when.
//!
//! A membership holds from a day until before another. It is written with each decision for all members at once: what
//! changed is found in memory, and one statement carries thousands of machines.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::{segment_day, segment_member, segment_version};
use base::MachineId;
use chrono::NaiveDate;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// Who saved what came with the product.
pub const SHIPPED: &str = "instand";

/// Machines a statement names by their id.
const NAMED: usize = 10_000;

/// A version of a segment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SegmentVersion {
    /// Counted up over all segments.
    pub id: i64,
    /// The segment.
    pub segment: String,
    /// Counted up for each segment.
    pub version: u32,
    /// What it says, as TOML.
    pub definition: String,
    /// Why it was changed, as its author put it.
    pub note: Option<String>,
    /// Whether this version put the segment away.
    pub archived: bool,
    /// Who saved it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
}

/// A version to be saved.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewSegmentVersion {
    /// The segment.
    pub segment: String,
    /// One more than the newest.
    pub version: u32,
    /// What it says, as TOML.
    pub definition: String,
    /// Why it was changed.
    pub note: Option<String>,
    /// Whether the segment is put away.
    pub archived: bool,
}

/// How many members a segment had on a day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SegmentDay {
    /// The segment.
    pub segment: String,
    /// The day.
    pub as_of: NaiveDate,
    /// When it was decided, UTC.
    pub decided_at: String,
    /// The versions of it and of the segments it names.
    pub definition: String,
    /// Members.
    pub members: u64,
    /// Machines it cannot say for.
    pub unknown: u64,
    /// Machines there were.
    pub machines: u64,
}

/// The members of a segment as they were found now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SegmentMembers {
    /// The segment.
    pub segment: String,
    /// The versions of it and of the segments it names.
    pub definition: String,
    /// The machines.
    pub members: Vec<MachineId>,
    /// Machines it cannot say for.
    pub unknown: u64,
    /// Machines there are.
    pub machines: u64,
}

fn version_of(row: segment_version::Model) -> SegmentVersion {
    SegmentVersion {
        id: row.id,
        segment: row.segment,
        version: u32::try_from(row.version).unwrap_or(0),
        definition: row.definition,
        note: row.note,
        archived: row.archived,
        saved_by: row.saved_by,
        saved_at: row.saved_at,
    }
}

fn day_of(row: segment_day::Model) -> SegmentDay {
    let count = |of: i64| u64::try_from(of).unwrap_or(0);
    SegmentDay {
        segment: row.segment,
        as_of: row.as_of,
        decided_at: row.decided_at,
        definition: row.definition,
        members: count(row.members),
        unknown: count(row.unknown),
        machines: count(row.machines),
    }
}

async fn newest(connection: &impl ConnectionTrait) -> Result<Vec<SegmentVersion>, StoreError> {
    let mut latest = Query::select();
    latest
        .expr(Expr::col(segment_version::Column::Id).max())
        .from(segment_version::Entity)
        .group_by_col(segment_version::Column::Segment);
    let rows = segment_version::Entity::find()
        .filter(segment_version::Column::Id.in_subquery(latest))
        .order_by_asc(segment_version::Column::Segment)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(version_of).collect())
}

/// Memberships of a day.
fn on(day: NaiveDate) -> Condition {
    Condition::all()
        .add(segment_member::Column::Since.lte(day))
        .add(Condition::any().add(segment_member::Column::Until.is_null()).add(segment_member::Column::Until.gt(day)))
}

/// The machines of memberships under a condition.
fn machines(segment: &str, of: Condition) -> SelectStatement {
    let mut select = Query::select();
    select
        .column(segment_member::Column::MachineId)
        .from(segment_member::Entity)
        .cond_where(segment_member::Column::Segment.eq(segment))
        .cond_where(of);
    select
}

fn is_open() -> Condition {
    Condition::all().add(segment_member::Column::Until.is_null())
}

impl Store {
    /// The newest version of each segment, those put away included.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn segments(&self) -> Result<Vec<SegmentVersion>, StoreError> {
        newest(&self.connection).await
    }

    /// A number that grows with every saved version.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn segments_mark(&self) -> Result<i64, StoreError> {
        let newest = segment_version::Entity::find()
            .select_only()
            .column(segment_version::Column::Id)
            .order_by_desc(segment_version::Column::Id)
            .into_tuple::<i64>()
            .one(&self.connection)
            .await?;
        Ok(newest.unwrap_or(0))
    }

    /// All versions of a segment, newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn segment_versions(&self, segment: &str) -> Result<Vec<SegmentVersion>, StoreError> {
        let rows = segment_version::Entity::find()
            .filter(segment_version::Column::Segment.eq(segment))
            .order_by_desc(segment_version::Column::Version)
            .all(&self.connection)
            .await?;
        Ok(rows.into_iter().map(version_of).collect())
    }

    /// How many members there were on each day, oldest first; of all segments where none is named.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn segment_days(&self, segment: Option<&str>) -> Result<Vec<SegmentDay>, StoreError> {
        let mut of = segment_day::Entity::find().order_by_asc(segment_day::Column::AsOf);
        if let Some(segment) = segment {
            of = of.filter(segment_day::Column::Segment.eq(segment));
        }
        Ok(of.all(&self.connection).await?.into_iter().map(day_of).collect())
    }

    /// The members of a day.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn segment_members(&self, segment: &str, day: NaiveDate) -> Result<Vec<MachineId>, StoreError> {
        let of = segment_member::Entity::find().filter(segment_member::Column::Segment.eq(segment)).filter(on(day));
        let ids: Vec<sea_orm::prelude::Uuid> = of
            .select_only()
            .column(segment_member::Column::MachineId)
            .order_by_asc(segment_member::Column::MachineId)
            .into_tuple()
            .all(&self.connection)
            .await?;
        Ok(ids.into_iter().map(MachineId).collect())
    }

    /// Members that were none on a day, each with the day it joined; `most` of them after the first `offset`, and how
    /// many there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn segment_joined(
        &self,
        segment: &str,
        day: NaiveDate,
        offset: u64,
        most: u64,
    ) -> Result<(u64, Vec<(MachineId, NaiveDate)>), StoreError> {
        let of = segment_member::Entity::find()
            .filter(segment_member::Column::Segment.eq(segment))
            .filter(is_open())
            .filter(segment_member::Column::Since.gt(day))
            .filter(segment_member::Column::MachineId.not_in_subquery(machines(segment, on(day))));
        let total = of.clone().count(&self.connection).await?;
        let rows = of
            .order_by_desc(segment_member::Column::Since)
            .order_by_asc(segment_member::Column::MachineId)
            .offset(offset)
            .limit(most)
            .all(&self.connection)
            .await?;
        Ok((total, rows.into_iter().map(|row| (MachineId(row.machine_id), row.since)).collect()))
    }

    /// Machines that were members on a day and are no longer, each with the day it left; as above.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn segment_left(
        &self,
        segment: &str,
        day: NaiveDate,
        offset: u64,
        most: u64,
    ) -> Result<(u64, Vec<(MachineId, NaiveDate)>), StoreError> {
        let of = segment_member::Entity::find()
            .filter(segment_member::Column::Segment.eq(segment))
            .filter(segment_member::Column::Until.is_not_null())
            .filter(on(day))
            .filter(segment_member::Column::MachineId.not_in_subquery(machines(segment, is_open())));
        let total = of.clone().count(&self.connection).await?;
        let rows = of
            .order_by_desc(segment_member::Column::Until)
            .order_by_asc(segment_member::Column::MachineId)
            .offset(offset)
            .limit(most)
            .all(&self.connection)
            .await?;
        let left = rows.into_iter().filter_map(|row| Some((MachineId(row.machine_id), row.until?)));
        Ok((total, left.collect()))
    }

    /// How many joined and left each segment since a day: one look at what changed, however many segments there are.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn segment_changes(&self, day: NaiveDate) -> Result<HashMap<String, (u64, u64)>, StoreError> {
        let was = |of: &mut SelectStatement, open: bool| {
            let own = |column| Expr::col((segment_member::Entity, column));
            let its = |column| Expr::col((Alias::new("before"), column));
            let mut same = Query::select();
            same.expr(Expr::val(1))
                .from_as(segment_member::Entity, Alias::new("before"))
                .and_where(its(segment_member::Column::Segment).eq(own(segment_member::Column::Segment)))
                .and_where(its(segment_member::Column::MachineId).eq(own(segment_member::Column::MachineId)));
            if open {
                same.and_where(its(segment_member::Column::Until).is_null());
            } else {
                same.and_where(its(segment_member::Column::Since).lte(day))
                    .and_where(its(segment_member::Column::Until).gt(day));
            }
            of.and_where(Expr::exists(same).not());
        };
        let counted = || {
            let mut of = Query::select();
            of.column((segment_member::Entity, segment_member::Column::Segment))
                .expr_as(
                    Expr::col((segment_member::Entity, segment_member::Column::MachineId)).count(),
                    Alias::new("count"),
                )
                .from(segment_member::Entity)
                .group_by_col((segment_member::Entity, segment_member::Column::Segment));
            of
        };
        let own = |column| Expr::col((segment_member::Entity, column));
        let mut joined = counted();
        joined
            .and_where(own(segment_member::Column::Until).is_null())
            .and_where(own(segment_member::Column::Since).gt(day));
        was(&mut joined, false);
        let mut left = counted();
        left.and_where(own(segment_member::Column::Since).lte(day))
            .and_where(own(segment_member::Column::Until).gt(day));
        was(&mut left, true);
        let mut changes: HashMap<String, (u64, u64)> = HashMap::new();
        for (statement, is_joined) in [(joined, true), (left, false)] {
            for row in self.connection.query_all(&statement).await? {
                let segment: String = row.try_get("", "segment")?;
                let count = u64::try_from(row.try_get::<i64>("", "count")?).unwrap_or(0);
                let of = changes.entry(segment).or_default();
                if is_joined {
                    of.0 = count;
                } else {
                    of.1 = count;
                }
            }
        }
        Ok(changes)
    }
}

impl Write {
    /// The newest version of each segment, as this change finds it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn segments(&self) -> Result<Vec<SegmentVersion>, StoreError> {
        newest(&self.transaction).await
    }

    /// Adds a version of a segment.
    ///
    /// # Errors
    /// Where the database fails, or holds this version already.
    pub async fn save_segment(&self, new: NewSegmentVersion) -> Result<SegmentVersion, StoreError> {
        let row = segment_version::ActiveModel {
            id: NotSet,
            segment: Set(new.segment.clone()),
            version: Set(i32::try_from(new.version).unwrap_or(i32::MAX)),
            definition: Set(new.definition),
            note: Set(new.note),
            archived: Set(new.archived),
            saved_by: Set(self.actor().to_owned()),
            saved_at: Set(self.at().to_owned()),
        };
        let saved = segment_version::Entity::insert(row).exec_with_returning(&self.transaction).await?;
        let action = if new.archived { "archive segment" } else { "save segment" };
        self.audit(action, &new.segment, &format!("version {}", new.version)).await?;
        Ok(version_of(saved))
    }

    /// Notes who is a member as of a day. Who is no longer, left on that day; who was noted on the same day already and
    /// is no longer, never was.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn put_segment_members(&self, as_of: NaiveDate, found: Vec<SegmentMembers>) -> Result<(), StoreError> {
        if found.is_empty() {
            return Ok(());
        }
        let connection = &self.transaction;
        let named: Vec<&str> = found.iter().map(|of| of.segment.as_str()).collect();
        let known = segment_member::Entity::find()
            .filter(segment_member::Column::Segment.is_in(named))
            .filter(
                Condition::any()
                    .add(segment_member::Column::Until.is_null())
                    .add(segment_member::Column::Until.eq(as_of)),
            )
            .all(connection)
            .await?;
        let mut before: HashMap<&str, Vec<&segment_member::Model>> = HashMap::new();
        for row in &known {
            before.entry(row.segment.as_str()).or_default().push(row);
        }
        for of in &found {
            let now: HashSet<MachineId> = of.members.iter().copied().collect();
            let (mut never, mut left, mut again, mut held) = (Vec::new(), Vec::new(), Vec::new(), HashSet::new());
            for row in before.remove(of.segment.as_str()).into_iter().flatten() {
                let machine = MachineId(row.machine_id);
                match (row.until, now.contains(&machine)) {
                    (None, true) => {
                        held.insert(machine);
                    }
                    (None, false) if row.since == as_of => never.push(row.machine_id),
                    (None, false) => left.push(row.machine_id),
                    (Some(_), true) => again.push(machine),
                    (Some(_), false) => {}
                }
            }
            // Left earlier on this day and a member again: it never left.
            let again: Vec<MachineId> = again.into_iter().filter(|machine| !held.contains(machine)).collect();
            held.extend(again.iter().copied());
            let own = |machines: &[sea_orm::prelude::Uuid]| {
                Condition::all()
                    .add(segment_member::Column::Segment.eq(of.segment.as_str()))
                    .add(segment_member::Column::MachineId.is_in(machines.iter().copied()))
            };
            for machines in never.chunks(NAMED) {
                let rows = own(machines).add(segment_member::Column::Since.eq(as_of));
                segment_member::Entity::delete_many().filter(rows).exec(connection).await?;
            }
            for machines in left.chunks(NAMED) {
                segment_member::Entity::update_many()
                    .col_expr(segment_member::Column::Until, Expr::value(as_of))
                    .filter(own(machines).add(segment_member::Column::Until.is_null()))
                    .exec(connection)
                    .await?;
            }
            let again: Vec<_> = again.into_iter().map(|machine| machine.0).collect();
            for machines in again.chunks(NAMED) {
                segment_member::Entity::update_many()
                    .col_expr(segment_member::Column::Until, Expr::value(Option::<NaiveDate>::None))
                    .filter(own(machines).add(segment_member::Column::Until.eq(as_of)))
                    .exec(connection)
                    .await?;
            }
            let joined = of.members.iter().filter(|machine| !held.contains(*machine));
            let rows: Vec<_> = joined
                .map(|machine| segment_member::ActiveModel {
                    segment: Set(of.segment.clone()),
                    machine_id: Set(machine.0),
                    since: Set(as_of),
                    until: Set(None),
                })
                .collect();
            for rows in rows.chunks(rows_a_statement(4)) {
                segment_member::Entity::insert_many(rows.to_vec()).exec_without_returning(connection).await?;
            }
        }
        let named: Vec<String> = found.iter().map(|of| of.segment.clone()).collect();
        segment_day::Entity::delete_many()
            .filter(segment_day::Column::AsOf.eq(as_of).and(segment_day::Column::Segment.is_in(named)))
            .exec(connection)
            .await?;
        let count = |of: u64| i64::try_from(of).unwrap_or(i64::MAX);
        let days = found.into_iter().map(|of| segment_day::ActiveModel {
            segment: Set(of.segment),
            as_of: Set(as_of),
            decided_at: Set(self.at().to_owned()),
            definition: Set(of.definition),
            members: Set(i64::try_from(of.members.len()).unwrap_or(i64::MAX)),
            unknown: Set(count(of.unknown)),
            machines: Set(count(of.machines)),
        });
        let days: Vec<_> = days.collect();
        for days in days.chunks(rows_a_statement(7)) {
            segment_day::Entity::insert_many(days.to_vec()).exec_without_returning(connection).await?;
        }
        Ok(())
    }
}
