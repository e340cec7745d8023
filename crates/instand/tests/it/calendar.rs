//! Tours in technicians' calendars of a real CalDAV server, Debian's Radicale: what is planned stands there once, whatever is moved,
//! reassigned, cancelled, lost on the way, or changed in the calendar at the same time.

use crate::product::{Engine, Product};
use chrono::{Datelike, Days, NaiveDate, Utc, Weekday};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;
use testkit::faulty_way::{Fault, FaultyWay};
use testkit::radicale::{PLANNER, Radicale};

/// Settings of somebody who only plans: no server of these tests may push by itself.
const PLANNING: &str = "planning.toml";

/// An installation with two technicians, its calendar server and the way there.
struct Field {
    // Dropped in this order: the server first.
    server: Child,
    address: String,
    token: String,
    product: Product,
    calendars: Radicale,
    way: FaultyWay,
    technicians: BTreeMap<String, String>,
}

impl Drop for Field {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The first Tuesday that is at least a week ahead, and days after it.
fn day(after: u64) -> NaiveDate {
    #[expect(clippy::disallowed_methods, reason = "a calendar server knows no other clock")]
    let mut day = Utc::now().date_naive() + Days::new(7);
    while day.weekday() != Weekday::Tue {
        day = day + Days::new(1);
    }
    day + Days::new(after)
}

/// Settings with calendars at the end of the way.
fn settings(way: &FaultyWay, calendars: &Radicale, more: &str) -> String {
    format!(
        "time_zone = \"Europe/Vienna\"\n[outgoing]\nallow = [\"{}\"]\n[connectors.caldav]\n\
         url = \"{}/{{technician}}/visits/\"\nusername = \"{PLANNER}\"\npassword_file = {:?}\n{more}",
        way.destination(),
        way.url(),
        calendars.file("password"),
    )
}

impl Field {
    fn new(engine: Engine, name: &str) -> Self {
        let product = Product::new(engine, name);
        let calendars = Radicale::start(product.folder.path());
        let way = FaultyWay::to(&calendars.destination());
        let folder = product.folder.path();
        std::fs::write(folder.join("instand.toml"), settings(&way, &calendars, "")).expect("written");
        std::fs::write(folder.join(PLANNING), "time_zone = \"Europe/Vienna\"\n").expect("written");
        product.done(&["user", "add", "greta", "--role", "service"]);
        for login in ["eva", "marco"] {
            product.done(&["user", "add", login, "--role", "technician"]);
            let home = ["--address", "Hauptplatz 1, 4020 Linz, AT", "--latitude", "48.306", "--longitude", "14.286"];
            product.done(&[&["technician", "add", login, "--login", login][..], &home[..]].concat());
        }
        let token = product.done(&["user", "token", "greta", "test", "--scopes", "read,plan_tours"]).trim().to_owned();
        let config = folder.join(PLANNING);
        let mut command = product.command(&["serve", "--listen", "127.0.0.1:0"]);
        let command = command.arg("--config").arg(config);
        let mut server = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("started");
        let mut lines = BufReader::new(server.stdout.take().expect("its output")).lines();
        let line = lines.find_map(|line| line.ok().filter(|line| line.contains("Instand is at http://")));
        let line = line.expect("it says where it is");
        let address = line.split("http://").nth(1).and_then(|of| of.split([' ', '/']).next()).expect("an address");
        let address = address.to_owned();
        let technicians = BTreeMap::new();
        let mut field = Self { server, address, token, product, calendars, way, technicians };
        let all = field.asked(&["technician", "list", "--json"]);
        for of in all["technicians"].as_array().expect("a list") {
            let text = |name: &str| of[name].as_str().expect("a text").to_owned();
            field.technicians.insert(text("name"), text("id"));
        }
        field
    }

    fn asked(&self, arguments: &[&str]) -> Value {
        let said = self.product.done(arguments);
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
    }

    /// Asks the API; gives status and answer.
    fn api(&self, method: &str, path: &str, etag: Option<&str>, body: &Value) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).expect("it answers");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("set");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let condition = etag.map(|etag| format!("If-Match: {etag}\r\n")).unwrap_or_default();
        let request = format!(
            "{method} /api/v1{path} HTTP/1.0\r\nHost: instand\r\nAuthorization: Bearer {}\r\n{condition}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    fn well(&self, method: &str, path: &str, etag: Option<&str>, body: &Value) -> Value {
        let (status, answer) = self.api(method, path, etag, body);
        assert!((200..300).contains(&status), "{method} {path}: {status} {answer}");
        answer
    }

    /// A visit near the technicians; gives its id.
    fn visit(&self, customer: &str) -> String {
        let body = json!({"kind": "maintenance", "title": "Wartung", "duration_minutes": 60, "customer_name": customer,
            "address": "Weg 3, 4400 Steyr, AT", "latitude": 48.038, "longitude": 14.421, "note": "Tor 3, Öl; Filter"});
        self.well("POST", "/visits", None, &body)["id"].as_str().expect("an id").to_owned()
    }

    /// The dispatcher puts a visit on a tour, or takes it off.
    fn put(&self, visit: &str, to: Option<(&str, NaiveDate)>) {
        let view = self.well("GET", &format!("/tours?from={}&days=7", day(0)), None, &Value::Null);
        let to = to.map(|(who, day)| json!({"technician_id": self.technicians[who], "day": day, "position": 0}));
        let body = json!({"visit_id": visit, "to": to, "accept": true});
        self.well("POST", "/tours/move", view["etag"].as_str(), &body);
    }

    /// The dispatcher changes what stands in a visit.
    fn edit(&self, visit: &str, body: &Value) {
        let path = format!("/visits/{visit}");
        let known = self.well("GET", &path, None, &Value::Null);
        self.well("PATCH", &path, known["etag"].as_str(), body);
    }

    fn cancel(&self, visit: &str) {
        let known = self.well("GET", &format!("/visits/{visit}"), None, &Value::Null);
        let reason = json!({"reason": "Maschine verkauft"});
        self.well("POST", &format!("/visits/{visit}/cancel"), known["etag"].as_str(), &reason);
    }

    fn push(&self) -> Value {
        self.asked(&["calendar", "push", "--json"])
    }

    /// The open tasks, by their titles.
    fn tasks(&self) -> Vec<String> {
        let all = self.well("GET", "/tasks", None, &Value::Null);
        all["items"].as_array().unwrap_or_else(|| panic!("tasks: {all}")).iter().map(Value::to_string).collect()
    }

    /// The event of a visit in a calendar.
    fn event(&self, who: &str, visit: &str) -> String {
        let uid = format!("UID:{}", uid(visit));
        let found: Vec<String> = self.calendars.events(who).into_iter().filter(|of| of.contains(&uid)).collect();
        assert_eq!(found.len(), 1, "once in the calendar of {who}: {found:?}");
        found.into_iter().next().expect("one")
    }
}

fn uid(visit: &str) -> String {
    format!("visit-{visit}@instand")
}

/// `created`, `changed`, `deleted`, `unchanged`, `conflicts`, `failed`.
fn counts(pushed: &Value) -> [u64; 6] {
    ["created", "changed", "deleted", "unchanged", "conflicts", "failed"]
        .map(|what| pushed[what].as_u64().unwrap_or_else(|| panic!("{what} in {pushed}")))
}

/// Lets a second go by: calendars keep when something changed to the second.
fn a_second_later() {
    std::thread::sleep(Duration::from_millis(1100));
}

fn line<'e>(event: &'e str, name: &str) -> &'e str {
    let within = event.split("BEGIN:VEVENT").nth(1).expect("an event");
    within.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name} in {event}")).trim()
}

fn tours_are_followed(engine: Engine, name: &str) {
    let field = Field::new(engine, name);
    field.calendars.sign_in("eva");
    let [steyr, wels, enns] = ["Huber, Söhne & Co", "Wels AG", "Enns GmbH"].map(|customer| field.visit(customer));
    field.put(&steyr, Some(("eva", day(0))));
    field.put(&wels, Some(("eva", day(1))));
    field.put(&enns, Some(("marco", day(0))));

    // Marco has not signed in at the calendar server yet: he is told, Eva has hers.
    let checked = field.asked(&["calendar", "check", "--json"]);
    assert_eq!(checked["good"], false, "neither has a calendar yet: {checked}");
    let pushed = field.push();
    assert_eq!(counts(&pushed), [2, 0, 0, 0, 0, 1], "{pushed}");
    let problem = pushed["problems"][0].as_str().expect("a problem");
    assert!(problem.starts_with("marco:") && problem.contains("sign in at the calendar server once"), "{problem}");
    field.calendars.sign_in("marco");
    assert_eq!(counts(&field.push()), [1, 0, 0, 2, 0, 0]);
    assert_eq!(field.asked(&["calendar", "check", "--json"])["good"], true);

    // The same event a subscribed calendar shows.
    let event = field.event("eva", &steyr);
    assert_eq!(line(&event, "SUMMARY:"), "Huber\\, Söhne & Co: Wartung");
    assert_eq!(line(&event, "LOCATION:"), "Weg 3\\, 4400 Steyr\\, AT");
    assert!(line(&event, "DESCRIPTION:").starts_with("Tor 3\\, Öl\\; Filter"), "{event}");
    assert_eq!(line(&event, "STATUS:"), "TENTATIVE");
    let begins = line(&event, "DTSTART:").to_owned();
    assert!(begins.starts_with(&day(0).format("%Y%m%dT").to_string()) && begins.ends_with('Z'), "{begins}");

    // Nothing changed: nothing is asked.
    let before = field.way.requests("");
    assert_eq!(counts(&field.push()), [0, 0, 0, 3, 0, 0]);
    assert_eq!(field.way.requests(""), before, "not one request");

    // Moved.
    field.put(&steyr, Some(("eva", day(2))));
    assert_eq!(counts(&field.push()), [0, 1, 0, 2, 0, 0]);
    let moved = field.event("eva", &steyr);
    assert!(line(&moved, "DTSTART:").starts_with(&day(2).format("%Y%m%dT").to_string()), "{moved}");

    // Reassigned: it leaves the one and comes to the other.
    field.put(&steyr, Some(("marco", day(2))));
    assert_eq!(counts(&field.push()), [1, 0, 1, 2, 0, 0]);
    field.event("marco", &steyr);
    assert_eq!(field.calendars.events("eva").len(), 1);

    // Cancelled, and taken off the tour.
    field.cancel(&steyr);
    field.put(&wels, None);
    assert_eq!(counts(&field.push()), [0, 0, 2, 1, 0, 0]);
    assert_eq!((field.calendars.events("eva").len(), field.calendars.events("marco").len()), (0, 1));
    assert_eq!(field.tasks(), Vec::<String>::new(), "nobody has changed anything in a calendar");
}

#[test]
fn tours_are_followed_on_sqlite() {
    tours_are_followed(Engine::Sqlite, "caldav_tours");
}

#[test]
fn tours_are_followed_on_postgres() {
    tours_are_followed(Engine::Postgres, "caldav_tours");
}

#[test]
fn what_a_technician_changed_in_the_calendar_is_told_and_never_lost_silently() {
    let field = Field::new(Engine::Sqlite, "caldav_conflict");
    field.calendars.sign_in("eva");
    let [later, earlier, gone, away] = ["Later", "Earlier", "Gone", "Away"].map(|customer| field.visit(customer));
    for (visit, at) in [(&later, 0), (&earlier, 1), (&gone, 2), (&away, 3)] {
        field.put(visit, Some(("eva", day(at))));
    }
    assert_eq!(counts(&field.push()), [4, 0, 0, 0, 0, 0]);

    // Eva changes one before the dispatcher does, one after, deletes one, and changes one whose visit is cancelled.
    a_second_later();
    field
        .calendars
        .change("eva", &uid(&earlier), |text| text.replace("SUMMARY:Earlier", "SUMMARY:Schlüssel holen Earlier"));
    field.calendars.change("eva", &uid(&away), |text| text.replace("SUMMARY:Away", "SUMMARY:Ohne mich"));
    a_second_later();
    for visit in [&earlier, &later, &gone] {
        field.edit(visit, &json!({"note": "Tor 4"}));
    }
    field.cancel(&away);
    a_second_later();
    let reminder = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Los\r\nTRIGGER:-PT30M\r\nEND:VALARM\r\nEND:VEVENT";
    field.calendars.change("eva", &uid(&later), |text| {
        text.replace("LOCATION:Weg 3", "LOCATION:Hintereingang").replace("END:VEVENT", reminder)
    });
    field.calendars.remove("eva", &uid(&gone));

    let pushed = field.push();
    assert_eq!(counts(&pushed), [0, 1, 1, 0, 4, 0], "{pushed}");
    // The plan is newer: it stands there now, and what stood there is told.
    let event = field.event("eva", &earlier);
    assert!(
        line(&event, "SUMMARY:").starts_with("Earlier") && line(&event, "DESCRIPTION:").starts_with("Tor 4"),
        "{event}"
    );
    // The calendar is newer: it is left.
    let event = field.event("eva", &later);
    assert!(
        line(&event, "LOCATION:").starts_with("Hintereingang") && line(&event, "DESCRIPTION:").starts_with("Tor 3"),
        "{event}"
    );
    assert_eq!(field.calendars.events("eva").len(), 2);
    let tasks = field.tasks();
    assert_eq!(tasks.len(), 4, "{tasks:?}");
    for says in ["Schlüssel holen", "Hintereingang", "Gone", "Ohne mich"] {
        assert!(tasks.iter().any(|task| task.contains(says)), "{says}: {tasks:?}");
    }

    // It is told once, and stays so until the plan changes again.
    let before = field.way.requests("");
    assert_eq!(counts(&field.push()), [0, 0, 0, 1, 2, 0]);
    assert_eq!((field.way.requests(""), field.tasks().len()), (before, 4));
    for visit in [&later, &gone] {
        field.edit(visit, &json!({"note": "Tor 5"}));
    }
    assert_eq!(counts(&field.push()), [1, 1, 0, 1, 0, 0]);
    let event = field.event("eva", &later);
    assert!(
        line(&event, "LOCATION:").starts_with("Weg 3") && line(&event, "DESCRIPTION:").starts_with("Tor 5"),
        "{event}"
    );
    assert!(event.contains("TRIGGER:-PT30M"), "a reminder stays: {event}");
    field.event("eva", &gone);
    assert_eq!(field.tasks().len(), 2, "what the plan settled is done: {:?}", field.tasks());

    // A reminder alone is no change of the plan.
    field.calendars.change("eva", &uid(&earlier), |text| text.replace("END:VEVENT", reminder));
    a_second_later();
    field.edit(&earlier, &json!({"note": "Tor 6"}));
    assert_eq!(counts(&field.push()), [0, 1, 0, 2, 0, 0]);
    let event = field.event("eva", &earlier);
    assert!(event.contains("TRIGGER:-PT30M") && line(&event, "DESCRIPTION:").starts_with("Tor 6"), "{event}");
}

/// The database as it is, while nobody writes.
fn copied(product: &Product) -> BTreeMap<String, Vec<u8>> {
    let folder = std::fs::read_dir(product.folder.path()).expect("a folder").flatten();
    let files = folder.filter(|of| of.file_type().is_ok_and(|of| of.is_file()));
    let name = |of: &std::fs::DirEntry| of.file_name().to_string_lossy().into_owned();
    files.filter(|of| name(of).contains(".db")).map(|of| (name(&of), std::fs::read(of.path()).expect("read"))).collect()
}

#[test]
fn lost_answers_and_killed_pushes_make_no_event_twice() {
    let mut field = Field::new(Engine::Sqlite, "caldav_lost");
    field.calendars.sign_in("eva");
    let [first, second] = ["First", "Second"].map(|customer| field.visit(customer));
    field.put(&second, Some(("eva", day(1))));
    assert_eq!(counts(&field.push()), [1, 0, 0, 0, 0, 0]);
    field.put(&first, Some(("eva", day(0))));

    // Nobody knows whether it arrived: the push says so, the next finds out.
    field.way.fault(&uid(&first), Fault::AnswerLost);
    let pushed = field.push();
    assert_eq!(counts(&pushed), [0, 0, 0, 1, 0, 1], "{pushed}");
    assert!(pushed["problems"][0].as_str().is_some_and(|of| of.contains("does not answer")), "{pushed}");
    assert_eq!(field.calendars.events("eva").len(), 2, "it had arrived");
    assert_eq!(counts(&field.push()), [0, 0, 0, 2, 0, 0]);
    assert_eq!(field.calendars.events("eva").len(), 2);

    // An answer to a change is lost, and the plan changes again before anybody asks.
    field.put(&first, Some(("eva", day(2))));
    field.way.fault(&uid(&first), Fault::AnswerLost);
    assert_eq!(counts(&field.push())[4..], [0, 1]);
    field.put(&first, Some(("eva", day(3))));
    assert_eq!(counts(&field.push()), [0, 1, 0, 1, 0, 0], "what arrived was ours: no conflict");
    assert!(line(&field.event("eva", &first), "DTSTART:").starts_with(&day(3).format("%Y%m%dT").to_string()));
    assert_eq!(field.tasks(), Vec::<String>::new());

    // Killed between the calendar's answer and noting it: the calendar has it, the database does not.
    let third = field.visit("Third");
    field.put(&third, Some(("eva", day(2))));
    field.server.kill().expect("ended");
    field.server.wait().expect("ended");
    let before = copied(&field.product);
    assert!(!before.is_empty(), "a database");
    assert_eq!(counts(&field.push()), [1, 0, 0, 2, 0, 0]);
    for name in copied(&field.product).keys() {
        std::fs::remove_file(field.product.folder.path().join(name)).expect("removed");
    }
    for (name, bytes) in before {
        std::fs::write(field.product.folder.path().join(name), bytes).expect("written");
    }
    assert_eq!(counts(&field.push()), [0, 0, 0, 3, 0, 0], "it is found there");
    assert_eq!(field.calendars.events("eva").len(), 3);
    let asked = field.way.requests("");
    assert_eq!(counts(&field.push()), [0, 0, 0, 3, 0, 0]);
    assert_eq!(field.way.requests(""), asked);
}

#[test]
fn settings_that_are_wrong_say_what_to_do() {
    let field = Field::new(Engine::Sqlite, "caldav_wrong");
    field.calendars.sign_in("eva");
    let visits = ["First", "Second"].map(|customer| field.visit(customer));
    field.put(&visits[0], Some(("eva", day(0))));
    field.put(&visits[1], Some(("marco", day(0))));
    let write = |text: &str| std::fs::write(field.product.folder.path().join("instand.toml"), text).expect("written");
    let good = settings(&field.way, &field.calendars, "");

    let wrong = field.product.folder.path().join("wrong");
    std::fs::write(&wrong, "hunter23-caldav\n").expect("written");
    write(&good.replace(field.calendars.file("password").to_str().expect("a path"), wrong.to_str().expect("a path")));
    let before = field.way.requests("");
    let pushed = field.push();
    assert_eq!(counts(&pushed), [0, 0, 0, 0, 0, 2], "{pushed}");
    let said = pushed["problems"].to_string();
    assert!(said.contains("refuses the sign-in of `planner`") && said.contains("password_file"), "{said}");
    assert!(!said.contains("hunter23"), "{said}");
    assert_eq!(field.way.requests(""), before + 1, "a wrong password is shown once");
    let checked = field.asked(&["calendar", "check", "--json"]);
    assert_eq!((&checked["good"], checked["findings"].as_array().map(Vec::len)), (&json!(false), Some(1)), "{checked}");

    write(&good.replace(&format!("allow = [\"{}\"]", field.way.destination()), "allow = []"));
    let refused = field.product.refused(&["calendar", "push"]);
    assert!(refused.contains(&format!("allow = [\"{}\"]", field.way.destination())), "{refused}");
    write("");
    assert!(field.product.refused(&["calendar", "push"]).contains("[connectors.caldav]"));
    // Marco's is named one by one, and a name that is nobody's is told.
    let named = format!(
        "[connectors.caldav.calendars]\nmarco = \"{}/eva/visits/\"\nNora = \"{}/n/\"\n",
        field.way.url(),
        field.way.url()
    );
    write(&settings(&field.way, &field.calendars, &named));
    let pushed = field.push();
    assert_eq!(counts(&pushed), [2, 0, 0, 0, 0, 0], "{pushed}");
    assert!(pushed["problems"][0].as_str().is_some_and(|of| of.contains("nobody is called `Nora`")), "{pushed}");
    assert_eq!(field.calendars.events("eva").len(), 2);
}

#[test]
fn an_event_the_server_refuses_keeps_no_other_from_its_calendar() {
    let field = Field::new(Engine::Sqlite, "caldav_refused");
    field.calendars.sign_in("eva");
    let [first, second, third] = ["First", "Second", "Third"].map(|customer| field.visit(customer));
    field.put(&first, Some(("eva", day(0))));
    assert_eq!(counts(&field.push()), [1, 0, 0, 0, 0, 0]);

    // Eva once saved what a subscribed calendar showed: the same UID under another name.
    let event = field.event("eva", &first).replace(&uid(&first), &uid(&second));
    field.calendars.bring("eva", "saved", &event);
    field.put(&second, Some(("eva", day(1))));
    field.put(&third, Some(("eva", day(2))));
    for created in [1, 0] {
        let pushed = field.push();
        assert_eq!(counts(&pushed), [created, 0, 0, 2 - created, 0, 1], "{pushed}");
        let said = pushed["problems"].to_string();
        assert!(said.contains("eva, Second") && said.contains("has the same UID, delete that one"), "{said}");
    }
    field.calendars.remove("eva", "saved");
    assert_eq!(counts(&field.push()), [1, 0, 0, 2, 0, 0]);
    assert_eq!(field.calendars.events("eva").len(), 3);
}

#[test]
fn a_server_that_runs_pushes_by_itself() {
    let field = Field::new(Engine::Sqlite, "caldav_server");
    field.calendars.sign_in("eva");
    let visit = field.visit("First");
    let mut command = field.product.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut server = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started");
    let until = |wanted: &dyn Fn() -> bool| {
        (0..300).any(|_| {
            wanted() || {
                std::thread::sleep(Duration::from_millis(100));
                false
            }
        })
    };
    field.put(&visit, Some(("eva", day(0))));
    let came = until(&|| field.calendars.events("eva").len() == 1);
    field.cancel(&visit);
    let went = came && until(&|| field.calendars.events("eva").is_empty());
    server.kill().expect("killed");
    server.wait().expect("ended");
    assert!(came && went, "came: {came}, went: {went}");
}
