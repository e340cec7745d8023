//! Real mail servers: what is accepted, by whom, how often, and what comes back.

use base::Language;
use chrono::{DateTime, FixedOffset};
use connectors::mail::{
    Account, DkimSettings, ImapSettings, ImprintSettings, Outcome, Passwords, Security, Settings, Stage,
};
use connectors::{Allowed, Secret};
use letters::{
    Address, Composed, Imprint, Incoming, Key, Kind, Lasting, Letter, MessageId, Person, Purpose, Rendered, Returns,
    Unsubscribe, Why, compose, understand,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use testkit::mail::{Customers, MailServers, PASSWORD, Secured, USER, dkim_is_good};

fn settings(port: u16) -> Settings {
    Settings {
        host: "127.0.0.1".to_owned(),
        port: Some(port),
        security: Security::None,
        user: None,
        password_file: None,
        ca_file: None,
        from: "OEM Service <service@oem.example>".to_owned(),
        reply_to: None,
        bounce_domain: "oem.example".to_owned(),
        bounce_mailbox: None,
        archive: None,
        max_per_session: None,
        look_up_after: None,
        every: None,
        imprint: ImprintSettings {
            name: "OEM Maschinen GmbH".to_owned(),
            address: "Industriestraße 1, 71034 Böblingen".to_owned(),
            further: Vec::new(),
        },
        dkim: None,
        imap: None,
    }
}

fn imap(of: &MailServers) -> ImapSettings {
    ImapSettings {
        host: "localhost".to_owned(),
        port: Some(of.imaps_port()),
        security: Security::Tls,
        user: USER.to_owned(),
        password_file: Some(of.file("password")),
        ca_file: Some(of.file("ca.pem")),
        folder: None,
        archive_folder: None,
    }
}

fn account(settings: Settings, destinations: &[String]) -> Account {
    let allowed = Allowed::new(destinations).expect("good");
    Account::new(settings, Passwords::default(), Path::new("/"), &allowed).expect("good")
}

fn alone(of: &Customers, change: impl FnOnce(&mut Settings)) -> Account {
    let mut settings = settings(of.port());
    change(&mut settings);
    let mailbox = settings.imap.iter().filter_map(|imap| imap.port.map(|port| format!("{}:{port}", imap.host)));
    let destinations: Vec<String> = mailbox.chain([format!("127.0.0.1:{}", of.port())]).collect();
    account(settings, &destinations)
}

/// An advertisement for one customer.
fn letter(returns: &Returns, key: &str, to: &str, thread: &[MessageId]) -> Composed {
    let key = Key::new(key).expect("good");
    let person = |name: &str, address: &str| Person {
        name: Some(name.to_owned()),
        address: Address::new(address).expect("good"),
    };
    let unsubscribe = Unsubscribe {
        url: format!("https://portal.oem.example/u/{}", key.as_str()),
        mail: returns.objections_to(&key),
    };
    let composed = compose(&Letter {
        key: &key,
        returns,
        purpose: Purpose::Advertising,
        language: Language::De,
        from: &person("Jörg Weiß, Service", "service@oem.example"),
        reply_to: None,
        to: &person("Müller & Söhne", to),
        body: &Rendered {
            subject: "Wartungsvertrag für Ihre HPX 500 – Verlängerung".to_owned(),
            text: "Grüß Gott,\n\nIhr Vertrag endet am 31.12.2026.\n.\nViele Grüße".to_owned(),
            html: None,
        },
        date: DateTime::<FixedOffset>::parse_from_rfc3339("2026-11-23T10:00:00+01:00").expect("a time"),
        thread,
        imprint: &Imprint {
            name: "OEM Maschinen GmbH".to_owned(),
            address: "Industriestraße 1, 71034 Böblingen".to_owned(),
            further: vec!["Registergericht Stuttgart HRB 4711".to_owned()],
        },
        why: Why::Customer,
        unsubscribe: Some(&unsubscribe),
    });
    composed.expect("a mail")
}

fn numbered(returns: &Returns, count: usize) -> Vec<Composed> {
    (0..count).map(|number| letter(returns, &format!("k{number}"), &format!("a{number}@c.example"), &[])).collect()
}

/// How often each recipient got a mail.
fn received(of: &Customers, count: usize) -> BTreeMap<String, usize> {
    let mut times = BTreeMap::new();
    for kept in of.wait_for(count) {
        for to in kept.to {
            *times.entry(to).or_default() += 1;
        }
    }
    times
}

fn accepted(outcomes: &[Outcome]) -> usize {
    outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Accepted { .. })).count()
}

/// All that is in the mailbox, understood.
async fn incoming(account: &Account) -> Vec<Incoming> {
    let mailbox = account.mailbox().expect("set up").expect("a mailbox");
    let fetched = mailbox.unseen(None).await.expect("fetched");
    fetched.mails.iter().map(|mail| understand(&mail.bytes, account.returns())).collect()
}

fn find<'a>(incoming: &'a [Incoming], key: &str) -> &'a Incoming {
    let of = |one: &&Incoming| one.about.as_ref().is_some_and(|about| about.as_str() == key);
    incoming.iter().find(of).unwrap_or_else(|| panic!("nothing is about {key}: {incoming:#?}"))
}

#[tokio::test]
async fn each_recipient_has_an_answer_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let customers = Customers::start(folder.path(), 0);
    let account = alone(&customers, |_| ());
    let names = [
        "first", "unknown1", "full1", "grey1", "later1", "spam1", "vanish1", "second", "dropped1", "third", "unknown2",
    ];
    let mails: Vec<Composed> =
        names.iter().map(|name| letter(account.returns(), name, &format!("{name}@c.example"), &[])).collect();
    let sender = account.sender().expect("set up");
    let outcomes = sender.send(&mails).await;
    assert_eq!(outcomes.len(), names.len());
    let of = |name: &str| outcomes[names.iter().position(|one| *one == name).expect("one of them")].clone();
    for name in ["first", "second", "third"] {
        let Outcome::Accepted { answer, archived } = of(name) else { panic!("{name}: {:?}", of(name)) };
        assert!(answer.starts_with("250 2.0.0 Kept as "), "{answer}");
        assert!(!archived);
    }
    let refused = |stage, answer: &str| Outcome::Refused { stage, answer: answer.to_owned() };
    assert_eq!(of("unknown1"), refused(Stage::Recipient, "550 5.1.1 No such user here"));
    assert_eq!(of("unknown2"), refused(Stage::Recipient, "550 5.1.1 No such user here"));
    assert_eq!(of("full1"), refused(Stage::Recipient, "552 5.2.2 Mailbox full"));
    assert_eq!(of("spam1"), refused(Stage::Content, "554 5.7.1 We do not like this mail"));
    assert_eq!(of("grey1"), Outcome::Later { why: "451 4.7.1 Greylisted, please try again".to_owned() });
    assert_eq!(of("later1"), Outcome::Later { why: "451 4.7.1 Try again later".to_owned() });
    // One of these two was taken, the other was not: nobody here can know.
    assert!(matches!(of("vanish1"), Outcome::Unknown { archived: false, .. }), "{:?}", of("vanish1"));
    assert!(matches!(of("dropped1"), Outcome::Unknown { .. }), "{:?}", of("dropped1"));
    assert_eq!(customers.sessions(), 3, "anew only after the two that were lost");
    // What was told to wait is tried again, and only that.
    let again = sender.send(&mails[3..4]).await;
    assert_eq!(accepted(&again), 1, "{again:?}");
    let times = received(&customers, 5);
    let wanted = ["first", "grey1", "second", "third", "vanish1"].map(|name| (format!("{name}@c.example"), 1));
    assert_eq!(times, BTreeMap::from(wanted));
}

#[tokio::test]
async fn a_session_that_takes_no_more_is_begun_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    // The server says so.
    let customers = Customers::start(&folder.path().join("a"), 7);
    let account = alone(&customers, |_| ());
    let mails = numbered(account.returns(), 30);
    let sender = account.sender().expect("set up");
    let outcomes = sender.send(&mails).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })), "{outcomes:?}");
    assert_eq!(outcomes.len(), 30);
    assert_eq!(customers.sessions(), 5);
    let times = received(&customers, 30);
    assert_eq!((times.len(), times.values().sum::<usize>()), (30, 30));
    // The settings say so.
    let customers = Customers::start(&folder.path().join("b"), 0);
    let account = alone(&customers, |of| of.max_per_session = Some(10));
    let outcomes = account.sender().expect("set up").send(&mails).await;
    assert_eq!((accepted(&outcomes), customers.sessions()), (30, 3));
}

#[tokio::test]
async fn the_hundred_and_first_mail_is_sent_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let servers = MailServers::start(folder.path());
    let mut wanted = settings(servers.open_port());
    // OpenSMTPD takes 100 mails in a session, and nobody has told us.
    wanted.max_per_session = Some(1000);
    let account = account(wanted, &servers.destinations());
    let mails = numbered(account.returns(), 120);
    let outcomes = account.sender().expect("set up").send(&mails).await;
    assert_eq!(accepted(&outcomes), 120, "{:?}", outcomes.iter().find(|one| !matches!(one, Outcome::Accepted { .. })));
    let log = servers.log();
    assert!(log.contains("Too many messages sent"), "the limit was met");
    let times = received(&servers.customers, 120);
    assert_eq!((times.len(), times.values().sum::<usize>()), (120, 120), "each once");
    assert!(times.values().all(|times| *times == 1));
}

#[tokio::test]
async fn a_mail_arrives_signed_with_its_umlauts_and_the_way_to_object() {
    let folder = tempfile::tempdir().expect("a folder");
    let asked = Customers::secured(&folder.path().join("asked"), Secured::Starttls);
    let at_once = Customers::secured(&folder.path().join("at-once"), Secured::Tls);
    let openssl = |arguments: &[&str]| {
        let done = Command::new("openssl").args(arguments).current_dir(folder.path()).output().expect("openssl");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    openssl(&["genrsa", "-out", "rsa.pem", "2048"]);
    openssl(&["genrsa", "-traditional", "-out", "old.pem", "2048"]);
    openssl(&["genpkey", "-algorithm", "ed25519", "-out", "ed.pem"]);
    let record = |key: &str| {
        openssl(&["pkey", "-in", key, "-pubout", "-out", "public.pem"]);
        let pem = std::fs::read_to_string(folder.path().join("public.pem")).expect("a key");
        let lines: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        // Of an Ed25519 key the DNS has the last 32 bytes only, here 44 characters with their padding.
        match key {
            "ed.pem" => {
                openssl(&["pkey", "-pubin", "-in", "public.pem", "-outform", "DER", "-out", "public.der"]);
                openssl(&["base64", "-A", "-in", "public.raw", "-out", "public.b64"].map(|word| {
                    if word == "public.raw" {
                        let der = std::fs::read(folder.path().join("public.der")).expect("a key");
                        std::fs::write(folder.path().join("public.raw"), &der[der.len() - 32..]).expect("written");
                    }
                    word
                }));
                let raw = std::fs::read_to_string(folder.path().join("public.b64")).expect("a key");
                format!("v=DKIM1; k=ed25519; p={}", raw.trim())
            }
            _ => format!("v=DKIM1; k=rsa; p={lines}"),
        }
    };
    let ways = [
        ("rsa.pem", Security::Starttls, &asked, 1),
        ("old.pem", Security::Tls, &at_once, 1),
        ("ed.pem", Security::Tls, &at_once, 2),
    ];
    for (number, (key, security, server, count)) in ways.into_iter().enumerate() {
        let mut wanted = settings(server.port());
        (wanted.host, wanted.security) = ("localhost".to_owned(), security);
        (wanted.user, wanted.password_file) = (Some(USER.to_owned()), Some(server.file("password")));
        wanted.ca_file = Some(server.file("ca.pem"));
        wanted.dkim = Some(DkimSettings { selector: "s1".to_owned(), private_key_file: folder.path().join(key) });
        let account = account(wanted, &[format!("localhost:{}", server.port())]);
        account.sender().expect("set up").check().await.expect("signed in");
        let name = format!("w{number}");
        let before = MessageId::new("<before@c.example>").expect("good");
        let mail = letter(account.returns(), &name, &format!("{name}@c.example"), &[before]);
        let outcomes = account.sender().expect("set up").send(std::slice::from_ref(&mail)).await;
        assert_eq!(accepted(&outcomes), 1, "{outcomes:?}");
        let kept = server.wait_for(count).pop().expect("it came");
        assert_eq!(kept.from, format!("campaign+v-{name}@oem.example"));
        let text = String::from_utf8(kept.mail.clone()).expect("ASCII");
        assert!(text.is_ascii());
        assert!(text.contains(&format!("Message-ID: <{name}@oem.example>")), "{text}");
        assert!(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{text}");
        let unfolded = text.replace("\r\n ", " ").replace("  ", " ");
        let ways_out = format!(
            "<https://portal.oem.example/u/{name}>, <mailto:campaign+u-{name}@oem.example?subject=unsubscribe>"
        );
        assert!(unfolded.contains(&format!("List-Unsubscribe: {ways_out}")), "{unfolded}");
        assert!(text.contains("In-Reply-To: <before@c.example>\r\n"), "{text}");
        assert!(text.contains("DKIM-Signature: v=1; a="), "{text}");
        let (dns, record) = ("s1._domainkey.oem.example", record(key));
        assert!(dkim_is_good(folder.path(), &kept.mail, dns, &record), "{key}: {text}");
        let forged = text.replacen("31.12.2026", "31.12.2027", 1);
        assert!(!dkim_is_good(folder.path(), forged.as_bytes(), dns, &record), "{key}: a change is seen");
        let forged = format!("From: x@evil.example\r\n{text}");
        assert!(!dkim_is_good(folder.path(), forged.as_bytes(), dns, &record), "{key}: a second sender is seen");
        // Read by Python's own library.
        let file = folder.path().join("kept.eml");
        std::fs::write(&file, &kept.mail).expect("written");
        let script = "import sys, email, email.policy\n\
                      m = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)\n\
                      print(m['subject']); print(m['from']); print(m['to'])\n\
                      print(m.get_body(('plain',)).get_content()); print(m.get_body(('html',)).get_content())";
        let read = Command::new("python3").args(["-c", script]).arg(&file).env("PYTHONIOENCODING", "utf-8").output();
        let read = String::from_utf8(read.expect("Python").stdout).expect("text");
        assert!(read.starts_with("Wartungsvertrag für Ihre HPX 500 – Verlängerung\n"), "{read}");
        assert!(read.contains("\"Jörg Weiß, Service\" <service@oem.example>"), "{read}");
        assert!(read.contains("Müller & Söhne"), "{read}");
        assert!(read.contains("Grüß Gott,\n\nIhr Vertrag endet am 31.12.2026.\n.\nViele Grüße"), "{read}");
        assert!(read.contains("können Sie jederzeit widersprechen"), "{read}");
    }
}

#[tokio::test]
async fn what_comes_back_is_understood() {
    let folder = tempfile::tempdir().expect("a folder");
    let servers = MailServers::start(folder.path());
    let mut wanted = settings(servers.open_port());
    wanted.imap = Some(imap(&servers));
    let account = account(wanted, &servers.destinations());
    let returns = account.returns();
    let names = ["unknown1", "full1", "spam1", "grey1", "anna", "bruno", "carla", "dora"];
    let mails: Vec<Composed> =
        names.iter().map(|name| letter(returns, name, &format!("{name}@c.example"), &[])).collect();
    let outcomes = account.sender().expect("set up").send(&mails).await;
    assert_eq!(accepted(&outcomes), names.len(), "our server takes them all: {outcomes:?}");
    // Three come back as bounces; one that was told to wait waits at our server and comes to nobody as a bounce.
    servers.wait_for(3);
    testkit::mail::wait_until("greylisted", || servers.log().contains("Greylisted"));
    assert_eq!(servers.customers.wait_for(4).len(), 4);
    testkit::mail::wait_until("the greylisted one arrives", || {
        servers.try_again();
        servers.customers.kept().len() == 5
    });
    let reply = |name: &str, headers: &str, subject: &str, text: &str| {
        format!(
            "From: {name} <{name}@c.example>\nTo: service@oem.example\nSubject: {subject}\nMessage-ID: <r-{name}@c.example>\n\
             In-Reply-To: <{name}@oem.example>\nReferences: <{name}@oem.example>\nDate: Mon, 23 Nov 2026 11:00:00 +0100\n\
             {headers}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}"
        )
    };
    let text = "Ja, bitte ein Angebot für beide Maschinen. Grüße\n\nAm 23.11.2026 um 10:00 schrieb Jörg Weiß, Service \
                <service@oem.example>:\n> Ihr Vertrag endet am 31.12.2026.\n";
    servers.hand_in("anna@c.example", "campaign@oem.example", &reply("anna", "", "AW: Wartungsvertrag", text));
    let away = "Ich bin bis zum 4. Januar nicht im Büro.";
    let automatic = reply("bruno", "Auto-Submitted: auto-replied\n", "Automatische Antwort: Wartungsvertrag", away);
    servers.hand_in("", "campaign+v-bruno@oem.example", &automatic);
    let one_click =
        "From: carla@c.example\nTo: campaign+u-carla@oem.example\nSubject: unsubscribe\nMessage-ID: <u@c.example>\n\n";
    servers.hand_in("carla@c.example", "campaign+u-carla@oem.example", one_click);
    servers.hand_in(
        "x@c.example",
        "campaign@oem.example",
        "From: x@c.example\nSubject: Messe\nMessage-ID: <m@c.example>\n\nGuten Tag",
    );
    servers.wait_for(7);

    let all = incoming(&account).await;
    assert_eq!(all.len(), 7, "the greylisted one is no bounce: {all:#?}");
    for (name, lasting, status) in [
        ("unknown1", Lasting::Permanent, "5.1.1"),
        ("full1", Lasting::Temporary, "5.2.2"),
        ("spam1", Lasting::Permanent, "5.7.1"),
    ] {
        let Kind::Bounce { lasting: found, status: code, recipient, text } = &find(&all, name).kind else {
            panic!("{:#?}", find(&all, name))
        };
        assert_eq!((*found, code.as_deref()), (lasting, Some(status)), "{text}");
        assert_eq!(recipient.as_deref(), Some(format!("{name}@c.example").as_str()));
        assert!(text.contains(status), "{text}");
    }
    let anna = find(&all, "anna");
    assert_eq!(anna.kind, Kind::Reply { text: "Ja, bitte ein Angebot für beide Maschinen. Grüße".to_owned() });
    assert_eq!(anna.from.as_deref(), Some("anna@c.example"));
    // Our answer goes into the same thread.
    let thread = [returns.message_id(&Key::new("anna").expect("good")), anna.message_id.clone().expect("it has one")];
    let answer = String::from_utf8(letter(returns, "anna2", "anna@c.example", &thread).bytes).expect("ASCII");
    assert!(answer.contains("In-Reply-To: <r-anna@c.example>\r\n"), "{answer}");
    assert!(answer.contains("References: <anna@oem.example> <r-anna@c.example>\r\n"), "{answer}");
    let Kind::OutOfOffice { until, .. } = &find(&all, "bruno").kind else { panic!("{:#?}", find(&all, "bruno")) };
    assert_eq!(until.map(|day| day.to_string()).as_deref(), Some("2027-01-04"));
    assert!(matches!(find(&all, "carla").kind, Kind::Objection { .. }), "{:#?}", find(&all, "carla"));
    let strange: Vec<_> = all.iter().filter(|one| one.about.is_none()).collect();
    assert_eq!(strange.len(), 1);
    assert_eq!(strange[0].kind, Kind::Unrelated);
}

#[tokio::test]
async fn a_mailbox_is_read_on_from_where_it_was_left() {
    let folder = tempfile::tempdir().expect("a folder");
    let servers = MailServers::start(folder.path());
    let mut wanted = settings(servers.open_port());
    wanted.imap = Some(imap(&servers));
    wanted.imap.as_mut().expect("set").security = Security::Starttls;
    wanted.imap.as_mut().expect("set").port = Some(servers.imap_port());
    let account = account(wanted, &servers.destinations());
    let mailbox = account.mailbox().expect("set up").expect("a mailbox");
    let nothing = mailbox.unseen(None).await.expect("fetched");
    assert!(nothing.mails.is_empty() && !nothing.more && !nothing.restarted);
    let hand_in = |number: usize| {
        let mail = format!("From: x@c.example\nSubject: {number}\nMessage-ID: <m{number}@c.example>\n\n{number}\n");
        servers.hand_in("x@c.example", "campaign@oem.example", &mail);
    };
    let subjects = |fetched: &connectors::mail::Fetched| -> Vec<String> {
        fetched.mails.iter().map(|mail| understand(&mail.bytes, account.returns()).subject).collect()
    };
    for number in 0..3 {
        hand_in(number);
        servers.wait_for(number + 1);
    }
    let first = mailbox.unseen(Some(nothing.watermark)).await.expect("fetched");
    assert_eq!(subjects(&first), ["0", "1", "2"]);
    // A read that broke off before anybody took its mails in: the same again, and nothing is marked as read.
    assert_eq!(mailbox.unseen(Some(nothing.watermark)).await.expect("fetched"), first);
    let none = mailbox.unseen(Some(first.watermark)).await.expect("fetched");
    assert_eq!((subjects(&none), none.watermark), (Vec::new(), first.watermark));
    hand_in(3);
    servers.wait_for(4);
    assert_eq!(subjects(&mailbox.unseen(Some(first.watermark)).await.expect("fetched")), ["3"]);
    assert_eq!(mailbox.check().await.expect("opened"), 4);
    // Numbers mean other mails: everything comes again, and is known by its identity.
    let identities = |fetched: &connectors::mail::Fetched| -> Vec<String> {
        fetched.mails.iter().map(|mail| understand(&mail.bytes, account.returns()).identity).collect()
    };
    servers.renumber();
    let anew = mailbox.unseen(Some(first.watermark)).await.expect("fetched");
    assert!(anew.restarted && anew.watermark.uid_validity != first.watermark.uid_validity);
    let mut known = identities(&anew);
    known.sort();
    assert_eq!(known, ["m0@c.example", "m1@c.example", "m2@c.example", "m3@c.example"]);
}

#[tokio::test]
async fn more_than_fits_into_one_read_comes_in_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let servers = MailServers::start(folder.path());
    let mut wanted = settings(servers.open_port());
    wanted.imap = Some(imap(&servers));
    let account = account(wanted, &servers.destinations());
    let large = "x".repeat(900) + "\n";
    let large = format!("From: x@c.example\nSubject: large\nMessage-ID: <l@c.example>\n\n{}", large.repeat(6000));
    servers.hand_in("x@c.example", "campaign@oem.example", &large);
    servers.wait_for(1);
    for number in 1..=205 {
        servers.put(&format!("From: x@c.example\nSubject: {number}\nMessage-ID: <m{number}@c.example>\n\n{number}\n"));
    }
    let mailbox = account.mailbox().expect("set up").expect("a mailbox");
    let first = mailbox.unseen(None).await.expect("fetched");
    assert_eq!((first.mails.len(), first.more), (200, true));
    assert!(first.mails[0].cut && !first.mails[1].cut);
    assert_eq!(first.mails[0].bytes.len(), letters::MOST_BYTES);
    assert_eq!(understand(&first.mails[0].bytes, account.returns()).subject, "large");
    let second = mailbox.unseen(Some(first.watermark)).await.expect("fetched");
    assert_eq!((second.mails.len(), second.more), (6, false));
}

#[tokio::test]
async fn the_archive_tells_what_was_accepted() {
    let folder = tempfile::tempdir().expect("a folder");
    let servers = MailServers::start(folder.path());
    let mut wanted = settings(servers.open_port());
    wanted.imap = Some(imap(&servers));
    wanted.archive = Some("campaign+archive@oem.example".to_owned());
    let account = account(wanted, &servers.destinations());
    assert!(account.has_archive());
    let mail = letter(account.returns(), "kept-1", "anna@c.example", &[]);
    let outcomes = account.sender().expect("set up").send(std::slice::from_ref(&mail)).await;
    assert!(matches!(&outcomes[0], Outcome::Accepted { archived: true, .. }), "{outcomes:?}");
    let kept = servers.customers.wait_for(1);
    assert_eq!(kept[0].to, ["anna@c.example"]);
    assert!(!String::from_utf8_lossy(&kept[0].mail).contains("archive"), "the customer sees nothing of it");
    // Where the connection breaks, the outcome says whether the archive was to get a copy.
    for (archive, wanted) in [("archive@oem.example", true), ("unknown-archive@oem.example", false)] {
        let lost = alone(&servers.customers, |of| {
            (of.archive, of.imap) = (Some(archive.to_owned()), Some(imap(&servers)));
        });
        let mail = letter(lost.returns(), "lost-1", "vanish@c.example", &[]);
        let outcomes = lost.sender().expect("set up").send(&[mail]).await;
        assert!(matches!(&outcomes[0], Outcome::Unknown { archived, .. } if *archived == wanted), "{outcomes:?}");
    }
    servers.wait_for(1);
    let mailbox = account.mailbox().expect("set up").expect("a mailbox");
    assert!(mailbox.find(&mail.message_id).await.expect("asked"));
    let other = account.returns().message_id(&Key::new("never-sent").expect("good"));
    assert!(!mailbox.find(&other).await.expect("asked"));
    let odd = MessageId::new("<a\"b\\c@d.example>").expect("good");
    assert!(!mailbox.find(&odd).await.expect("asked"), "nothing breaks out of the question");
    // The copy is no answer.
    let all = incoming(&account).await;
    assert_eq!((all.len(), &all[0].kind, &all[0].about), (1, &Kind::Unrelated, &None));
}

#[tokio::test]
async fn who_cannot_send_or_fetch_is_told_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut servers = MailServers::start(folder.path());
    let server = Customers::secured(&folder.path().join("secured"), Secured::Starttls);
    let destinations = [servers.destinations(), vec![format!("localhost:{}", server.port())]].concat();
    let wrong = folder.path().join("wrong");
    std::fs::write(&wrong, "guessed-wrong\n").expect("written");
    let with = |change: &dyn Fn(&mut Settings)| {
        let mut wanted = settings(server.port());
        (wanted.host, wanted.security) = ("localhost".to_owned(), Security::Starttls);
        (wanted.user, wanted.password_file) = (Some(USER.to_owned()), Some(server.file("password")));
        wanted.ca_file = Some(server.file("ca.pem"));
        wanted.imap = Some(imap(&servers));
        change(&mut wanted);
        account(wanted, &destinations)
    };
    let account_of = |change: &dyn Fn(&mut Settings)| with(change).sender().expect("set up");
    let said = account_of(&|of| of.password_file = Some(wrong.clone())).check().await.expect_err("refused").to_string();
    assert!(said.contains("refuses the sign-in of `campaign`") && !said.contains("guessed"), "{said}");
    let said = account_of(&|of| of.ca_file = Some(server.file("server.pem"))).check().await.expect_err("refused");
    assert!(said.to_string().contains("set `ca_file`"), "{said}");
    let said = account_of(&|of| of.port = Some(servers.open_port())).check().await.expect_err("refused").to_string();
    assert!(said.contains("STARTTLS") && said.contains("does not offer it"), "{said}");
    let said = account_of(&|of| of.security = Security::Tls).check().await.expect_err("refused").to_string();
    assert!(said.contains("speaks no TLS here"), "{said}");

    let change = |of: &mut Settings| of.imap.as_mut().expect("set").password_file = Some(wrong.clone());
    let said = with(&change).mailbox().expect("set up").expect("one").check().await.expect_err("refused").to_string();
    assert!(said.contains("refuses the sign-in of `campaign`") && !said.contains("guessed"), "{said}");
    let change = |of: &mut Settings| of.imap.as_mut().expect("set").folder = Some("Nowhere".to_owned());
    let said = with(&change).mailbox().expect("set up").expect("one").check().await.expect_err("refused").to_string();
    assert!(said.contains("folder Nowhere"), "{said}");

    // Nobody there: nothing was sent, and each mail may be tried again.
    let account = account(settings(servers.open_port()), &servers.destinations());
    servers.stop();
    let outcomes = account.sender().expect("set up").send(&numbered(account.returns(), 3)).await;
    assert!(
        outcomes.iter().all(|one| matches!(one, Outcome::Later { why } if why.contains("does not answer"))),
        "{outcomes:?}"
    );
}

#[test]
fn nothing_is_connected_to_that_nobody_allowed() {
    let passwords = Passwords { smtp: Some(Secret::new(PASSWORD)), imap: None };
    let mut wanted = settings(1);
    wanted.user = Some(USER.to_owned());
    let error = Account::new(wanted, passwords, Path::new("/"), &Allowed::default()).expect_err("refused").to_string();
    assert!(error.contains("[outgoing]") && !error.contains(PASSWORD), "{error}");
}
