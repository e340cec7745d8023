//! What an administrator writes about a Salesforce org in `[connectors.salesforce]`.

use super::mapping::Mapping;
use crate::schedule::span;
use crate::{ConnectorError, Secret};
use chrono::TimeDelta;
use reqwest::Url;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The version of Salesforce's interface that is spoken where nothing is said. Upserts answer with `created` since 46,
/// duplicate rules can be overruled since 52.
const USUAL_VERSION: &str = "60.0";
/// The lowest version that is spoken.
const LOWEST_VERSION: u32 = 52;
/// The field that carries our key where nothing is said.
pub(super) const USUAL_KEY_FIELD: &str = "Instand_Key__c";
/// Records in a call from which on Bulk 2.0 is used where nothing is said.
const USUAL_BULK_ABOVE: usize = 2000;

/// `[connectors.salesforce]`.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `kind = "salesforce"`, which may be left out.
    pub kind: Option<KindName>,
    /// Where tokens are given: the org's My Domain, `https://example.my.salesforce.com`, or with a private key also
    /// `https://login.salesforce.com` or `https://test.salesforce.com`.
    pub login_url: String,
    /// The consumer key of the External Client App.
    pub client_id: String,
    /// File with the consumer secret as its first line.
    pub client_secret_file: Option<PathBuf>,
    /// File with the private key (PEM) whose certificate the External Client App has.
    pub private_key_file: Option<PathBuf>,
    /// With a private key: whom to sign in as.
    pub username: Option<String>,
    /// Version of the interface, such as `60.0`.
    pub api_version: Option<String>,
    /// The external id field with our key, such as `Instand_Key__c`.
    pub key_field: Option<String>,
    /// From how many records on a write goes through Bulk 2.0.
    pub bulk_above: Option<usize>,
    /// How often outcomes are read, such as `5m`.
    pub every: Option<String>,
    /// What becomes of a record that Salesforce takes for a duplicate.
    pub duplicate_rules: Option<DuplicateRules>,
    /// Which of our fields fills which of theirs; the shipped one where nothing is said.
    pub mapping: Option<Mapping>,
}

/// The kind of this connector: there is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KindName {
    /// Salesforce.
    Salesforce,
}

/// What becomes of a record that Salesforce's duplicate rules hold up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicateRules {
    /// It is not saved; the records it resembles are shown.
    #[default]
    Block,
    /// It is saved in spite of them (`Sforce-Duplicate-Rule-Header: allowSave=true`).
    AllowSave,
}

/// Who signs in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Credential {
    /// The app itself, by its secret; Salesforce runs it as the user set there.
    Client(Secret),
    /// A user, by an assertion signed with this key (PEM).
    Key { username: String, pem: Secret },
}

/// Settings that were found good.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    pub(super) login: Url,
    pub(super) client_id: String,
    pub(super) credential: Credential,
    pub(super) version: Version,
    pub(super) key_field: String,
    pub(super) bulk_above: usize,
    pub(super) duplicate_rules: DuplicateRules,
    pub(super) mapping: Mapping,
}

/// A version of the interface: `60.0`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Version(pub(super) u32);

impl Version {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let number = text.strip_suffix(".0").unwrap_or(text);
        number.parse().ok().filter(|number| (1..1000).contains(number)).map(Self)
    }

    /// The one to speak with an org that lists these: the highest that is not above what is set, else the lowest there
    /// is.
    pub(super) fn clamped(self, listed: &[Self]) -> Option<Self> {
        listed.iter().copied().filter(|version| *version <= self).max().or_else(|| listed.iter().copied().min())
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.0", self.0)
    }
}

fn wrong(what: impl std::fmt::Display) -> ConnectorError {
    ConnectorError::Settings(format!("[connectors.salesforce] {what}"))
}

impl Settings {
    /// How often outcomes are read; every five minutes where nothing is said.
    ///
    /// # Errors
    /// Where it is no length of time, or shorter than a minute.
    pub fn reading_every(&self) -> Result<TimeDelta, ConnectorError> {
        let Some(text) = self.every.as_deref() else { return Ok(TimeDelta::minutes(5)) };
        span(text).filter(|every| *every >= TimeDelta::minutes(1)).ok_or_else(|| {
            wrong(format!("every = \"{text}\" must be a length of time of a minute or more, such as \"5m\" or \"1h\""))
        })
    }

    /// Checks all settings and reads the secret or the key. `variable` gives variables of the environment:
    /// `INSTAND_CONNECTOR_SALESFORCE_CLIENT_SECRET` and `INSTAND_CONNECTOR_SALESFORCE_PRIVATE_KEY` go before the files;
    /// relative paths are below `folder`.
    pub(super) fn checked(
        self,
        variable: &dyn Fn(&str) -> Option<String>,
        folder: &Path,
    ) -> Result<Checked, ConnectorError> {
        self.reading_every()?;
        let login = address("login_url", &self.login_url).map_err(wrong)?;
        if self.client_id.trim().is_empty() {
            return Err(wrong("client_id is missing: the consumer key of the External Client App"));
        }
        let credential = self.credential(&login, variable, folder)?;
        let version = self.api_version.as_deref().unwrap_or(USUAL_VERSION);
        let version = Version::parse(version).filter(|version| version.0 >= LOWEST_VERSION).ok_or_else(|| {
            wrong(format!(
                "api_version = \"{version}\" must be a version of {LOWEST_VERSION}.0 or more, such as \"60.0\""
            ))
        })?;
        let key_field = self.key_field.unwrap_or_else(|| USUAL_KEY_FIELD.to_owned());
        if !is_name(&key_field) {
            return Err(wrong(format!(
                "key_field = \"{key_field}\" is no field's API name; write it as in the Object Manager, such as \
                 \"{USUAL_KEY_FIELD}\""
            )));
        }
        if self.bulk_above == Some(0) {
            return Err(wrong("bulk_above counts from 1; leave it out for 2000"));
        }
        let mapping = self.mapping.unwrap_or_default().completed(&key_field).map_err(wrong)?;
        Ok(Checked {
            login,
            client_id: self.client_id.trim().to_owned(),
            credential,
            version,
            key_field,
            bulk_above: self.bulk_above.unwrap_or(USUAL_BULK_ABOVE),
            duplicate_rules: self.duplicate_rules.unwrap_or_default(),
            mapping,
        })
    }

    fn credential(
        &self,
        login: &Url,
        variable: &dyn Fn(&str) -> Option<String>,
        folder: &Path,
    ) -> Result<Credential, ConnectorError> {
        let given =
            |what: &str| variable(&format!("INSTAND_CONNECTOR_SALESFORCE_{what}")).filter(|text| !text.is_empty());
        let (secret, key) = (given("CLIENT_SECRET"), given("PRIVATE_KEY"));
        let by_secret = secret.is_some() || self.client_secret_file.is_some();
        let by_key = key.is_some() || self.private_key_file.is_some();
        match (by_secret, by_key) {
            (true, true) => Err(wrong(
                "client_secret_file and private_key_file exclude each other; keep private_key_file with username",
            )),
            (false, false) => {
                Err(wrong("there is no credential; write private_key_file and username, or client_secret_file"))
            }
            (true, false) => {
                if self.username.is_some() {
                    return Err(wrong(
                        "username belongs to private_key_file; with client_secret_file Salesforce runs the app as the \
                         user set there under \"Run As\"",
                    ));
                }
                let host = login.host_str().unwrap_or_default();
                if matches!(host, "login.salesforce.com" | "test.salesforce.com") {
                    return Err(wrong(format!(
                        "login_url: {host} gives no token for a client secret; write the org's My Domain, such as \
                         \"https://example.my.salesforce.com\""
                    )));
                }
                match (secret, &self.client_secret_file) {
                    (Some(secret), _) => Ok(Credential::Client(Secret::new(secret))),
                    (None, Some(file)) => Ok(Credential::Client(Secret::from_file(&folder.join(file))?)),
                    (None, None) => Err(wrong("client_secret_file is missing")),
                }
            }
            (false, true) => {
                let username = self.username.as_deref().map(str::trim).filter(|name| !name.is_empty());
                let username = username
                    .ok_or_else(|| wrong("username is missing: private_key_file needs the user to sign in as"))?;
                let pem = match (key, &self.private_key_file) {
                    (Some(pem), _) => pem,
                    (None, Some(file)) => {
                        let path = folder.join(file);
                        std::fs::read_to_string(&path)
                            .map_err(|error| wrong(format!("private_key_file: {}: {error}", path.display())))?
                    }
                    (None, None) => return Err(wrong("private_key_file is missing")),
                };
                Ok(Credential::Key { username: username.to_owned(), pem: Secret::new(pem) })
            }
        }
    }
}

/// The origin of an org's or the login's address. `setting` names it in errors.
pub(super) fn address(setting: &str, text: &str) -> Result<Url, String> {
    let example = "write it as \"https://example.my.salesforce.com\"";
    if text.trim().is_empty() {
        return Err(format!("{setting} is missing; {example}"));
    }
    let mut url = Url::parse(text.trim()).map_err(|_| format!("{setting} is no address; {example}"))?;
    let Some(host) = url.host_str().map(str::to_lowercase) else {
        return Err(format!("{setting} names no host; {example}"));
    };
    if host.trim_end_matches('.').ends_with(".lightning.force.com") {
        return Err(format!(
            "{setting}: {host} is the address of the pages, not of the interface: every call there answers \
             INVALID_SESSION_ID; write the My Domain instead, \"https://{}.my.salesforce.com\"",
            host.trim_end_matches('.').trim_end_matches(".lightning.force.com")
        ));
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&host) => {}
        "http" => return Err(format!("{setting} must begin with https://: tokens go over it")),
        other => return Err(format!("{setting} begins with `{other}:`; {example}")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("{setting} may hold neither user nor password"));
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return Err(format!("{setting} goes on behind the host; {example}"));
    }
    url.set_path("/");
    Ok(url)
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether a text is the API name of an object or field; only such names get into addresses and queries.
pub(super) fn is_name(text: &str) -> bool {
    text.len() <= 80
        && text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "login_url = \"https://example.my.salesforce.com\"\nclient_id = \"3MVG9\"\n";

    fn checked(text: &str) -> Result<Checked, ConnectorError> {
        let settings: Settings = toml::from_str(text).map_err(|error| ConnectorError::Settings(error.to_string()))?;
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("secret"), "s3cr3t\n").expect("written");
        std::fs::write(folder.path().join("key.pem"), "-----BEGIN PRIVATE KEY-----\n").expect("written");
        settings.checked(&|_| None, folder.path())
    }

    #[test]
    fn a_secret_or_a_key_is_enough() {
        let by_secret = checked(&format!("{GOOD}client_secret_file = \"secret\"\n")).expect("good");
        assert_eq!(by_secret.credential, Credential::Client(Secret::new("s3cr3t")));
        assert_eq!(
            (by_secret.version, by_secret.key_field.as_str(), by_secret.bulk_above),
            (Version(60), "Instand_Key__c", 2000)
        );
        let text =
            format!("kind = \"salesforce\"\n{GOOD}private_key_file = \"key.pem\"\nusername = \"i@example.com\"\n");
        let by_key = checked(&text.replace("example.my.", "login.")).expect("good");
        assert!(matches!(by_key.credential, Credential::Key { ref username, .. } if username == "i@example.com"));
        assert!(!format!("{by_key:?}").contains("BEGIN"), "{by_key:?}");
        let local = format!("{GOOD}client_secret_file = \"secret\"\n")
            .replace("https://example.my.salesforce.com", "http://127.0.0.1:9500");
        assert_eq!(checked(&local).expect("good").login.as_str(), "http://127.0.0.1:9500/");
    }

    #[test]
    fn a_variable_goes_before_the_file() {
        let settings: Settings = toml::from_str(GOOD).expect("settings");
        let variable =
            |name: &str| (name == "INSTAND_CONNECTOR_SALESFORCE_CLIENT_SECRET").then(|| "of the variable".to_owned());
        let checked = settings.checked(&variable, Path::new("/nowhere")).expect("good");
        assert_eq!(checked.credential, Credential::Client(Secret::new("of the variable")));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_setting() {
        let secret = format!("{GOOD}client_secret_file = \"secret\"\n");
        let key = format!("{GOOD}private_key_file = \"key.pem\"\nusername = \"i@example.com\"\n");
        for (text, says) in [
            (GOOD.to_owned(), "no credential"),
            (format!("{secret}private_key_file = \"key.pem\"\n"), "exclude each other"),
            (format!("{secret}username = \"i\"\n"), "username"),
            (key.replace("username = \"i@example.com\"\n", ""), "username is missing"),
            (key.replace("key.pem", "none.pem"), "private_key_file: "),
            (secret.replace("https:", "http:"), "https://"),
            (secret.replace("https:", "ftp:"), "ftp"),
            (
                secret.replace("example.my.salesforce.com", "example.lightning.force.com"),
                "https://example.my.salesforce.com",
            ),
            (secret.replace("example.my.salesforce.com", "example.lightning.force.com"), "INVALID_SESSION_ID"),
            (secret.replace("example.my.", "login."), "My Domain"),
            (secret.replace("https://", "https://me:pw@"), "neither user nor password"),
            (secret.replace(".com\"", ".com/services\""), "behind the host"),
            (secret.replace("https://example.my.salesforce.com", ""), "login_url is missing"),
            (secret.replace("3MVG9", " "), "client_id"),
            (format!("{secret}api_version = \"40.0\"\n"), "api_version"),
            (format!("{secret}api_version = \"latest\"\n"), "api_version"),
            (format!("{secret}key_field = \"Key__c = ''\"\n"), "key_field"),
            (format!("{secret}bulk_above = 0\n"), "bulk_above"),
            (format!("{secret}every = \"5s\"\n"), "every"),
            (format!("{secret}duplicate_rules = \"maybe\"\n"), "allow_save"),
            (format!("{secret}password = \"x\"\n"), "unknown field `password`"),
            (format!("kind = \"tryton\"\n{secret}"), "salesforce"),
        ] {
            let error = checked(&text).expect_err(&text).to_string();
            assert!(error.contains(says), "{text}: {error}");
            assert!(!error.contains("s3cr3t") && !error.contains(":pw@"), "{error}");
        }
    }

    #[test]
    fn the_version_is_one_the_org_has() {
        let listed = [Version(58), Version(61), Version(67)];
        assert_eq!(Version(60).clamped(&listed), Some(Version(58)));
        assert_eq!(Version(67).clamped(&listed), Some(Version(67)));
        assert_eq!(Version(99).clamped(&listed), Some(Version(67)));
        assert_eq!(Version(52).clamped(&listed), Some(Version(58)), "older ones are retired");
        assert_eq!(Version(60).clamped(&[]), None);
        assert_eq!(Version::parse("v60.0"), Some(Version(60)));
        assert_eq!(Version(60).to_string(), "60.0");
    }
}
