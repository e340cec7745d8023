//! Mails as they come in, each with what it is: `corpus/NAME.eml` and `corpus/NAME.toml`.

use letters::{Address, Incoming, Kind, Lasting, Returns, understand};
use proptest::prelude::*;
use serde::Deserialize;
use std::path::PathBuf;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    about: Option<String>,
    kind: String,
    text: Option<String>,
    until: Option<String>,
    lasting: Option<String>,
    status: Option<String>,
    recipient: Option<String>,
    subject: Option<String>,
    from: Option<String>,
}

fn returns() -> Returns {
    Returns::new(&Address::new("campaign@oem.example").expect("good"))
}

fn mails() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let files = std::fs::read_dir(folder).expect("the corpus").map(|file| file.expect("a file").path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|ext| ext == "eml")).collect();
    files.sort();
    assert!(files.len() >= 20, "the corpus is there");
    files.into_iter().map(|path| (path.display().to_string(), std::fs::read(path).expect("read"))).collect()
}

/// Kind, text, until, lasting, status, recipient.
type Seen = (&'static str, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);

fn seen(incoming: &Incoming) -> Seen {
    match &incoming.kind {
        Kind::Reply { text } => ("reply", Some(text.clone()), None, None, None, None),
        Kind::OutOfOffice { until, text } => {
            ("out-of-office", Some(text.clone()), until.map(|day| day.to_string()), None, None, None)
        }
        Kind::Bounce { lasting, status, recipient, text } => {
            let lasting = match lasting {
                Lasting::Permanent => "permanent",
                Lasting::Temporary => "temporary",
            };
            ("bounce", Some(text.clone()), None, Some(lasting.to_owned()), status.clone(), recipient.clone())
        }
        Kind::Complaint { feedback } => ("complaint", Some(feedback.clone()), None, None, None, None),
        Kind::Objection { text } => ("objection", Some(text.clone()), None, None, None, None),
        Kind::Unrelated => ("unrelated", None, None, None, None, None),
    }
}

#[test]
fn each_mail_is_what_it_is() {
    let mut wrong = Vec::new();
    for (name, raw) in mails() {
        let expected = std::fs::read_to_string(name.replace(".eml", ".toml")).expect(&name);
        let expected: Expected = toml::from_str(&expected).unwrap_or_else(|error| panic!("{name}: {error}"));
        let incoming = understand(&raw, &returns());
        let (kind, text, until, lasting, status, recipient) = seen(&incoming);
        let about = incoming.about.as_ref().map(|key| key.as_str().to_owned());
        let pairs = [
            ("kind", Some(kind.to_owned()), Some(expected.kind)),
            ("about", about, expected.about),
            ("until", until, expected.until),
            ("lasting", lasting, expected.lasting),
            ("status", status, expected.status),
            ("recipient", recipient, expected.recipient),
        ];
        // What a bounce's text, subject and sender are is only said where it matters.
        let pairs = pairs.into_iter().chain([
            ("text", text.filter(|_| expected.text.is_some()), expected.text),
            ("subject", expected.subject.as_ref().map(|_| incoming.subject.clone()), expected.subject.clone()),
            ("from", expected.from.as_ref().and(incoming.from.clone()), expected.from.clone()),
        ]);
        for (what, found, wanted) in pairs {
            if found != wanted {
                wrong.push(format!("{name}: {what} is {found:?}, not {wanted:?}"));
            }
        }
        assert_eq!(understand(&raw, &returns()), incoming, "the same again");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_mail_without_a_name_is_known_by_its_bytes() {
    let identity = |raw: &[u8]| understand(raw, &returns()).identity;
    let one = identity(b"From: a@b.example\r\n\r\nx");
    assert!(one.starts_with("xxh3:"));
    assert_eq!(one, identity(b"From: a@b.example\r\n\r\nx"));
    assert_ne!(one, identity(b"From: a@b.example\r\n\r\ny"));
}

#[test]
fn a_huge_mail_is_understood_by_its_beginning() {
    let mut raw = b"From: a@b.example\nIn-Reply-To: <k1@oem.example>\nSubject: Re: x\n\nJa\n".to_vec();
    raw.resize(3 * letters::MOST_BYTES, b'x');
    let incoming = understand(&raw, &returns());
    let Kind::Reply { text } = incoming.kind else { panic!("{:?}", incoming.kind) };
    assert!(text.starts_with("Ja\nxxx") && text.len() <= 20_000, "{}", text.len());
}

#[test]
fn mails_in_mails_without_end_are_looked_into_so_deep() {
    let mut raw = String::new();
    for depth in 0..2000 {
        raw.push_str(&format!(
            "Content-Type: multipart/mixed; boundary=b{depth}\r\n\r\n--b{depth}\r\nContent-Type: message/rfc822\r\n\r\n"
        ));
    }
    assert_eq!(understand(raw.as_bytes(), &returns()).kind, Kind::Unrelated);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_make_it_fail(raw in proptest::collection::vec(any::<u8>(), 0..4000)) {
        let incoming = understand(&raw, &returns());
        prop_assert!(incoming.subject.chars().count() <= 20_000);
    }

    #[test]
    fn spoilt_mails_never_make_it_fail(
        which in 0_usize..1000,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in any::<prop::sample::Index>(),
    ) {
        let mails = mails();
        let mut raw = mails[which % mails.len()].1.clone();
        for (place, byte) in changes {
            let place = place.index(raw.len());
            raw[place] = byte;
        }
        raw.truncate(cut.index(raw.len()) + 1);
        let incoming = understand(&raw, &returns());
        prop_assert_eq!(understand(&raw, &returns()), incoming);
    }

    #[test]
    fn any_text_in_any_language_never_makes_it_fail(subject in "\\PC{0,80}", text in "(\\PC|\n|>|<|&|;){0,600}", html: bool) {
        let kind = if html { "html" } else { "plain" };
        let raw = format!("In-Reply-To: <k1@oem.example>\nSubject: {subject}\nContent-Type: text/{kind}; charset=utf-8\n\n{text}");
        prop_assert!(understand(raw.as_bytes(), &returns()).about.is_some());
    }
}
