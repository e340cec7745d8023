//! What an administrator writes about a connector in `instand.toml`.

use crate::schedule::span;
use crate::{ConnectorError, caldav, salesforce};
use chrono::TimeDelta;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What is connected to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A Tryton server, over JSON-RPC.
    Tryton,
    /// A PostgreSQL database.
    Sql,
    /// A folder into which others put files.
    Inbox,
}

impl Kind {
    /// The name in settings and JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Tryton => "tryton",
            Self::Sql => "sql",
            Self::Inbox => "inbox",
        }
    }
}

/// `[connectors.NAME]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// What is connected to.
    pub kind: Kind,
    /// Address: `https://erp.example.com` or `postgres://reader@db.example.com/service`. It may not hold a password.
    pub url: Option<String>,
    /// File with the address as its first line; this one may hold a password.
    pub url_file: Option<PathBuf>,
    /// Tryton: the database.
    pub database: Option<String>,
    /// Tryton: the user.
    pub user: Option<String>,
    /// File with the password as its first line.
    pub password_file: Option<PathBuf>,
    /// Inbox: the folder.
    pub folder: Option<PathBuf>,
    /// Inbox: how long a file must have stood still, such as `5s`.
    pub settle: Option<String>,
    /// How often to pull, such as `15m`.
    pub every: Option<String>,
    /// At which local time to pull each day, such as `02:30`.
    pub at: Option<String>,
    /// How often everything is read anew, which finds what was deleted; `1d` where nothing is said.
    pub full_every: Option<String>,
    /// How far before the last change seen a pull begins, for what was written meanwhile; `10m` where nothing is said.
    pub overlap: Option<String>,
    /// How far what it brings is trusted: 1 most.
    pub priority: Option<u32>,
    /// Kinds of records it holds completely: what is not in it does not exist.
    #[serde(default)]
    pub complete: Vec<base::Kind>,
    /// What to read.
    #[serde(default)]
    pub records: Vec<RecordSettings>,
    /// Tryton: whether anything is read there; one may serve for opportunities alone.
    #[serde(default = "yes")]
    pub reads: bool,
    /// Tryton: whether opportunities are written there, and what became of them is read.
    #[serde(default)]
    pub writes_opportunities: bool,
    /// Tryton: how often it is read what became of opportunities; `5m` where nothing is said.
    pub outcomes_every: Option<String>,
    /// Tryton: how long an answer to a call that writes may take; `2m` where nothing is said.
    pub patience: Option<String>,
    /// Tryton: the code of the employee's party, by the owner an opportunity has here.
    #[serde(default)]
    pub employees: BTreeMap<String, String>,
}

const fn yes() -> bool {
    true
}

/// `[[connectors.NAME.records]]`: one set of records.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordSettings {
    /// What it is called; for Tryton the model, where nothing is said.
    pub name: Option<String>,
    /// What its rows are; recognised where nothing is said.
    pub kind: Option<base::Kind>,
    /// Which field of Instand each column fills.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Tryton: the model.
    pub model: Option<String>,
    /// Tryton: which records, as a domain.
    #[serde(rename = "where")]
    pub domain: Option<serde_json::Value>,
    /// Tryton: related records whose change counts as a change of the record. Behind a reference field the model is
    /// named: `shipment.customer@stock.shipment.out`.
    #[serde(default)]
    pub changed_with: Vec<String>,
    /// SQL: the query.
    pub query: Option<String>,
    /// SQL: the columns that tell a row from every other.
    #[serde(default)]
    pub key: Vec<String>,
    /// SQL: the column that grows with each change of a row.
    pub change_column: Option<String>,
}

/// `[connectors]`: those that read, by name (a Tryton among them may also be written to), Salesforce and the calendars. Their
/// sections are known by their names and need no `kind`.
#[derive(Clone, Debug, Default)]
pub struct Sections {
    /// `[connectors.salesforce]`.
    pub salesforce: Option<salesforce::Settings>,
    /// `[connectors.caldav]`.
    pub caldav: Option<caldav::Settings>,
    /// All others.
    pub reading: BTreeMap<String, Settings>,
}

impl<'de> Deserialize<'de> for Sections {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ByName;
        impl<'de> Visitor<'de> for ByName {
            type Value = Sections;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("sections, such as [connectors.erp]")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Sections, M::Error> {
                let mut sections = Sections::default();
                while let Some(name) = map.next_key::<String>()? {
                    if name == "salesforce" {
                        sections.salesforce = Some(map.next_value()?);
                    } else if name == "caldav" {
                        sections.caldav = Some(map.next_value()?);
                    } else {
                        sections.reading.insert(name, map.next_value()?);
                    }
                }
                Ok(sections)
            }
        }
        deserializer.deserialize_map(ByName)
    }
}

/// A length of time of the settings.
///
/// # Errors
/// Says which setting is wrong.
pub(crate) fn length(
    name: &str,
    setting: &str,
    text: Option<&str>,
    usual: TimeDelta,
) -> Result<TimeDelta, ConnectorError> {
    let Some(text) = text else { return Ok(usual) };
    span(text).ok_or_else(|| {
        ConnectorError::Settings(format!(
            "[connectors.{name}] {setting} = \"{text}\" is no length of time; write \"30s\", \"15m\", \"2h\" or \"1d\""
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salesforce_is_known_by_its_name() {
        let text =
            "[erp]\nkind = \"tryton\"\n[salesforce]\nlogin_url = \"https://a.my.salesforce.com\"\nclient_id = \"x\"\n";
        let sections: Sections = toml::from_str(text).expect("sections");
        assert_eq!(sections.salesforce.expect("there").client_id, "x");
        assert_eq!(sections.reading.keys().collect::<Vec<_>>(), ["erp"]);
        assert!(toml::from_str::<Sections>("").expect("none").salesforce.is_none());
        for (wrong, says) in [
            (text.replace("client_id", "client"), "client"),
            (text.replace("tryton", "salesforce"), "salesforce"),
            (text.replace("kind = \"tryton\"", ""), "kind"),
        ] {
            let error = toml::from_str::<Sections>(&wrong).expect_err("refused").to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
