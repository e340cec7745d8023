//! Tryton's protocol: sign-in, calls, and how it says that something is wrong. An error of a call comes with status 200;
//! a session that is over with 401.

use super::failure;
use crate::crm::{Class, Failure};
use crate::{ConnectorError, Secret};
use reqwest::{Client, StatusCode, Url, header, redirect};
use serde_json::{Map, Value, json};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// How large one may be.
const MOST_BYTES: usize = 64 << 20;

/// How often a question is put when nobody answers.
const TRIES: u32 = 3;

/// A signed-in session.
pub(super) struct Session {
    client: Client,
    url: Url,
    user: String,
    password: Secret,
    /// What a request carries; another after the session was over.
    signed: Mutex<String>,
    /// The user's preferences (company, language), the last parameter of every call.
    context: Value,
    /// The user's id.
    me: AtomicI64,
    /// Calls made.
    calls: AtomicU64,
}

/// What a session is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Purpose {
    /// Lists are read: what was switched off is wanted, too, else nobody learns that it was.
    Reading,
    /// Records are written: what was switched off takes nothing more, and errors come in the language they are told apart in.
    Writing {
        /// How long an answer may take.
        patience: Duration,
    },
}

/// An answer that did not come, or is none.
struct Lost {
    error: ConnectorError,
    /// What that means for a call that writes.
    class: Class,
}

/// What the server answered.
enum Answer {
    Result(Value),
    Error(Value),
    /// 401: the session is over, or name and password are wrong.
    SignedOut,
}

impl Session {
    /// Signs in.
    pub(super) async fn open(
        url: Url,
        user: String,
        password: Secret,
        purpose: Purpose,
    ) -> Result<Self, ConnectorError> {
        let patience = match purpose {
            Purpose::Reading => PATIENCE,
            Purpose::Writing { patience } => patience,
        };
        let builder = Client::builder().timeout(patience).connect_timeout(Duration::from_secs(10));
        // Nobody may send us elsewhere than where an administrator allowed.
        let client = builder.redirect(redirect::Policy::none()).no_proxy().user_agent("instand").build();
        let client = client.map_err(|error| ConnectorError::Settings(format!("no connection can be made: {error}")))?;
        let mut session = Self {
            client,
            url,
            user,
            password,
            signed: Mutex::new(String::new()),
            context: json!({}),
            me: AtomicI64::new(0),
            calls: AtomicU64::new(0),
        };
        session.sign_in().await?;
        let Value::Object(mut context) = session.ask("model.res.user.get_preferences", &json!([true, {}])).await?
        else {
            return Err(session.misunderstood("preferences", "they are no object"));
        };
        match purpose {
            Purpose::Reading => context.insert("active_test".to_owned(), Value::Bool(false)),
            Purpose::Writing { .. } => context.insert("language".to_owned(), json!("en")),
        };
        session.context = Value::Object(context);
        Ok(session)
    }

    fn whom(&self) -> String {
        let port = self.url.port_or_known_default().unwrap_or_default();
        format!("{}:{port}", self.url.host_str().unwrap_or_default())
    }

    /// An answer that cannot be worked with.
    pub(super) fn misunderstood(&self, about: &str, what: &str) -> ConnectorError {
        ConnectorError::Answered {
            whom: self.whom(),
            about: about.to_owned(),
            what: self.password.redact(what).chars().take(500).collect(),
        }
    }

    async fn sign_in(&self) -> Result<(), ConnectorError> {
        let refused =
            |why: &str| ConnectorError::SignIn { whom: self.whom(), user: self.user.clone(), why: why.to_owned() };
        let parameters = json!([self.user, {"password": self.password.reveal()}, "en"]);
        let answer = match self.tried("common.db.login", &parameters, None, TRIES).await.map_err(|lost| lost.error)? {
            Answer::Result(answer) => answer,
            Answer::SignedOut => return Err(refused("name or password is wrong")),
            Answer::Error(error) => return Err(refused(&self.password.redact(&said(&error)))),
        };
        let (Some(id), Some(key)) = (answer.get(0).and_then(Value::as_i64), answer.get(1).and_then(Value::as_str))
        else {
            return Err(refused("name or password is wrong, or it wants more than a password"));
        };
        let token = base64(format!("{}:{id}:{key}", self.user).as_bytes());
        *self.signed.lock().await = format!("Session {token}");
        self.me.store(id, Ordering::Relaxed);
        Ok(())
    }

    /// The user's id.
    pub(super) fn me(&self) -> i64 {
        self.me.load(Ordering::Relaxed)
    }

    /// A preference of the user, such as `company`.
    pub(super) fn preference(&self, name: &str) -> Option<&Value> {
        self.context.get(name).filter(|value| !value.is_null())
    }

    /// Calls made so far.
    pub(super) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Calls a method of a model; the context goes with it.
    pub(super) async fn call(
        &self,
        model: &str,
        method: &str,
        mut parameters: Vec<Value>,
    ) -> Result<Value, ConnectorError> {
        parameters.push(self.context.clone());
        self.ask(&format!("model.{model}.{method}"), &Value::Array(parameters)).await
    }

    /// As [`Self::call`], for one who must know what to do about a failure.
    pub(super) async fn look(&self, model: &str, method: &str, parameters: Vec<Value>) -> Result<Value, Failure> {
        self.call_with(model, method, parameters, TRIES, &json!({})).await
    }

    /// Calls a method that writes: once, for nobody knows what became of a call whose answer is lost. `timestamps` say as of
    /// when records are known that may not have changed since.
    pub(super) async fn write(
        &self,
        model: &str,
        method: &str,
        parameters: Vec<Value>,
        timestamps: &Value,
    ) -> Result<Value, Failure> {
        self.call_with(model, method, parameters, 1, timestamps).await
    }

    async fn call_with(
        &self,
        model: &str,
        method: &str,
        mut parameters: Vec<Value>,
        tries: u32,
        timestamps: &Value,
    ) -> Result<Value, Failure> {
        let mut context = self.context.clone();
        if let (Some(context), Some(_)) = (context.as_object_mut(), timestamps.as_object().filter(|of| !of.is_empty()))
        {
            context.insert("_timestamp".to_owned(), timestamps.clone());
        }
        parameters.push(context);
        let about = format!("{model}.{method}");
        match self.told(&format!("model.{about}"), &Value::Array(parameters), tries).await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(error)) => Err(failure::of_error(model, &error, |text| self.password.redact(text))),
            // A question can be put again: nothing became of it.
            Err(Lost { error, class: Class::UnknownOutcome }) if tries > 1 => {
                Err(Failure::new(Class::Transient, "no_answer", error.to_string()))
            }
            Err(Lost { error, class }) => Err(Failure::new(class, failure::code(&error), error.to_string())),
        }
    }

    /// The fields of a model.
    pub(super) async fn fields(&self, model: &str) -> Result<Map<String, Value>, ConnectorError> {
        match self.call(model, "fields_get", vec![json!([])]).await? {
            Value::Object(fields) => Ok(fields),
            _ => Err(self.misunderstood(model, "fields_get gave no object")),
        }
    }

    /// Asks; signs in again, once, where the session is over.
    async fn ask(&self, method: &str, parameters: &Value) -> Result<Value, ConnectorError> {
        let about = method.strip_prefix("model.").unwrap_or(method);
        let told = self.told(method, parameters, TRIES).await.map_err(|lost| lost.error)?;
        told.map_err(|error| self.misunderstood(about, &said(&error)))
    }

    /// What the server says to a call: a result or an error. Signs in again, once, where the session is over: then the call
    /// was not carried out.
    async fn told(&self, method: &str, parameters: &Value, tries: u32) -> Result<Result<Value, Value>, Lost> {
        let refused = |error| Lost { error, class: Class::Configuration };
        for again in [false, true] {
            if again {
                self.sign_in().await.map_err(|error| {
                    // The call itself was refused, so that nothing became of it.
                    let class = if error.may_pass() { Class::Transient } else { Class::Configuration };
                    Lost { error, class }
                })?;
            }
            let signed = self.signed.lock().await.clone();
            match self.tried(method, parameters, Some(&signed), tries).await? {
                Answer::Result(result) => return Ok(Ok(result)),
                Answer::Error(error) => return Ok(Err(error)),
                Answer::SignedOut => {}
            }
        }
        let why = "it signed in and was refused at once".to_owned();
        Err(refused(ConnectorError::SignIn { whom: self.whom(), user: self.user.clone(), why }))
    }

    /// Asks until somebody answers, so often.
    async fn tried(&self, method: &str, parameters: &Value, signed: Option<&str>, tries: u32) -> Result<Answer, Lost> {
        let mut wait = Duration::from_millis(500);
        for _ in 1..tries {
            match self.once(method, parameters, signed).await {
                Err(lost) if lost.error.may_pass() => tokio::time::sleep(wait).await,
                other => return other,
            }
            wait *= 4;
        }
        self.once(method, parameters, signed).await
    }

    async fn once(&self, method: &str, parameters: &Value, signed: Option<&str>) -> Result<Answer, Lost> {
        let unknown = |error| Lost { error, class: Class::UnknownOutcome };
        let refused = |error| Lost { error, class: Class::Configuration };
        let unreachable = |error: &reqwest::Error| Lost {
            // Where no connection came about, nothing was said, and nothing can have become of it.
            class: if error.is_connect() { Class::Transient } else { Class::UnknownOutcome },
            error: ConnectorError::Unreachable {
                whom: self.whom(),
                why: self.password.redact(&crate::error::why(error)),
            },
        };
        let mut request = self.client.post(self.url.clone()).json(&json!({
            "id": 1, "method": method, "params": parameters
        }));
        if let Some(signed) = signed {
            request = request.header(header::AUTHORIZATION, signed);
        }
        self.calls.fetch_add(1, Ordering::Relaxed);
        let mut response = request.send().await.map_err(|error| unreachable(&error))?;
        let status = response.status();
        match status {
            StatusCode::UNAUTHORIZED => return Ok(Answer::SignedOut),
            StatusCode::TOO_MANY_REQUESTS => {
                let why = "too many sign-ins were tried; wait some minutes".to_owned();
                return Err(refused(ConnectorError::SignIn { whom: self.whom(), user: self.user.clone(), why }));
            }
            StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
                let why = format!("it says {status}");
                return Err(unknown(ConnectorError::Unreachable { whom: self.whom(), why }));
            }
            StatusCode::NOT_FOUND => {
                let what = "there is no such database (404); look at url and database";
                return Err(refused(self.misunderstood(method, what)));
            }
            status if status.is_server_error() => {
                return Err(unknown(self.misunderstood(method, &format!("it says {status}"))));
            }
            status if !status.is_success() => {
                return Err(refused(self.misunderstood(method, &format!("it says {status}"))));
            }
            _ => {}
        }
        let mut body: Vec<u8> = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| unreachable(&error))? {
            if body.len() + part.len() > MOST_BYTES {
                let most = MOST_BYTES >> 20;
                let what = format!("{}: an answer of more than {most} MB", self.whom());
                return Err(unknown(ConnectorError::TooMuch(what)));
            }
            body.extend_from_slice(&part);
        }
        let answer: Value = serde_json::from_slice(&body)
            .map_err(|_| unknown(self.misunderstood(method, "the answer is no JSON; is this a Tryton server?")))?;
        match (answer.get("error"), answer.get("result")) {
            (Some(error), _) => Ok(Answer::Error(error.clone())),
            (None, Some(result)) => Ok(Answer::Result(result.clone())),
            // Some versions answer with the bare result.
            (None, None) => Ok(Answer::Result(answer)),
        }
    }
}

/// Whether an error says that there is no such model: its module is not activated.
pub(super) fn is_unknown_model(error: &ConnectorError, model: &str) -> bool {
    let of_model = |about: &str| about.strip_prefix(model).is_some_and(|rest| rest.starts_with('.'));
    let quoted = format!("'{model}'");
    let first = format!("'{}'", model.split('.').next().unwrap_or_default());
    matches!(error, ConnectorError::Answered { about, what, .. } if of_model(about) && (*what == quoted || *what == first))
}

/// What an error says: `["UserError", ["The code must be unique.", "", null]]`, `["'nope.nope'", ""]`.
pub(super) fn said(error: &Value) -> String {
    let mut texts = Vec::new();
    gather(error, &mut texts);
    // The class tells a program apart what the sentence tells a person.
    if texts.len() > 1 && matches!(texts[0], "UserError" | "UserWarning") {
        texts.remove(0);
    }
    texts.first().map_or_else(|| error.to_string(), |text| text.lines().next().unwrap_or_default().to_owned())
}

fn gather<'v>(value: &'v Value, texts: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if !text.trim().is_empty() => texts.push(text),
        Value::Array(many) => many.iter().for_each(|one| gather(one, texts)),
        _ => {}
    }
}

/// RFC 4648, for the header of a session.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= group.len() { char::from(letter) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_rfc() {
        for (plain, coded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
    }

    #[test]
    fn what_tryton_says_is_one_sentence() {
        let user_error = json!(["UserError", ["The code on party must be unique.", "", null]]);
        assert_eq!(said(&user_error), "The code on party must be unique.");
        assert_eq!(said(&json!(["'nope.nope'", ""])), "'nope.nope'");
        assert_eq!(said(&json!(["ConcurrencyException", "modified"])), "ConcurrencyException");
        assert_eq!(said(&json!(null)), "null");
    }

    #[test]
    fn a_model_that_is_not_there_is_told_from_a_field() {
        let error = |about: &str, what: &str| ConnectorError::Answered {
            whom: "erp:8000".to_owned(),
            about: about.to_owned(),
            what: what.to_owned(),
        };
        assert!(is_unknown_model(&error("stock.lot.fields_get", "'stock.lot'"), "stock.lot"));
        assert!(is_unknown_model(&error("stock.lot.fields_get", "'stock'"), "stock.lot"));
        assert!(!is_unknown_model(&error("stock.lot.search_read", "'number'"), "stock.lot"));
        assert!(!is_unknown_model(&error("party.party.search_read", "'stock'"), "stock.lot"));
    }
}

#[cfg(test)]
mod talks {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    /// Answers each request with the next of these (status and body); gives its address and how often it was asked.
    async fn server(answers: &'static [(u16, &'static str)]) -> (Url, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/erp/", listener.local_addr().expect("an address")).parse().expect("an address");
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (status, body) = answers[counted.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1)];
                let mut request = vec![0; 16 << 10];
                // All requests here are shorter than one read.
                let _ = stream.read(&mut request).await;
                let answer = format!(
                    "HTTP/1.1 {status} x\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        (url, asked)
    }

    const SIGNED: (u16, &str) = (200, r#"{"id":1,"result":[1,"key"]}"#);
    const PREFERENCES: (u16, &str) = (200, r#"{"id":1,"result":{"company":1}}"#);

    async fn open(url: &Url) -> Result<Session, ConnectorError> {
        Session::open(url.clone(), "reader".to_owned(), Secret::new("hunter22"), Purpose::Reading).await
    }

    #[tokio::test]
    async fn a_session_that_is_over_is_opened_again_once() {
        static ANSWERS: [(u16, &str); 5] = [SIGNED, PREFERENCES, (401, ""), SIGNED, (200, r#"{"id":1,"result":[7]}"#)];
        let (url, asked) = server(&ANSWERS).await;
        let session = open(&url).await.expect("signed in");
        assert_eq!(session.call("stock.lot", "search", vec![json!([])]).await, Ok(json!([7])));
        assert_eq!(asked.load(Ordering::SeqCst), 5);

        static NEVER: [(u16, &str); 5] = [SIGNED, PREFERENCES, (401, ""), SIGNED, (401, "")];
        let (url, asked) = server(&NEVER).await;
        let session = open(&url).await.expect("signed in");
        let error = session.call("stock.lot", "search", vec![json!([])]).await.expect_err("refused");
        assert!(matches!(error, ConnectorError::SignIn { .. }), "{error}");
        assert_eq!(asked.load(Ordering::SeqCst), 5, "not a third time");
    }

    #[tokio::test]
    async fn a_wrong_password_is_tried_once() {
        static ANSWERS: [(u16, &str); 1] = [(401, "<h1>Unauthorized</h1>")];
        let (url, asked) = server(&ANSWERS).await;
        let error = open(&url).await.err().expect("refused").to_string();
        assert!(error.contains("refuses the sign-in of `reader`"), "{error}");
        assert_eq!(asked.load(Ordering::SeqCst), 1, "an account must not be locked by trying");
    }

    #[tokio::test]
    async fn a_server_that_is_busy_is_asked_again_and_one_that_sends_elsewhere_is_not_followed() {
        static BUSY: [(u16, &str); 3] = [(503, ""), SIGNED, PREFERENCES];
        let (url, asked) = server(&BUSY).await;
        assert!(open(&url).await.is_ok());
        assert_eq!(asked.load(Ordering::SeqCst), 3);
        static ELSEWHERE: [(u16, &str); 1] = [(302, "")];
        let (url, asked) = server(&ELSEWHERE).await;
        let error = open(&url).await.err().expect("refused").to_string();
        assert!(error.contains("302"), "{error}");
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        static NO_TRYTON: [(u16, &str); 1] = [(200, "<html>hunter22</html>")];
        let (url, _) = server(&NO_TRYTON).await;
        let error = open(&url).await.err().expect("refused").to_string();
        assert!(error.contains("is this a Tryton server?") && !error.contains("hunter22"), "{error}");
    }
}
