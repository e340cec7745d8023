//! Makes a mail ready to be sent. The same letter gives the same bytes.
//!
//! Advertising needs a way to object in the mail and in its headers (RFC 8058), and the legal footer; a letter without them
//! is refused here, whatever the template says. Nothing that comes from outside can begin a header of its own: what holds
//! control characters is refused by name.

use crate::encode::{header, phrase, quoted_printable, words};
use crate::{Address, Imprint, Key, MessageId, Person, Rendered, Returns, Why, footer, html};
use base::Language;
use chrono::{DateTime, FixedOffset};

/// So many earlier mails of a thread are named, the first and the last ones.
const REFERENCES: usize = 20;
/// The longest name or line of the footer, in characters.
const LONGEST: usize = 300;

/// What a mail is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// It offers something. The reader must be able to object.
    Advertising,
    /// It concerns what the reader has with us and offers nothing.
    Service,
}

/// The two ways to object to further mails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unsubscribe {
    /// A page that takes a POST without sign-in and without a further question (RFC 8058); https.
    pub url: String,
    /// A mail address, usually [`Returns::objections_to`].
    pub mail: String,
}

/// What a mail is made of.
#[derive(Clone, PartialEq, Debug)]
pub struct Letter<'a> {
    /// The key of the effect this mail is.
    pub key: &'a Key,
    /// Where answers come back to.
    pub returns: &'a Returns,
    /// What it is for.
    pub purpose: Purpose,
    /// The language of the footer; the template's.
    pub language: Language,
    /// Who writes.
    pub from: &'a Person,
    /// Who is answered to, where that is somebody else.
    pub reply_to: Option<&'a Person>,
    /// Who is written to.
    pub to: &'a Person,
    /// What the template made.
    pub body: &'a Rendered,
    /// When it is dated.
    pub date: DateTime<FixedOffset>,
    /// The mails before it in this conversation, the oldest first; the last one is answered.
    pub thread: &'a [MessageId],
    /// Who we are.
    pub imprint: &'a Imprint,
    /// Why the reader gets it.
    pub why: Why,
    /// How to object; advertising needs it.
    pub unsubscribe: Option<&'a Unsubscribe>,
}

/// A mail ready to be sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Composed {
    /// Its name, by which it is found again.
    pub message_id: MessageId,
    /// The sender of the envelope, to which bounces go.
    pub envelope_from: String,
    /// The recipient of the envelope.
    pub envelope_to: String,
    /// The mail: ASCII, lines with CR LF.
    pub bytes: Vec<u8>,
}

/// Why a letter is not sent.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ComposeError {
    /// A text that would break out of its header, or could not be read there.
    #[error(
        "{what} holds line breaks or other control characters, or is empty or too long; correct it where it is kept"
    )]
    Text {
        /// Which.
        what: &'static str,
    },
    /// Advertising without a way to object.
    #[error("advertising needs a way to object (`unsubscribe`) and the reason why the reader gets it")]
    NoObjection,
    /// The page to object is none.
    #[error("the address to object, `{0}`, must begin with https:// and hold no spaces, commas or angle brackets")]
    Url(String),
    /// The HTML is not what templates may have.
    #[error("HTML, {0}")]
    Html(String),
}

fn line(text: &str, what: &'static str) -> Result<(), ComposeError> {
    let good = !text.trim().is_empty() && text.chars().count() <= LONGEST && !text.contains(char::is_control);
    // These two break lines, too, in the eyes of some programs.
    if good && !text.contains(['\u{2028}', '\u{2029}']) { Ok(()) } else { Err(ComposeError::Text { what }) }
}

fn mailbox(person: &Person) -> String {
    match &person.name {
        Some(name) => format!("{} <{}>", phrase(name.trim()), person.address),
        None => person.address.to_string(),
    }
}

fn check(letter: &Letter<'_>) -> Result<(), ComposeError> {
    line(&letter.body.subject, "the subject")?;
    let people = [
        (Some(letter.from), "the sender's name"),
        (letter.reply_to, "the name of who is answered to"),
        (Some(letter.to), "the recipient's name"),
    ];
    for (person, what) in people {
        if let Some(name) = person.and_then(|person| person.name.as_deref()) {
            line(name, what)?;
        }
    }
    line(&letter.imprint.name, "the company's name")?;
    line(&letter.imprint.address, "the company's address")?;
    for further in &letter.imprint.further {
        line(further, "the imprint")?;
    }
    if letter.body.text.trim().is_empty() {
        return Err(ComposeError::Text { what: "the text" });
    }
    if let Some(html) = &letter.body.html {
        html::check(html).map_err(ComposeError::Html)?;
    }
    if let Some(object) = letter.unsubscribe {
        let wrong = |sign: char| !sign.is_ascii_graphic() || "<>,\"".contains(sign);
        if !object.url.starts_with("https://") || object.url.contains(wrong) || object.url.len() > 500 {
            let shown = object.url.chars().filter(|sign| !sign.is_control()).take(100).collect();
            return Err(ComposeError::Url(shown));
        }
        Address::new(&object.mail).map_err(|_| ComposeError::Text { what: "the mail address to object" })?;
    }
    if letter.purpose == Purpose::Advertising && (letter.unsubscribe.is_none() || letter.why == Why::Machine) {
        return Err(ComposeError::NoObjection);
    }
    Ok(())
}

/// Makes the mail.
///
/// # Errors
/// Why it must not be sent as it is.
pub fn compose(letter: &Letter<'_>) -> Result<Composed, ComposeError> {
    check(letter)?;
    let message_id = letter.returns.message_id(letter.key);
    let mut head = header("Date", &letter.date.format("%a, %d %b %Y %H:%M:%S %z").to_string());
    head += &header("From", &mailbox(letter.from));
    if let Some(person) = letter.reply_to {
        head += &header("Reply-To", &mailbox(person));
    }
    head += &header("To", &mailbox(letter.to));
    head += &header("Subject", &words(letter.body.subject.trim()));
    head += &header("Message-ID", &format!("<{}>", message_id.as_str()));
    if let Some(answered) = letter.thread.last() {
        head += &header("In-Reply-To", &format!("<{}>", answered.as_str()));
        let skipped = letter.thread.len().saturating_sub(REFERENCES);
        let kept = letter.thread.iter().enumerate().filter(|(index, _)| *index == 0 || *index > skipped);
        let named: Vec<String> = kept.map(|(_, id)| format!("<{}>", id.as_str())).collect();
        head += &header("References", &named.join(" "));
    }
    if let Some(object) = letter.unsubscribe {
        head += &header("List-Unsubscribe", &format!("<{}>, <mailto:{}?subject=unsubscribe>", object.url, object.mail));
        head += &header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    // Quoted-printable never holds `=_`, so no line of a part is taken for the boundary.
    let boundary = format!("=_{}", letter.key.as_str());
    head += "MIME-Version: 1.0\r\n";
    head += &format!("Content-Type: multipart/alternative;\r\n boundary=\"{boundary}\"\r\n");

    let object = letter.unsubscribe;
    let text = format!(
        "{}\n\n{}",
        letter.body.text.trim_end(),
        footer::text(letter.imprint, letter.why, object, letter.language)
    );
    let content = letter.body.html.clone().unwrap_or_else(|| html::of_text(&letter.body.text));
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{}</title></head>\n<body>\n{}\n{}</body>\n</html>\n",
        match letter.language {
            Language::De => "de",
            Language::En => "en",
            Language::It => "it",
        },
        html::escaped(letter.body.subject.trim()),
        content.trim(),
        footer::html(letter.imprint, letter.why, object, letter.language)
    );
    let part = |kind: &str, body: &str| {
        format!(
            "--{boundary}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n",
            quoted_printable(body)
        )
    };
    let mail = format!("{head}\r\n{}{}--{boundary}--\r\n", part("text/plain", &text), part("text/html", &html));
    Ok(Composed {
        envelope_from: letter.returns.bounces_to(letter.key),
        envelope_to: letter.to.address.to_string(),
        message_id,
        bytes: mail.into_bytes(),
    })
}
