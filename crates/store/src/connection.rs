//! Opening the database, and the one way to write to it.

use crate::entities::{audit, counter};
use crate::migrations::Migrator;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction,
    DbErr, EntityTrait, QueryFilter, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// What went wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL is of no database Instand runs on.
    #[error("`{0}` is not a database URL Instand knows; take sqlite:PATH or postgres://USER@HOST/DATABASE")]
    Url(String),
    /// The database cannot be reached.
    #[error("the database cannot be opened: {0}")]
    Open(String),
    /// A statement failed.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// What stands in the database is not what this version wrote.
    #[error("the database holds a {what} this version cannot read: `{value}`")]
    Unreadable {
        /// Which column.
        what: &'static str,
        /// The value found.
        value: String,
    },
}

/// The operational database.
#[derive(Clone)]
pub struct Store {
    pub(crate) connection: DatabaseConnection,
    writing: Arc<Mutex<()>>,
    statements: Arc<AtomicU64>,
}

/// A transaction that holds the writer's place; nothing counts before [`Write::commit`].
pub struct Write {
    pub(crate) transaction: DatabaseTransaction,
    _place: OwnedMutexGuard<()>,
    at: String,
    actor: String,
}

/// Held while an import runs; given back when dropped.
pub struct Exclusive(#[expect(dead_code, reason = "held for its lock alone")] Option<DatabaseTransaction>);

impl Store {
    /// Opens the database, makes the SQLite file where it is missing, and runs the migrations.
    ///
    /// # Errors
    /// Where the URL is unknown, the server does not answer, or a migration fails.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        if !url.starts_with("sqlite:") && !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            // A URL may hold a password: say its beginning only.
            return Err(StoreError::Url(url.split(':').next().unwrap_or_default().to_owned()));
        }
        let mut options = ConnectOptions::new(url);
        options.sqlx_logging(false).acquire_timeout(Duration::from_secs(30)).max_connections(8);
        options.map_sqlx_sqlite_opts(|options| {
            options
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(sea_orm::sqlx::sqlite::SqliteJournalMode::Wal)
                .synchronous(sea_orm::sqlx::sqlite::SqliteSynchronous::Normal)
                .busy_timeout(Duration::from_secs(60))
                // In KiB. Ids are spread evenly, so a large base touches all of its index in one import; SQLite takes
                // only what the base needs.
                .pragma("cache_size", "-131072")
        });
        let mut connection = Database::connect(options).await.map_err(|error| StoreError::Open(error.to_string()))?;
        let statements = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&statements);
        connection.set_metric_callback(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        if connection.get_database_backend() == DatabaseBackend::Postgres {
            // Servers that start at once migrate one after the other; the lock goes with the transaction. SQLite is
            // on one machine, where the caller's lock file does the same.
            let turn = connection.begin().await?;
            turn.execute_unprepared("SELECT pg_advisory_xact_lock(7305808869)").await?;
            Migrator::up(&connection, None).await?;
            turn.commit().await?;
        } else {
            Migrator::up(&connection, None).await?;
        }
        Ok(Self { connection, writing: Arc::new(Mutex::new(())), statements })
    }

    /// Begins a change by `actor` at the instant `at` (UTC, RFC 3339). Writers wait for each other: within the process
    /// at a mutex, between processes at one row that every writer touches first. So SQLite never finds a reader's
    /// snapshot outdated ("database is locked"), and PostgreSQL sees the same order.
    ///
    /// # Errors
    /// Where the database does not answer within a minute.
    pub async fn write(&self, actor: &str, at: &str) -> Result<Write, StoreError> {
        let place = Arc::clone(&self.writing).lock_owned().await;
        let transaction = self.connection.begin().await?;
        counter::Entity::update_many()
            .col_expr(counter::Column::Next, Expr::col(counter::Column::Next).add(1))
            .filter(counter::Column::Name.eq("write"))
            .exec(&transaction)
            .await?;
        Ok(Write { transaction, _place: place, at: at.to_owned(), actor: actor.to_owned() })
    }

    /// Keeps every other host off imports for as long as the guard lives. Only PostgreSQL is shared between hosts; on
    /// SQLite the caller's lock file does the same.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn exclusive(&self) -> Result<Exclusive, StoreError> {
        if !self.is_postgres() {
            return Ok(Exclusive(None));
        }
        let turn = self.connection.begin().await?;
        turn.execute_unprepared("SELECT pg_advisory_xact_lock(7305808870)").await?;
        Ok(Exclusive(Some(turn)))
    }

    /// The number that tells this database from every other; made from `seed` when first asked for.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn number(&self, seed: i64, at: &str) -> Result<i64, StoreError> {
        let known = counter::Entity::find_by_id("database").one(&self.connection).await?;
        if let Some(row) = known {
            return Ok(row.next);
        }
        let write = self.write("open", at).await?;
        if let Some(row) = counter::Entity::find_by_id("database").one(&write.transaction).await? {
            return Ok(row.next);
        }
        let row = counter::ActiveModel { name: Set("database".to_owned()), next: Set(seed) };
        counter::Entity::insert(row).exec_without_returning(&write.transaction).await?;
        write.commit().await?;
        Ok(seed)
    }

    /// Whether this is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.connection.get_database_backend() == DatabaseBackend::Postgres
    }

    /// Statements sent since the store was opened: what a request costs must not grow with the rows it shows.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// Closes all connections.
    ///
    /// # Errors
    /// Where the database refuses.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.connection.close().await?)
    }
}

impl Write {
    /// Takes `count` running numbers and gives the first.
    pub(crate) async fn take(&self, name: &str, count: i64) -> Result<i64, StoreError> {
        let row = counter::Entity::find_by_id(name).one(&self.transaction).await?;
        let first = row.map_or(1, |row| row.next);
        counter::Entity::update_many()
            .col_expr(counter::Column::Next, Expr::value(first + count))
            .filter(counter::Column::Name.eq(name))
            .exec(&self.transaction)
            .await?;
        Ok(first)
    }

    /// Notes who did what.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn audit(&self, action: &str, subject: &str, detail: &str) -> Result<(), StoreError> {
        let line = audit::ActiveModel {
            id: NotSet,
            at: Set(self.at.clone()),
            actor: Set(self.actor.clone()),
            action: Set(action.to_owned()),
            subject: Set(subject.to_owned()),
            detail: Set(detail.to_owned()),
        };
        audit::Entity::insert(line).exec_without_returning(&self.transaction).await?;
        Ok(())
    }

    /// The instant of this change.
    #[must_use]
    pub fn at(&self) -> &str {
        &self.at
    }

    /// Who makes this change.
    #[must_use]
    pub fn actor(&self) -> &str {
        &self.actor
    }

    /// Makes the change count.
    ///
    /// # Errors
    /// Where the disk is full or the server is gone; nothing of it counts then.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }
}

/// Rows a statement may carry so that its parameters stay within SQLite's 32,766.
pub(crate) const fn rows_a_statement(columns: usize) -> usize {
    let rows = 30_000 / columns;
    if rows > 2_000 { 2_000 } else { rows }
}
