//! What a composed mail is, as others read it.

use base::Language;
use chrono::{DateTime, FixedOffset, NaiveDate};
use letters::{
    Address, ComposeError, Composed, Imprint, Key, Kind, Letter, MessageId, Person, Purpose, Rendered, Returns,
    Unsubscribe, Why, compose, understand,
};
use mail_parser::MessageParser;

/// All that a letter borrows.
#[derive(Clone)]
struct Parts {
    key: Key,
    returns: Returns,
    purpose: Purpose,
    language: Language,
    from: Person,
    to: Person,
    body: Rendered,
    date: DateTime<FixedOffset>,
    thread: Vec<MessageId>,
    imprint: Imprint,
    why: Why,
    unsubscribe: Option<Unsubscribe>,
}

fn person(name: &str, address: &str) -> Person {
    Person { name: Some(name.to_owned()), address: Address::new(address).expect("good") }
}

fn parts() -> Parts {
    let returns = Returns::new(&Address::new("campaign@mail.oem.example").expect("good"));
    let key = Key::new("0f3a-17").expect("good");
    Parts {
        purpose: Purpose::Advertising,
        language: Language::De,
        from: person("Jörg Weiß", "service@oem.example"),
        to: person("Rossi, Maria", "m.rossi@bianchi.example"),
        body: Rendered {
            subject: "Wartungsvertrag für SN-4711".to_owned(),
            text: "Guten Tag,\n\nhttps://portal.oem.example/m/4711\n".to_owned(),
            html: Some("<p>Guten Tag</p>".to_owned()),
        },
        date: DateTime::parse_from_rfc3339("2026-11-23T09:05:00+01:00").expect("a time"),
        thread: Vec::new(),
        imprint: Imprint {
            name: "OEM Maschinen GmbH".to_owned(),
            address: "Industriestraße 1, 71034 Böblingen".to_owned(),
            further: vec!["HRB 4711 Stuttgart".to_owned()],
        },
        why: Why::Customer,
        unsubscribe: Some(Unsubscribe {
            url: "https://portal.oem.example/u/0f3a-17?x=1&y=2".to_owned(),
            mail: returns.objections_to(&key),
        }),
        key,
        returns,
    }
}

fn made(of: &Parts) -> Result<Composed, ComposeError> {
    compose(&Letter {
        key: &of.key,
        returns: &of.returns,
        purpose: of.purpose,
        language: of.language,
        from: &of.from,
        reply_to: None,
        to: &of.to,
        body: &of.body,
        date: of.date,
        thread: &of.thread,
        imprint: &of.imprint,
        why: of.why,
        unsubscribe: of.unsubscribe.as_ref(),
    })
}

fn text_of(of: &Parts) -> (String, String) {
    let composed = made(of).expect("a mail");
    let mail = MessageParser::default().parse(&composed.bytes).expect("a mail").into_owned();
    (mail.body_text(0).expect("text").into_owned(), mail.body_html(0).expect("HTML").into_owned())
}

#[test]
fn a_mail_is_ready_to_be_sent() {
    let composed = made(&parts()).expect("a mail");
    assert_eq!(composed.envelope_from, "campaign+v-0f3a-17@mail.oem.example");
    assert_eq!(composed.envelope_to, "m.rossi@bianchi.example");
    assert_eq!(composed.message_id.as_str(), "0f3a-17@mail.oem.example");
    assert_eq!(made(&parts()).expect("a mail"), composed, "the same letter, the same bytes");
    let raw = String::from_utf8(composed.bytes.clone()).expect("text");
    assert!(raw.is_ascii() && raw.split("\r\n").all(|line| line.len() <= 200 && !line.contains(['\r', '\n'])), "{raw}");
    let (head, _) = raw.split_once("\r\n\r\n").expect("headers");
    for line in [
        "Date: Mon, 23 Nov 2026 09:05:00 +0100",
        "From: =?utf-8?Q?J=C3=B6rg_Wei=C3=9F?= <service@oem.example>",
        "To: \"Rossi, Maria\" <m.rossi@bianchi.example>",
        "Message-ID: <0f3a-17@mail.oem.example>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "MIME-Version: 1.0",
    ] {
        assert!(head.contains(line), "{line}: {head}");
    }
    assert!(
        !head.contains("Auto-Submitted") && !head.contains("In-Reply-To") && !head.contains("Precedence"),
        "{head}"
    );
    let mail = MessageParser::default().parse(&composed.bytes).expect("a mail");
    assert_eq!(mail.subject(), Some("Wartungsvertrag für SN-4711"));
    assert_eq!(mail.to().and_then(|to| to.first()).and_then(|to| to.name()), Some("Rossi, Maria"));
    assert_eq!((mail.text_body_count(), mail.html_body_count(), mail.attachment_count()), (1, 1, 0));
}

#[test]
fn advertising_says_who_why_and_how_to_object_in_three_languages() {
    for (language, words) in [
        (Language::De, ["Verkauf einer Ware oder Dienstleistung", "jederzeit widersprechen", "lang=\"de\""]),
        (Language::En, ["when you bought", "object to the use of your address", "lang=\"en\""]),
        (Language::It, ["in occasione della vendita", "Può opporsi in ogni momento", "lang=\"it\""]),
    ] {
        let mut of = parts();
        of.language = language;
        let (text, html) = text_of(&of);
        for body in [&text, &html] {
            assert!(body.contains("OEM Maschinen GmbH") && body.contains("71034 Böblingen"), "{body}");
            assert!(body.contains(words[0]) && body.contains(words[1]), "{body}");
            assert!(body.contains("campaign+u-0f3a-17@mail.oem.example"), "{body}");
        }
        assert!(text.contains("https://portal.oem.example/u/0f3a-17?x=1&y=2"), "{text}");
        assert!(
            html.contains("href=\"https://portal.oem.example/u/0f3a-17?x=1&amp;y=2\"") && html.contains(words[2]),
            "{html}"
        );
    }
    let mut of = parts();
    of.why = Why::Consent { on: NaiveDate::from_ymd_opt(2025, 3, 1) };
    assert!(text_of(&of).0.contains("weil Sie am 01.03.2025 eingewilligt haben"), "{}", text_of(&of).0);
}

#[test]
fn advertising_without_a_way_to_object_is_not_made() {
    let mut of = parts();
    of.unsubscribe = None;
    assert_eq!(made(&of), Err(ComposeError::NoObjection));
    let mut of = parts();
    of.why = Why::Machine;
    assert_eq!(made(&of), Err(ComposeError::NoObjection));
    // What concerns the reader's machine needs none, and still says who writes.
    of.purpose = Purpose::Service;
    of.unsubscribe = None;
    let raw = String::from_utf8(made(&of).expect("a mail").bytes).expect("text");
    assert!(!raw.contains("List-Unsubscribe"), "{raw}");
    assert!(text_of(&of).0.contains("OEM Maschinen GmbH"));
    for url in [
        "http://portal.oem.example/u",
        "https://a.example/ b",
        "https://a.example/>,<x",
        "https://a.example/\r\nBcc: x",
    ] {
        let mut of = parts();
        of.unsubscribe.as_mut().expect("set").url = url.to_owned();
        assert!(matches!(made(&of), Err(ComposeError::Url(_))), "{url}");
    }
}

#[test]
fn nothing_begins_a_header_of_its_own() {
    let evil = "x\r\nBcc: evil@example.com";
    let change: [fn(&mut Parts, String); 6] = [
        |of, evil| of.body.subject = evil,
        |of, evil| of.from.name = Some(evil),
        |of, evil| of.to.name = Some(evil),
        |of, evil| of.imprint.name = evil,
        |of, evil| of.imprint.address = evil,
        |of, evil| of.imprint.further = vec![evil],
    ];
    for (index, change) in change.into_iter().enumerate() {
        for evil in [evil, "x\nBcc: evil@example.com", "x\rBcc: y", "x\u{0}", "x\u{2028}y", " "] {
            let mut of = parts();
            change(&mut of, evil.to_owned());
            assert!(matches!(made(&of), Err(ComposeError::Text { .. })), "{index}: {evil:?}");
        }
    }
    let mut of = parts();
    of.to.name = Some("=?utf-8?Q?x=0D=0ABcc:_y?= \"<evil@example.com>".to_owned());
    let composed = made(&of).expect("a mail");
    let mail = MessageParser::default().parse(&composed.bytes).expect("a mail");
    let to = mail.to().expect("a recipient");
    assert_eq!(to.iter().count(), 1);
    assert_eq!(to.first().and_then(|to| to.address()), Some("m.rossi@bianchi.example"));
    assert_eq!(to.first().and_then(|to| to.name()), of.to.name.as_deref());
    assert!(mail.bcc().is_none());
}

#[test]
fn html_without_the_footer_in_sight_is_not_made() {
    for html in
        ["<div style=\"display:none\">", "<!-- ", "<p>x</p><img src=\"https://t.example/1.gif\">", "</body></html>"]
    {
        let mut of = parts();
        of.body.html = Some(html.to_owned());
        assert!(matches!(made(&of), Err(ComposeError::Html(_))), "{html}");
    }
    let mut of = parts();
    of.body.html = None;
    let (_, html) = text_of(&of);
    assert!(html.contains("<a href=\"https://portal.oem.example/m/4711\">"), "{html}");
}

#[test]
fn a_thread_is_kept_and_bounded() {
    let mut of = parts();
    of.thread = (0..50).map(|number| MessageId::new(&format!("<m{number}@c.example>")).expect("good")).collect();
    let raw = String::from_utf8(made(&of).expect("a mail").bytes).expect("text");
    assert!(raw.contains("In-Reply-To: <m49@c.example>\r\n"), "{raw}");
    let named = raw.matches("@c.example>").count() - 1;
    assert_eq!(named, 20, "{raw}");
    assert!(raw.contains("References: <m0@c.example> <m31@c.example>"), "{raw}");
}

#[test]
fn a_reply_to_a_composed_mail_is_a_reply() {
    for language in [Language::De, Language::En, Language::It] {
        let mut of = parts();
        of.language = language;
        let (text, html) = text_of(&of);
        // Programs that quote without a mark: our own footer must not count as an objection of the reader.
        for (kind, body) in [("plain", format!("Ja, bitte.\n\n{text}")), ("html", format!("<p>Ja, bitte.</p>{html}"))] {
            let raw = format!(
                "From: m.rossi@bianchi.example\nTo: service@oem.example\nSubject: AW: x\nIn-Reply-To: <0f3a-17@mail.oem.example>\n\
                 MIME-Version: 1.0\nContent-Type: text/{kind}; charset=utf-8\n\n{body}"
            );
            let incoming = understand(raw.as_bytes(), &of.returns);
            assert_eq!(incoming.about, Some(of.key.clone()));
            assert!(
                matches!(&incoming.kind, Kind::Reply { text } if text.starts_with("Ja, bitte.")),
                "{:#?}",
                incoming.kind
            );
        }
        // The copy in the archive is our own.
        let own = understand(&made(&of).expect("a mail").bytes, &of.returns);
        assert_eq!((own.kind, own.about), (Kind::Unrelated, None));
    }
}
