//! What an administrator says about a broker.

use crate::schedule::span;
use crate::{Allowed, ConnectorError, Secret};
use reqwest::Url;
use rumqttc::{AckMode, BrokerSessionResumePolicy, ConnectAuth, MqttOptions, TlsConfiguration, Transport};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Messages that may be here without an acknowledgement, and their bytes.
pub(super) const MOST_UNACKNOWLEDGED: u16 = 2000;
/// Bytes of messages that may be here.
pub(super) const MOST_BYTES: u32 = 64 << 20;
/// The largest message, in bytes.
const LARGEST: u32 = 1 << 20;
/// How long connecting may take, in seconds.
pub(super) const PATIENCE: u64 = 10;
/// How often the broker is told that this end is alive, in seconds.
const KEEP_ALIVE: u16 = 30;

/// How a broker is reached.
#[derive(Clone, Debug, Default)]
pub struct BrokerSettings {
    /// `mqtt://host:port` or `mqtts://host:port`.
    pub url: String,
    /// The user.
    pub user: Option<String>,
    /// File with the password as its first line.
    pub password_file: Option<PathBuf>,
    /// File with the certificates the broker's must be signed by; the system's where nothing is said.
    pub ca_file: Option<PathBuf>,
    /// File with the certificate to show.
    pub certificate_file: Option<PathBuf>,
    /// File with its key.
    pub key_file: Option<PathBuf>,
    /// What this end is called at the broker; it must differ between servers.
    pub client_id: String,
    /// How long the broker keeps what is published while nobody is here, such as `12h`; `7d` where nothing is said.
    pub session_expiry: Option<String>,
    /// What is subscribed to.
    pub filters: Vec<String>,
}

/// A broker as it is set up.
#[derive(Clone, Debug)]
pub struct Broker {
    pub(super) host: String,
    pub(super) port: u16,
    tls: bool,
    pub(super) user: Option<String>,
    password_file: Option<PathBuf>,
    password: Option<Secret>,
    ca_file: Option<PathBuf>,
    certificate: Option<(PathBuf, PathBuf)>,
    pub(super) client_id: String,
    session_expiry: u32,
    pub(super) filters: Vec<String>,
}

/// The host and port of an address, and whether TLS is spoken there.
fn address(text: &str) -> Result<(String, u16, bool), String> {
    let wrong = |why: &str| Err(format!("url: {why}; write mqtts://broker.example.com:8883, or mqtt:// without TLS"));
    let Ok(url) = Url::parse(text) else { return wrong("it is no address") };
    let (tls, usual) = match url.scheme() {
        "mqtt" => (false, 1883),
        "mqtts" => (true, 8883),
        other => return wrong(&format!("`{other}` is not spoken")),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err("url: it holds a user or password; write `user` and `password_file` instead".to_owned());
    }
    if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
        return wrong("it goes on behind the port");
    }
    let host = url.host_str().unwrap_or_default();
    if host.is_empty() {
        return wrong("it names no host");
    }
    Ok((host.trim_start_matches('[').trim_end_matches(']').to_owned(), url.port().unwrap_or(usual), tls))
}

impl Broker {
    /// A broker of these settings; relative paths are below `folder`. `password` goes before the file.
    ///
    /// # Errors
    /// Which setting is wrong, or that nobody has allowed the destination.
    pub fn new(
        settings: BrokerSettings,
        password: Option<Secret>,
        folder: &Path,
        allowed: &Allowed,
    ) -> Result<Self, ConnectorError> {
        let wrong = |what: String| ConnectorError::Settings(what);
        let (host, port, tls) = address(&settings.url).map_err(wrong)?;
        allowed.check(&host, port)?;
        let expiry = settings.session_expiry.as_deref().unwrap_or("7d");
        let session_expiry = span(expiry).and_then(|span| u32::try_from(span.num_seconds()).ok()).ok_or_else(|| {
            wrong(format!("session_expiry = \"{expiry}\" is no length of time; write \"30m\", \"12h\" or \"7d\""))
        })?;
        let has_password = settings.password_file.is_some() || password.is_some();
        if has_password && settings.user.is_none() {
            return Err(wrong("a password needs a `user`".to_owned()));
        }
        let files = [&settings.ca_file, &settings.certificate_file, &settings.key_file];
        if !tls && files.iter().any(|file| file.is_some()) {
            return Err(wrong("certificates need TLS: write mqtts:// in `url`".to_owned()));
        }
        let below = |file: PathBuf| folder.join(file);
        let certificate = match (settings.certificate_file, settings.key_file) {
            (None, None) => None,
            (Some(certificate), Some(key)) => Some((below(certificate), below(key))),
            _ => return Err(wrong("`certificate_file` and `key_file` go together".to_owned())),
        };
        if certificate.is_some() && settings.ca_file.is_none() {
            let what = "a certificate needs `ca_file`, too; the system's are in /etc/ssl/certs/ca-certificates.crt";
            return Err(wrong(what.to_owned()));
        }
        let client_id = settings.client_id;
        if client_id.is_empty() || client_id.len() > 200 || client_id.chars().any(char::is_control) {
            return Err(wrong("client_id must have between 1 and 200 letters".to_owned()));
        }
        let broker = Self {
            host,
            port,
            tls,
            user: settings.user,
            password_file: settings.password_file.map(below),
            password,
            ca_file: settings.ca_file.map(below),
            certificate,
            client_id,
            session_expiry,
            filters: settings.filters,
        };
        // What cannot be read now is said now.
        broker.secrets()?;
        Ok(broker)
    }

    /// Host and port.
    #[must_use]
    pub fn place(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// What is subscribed to.
    #[must_use]
    pub fn filters(&self) -> &[String] {
        &self.filters
    }

    /// Reads the files that say who this end is and whom it trusts.
    pub(super) fn secrets(&self) -> Result<(ConnectAuth, Transport), ConnectorError> {
        let read = |path: &PathBuf| {
            std::fs::read(path).map_err(|error| ConnectorError::File(format!("{}: {error}", path.display())))
        };
        let password = match (&self.password, &self.password_file) {
            (Some(password), _) => Some(password.clone()),
            (None, Some(file)) => Some(Secret::from_file(file)?),
            (None, None) => None,
        };
        let auth = match (&self.user, password) {
            (Some(user), Some(password)) => {
                ConnectAuth::UsernamePassword { username: user.clone(), password: password.reveal().to_owned().into() }
            }
            (Some(user), None) => ConnectAuth::Username { username: user.clone() },
            _ => ConnectAuth::None,
        };
        if !self.tls {
            return Ok((auth, Transport::Tcp));
        }
        let certificate = self.certificate.as_ref();
        let client_auth = certificate.map(|(certificate, key)| Ok((read(certificate)?, read(key)?))).transpose()?;
        let tls = match &self.ca_file {
            Some(file) => TlsConfiguration::Simple { ca: read(file)?, alpn: None, client_auth },
            None => TlsConfiguration::try_default_rustls().map_err(|error| {
                ConnectorError::Settings(format!("the system's certificates cannot be read ({error}); set `ca_file`"))
            })?,
        };
        Ok((auth, Transport::Tls(tls)))
    }

    pub(super) fn options(&self) -> Result<MqttOptions, ConnectorError> {
        let (auth, transport) = self.secrets()?;
        let mut options = MqttOptions::new(self.client_id.clone(), (self.host.clone(), self.port));
        options
            .set_transport(transport)
            .set_auth(auth)
            .set_keep_alive(KEEP_ALIVE)
            .set_clean_start(false)
            .set_session_expiry_interval(Some(self.session_expiry))
            .set_broker_session_resume_policy(BrokerSessionResumePolicy::Strict)
            .set_receive_maximum(Some(MOST_UNACKNOWLEDGED))
            .set_max_packet_size(Some(LARGEST))
            .set_ack_mode(AckMode::Manual)
            .set_connect_timeout(Duration::from_secs(PATIENCE))
            .set_outgoing_inflight_upper_limit(16)
            .set_max_request_batch(256)
            .set_read_batch_size(128);
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broker(change: impl FnOnce(&mut BrokerSettings)) -> Result<Broker, ConnectorError> {
        let mut settings = BrokerSettings {
            url: "mqtts://broker.example.com".to_owned(),
            client_id: "instand".to_owned(),
            ..BrokerSettings::default()
        };
        change(&mut settings);
        let allowed = ["broker.example.com:8883", "broker.example.com:1883", "[::1]:1883"].map(str::to_owned);
        Broker::new(settings, None, Path::new("/nowhere"), &Allowed::new(&allowed).expect("good"))
    }

    #[test]
    fn addresses_have_usual_ports() {
        assert_eq!(broker(|_| ()).expect("good").place(), "broker.example.com:8883");
        let plain = broker(|of| of.url = "mqtt://broker.example.com".to_owned()).expect("good");
        assert_eq!((plain.place().as_str(), plain.tls), ("broker.example.com:1883", false));
        let local = broker(|of| of.url = "mqtt://[::1]:1883".to_owned()).expect("good");
        assert_eq!(local.place(), "[::1]:1883");
    }

    #[test]
    fn what_is_wrong_is_said() {
        type Change = fn(&mut BrokerSettings);
        let cases: [(Change, &str); 11] = [
            (|of| of.url = "broker".to_owned(), "it is no address"),
            (|of| of.url = "http://broker.example.com".to_owned(), "`http` is not spoken"),
            (|of| of.url = "mqtt://me:hunter22@broker.example.com".to_owned(), "password_file"),
            (|of| of.url = "mqtt://broker.example.com/x".to_owned(), "behind the port"),
            (|of| of.url = "mqtt://other.example.com".to_owned(), "allow = [\"other.example.com:1883\"]"),
            (|of| of.session_expiry = Some("long".to_owned()), "session_expiry = \"long\""),
            (|of| of.password_file = Some("p".into()), "needs a `user`"),
            (|of| of.key_file = Some("k".into()), "go together"),
            (|of| (of.url, of.ca_file) = ("mqtt://broker.example.com".to_owned(), Some("c".into())), "need TLS"),
            (|of| of.client_id = String::new(), "client_id"),
            (|of| of.ca_file = Some("none.pem".into()), "/nowhere/none.pem"),
        ];
        for (change, says) in cases {
            let error = broker(change).expect_err(says).to_string();
            assert!(error.contains(says), "{error}");
            assert!(!error.contains("hunter22"), "{error}");
        }
    }
}
