//! What an administrator writes about the technicians' calendars, and which calendar is whose.

use crate::{Allowed, ConnectorError, Secret};
use reqwest::Url;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What stands for the technician in `url`.
const TECHNICIAN: &str = "{technician}";

/// The variable that goes before `password_file`.
pub(super) const VARIABLE: &str = "INSTAND_CONNECTOR_CALDAV_PASSWORD";

/// `[connectors.caldav]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where a technician's calendar is: `https://cal.example.com/{technician}/visits/`. `{technician}` is the login of the
    /// technician's account.
    pub url: Option<String>,
    /// Calendars that are elsewhere, by the technician's name or login.
    #[serde(default)]
    pub calendars: BTreeMap<String, String>,
    /// Whom to sign in as; who may write into all these calendars.
    pub username: Option<String>,
    /// File with the password as its first line.
    pub password_file: Option<PathBuf>,
}

/// Where calendars are, and who signs in there.
#[derive(Clone, Debug)]
pub(super) struct Places {
    url: Option<String>,
    calendars: BTreeMap<String, Url>,
    pub username: String,
    pub password: Secret,
    allowed: Allowed,
}

pub(super) fn wrong(what: impl std::fmt::Display) -> ConnectorError {
    ConnectorError::Settings(format!("[connectors.caldav] {what}"))
}

/// Whether a host is this machine: what is said to it passes nobody.
fn is_here(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// An address of a calendar: encrypted but on this machine, named by an administrator, without a password, ending in a slash.
fn calendar(setting: &str, text: &str, allowed: &Allowed) -> Result<Url, ConnectorError> {
    let mut url = Url::parse(text)
        .map_err(|_| wrong(format_args!("{setting} is no address such as \"https://cal.example.com/eva/visits/\"")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong(format_args!(
            "{setting} may hold neither user nor password; write `username` and `password_file`"
        )));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong(format_args!("{setting} is an address of a calendar: without `?` and `#`")));
    }
    let (Some(host), Some(port)) = (url.host_str().map(str::to_owned), url.port_or_known_default()) else {
        return Err(wrong(format_args!("{setting} names no host")));
    };
    if !(url.scheme() == "https" || url.scheme() == "http" && is_here(&host)) {
        return Err(wrong(format_args!(
            "{setting} must begin with https://: the password and your customers' addresses go there; http:// is for this \
             machine alone"
        )));
    }
    allowed.check(&host, port)?;
    let path = format!("{}/", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

/// A login as one part of a path.
fn segment(login: &str) -> String {
    let mut out = String::with_capacity(login.len());
    for byte in login.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~' | b'.' | b'@') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

impl Places {
    pub fn new(
        settings: Settings,
        variable: &dyn Fn(&str) -> Option<String>,
        folder: &Path,
        allowed: &Allowed,
    ) -> Result<Self, ConnectorError> {
        if settings.url.is_none() && settings.calendars.is_empty() {
            return Err(wrong(format_args!(
                "url is missing, such as \"https://cal.example.com/{TECHNICIAN}/visits/\""
            )));
        }
        if let Some(url) = &settings.url {
            if !url.contains(TECHNICIAN) {
                return Err(wrong(format_args!(
                    "url must hold {TECHNICIAN}, which stands for the login, such as \
                     \"https://cal.example.com/{TECHNICIAN}/visits/\": else all would have one calendar"
                )));
            }
            let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map(|(host, _)| host);
            if path.is_none_or(|host| host.contains(TECHNICIAN)) {
                return Err(wrong(format_args!("url: {TECHNICIAN} may stand behind the host only")));
            }
            calendar("url", &url.replace(TECHNICIAN, "somebody"), allowed)?;
        }
        let calendars = settings
            .calendars
            .iter()
            .map(|(of, url)| Ok((of.clone(), calendar(&format!("calendars: the calendar of `{of}`"), url, allowed)?)));
        let calendars = calendars.collect::<Result<_, ConnectorError>>()?;
        let username = settings.username.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        let username = username.ok_or_else(|| wrong("username is missing: whom to sign in as"))?;
        let password = match (variable(VARIABLE), settings.password_file) {
            (Some(password), _) => Secret::new(password),
            (None, Some(file)) => Secret::from_file(&folder.join(file))?,
            (None, None) => {
                return Err(wrong(format_args!("there is no password: write password_file, or set {VARIABLE}")));
            }
        };
        Ok(Self { url: settings.url, calendars, username, password, allowed: allowed.clone() })
    }

    /// The calendar of a technician; none where nothing says which it is.
    pub fn of(&self, name: &str, login: Option<&str>) -> Result<Option<Url>, ConnectorError> {
        let named = login.and_then(|login| self.calendars.get(login)).or_else(|| self.calendars.get(name));
        if let Some(url) = named {
            return Ok(Some(url.clone()));
        }
        let (Some(url), Some(login)) = (&self.url, login) else { return Ok(None) };
        if login.chars().all(|letter| letter == '.') {
            return Err(wrong(format_args!(
                "`{login}` is no part of an address; name the calendar under [connectors.caldav.calendars]"
            )));
        }
        calendar("url", &url.replace(TECHNICIAN, &segment(login)), &self.allowed).map(Some)
    }

    /// The names and logins calendars are given to one by one.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.calendars.keys().map(String::as_str)
    }

    /// Whether an address is at a server these settings name: to no other the password is shown.
    pub fn is_ours(&self, url: &Url) -> bool {
        let sample = self.url.as_ref().and_then(|url| Url::parse(&url.replace(TECHNICIAN, "somebody")).ok());
        self.calendars.values().chain(&sample).any(|of| of.origin() == url.origin())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Result<Places, ConnectorError> {
        let settings: Settings = toml::from_str(text).expect("settings");
        let allowed = Allowed::new(&["cal.example.com:443", "127.0.0.1:5232"].map(str::to_owned)).expect("good");
        let variable = |name: &str| (name == VARIABLE).then(|| "hunter22".to_owned());
        Places::new(settings, &variable, Path::new("/nowhere"), &allowed)
    }

    const GOOD: &str = "url = \"https://cal.example.com/{technician}/visits\"\nusername = \"planner\"\n";

    #[test]
    fn a_calendar_is_found_by_login_or_named() {
        let text = format!("{GOOD}[calendars]\n\"Eva Berg\" = \"http://127.0.0.1:5232/e/v/\"\n");
        let places = places(&text).expect("good");
        let of = |name: &str, login| places.of(name, login).expect("good").map(|url| url.to_string());
        assert_eq!(of("Marco", Some("marco")).as_deref(), Some("https://cal.example.com/marco/visits/"));
        assert_eq!(of("Eva Berg", Some("eva")).as_deref(), Some("http://127.0.0.1:5232/e/v/"));
        assert_eq!(of("Nora", None), None);
        let odd = of("X", Some("../planner?a#b")).expect("one part");
        assert_eq!(odd, "https://cal.example.com/..%2Fplanner%3Fa%23b/visits/");
        assert!(places.of("X", Some("..")).is_err());
        assert!(places.is_ours(&Url::parse("https://cal.example.com/old/x.ics").expect("an address")));
        assert!(!places.is_ours(&Url::parse("https://other.example.com/x.ics").expect("an address")));
        assert!(!format!("{places:?}").contains("hunter22"));
    }

    #[test]
    fn what_is_wrong_is_said_with_what_to_do() {
        for (text, says) in [
            (GOOD.replace("https", "http"), "must begin with https://"),
            (GOOD.replace("cal.", "other."), "allow = [\"other.example.com:443\"]"),
            (GOOD.replace("{technician}", "all"), "must hold {technician}"),
            (GOOD.replace("cal.example.com", "{technician}.example.com"), "behind the host"),
            (GOOD.replace("https://", "https://me:secret@"), "password_file"),
            (GOOD.replace("visits", "visits?x"), "without `?`"),
            ("username = \"planner\"\n".to_owned(), "url is missing"),
            (GOOD.replace("username = \"planner\"\n", ""), "username is missing"),
            (format!("{GOOD}calendars = {{ Eva = \"ftp://cal.example.com/x\" }}\n"), "the calendar of `Eva`"),
        ] {
            let error = places(&text).expect_err(&text).to_string();
            assert!(error.contains(says), "{text}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
