//! Calendars of technicians over CalDAV (RFC 4791): an event is put there, changed and taken away, and never blindly. Each
//! request says which version it knows (`If-None-Match: *` for none, `If-Match` for one); what the calendar answers to that
//! tells a lost answer from somebody else's change, and no event twice.

mod answer;
mod settings;

pub use settings::Settings;

use crate::connector::Finding;
use crate::{Allowed, ConnectorError};
use chrono::{DateTime, Utc};
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url, redirect};
use settings::Places;
use std::path::Path;
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a connection may take.
const PATIENCE_TO_CONNECT: Duration = Duration::from_secs(10);

/// How large an answer may be: an event with an attachment somebody put into it, not a whole calendar.
const MOST_BYTES: usize = 1 << 20;

/// How much of a refusal is told.
const TOLD: usize = 200;

/// The technicians' calendars.
#[derive(Clone, Debug)]
pub struct Calendars {
    http: Client,
    places: Places,
}

/// An event as it stands in a calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// Its version.
    pub etag: String,
    /// The iCalendar object.
    pub text: String,
    /// When it was changed there, as the server says.
    pub changed_at: Option<DateTime<Utc>>,
}

/// What came of putting an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Put {
    /// It is there, in this version; none where the server does not say which and must be asked.
    Done(Option<String>),
    /// The version there is another than was named: nothing was changed.
    Other,
    /// There is no such calendar.
    NoCalendar,
}

/// What came of taking an event away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deleted {
    /// It is not there any more, or was not.
    Done,
    /// The version there is another than was named: nothing was changed.
    Other,
}

/// What an event is put in the place of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Replacing<'a> {
    /// Nothing: there must be none yet.
    Nothing,
    /// This version and no other.
    Version(&'a str),
}

/// What a request says of the version it knows.
fn condition(of: Replacing<'_>) -> Result<(header::HeaderName, HeaderValue), ConnectorError> {
    match of {
        Replacing::Nothing => Ok((header::IF_NONE_MATCH, HeaderValue::from_static("*"))),
        Replacing::Version(etag) => {
            let value = HeaderValue::from_str(etag);
            let value = value.map_err(|_| settings::wrong("the calendar names a version that is no header"))?;
            Ok((header::IF_MATCH, value))
        }
    }
}

fn text_of(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn method(name: &'static str) -> Result<Method, ConnectorError> {
    Method::from_bytes(name.as_bytes()).map_err(|_| settings::wrong(format_args!("{name} is no method")))
}

/// A status with headers and the beginning of the body.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Calendars {
    /// The calendars of these settings. `variable` gives variables of the environment: `INSTAND_CONNECTOR_CALDAV_PASSWORD` goes
    /// before the file; a relative path is below `folder`.
    ///
    /// # Errors
    /// Where a setting is missing or wrong, or nobody has allowed the way there.
    pub fn new(
        settings: Settings,
        variable: &dyn Fn(&str) -> Option<String>,
        folder: &Path,
        allowed: &Allowed,
    ) -> Result<Self, ConnectorError> {
        let places = Places::new(settings, variable, folder, allowed)?;
        let builder = Client::builder().timeout(PATIENCE).connect_timeout(PATIENCE_TO_CONNECT);
        // Nobody may send the password elsewhere than where an administrator allowed.
        let http = builder.redirect(redirect::Policy::none()).no_proxy().user_agent("instand").build();
        let http = http.map_err(|error| ConnectorError::Settings(format!("no connection can be made: {error}")))?;
        Ok(Self { http, places })
    }

    /// The calendar of a technician; none where nothing says which it is.
    ///
    /// # Errors
    /// Where the login is no part of an address.
    pub fn of(&self, name: &str, login: Option<&str>) -> Result<Option<String>, ConnectorError> {
        Ok(self.places.of(name, login)?.map(String::from))
    }

    /// The names and logins calendars are given to one by one in the settings.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.places.named()
    }

    /// Whether an address is at a server of these settings.
    #[must_use]
    pub fn is_ours(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| self.places.is_ours(&url))
    }

    fn whom(url: &Url) -> String {
        format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
    }

    fn answered(&self, url: &Url, what: impl Into<String>) -> ConnectorError {
        let what = self.places.password.redact(&what.into());
        ConnectorError::Answered { whom: Self::whom(url), about: url.path().to_owned(), what }
    }

    /// Why a request came to nothing that nobody expects.
    fn refused(&self, url: &Url, answer: &Answer) -> ConnectorError {
        let status = answer.status.as_u16();
        let said: String = String::from_utf8_lossy(&answer.body).trim().chars().take(TOLD).collect();
        let what = match status {
            300..=399 => {
                let to = text_of(&answer.headers, &header::LOCATION).unwrap_or_default();
                format!(
                    "it answers with a redirect to `{to}`; redirects are not followed, write the address it leads to into url"
                )
            }
            403 => {
                format!("`{}` may not do this there; let this user read and write the calendar", self.places.username)
            }
            405 | 501 => "it does not take this there; url must lead to a calendar of a CalDAV server".to_owned(),
            409 => format!(
                "it refuses the event (status 409: {said}); where another event there has the same UID, delete that one, else see \
                 the calendar server's log"
            ),
            413 => "the event is too large for it".to_owned(),
            507 => "it has no room left for events".to_owned(),
            _ => format!("status {status}: {said}"),
        };
        self.answered(url, what)
    }

    fn place(&self, url: &str) -> Result<Url, ConnectorError> {
        let url = Url::parse(url).map_err(|_| settings::wrong(format_args!("`{url}` is no address of an event")))?;
        if self.places.is_ours(&url) {
            Ok(url)
        } else {
            Err(settings::wrong(format_args!("{} is at no server of these settings", Self::whom(&url))))
        }
    }

    /// Sends a request, signed in. What a person must see to is an error; a limit of the server, too.
    async fn ask(
        &self,
        url: &Url,
        method: Method,
        with: impl FnOnce(RequestBuilder) -> RequestBuilder,
    ) -> Result<Answer, ConnectorError> {
        let whom = Self::whom(url);
        let unreachable =
            |error: &reqwest::Error| ConnectorError::Unreachable { whom: whom.clone(), why: crate::error::why(error) };
        let request = self.http.request(method, url.clone());
        let request = request.basic_auth(&self.places.username, Some(self.places.password.reveal()));
        let mut response = with(request).send().await.map_err(|error| unreachable(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| unreachable(&error))? {
            if body.len() + part.len() > MOST_BYTES {
                return Err(ConnectorError::TooMuch(format!("{whom}, {}: an answer of more than 1 MB", url.path())));
            }
            body.extend_from_slice(&part);
        }
        match status.as_u16() {
            401 => Err(ConnectorError::SignIn {
                whom,
                user: self.places.username.clone(),
                why: format!(
                    "check username and password_file of [connectors.caldav], or the variable {}",
                    settings::VARIABLE
                ),
            }),
            408 | 429 | 502..=504 => {
                Err(ConnectorError::Unreachable { whom, why: format!("it is busy (status {})", status.as_u16()) })
            }
            _ => Ok(Answer { status, headers, body }),
        }
    }

    /// Puts an event at its address.
    ///
    /// # Errors
    /// Where the server does not answer, or refuses it.
    pub async fn put(&self, url: &str, event: &str, replacing: Replacing<'_>) -> Result<Put, ConnectorError> {
        let url = self.place(url)?;
        let (name, value) = condition(replacing)?;
        let sent = |request: RequestBuilder| {
            request
                .header(name, value)
                .header(header::CONTENT_TYPE, "text/calendar; charset=utf-8")
                .body(event.to_owned())
        };
        let answer = self.ask(&url, Method::PUT, sent).await?;
        match answer.status.as_u16() {
            200..=299 => Ok(Put::Done(text_of(&answer.headers, &header::ETAG))),
            412 => Ok(Put::Other),
            // Without a calendar above it servers say either; with one they mean the event.
            404 | 409 => {
                let above = url.join(".").map_err(|error| self.answered(&url, error.to_string()))?;
                if self.look(&above).await?.is_none() { Ok(Put::NoCalendar) } else { Err(self.refused(&url, &answer)) }
            }
            _ => Err(self.refused(&url, &answer)),
        }
    }

    /// Reads an event; none where there is none.
    ///
    /// # Errors
    /// Where the server does not answer, or says no version.
    pub async fn read(&self, url: &str) -> Result<Option<Event>, ConnectorError> {
        let url = self.place(url)?;
        let answer = self.ask(&url, Method::GET, |request| request).await?;
        match answer.status.as_u16() {
            200 => {
                let etag = text_of(&answer.headers, &header::ETAG);
                let etag = etag.ok_or_else(|| self.answered(&url, "it names no version (ETag) of the event"))?;
                let text = String::from_utf8(answer.body);
                let text = text.map_err(|error| self.answered(&url, format!("the event is not in UTF-8: {error}")))?;
                let changed_at = text_of(&answer.headers, &header::LAST_MODIFIED);
                let changed_at = changed_at.and_then(|text| DateTime::parse_from_rfc2822(&text).ok());
                Ok(Some(Event { etag, text, changed_at: changed_at.map(|at| at.with_timezone(&Utc)) }))
            }
            404 | 410 => Ok(None),
            _ => Err(self.refused(&url, &answer)),
        }
    }

    /// Takes an event away, in this version and no other.
    ///
    /// # Errors
    /// Where the server does not answer, or refuses it.
    pub async fn delete(&self, url: &str, etag: &str) -> Result<Deleted, ConnectorError> {
        let url = self.place(url)?;
        let (name, value) = condition(Replacing::Version(etag))?;
        let answer = self.ask(&url, Method::DELETE, |request| request.header(name, value)).await?;
        match answer.status.as_u16() {
            200..=299 | 404 | 410 => Ok(Deleted::Done),
            412 => Ok(Deleted::Other),
            _ => Err(self.refused(&url, &answer)),
        }
    }

    /// Makes the calendar an event is to be put into. Says whether it is there now.
    ///
    /// # Errors
    /// Where the server does not answer, or refuses in a way nobody expects.
    pub async fn make(&self, calendar: &str, name: &str) -> Result<bool, ConnectorError> {
        let url = self.place(calendar)?;
        let body = answer::making(name);
        let made =
            |request: RequestBuilder| request.header(header::CONTENT_TYPE, "application/xml; charset=utf-8").body(body);
        let answer = self.ask(&url, method("MKCALENDAR")?, made).await?;
        match answer.status.as_u16() {
            201 => Ok(true),
            // There is nothing above it, or somebody was faster.
            403..=405 | 409 => Ok(self.look(&url).await? == Some(true)),
            _ => Err(self.refused(&url, &answer)),
        }
    }

    /// Whether what stands there is a calendar; none where nothing does.
    async fn look(&self, url: &Url) -> Result<Option<bool>, ConnectorError> {
        let asked = |request: RequestBuilder| {
            request
                .header("Depth", "0")
                .header(header::CONTENT_TYPE, "application/xml; charset=utf-8")
                .body(answer::WHAT_IS_THERE)
        };
        let answer = self.ask(url, method("PROPFIND")?, asked).await?;
        match answer.status.as_u16() {
            207 => answer::is_calendar(&answer.body)
                .map(Some)
                .map_err(|what| self.answered(url, format!("its answer cannot be read: {what}"))),
            404 | 410 => Ok(None),
            _ => Err(self.refused(url, &answer)),
        }
    }

    /// Looks whether a calendar can be worked with.
    ///
    /// # Errors
    /// Where nobody can be signed in there, so that asking for others is of no use.
    pub async fn check(&self, whose: &str, calendar: &str) -> Result<Finding, ConnectorError> {
        let url = self.place(calendar)?;
        match self.look(&url).await {
            Ok(Some(true)) => Ok(Finding::good(format!("{whose}: {url} is a calendar"))),
            Ok(Some(false)) => Ok(Finding::bad(format!(
                "{whose}: {url} is there and is no calendar; write the address of a calendar into url"
            ))),
            Ok(None) => Ok(Finding::bad(format!(
                "{whose}: there is no calendar at {url} yet; the first push makes it, once the technician has signed in at \
                 the calendar server"
            ))),
            Err(error @ (ConnectorError::SignIn { .. } | ConnectorError::Unreachable { .. })) => Err(error),
            Err(error) => Ok(Finding::bad(format!("{whose}: {error}"))),
        }
    }
}
