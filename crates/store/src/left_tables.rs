//! Tables a delivery left in its files: nobody could tell what they are, or somebody left them out.

use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::left_table;
use base::BatchId;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use serde::Serialize;

/// Why a table was left in its file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyLeft {
    /// Nobody can tell what its rows are.
    Unknown,
    /// A person left it out.
    Ignored,
    /// Its sheet is hidden.
    Hidden,
}

impl WhyLeft {
    /// The name in the database and in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Ignored => "ignored",
            Self::Hidden => "hidden",
        }
    }

    fn of(id: &str) -> Option<Self> {
        [Self::Unknown, Self::Ignored, Self::Hidden].into_iter().find(|why| why.id() == id)
    }
}

/// A table that was left in its file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LeftTable {
    /// The kept file.
    pub digest: String,
    /// The file's name.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// Who delivered it.
    pub source: String,
    /// Rows that are not blank, titles and headings included.
    pub rows: u64,
    /// Why it was left.
    pub why: WhyLeft,
    /// Who left it out, and when (UTC), where a person did.
    pub decided: Option<(String, String)>,
}

impl Store {
    /// The tables left in the files of all deliveries that count, with their delivery.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn left_tables(&self) -> Result<Vec<(BatchId, LeftTable)>, StoreError> {
        let rows = left_table::Entity::find().order_by_asc(left_table::Column::Id).all(&self.connection).await?;
        rows.into_iter()
            .map(|row| {
                let Some(why) = WhyLeft::of(&row.why) else {
                    return Err(StoreError::Unreadable { what: "reason why a table was left", value: row.why });
                };
                let table = LeftTable {
                    digest: row.digest,
                    file: row.file,
                    sheet: row.sheet,
                    source: row.source,
                    rows: u64::try_from(row.row_count).unwrap_or(0),
                    why,
                    decided: row.decided_by.zip(row.decided_at),
                };
                Ok((BatchId(u32::try_from(row.batch_id).unwrap_or(0)), table))
            })
            .collect()
    }
}

impl Write {
    /// Keeps which tables a delivery left in its files.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_left_tables(&self, batch: BatchId, tables: &[LeftTable]) -> Result<(), StoreError> {
        let rows: Vec<_> = tables
            .iter()
            .map(|table| left_table::ActiveModel {
                id: NotSet,
                batch_id: Set(i32::try_from(batch.0).unwrap_or(i32::MAX)),
                digest: Set(table.digest.clone()),
                file: Set(table.file.clone()),
                sheet: Set(table.sheet.clone()),
                source: Set(table.source.clone()),
                row_count: Set(i64::try_from(table.rows).unwrap_or(i64::MAX)),
                why: Set(table.why.id().to_owned()),
                decided_by: Set(table.decided.as_ref().map(|(by, _)| by.clone())),
                decided_at: Set(table.decided.as_ref().map(|(_, at)| at.clone())),
            })
            .collect();
        for rows in rows.chunks(rows_a_statement(9)) {
            left_table::Entity::insert_many(rows.to_vec()).exec_without_returning(&self.transaction).await?;
        }
        Ok(())
    }

    /// Forgets the left tables of a delivery that is taken back.
    pub(crate) async fn forget_left_tables_of(&self, batch: BatchId) -> Result<(), StoreError> {
        left_table::Entity::delete_many()
            .filter(left_table::Column::BatchId.eq(i32::try_from(batch.0).unwrap_or(i32::MAX)))
            .exec(&self.transaction)
            .await?;
        Ok(())
    }
}
