//! A PostgreSQL database: the rows of a query, all of them or those that changed, in a transaction that cannot write.
//!
//! Every value comes as the text PostgreSQL makes of it, so that no number loses digits on the way.

use crate::connector::{Finding, Known, Pulled, Secrets, file_of, pulled};
use crate::settings::{RecordSettings, Settings, length};
use crate::snapshot::Snapshot;
use crate::{Allowed, ConnectorError, Secret};
use chrono::TimeDelta;
use reqwest::Url;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr,
    Statement, TransactionTrait,
};
use serde::de::{Deserializer, MapAccess, Visitor};
use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

/// Rows fetched at once.
const PAGE: usize = 5000;

/// How long one statement may take there.
const PATIENCE: Duration = Duration::from_secs(600);

/// How long connecting may take.
const PATIENCE_TO_CONNECT: Duration = Duration::from_secs(10);

/// A database as it is set up.
#[derive(Clone, Debug)]
pub struct Sql {
    /// `host:port`.
    whom: String,
    database: String,
    url: Secret,
    password: Option<Secret>,
    overlap: TimeDelta,
    records: Vec<RecordSettings>,
}

/// One row: headings and texts in the order of the query.
struct Row(Vec<(String, Option<String>)>);

impl<'de> serde::Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Row;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Row, M::Error> {
                let mut cells = Vec::new();
                while let Some(cell) = map.next_entry()? {
                    cells.push(cell);
                }
                Ok(Row(cells))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// A row as JSON with every value as text, in the order of its columns.
const ROW: &str = "(select json_object_agg(cell.key, cell.value) from json_each_text(row_to_json(q)) cell)::text";

impl Sql {
    pub(crate) fn new(
        name: &str,
        settings: &Settings,
        secrets: &Secrets<'_>,
        allowed: &Allowed,
    ) -> Result<Self, ConnectorError> {
        let wrong = |what: &str| ConnectorError::Settings(format!("[connectors.{name}] {what}"));
        let missing = || wrong("url is missing, such as \"postgres://reader@db.example.com/service\"");
        let hidden = secrets.find("URL", settings.url_file.as_ref())?;
        let text = match (&hidden, &settings.url) {
            (Some(secret), _) => secret.reveal().to_owned(),
            (None, Some(url)) => url.clone(),
            (None, None) => return Err(missing()),
        };
        let mut url = Url::parse(&text).map_err(|_| missing())?;
        if !matches!(url.scheme(), "postgres" | "postgresql") {
            return Err(wrong("url must begin with postgres://"));
        }
        if hidden.is_none() && url.password().is_some() {
            return Err(wrong(
                "url may not hold the password; write `password_file`, or the whole address into `url_file`",
            ));
        }
        let host = url.host_str().filter(|host| !host.is_empty() && !host.contains(['%', '/'])).map(str::to_owned);
        let host = host.ok_or_else(missing)?;
        // These would lead elsewhere than the host that is checked.
        if let Some((key, _)) = url.query_pairs().find(|(key, _)| matches!(&**key, "host" | "hostaddr" | "port")) {
            return Err(wrong(&format!("url may not name `{key}` after the question mark")));
        }
        let port = url.port().unwrap_or(5432);
        allowed.check(&host, port)?;
        // Written out, or the library would look into the environment.
        url.set_port(Some(port)).map_err(|()| missing())?;
        let password = secrets.find("PASSWORD", settings.password_file.as_ref())?;
        if let Some(password) = &password {
            url.set_password(Some(password.reveal())).map_err(|()| missing())?;
        }
        let password = password.or_else(|| url.password().map(Secret::new));
        if settings.records.is_empty() {
            return Err(wrong(
                "records are missing: write at least one [[connectors.NAME.records]] with `name` and `query`",
            ));
        }
        for of in &settings.records {
            if of.name.is_none() || of.query.is_none() || of.model.is_some() || of.domain.is_some() {
                return Err(wrong("records: each needs a `name` and a `query`"));
            }
            if of.change_column.is_some() && of.key.is_empty() {
                return Err(wrong(
                    "records: a `change_column` needs a `key`: the columns that tell a row from every other",
                ));
            }
        }
        Ok(Self {
            whom: format!("{host}:{port}"),
            database: url.path().trim_start_matches('/').to_owned(),
            url: Secret::new(url.to_string()),
            password,
            overlap: length(name, "overlap", settings.overlap.as_deref(), TimeDelta::minutes(10))?,
            records: settings.records.clone(),
        })
    }

    pub(crate) fn place(&self) -> String {
        format!("{}/{}", self.whom, self.database)
    }

    fn redact(&self, text: &str) -> String {
        let text = self.url.redact(text);
        self.password.as_ref().map_or(text.clone(), |password| password.redact(&text))
    }

    fn said(&self, about: &str, error: &DbErr) -> ConnectorError {
        // What PostgreSQL itself says stands last in the chain.
        let text = error.to_string();
        let text = text.rsplit("error returned from database: ").next().unwrap_or(&text);
        ConnectorError::Answered { whom: self.place(), about: about.to_owned(), what: self.redact(text) }
    }

    async fn connect(&self) -> Result<DatabaseConnection, ConnectorError> {
        self.answers().await?;
        let mut options = ConnectOptions::new(self.url.reveal());
        options.sqlx_logging(false).max_connections(1).min_connections(0);
        options.connect_timeout(PATIENCE_TO_CONNECT).acquire_timeout(PATIENCE_TO_CONNECT);
        Database::connect(options).await.map_err(|error| {
            let text = self.redact(&error.to_string());
            let why = text.rsplit("database: ").next().unwrap_or(&text).to_owned();
            let user = Url::parse(self.url.reveal()).map(|url| url.username().to_owned()).unwrap_or_default();
            ConnectorError::SignIn { whom: self.place(), user, why }
        })
    }

    /// Whether anybody answers there at all; asked again where not. The database library would try for as long as it has
    /// patience and then not say why it had none.
    async fn answers(&self) -> Result<(), ConnectorError> {
        let unreachable = |why: String| ConnectorError::Unreachable { whom: self.whom.clone(), why };
        let mut wait = Duration::from_millis(250);
        let mut why = String::new();
        for _ in 0..3 {
            match tokio::time::timeout(PATIENCE_TO_CONNECT, tokio::net::TcpStream::connect(&self.whom)).await {
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(error)) => why = error.to_string(),
                Err(_) => return Err(unreachable("no answer in time".to_owned())),
            }
            tokio::time::sleep(wait).await;
            wait *= 3;
        }
        Err(unreachable(why))
    }

    /// A transaction that can only read, in which all sets are seen as of one instant.
    async fn reading(&self, connection: &DatabaseConnection) -> Result<DatabaseTransaction, ConnectorError> {
        let wrong = |error: DbErr| self.said("beginning to read", &error);
        let transaction = connection.begin().await.map_err(wrong)?;
        for statement in [
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY".to_owned(),
            format!("SET LOCAL statement_timeout = {}", PATIENCE.as_millis()),
            "SET LOCAL TIME ZONE 'UTC'".to_owned(),
        ] {
            transaction.execute_unprepared(&statement).await.map_err(wrong)?;
        }
        Ok(transaction)
    }

    /// The first column of a statement's rows.
    async fn texts(
        &self,
        transaction: &DatabaseTransaction,
        about: &str,
        statement: String,
    ) -> Result<Vec<Option<String>>, ConnectorError> {
        let rows = transaction.query_all_raw(Statement::from_string(DatabaseBackend::Postgres, statement)).await;
        let rows = rows.map_err(|error| self.said(about, &error))?;
        rows.iter().map(|row| row.try_get_by_index(0).map_err(|error| self.said(about, &error))).collect()
    }

    async fn rows(
        &self,
        transaction: &DatabaseTransaction,
        about: &str,
        statement: String,
    ) -> Result<Vec<Row>, ConnectorError> {
        let unreadable = |error: serde_json::Error| ConnectorError::Answered {
            whom: self.place(),
            about: about.to_owned(),
            what: format!("a row cannot be read: {error}"),
        };
        let texts = self.texts(transaction, about, statement).await?;
        texts.iter().map(|text| serde_json::from_str(text.as_deref().unwrap_or("{}")).map_err(unreadable)).collect()
    }

    pub(crate) async fn pull(&self, known: &Known, full: bool) -> Result<Vec<Pulled>, ConnectorError> {
        let connection = self.connect().await?;
        let transaction = self.reading(&connection).await?;
        let mut all = Vec::new();
        for of in &self.records {
            all.push(self.pull_set(&transaction, of, known, full).await?);
        }
        // Nothing was written, so there is nothing to lose.
        let _ = transaction.rollback().await;
        let _ = connection.close().await;
        Ok(all)
    }

    async fn pull_set(
        &self,
        transaction: &DatabaseTransaction,
        of: &RecordSettings,
        known: &Known,
        full: bool,
    ) -> Result<Pulled, ConnectorError> {
        let about = name(of);
        let headings = self.headings(transaction, of).await?;
        let key = self.columns(&headings, of)?;
        let before = if full || key.is_empty() { None } else { known.get(&file_of(of)) };
        let before = before.and_then(|bytes| Snapshot::read(bytes, &headings, &key));
        let change = of.change_column.as_ref().and_then(|column| headings.iter().position(|of| of == column));
        let since = before.as_ref().zip(change).and_then(|(before, at)| before.greatest(at)).map(str::to_owned);
        let mut now = before.filter(|_| since.is_some()).unwrap_or_else(|| Snapshot::new(headings, key));
        let mut statement = format!("DECLARE pull NO SCROLL CURSOR FOR SELECT {ROW} FROM (\n{}\n) q", query(of));
        if let (Some(since), Some(column)) = (&since, &of.change_column) {
            let of_type = self.type_of(transaction, of, column).await?;
            let column = identifier(column);
            statement.push_str(&format!(" WHERE q.{column} >= {}", self.begin(since, &of_type)));
        }
        let declare = Statement::from_string(DatabaseBackend::Postgres, statement);
        transaction.execute_raw(declare).await.map_err(|error| self.said(about, &error))?;
        let mut read = 0;
        // A row that takes the place of another of the same answer would be lost without a word.
        let mut keys = BTreeSet::new();
        loop {
            let rows = self.rows(transaction, about, format!("FETCH {PAGE} FROM pull")).await?;
            let last = rows.len() < PAGE;
            for Row(cells) in rows {
                read += 1;
                let row: Vec<String> = cells.into_iter().map(|(_, text)| text.unwrap_or_default()).collect();
                if now.key_of(&row).is_some_and(|key| !keys.insert(key)) {
                    let what = format!(
                        "two rows of the query have the key {}; name more columns in `key`, so that every row has its own",
                        now.key_in_words(&row)
                    );
                    return Err(ConnectorError::Answered { whom: self.place(), about: about.to_owned(), what });
                }
                now.put(row)?;
            }
            if last {
                break;
            }
        }
        transaction.execute_unprepared("CLOSE pull").await.map_err(|error| self.said(about, &error))?;
        pulled(of, &now, (read, 0), known)
    }

    /// The columns of a query, in their order, also where it has no rows.
    async fn headings(
        &self,
        transaction: &DatabaseTransaction,
        of: &RecordSettings,
    ) -> Result<Vec<String>, ConnectorError> {
        let statement = Statement::from_string(DatabaseBackend::Postgres, format!("SELECT q.* FROM {}", no_rows(of)));
        let row = transaction.query_one_raw(statement).await.map_err(|error| self.said(name(of), &error))?;
        let headings = row.map(|row| row.column_names()).unwrap_or_default();
        let answered = |what: String| ConnectorError::Answered { whom: self.place(), about: name(of).to_owned(), what };
        if headings.is_empty() {
            return Err(answered("the query has no columns".to_owned()));
        }
        let twice = headings.iter().enumerate().find(|(at, heading)| headings[..*at].contains(heading));
        match twice {
            Some((_, heading)) => Err(answered(format!("two columns are called `{heading}`; name one with AS"))),
            None => Ok(headings),
        }
    }

    /// The places of the key's columns; refuses names the query does not have.
    fn columns(&self, headings: &[String], of: &RecordSettings) -> Result<Vec<usize>, ConnectorError> {
        let named = of.key.iter().chain(&of.change_column).chain(of.columns.keys());
        if let Some(missing) = named.clone().find(|column| !headings.contains(column)) {
            return Err(ConnectorError::Answered {
                whom: self.place(),
                about: name(of).to_owned(),
                what: format!("the query has no column `{missing}`; it has {}", headings.join(", ")),
            });
        }
        Ok(of.key.iter().filter_map(|column| headings.iter().position(|of| of == column)).collect())
    }

    async fn type_of(
        &self,
        transaction: &DatabaseTransaction,
        of: &RecordSettings,
        column: &str,
    ) -> Result<String, ConnectorError> {
        let statement = format!("SELECT pg_typeof(q.{})::text FROM {}", identifier(column), no_rows(of));
        Ok(self.texts(transaction, name(of), statement).await?.into_iter().flatten().next().unwrap_or_default())
    }

    /// From where on rows count as changed: the last change seen, less what was perhaps written meanwhile.
    fn begin(&self, since: &str, of_type: &str) -> String {
        let literal = format!("{}::{of_type}", literal(since));
        match of_type {
            "timestamp without time zone" | "timestamp with time zone" => {
                format!("({literal} - interval '{} seconds')", self.overlap.num_seconds())
            }
            "date" => format!("({literal} - 1)"),
            _ => literal,
        }
    }

    pub(crate) async fn check(&self) -> Vec<Finding> {
        let connection = match self.connect().await {
            Ok(connection) => connection,
            Err(error) => return vec![Finding::bad(error.to_string())],
        };
        let mut findings = vec![Finding::good(format!("signed in at {}", self.place()))];
        for of in &self.records {
            // Each in a transaction of its own: a wrong query ends the one it is in.
            findings.push(match self.look(&connection, of).await {
                Ok(text) => Finding::good(text),
                Err(error) => Finding::bad(error.to_string()),
            });
        }
        if let Ok(transaction) = self.reading(&connection).await {
            let rights = "SELECT current_setting('is_superuser')".to_owned();
            let rights = self.texts(&transaction, "rights", rights).await.unwrap_or_default();
            if rights.iter().flatten().any(|text| text == "on") {
                findings.push(Finding::bad("it signs in as a superuser; make a role that can only read"));
            }
        }
        let _ = connection.close().await;
        findings
    }

    async fn look(&self, connection: &DatabaseConnection, of: &RecordSettings) -> Result<String, ConnectorError> {
        let transaction = self.reading(connection).await?;
        let headings = self.headings(&transaction, of).await?;
        self.columns(&headings, of)?;
        let statement = format!("SELECT count(*)::text FROM (\n{}\n) q", query(of));
        let count =
            self.texts(&transaction, name(of), statement).await?.into_iter().flatten().next().unwrap_or_default();
        let mut text = format!("{}: {count} rows, columns {}", name(of), headings.join(", "));
        if of.change_column.is_none() {
            text.push_str("; no change_column, so each pull reads all of them");
        }
        Ok(text)
    }
}

fn name(of: &RecordSettings) -> &str {
    of.name.as_deref().unwrap_or("records")
}

/// The query without the semicolon people end it with.
fn query(of: &RecordSettings) -> &str {
    of.query.as_deref().unwrap_or_default().trim().trim_end_matches(';')
}

/// A query's columns in one row without values, whatever it finds: the outer join makes one row of none.
fn no_rows(of: &RecordSettings) -> String {
    format!("(SELECT 1) one LEFT JOIN (SELECT * FROM (\n{}\n) found LIMIT 0) q ON true", query(of))
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    // The E form reads a backslash the same way whatever the server is set to.
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_texts_cannot_break_out() {
        assert_eq!(identifier("a\"b"), "\"a\"\"b\"");
        assert_eq!(literal("a'b\\"), "E'a''b\\\\'");
        let of = RecordSettings { query: Some(" select 1 ;\n".to_owned()), ..RecordSettings::default() };
        assert_eq!(query(&of), "select 1 ");
    }

    #[test]
    fn a_row_keeps_the_order_of_its_columns() {
        let Row(cells) = serde_json::from_str(r#"{"z": "1", "a": null, "m": "x"}"#).expect("a row");
        let names: Vec<&str> = cells.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["z", "a", "m"]);
    }
}
