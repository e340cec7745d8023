//! What an administrator says about mail: `[mail]`.

use super::dkim::Signer;
use super::line::{Place, trusted};
use super::{Mailbox, Sender};
use crate::schedule::span;
use crate::{Allowed, ConnectorError, Secret};
use chrono::TimeDelta;
use letters::{Address, Imprint, Person, Returns};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// Mails in one session where nothing is said: common servers refuse the 101st.
const USUAL_PER_SESSION: usize = 90;

/// How a connection is kept from being read by others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Begins in the open and must change to TLS before anything is said.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// In the open; only to this machine itself.
    None,
}

/// `[mail]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The server mails are handed to.
    pub host: String,
    /// Its port; 587, with `tls` 465, with `none` 25.
    pub port: Option<u16>,
    /// `starttls` where nothing is said.
    #[serde(default)]
    pub security: Security,
    /// The user, where it wants one.
    pub user: Option<String>,
    /// File with the password as its first line.
    pub password_file: Option<PathBuf>,
    /// File with the certificates the server's must be signed by; the system's where nothing is said.
    pub ca_file: Option<PathBuf>,
    /// Who mails are from: `Name <address>` or an address.
    pub from: String,
    /// Who is answered to, where that is somebody else.
    pub reply_to: Option<String>,
    /// The domain bounces come back to; its server must deliver `campaign+anything` into the mailbox of `[mail.imap]`.
    pub bounce_domain: String,
    /// What stands before the `+`; `campaign` where nothing is said.
    pub bounce_mailbox: Option<String>,
    /// An address of our own that gets a blind copy of each mail, which tells later whether it was accepted.
    pub archive: Option<String>,
    /// Mails in one session before it is begun anew; 90 where nothing is said.
    pub max_per_session: Option<usize>,
    /// How long a copy may take into the archive, before a mail nobody knows of counts as not accepted; `15m` where nothing is said.
    pub look_up_after: Option<String>,
    /// How often answers are fetched; `1m` where nothing is said.
    pub every: Option<String>,
    /// Who we are, as the end of each mail says.
    pub imprint: ImprintSettings,
    /// Signing, where the server does not do it.
    pub dkim: Option<DkimSettings>,
    /// Where answers are fetched.
    pub imap: Option<ImapSettings>,
}

/// `[mail.imprint]`: what business letters must say.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImprintSettings {
    /// The company with its legal form.
    pub name: String,
    /// Street, post code, town, in one line.
    pub address: String,
    /// Further lines: register and number, managing directors, VAT number.
    #[serde(default)]
    pub further: Vec<String>,
}

/// `[mail.dkim]`: the signature is for the domain of `from`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DkimSettings {
    /// The name below `_domainkey` in the DNS.
    pub selector: String,
    /// File with the private key, PEM: RSA of 2048 bits or more, or Ed25519.
    pub private_key_file: PathBuf,
}

/// `[mail.imap]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImapSettings {
    /// The server.
    pub host: String,
    /// Its port; 993 with `tls`, else 143.
    pub port: Option<u16>,
    /// `tls` where nothing is said.
    #[serde(default = "tls")]
    pub security: Security,
    /// The user.
    pub user: String,
    /// File with the password as its first line.
    pub password_file: Option<PathBuf>,
    /// File with the certificates the server's must be signed by; the system's where nothing is said.
    pub ca_file: Option<PathBuf>,
    /// The folder answers arrive in; `INBOX` where nothing is said.
    pub folder: Option<String>,
    /// The folder copies for `archive` arrive in; `folder` where nothing is said.
    pub archive_folder: Option<String>,
}

const fn tls() -> Security {
    Security::Tls
}

/// Passwords that do not stand in files; they go before those that do.
#[derive(Clone, Debug, Default)]
pub struct Passwords {
    /// Of the server mails are handed to.
    pub smtp: Option<Secret>,
    /// Of the mailbox.
    pub imap: Option<Secret>,
}

/// Who signs in where, and with what.
#[derive(Clone, Debug)]
pub(super) struct SignIn {
    pub(super) user: String,
    password: Option<Secret>,
    file: Option<PathBuf>,
}

impl SignIn {
    pub(super) fn password(&self, setting: &str) -> Result<Secret, ConnectorError> {
        match (&self.password, &self.file) {
            (Some(password), _) => Ok(password.clone()),
            (None, Some(file)) => Secret::from_file(file),
            (None, None) => Err(wrong(format!("{setting}: `user` needs a `password_file`"))),
        }
    }
}

#[derive(Clone, Debug)]
struct Imap {
    place: Place,
    sign_in: SignIn,
    folder: String,
    archive_folder: String,
}

/// Mail as it is set up.
#[derive(Clone, Debug)]
pub struct Account {
    place: Place,
    sign_in: Option<SignIn>,
    from: Person,
    reply_to: Option<Person>,
    returns: Returns,
    hello: String,
    archive: Option<Address>,
    max_per_session: usize,
    look_up_after: TimeDelta,
    every: TimeDelta,
    imprint: Imprint,
    dkim: Option<(String, PathBuf)>,
    imap: Option<Imap>,
}

fn wrong(what: impl Into<String>) -> ConnectorError {
    ConnectorError::Settings(what.into())
}

/// `Name <address>` or an address.
fn person(text: &str, setting: &str) -> Result<Person, ConnectorError> {
    let (name, address) = match text.trim().strip_suffix('>').and_then(|text| text.rsplit_once('<')) {
        Some((name, address)) => (name.trim().trim_matches('"').trim(), address),
        None => ("", text),
    };
    if name.contains(char::is_control) {
        return Err(wrong(format!("[mail] {setting}: the name holds control characters")));
    }
    let address = Address::new(address)
        .map_err(|error| wrong(format!("[mail] {setting}: {error}; write `Name <address@example.com>`")))?;
    Ok(Person { name: (!name.is_empty()).then(|| name.to_owned()), address })
}

impl Account {
    /// Mail of these settings; relative paths are below `folder`.
    ///
    /// # Errors
    /// Which setting is wrong, that a file cannot be read, or that nobody has allowed a destination.
    pub fn new(
        settings: Settings,
        passwords: Passwords,
        folder: &Path,
        allowed: &Allowed,
    ) -> Result<Self, ConnectorError> {
        let below = |file: PathBuf| folder.join(file);
        let usual = match settings.security {
            Security::Starttls => 587,
            Security::Tls => 465,
            Security::None => 25,
        };
        let port = settings.port.unwrap_or(usual);
        let place = Place::new("[mail]", &settings.host, port, settings.security, settings.ca_file.map(below))?;
        allowed.check(&place.host, place.port)?;
        let sign_in = match settings.user {
            Some(user) => Some(SignIn { user, password: passwords.smtp, file: settings.password_file.map(below) }),
            None if settings.password_file.is_some() || passwords.smtp.is_some() => {
                return Err(wrong("[mail] a password needs a `user`"));
            }
            None => None,
        };
        let from = person(&settings.from, "from")?;
        let reply_to = settings.reply_to.as_deref().map(|text| person(text, "reply_to")).transpose()?;
        let local = settings.bounce_mailbox.as_deref().unwrap_or("campaign");
        let domain = settings.bounce_domain.trim();
        if local.contains(['@', '+']) || local.len() > 12 {
            return Err(wrong(
                "[mail] bounce_mailbox is what stands before the `+`, at most 12 characters: `campaign`",
            ));
        }
        let returns = Address::new(&format!("{local}@{domain}")).map_err(|error| {
            wrong(format!("[mail] bounce_domain: {error}; write a domain such as mail.example.com"))
        })?;
        let max_per_session = settings.max_per_session.unwrap_or(USUAL_PER_SESSION);
        if !(1..=10_000).contains(&max_per_session) {
            return Err(wrong("[mail] max_per_session must be between 1 and 10000"));
        }
        let archive = settings.archive.as_deref().map(|text| person(text, "archive")).transpose()?;
        if archive.is_some() && settings.imap.is_none() {
            return Err(wrong("[mail] archive needs [mail.imap]: what was accepted is looked up in that mailbox"));
        }
        let time = |text: Option<String>, setting: &str, usual: i64| match text {
            None => Ok(TimeDelta::minutes(usual)),
            Some(text) => span(&text).ok_or_else(|| {
                wrong(format!("[mail] {setting} = \"{text}\" is no length of time; write \"30s\", \"15m\" or \"1h\""))
            }),
        };
        let look_up_after = time(settings.look_up_after, "look_up_after", 15)?;
        let every = time(settings.every, "every", 1)?;
        let ImprintSettings { name, address, further } = settings.imprint;
        for line in [&name, &address].into_iter().chain(&further) {
            if line.trim().is_empty() || line.contains(char::is_control) || line.chars().count() > 300 {
                return Err(wrong("[mail.imprint] each line has between 1 and 300 characters and no line breaks"));
            }
        }
        let imprint = Imprint { name, address, further };
        let dkim = settings.dkim.map(|dkim| (dkim.selector, below(dkim.private_key_file)));
        let imap = settings.imap.map(|imap| {
            let usual = if imap.security == Security::Tls { 993 } else { 143 };
            let port = imap.port.unwrap_or(usual);
            let place = Place::new("[mail.imap]", &imap.host, port, imap.security, imap.ca_file.map(below))?;
            allowed.check(&place.host, place.port)?;
            let name = |name: Option<String>, setting: &str| match name {
                Some(name) if name.is_empty() || name.len() > 200 || name.contains(char::is_control) => {
                    Err(wrong(format!("[mail.imap] {setting} must have between 1 and 200 characters")))
                }
                name => Ok(name),
            };
            let sign_in = SignIn { user: imap.user, password: passwords.imap, file: imap.password_file.map(below) };
            let folder = name(imap.folder, "folder")?.unwrap_or_else(|| "INBOX".to_owned());
            let archive_folder = name(imap.archive_folder, "archive_folder")?.unwrap_or_else(|| folder.clone());
            Ok(Imap { place, sign_in, folder, archive_folder })
        });
        let account = Self {
            place,
            sign_in,
            from,
            reply_to,
            hello: returns.domain().to_owned(),
            returns: Returns::new(&returns),
            archive: archive.map(|archive| archive.address),
            max_per_session,
            look_up_after,
            every,
            imprint,
            dkim,
            imap: imap.transpose()?,
        };
        // What cannot be read now is said now.
        account.sender()?;
        account.mailbox()?;
        Ok(account)
    }

    /// Who mails are from.
    #[must_use]
    pub const fn from(&self) -> &Person {
        &self.from
    }

    /// Who is answered to.
    #[must_use]
    pub const fn reply_to(&self) -> Option<&Person> {
        self.reply_to.as_ref()
    }

    /// Where answers come back to.
    #[must_use]
    pub const fn returns(&self) -> &Returns {
        &self.returns
    }

    /// Whether a mail of which nobody knows whether it was accepted can be looked up.
    #[must_use]
    pub const fn has_archive(&self) -> bool {
        self.archive.is_some()
    }

    /// How long a copy may take into the archive.
    #[must_use]
    pub const fn look_up_after(&self) -> TimeDelta {
        self.look_up_after
    }

    /// How often answers are fetched.
    #[must_use]
    pub const fn every(&self) -> TimeDelta {
        self.every
    }

    /// Who we are.
    #[must_use]
    pub const fn imprint(&self) -> &Imprint {
        &self.imprint
    }

    /// The server mails are handed to, for people.
    #[must_use]
    pub fn place(&self) -> String {
        self.place.to_string()
    }

    /// What sends; passwords, keys and certificates are read now.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub fn sender(&self) -> Result<Sender, ConnectorError> {
        let sign_in = match &self.sign_in {
            Some(sign_in) => Some((sign_in.user.clone(), sign_in.password("[mail]")?)),
            None => None,
        };
        let signer = match &self.dkim {
            Some((selector, file)) => Some(Signer::from_file(self.from.address.domain(), selector, file)?),
            None => None,
        };
        Ok(Sender {
            tls: trusted(&self.place)?,
            place: self.place.clone(),
            sign_in,
            signer,
            hello: self.hello.clone(),
            archive: self.archive.as_ref().map(ToString::to_string),
            max_per_session: self.max_per_session,
        })
    }

    /// What fetches; `None` without `[mail.imap]`. Passwords and certificates are read now.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    pub fn mailbox(&self) -> Result<Option<Mailbox>, ConnectorError> {
        let Some(imap) = &self.imap else { return Ok(None) };
        Ok(Some(Mailbox {
            tls: trusted(&imap.place)?,
            place: imap.place.clone(),
            user: imap.sign_in.user.clone(),
            password: imap.sign_in.password("[mail.imap]")?,
            folder: imap.folder.clone(),
            archive_folder: imap.archive_folder.clone(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three settings, some changed or added; what begins with a bracket is a table.
    fn account(change: &str) -> Result<Account, ConnectorError> {
        let usual = [
            ("host", "\"mail.example.com\""),
            ("from", "\"OEM Service <service@example.com>\""),
            ("bounce_domain", "\"mail.example.com\""),
            ("imprint", "{ name = \"OEM GmbH\", address = \"Werkstraße 1, 80331 München\" }"),
        ];
        let mut text = String::new();
        for (key, value) in usual {
            if change.starts_with('[') || !change.lines().any(|line| line.starts_with(&format!("{key} "))) {
                text += &format!("{key} = {value}\n");
            }
        }
        text += change;
        let settings: Settings = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        let allowed = ["mail.example.com:587", "mail.example.com:465", "127.0.0.1:25", "mail.example.com:993"];
        let allowed = Allowed::new(&allowed.map(str::to_owned)).expect("good");
        Account::new(settings, Passwords::default(), Path::new("/nowhere"), &allowed)
    }

    #[test]
    fn little_needs_to_be_said() {
        let account = account("").expect("good");
        assert_eq!(account.place.to_string(), "mail.example.com:587");
        assert_eq!(account.max_per_session, 90);
        assert_eq!(account.from().name.as_deref(), Some("OEM Service"));
        assert!(!account.has_archive());
        assert!(account.mailbox().expect("good").is_none());
        let key = letters::Key::new("a1").expect("good");
        assert_eq!(account.returns().bounces_to(&key), "campaign+v-a1@mail.example.com");
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (change, says) in [
            ("host = \"other.example.com\"", "allow = [\"other.example.com:587\"]"),
            ("host = \"mail example\"", "[mail] host"),
            ("host = \"127.0.0.1\"\nsecurity = \"ssl\"", "unknown variant `ssl`"),
            ("security = \"none\"", "[mail] security = \"none\" is only for this machine itself"),
            ("from = \"service\"", "[mail] from: `service` is no mail address"),
            ("from = \"A\\r\\nBcc: x <a@b.example>\"", "[mail] from: the name holds control"),
            ("reply_to = \"a@\"", "[mail] reply_to"),
            ("bounce_domain = \"localhost\"", "[mail] bounce_domain"),
            ("bounce_mailbox = \"a+b\"", "[mail] bounce_mailbox"),
            ("max_per_session = 0", "[mail] max_per_session"),
            ("archive = \"archive@example.com\"", "[mail] archive needs [mail.imap]"),
            ("user = \"me\"", "[mail]: `user` needs a `password_file`"),
            ("user = \"me\"\npassword_file = \"pw\"", "/nowhere/pw"),
            ("password_file = \"pw\"", "needs a `user`"),
            ("ca_file = \"ca.pem\"", "/nowhere/ca.pem"),
            ("look_up_after = \"soon\"", "[mail] look_up_after = \"soon\" is no length of time"),
            ("imprint = { name = \"\", address = \"b\" }", "[mail.imprint] each line"),
            ("pasword = 1", "unknown field `pasword`"),
            ("[dkim]\nselector = \"s1\"\nprivate_key_file = \"key.pem\"", "/nowhere/key.pem"),
            ("[imap]\nhost = \"mail.example.com\"\nuser = \"u\"", "[mail.imap]: `user` needs"),
            ("[imap]\nhost = \"other.example.com\"\nuser = \"u\"", "allow = [\"other.example.com:993\"]"),
            (
                "[imap]\nhost = \"mail.example.com\"\nuser = \"u\"\nsecurity = \"none\"",
                "[mail.imap] security = \"none\" is only",
            ),
        ] {
            let error = account(change).expect_err(says).to_string();
            assert!(error.contains(says), "{change}: {error}");
        }
    }
}
