//! A real Tryton: a server over a fresh copy of the database `cargo xtask test` prepares, with a customer's company set
//! up, and a client to put records in. The client is plain JSON over a socket: it must not share code with the product.
#![expect(
    clippy::disallowed_methods,
    reason = "tests learn where things are from the environment, and wait for a server"
)]

use crate::database;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The file in which `cargo xtask test` says that the database is ready, or why it is not.
pub const STATE: &str = "INSTAND_TEST_TRYTON";

/// The prepared database on the test server: Tryton with its modules for lots, opportunities and sales.
pub const TEMPLATE: &str = "tryton_template";

/// The password of the user `admin`.
pub const PASSWORD: &str = "hunter22-tryton";

/// The password of users tests make; Tryton wants many letters that differ.
pub const USER_PASSWORD: &str = "hunter22-Qx";

/// How long preparing may take where it was never done on this machine.
const PREPARING: Duration = Duration::from_secs(600);

/// How long the server may take to start.
const STARTING: Duration = Duration::from_secs(90);

/// A running server; it ends when dropped.
pub struct Tryton {
    server: Option<Child>,
    folder: PathBuf,
    port: u16,
    /// The database.
    pub database: String,
    session: String,
    context: Value,
}

impl Tryton {
    /// Starts a server over a new database with a company. `folder` keeps its settings.
    ///
    /// # Panics
    /// Where something is missing: a missing part is a failure, not a skip.
    #[must_use]
    pub fn start(database: &str, folder: &Path) -> Self {
        wait_for_template();
        let url = database::postgres_of(database, Some(TEMPLATE));
        let server = url.rsplit_once('/').map_or(url.as_str(), |(server, _)| server).to_owned();
        let port = free_port();
        let settings = format!(
            "[database]\nuri = {}/\npath = {}\n[web]\nlisten = 127.0.0.1:{port}\n",
            server.replacen("postgres://", "postgresql://", 1),
            folder.join("tryton-files").display(),
        );
        std::fs::write(folder.join("trytond.conf"), settings).expect("settings written");
        let mut tryton = Self {
            server: None,
            folder: folder.to_owned(),
            port,
            database: database.to_owned(),
            session: String::new(),
            context: json!({}),
        };
        tryton.serve();
        tryton.set_up_company();
        tryton
    }

    /// Its address, as an administrator writes it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Host and port.
    #[must_use]
    pub fn destination(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Starts the server, again after [`Self::stop`].
    ///
    /// # Panics
    /// Where it does not start.
    pub fn serve(&mut self) {
        let log = std::fs::File::create(self.folder.join("trytond.log")).expect("a log");
        let server = Command::new("trytond")
            .args(["-c", "trytond.conf", "-d", &self.database])
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("trytond cannot be started: {error}; run `cargo xtask test`"));
        self.server = Some(server);
        let begin = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            assert!(begin.elapsed() < STARTING, "trytond does not answer; its log: {}", self.log());
            std::thread::sleep(Duration::from_millis(100));
        }
        self.sign_in();
    }

    /// Stops the server; the database stays.
    pub fn stop(&mut self) {
        if let Some(mut server) = self.server.take() {
            // One that ended by itself cannot be killed, which is no matter.
            let _ = server.kill();
            let _ = server.wait();
        }
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("trytond.log")).unwrap_or_default()
    }

    fn sign_in(&mut self) {
        self.session.clear();
        let answer = self.ask("common.db.login", &json!(["admin", {"password": PASSWORD}, "en"]));
        let (id, key) = (answer[0].as_i64().expect("a user"), answer[1].as_str().expect("a session"));
        self.session = encoded(&format!("admin:{id}:{key}"));
        self.context = self.ask("model.res.user.get_preferences", &json!([true, {}]));
    }

    /// Calls a method of a model; the context is added.
    ///
    /// # Panics
    /// Where the server says that something is wrong.
    pub fn call(&self, method: &str, parameters: &[Value]) -> Value {
        let mut parameters = parameters.to_vec();
        parameters.push(self.context.clone());
        self.ask(&format!("model.{method}"), &Value::Array(parameters))
    }

    fn ask(&self, method: &str, parameters: &Value) -> Value {
        loop {
            let answer = self.post(&json!({"id": 1, "method": method, "params": parameters}));
            let error = &answer["error"];
            if error[0] == "UserWarning" {
                // What a person would confirm in the client is confirmed here.
                let warning = json!([[{"user": 1, "name": error[1][0], "always": false}], self.context]);
                self.post(&json!({"id": 1, "method": "model.res.user.warning.create", "params": warning}));
                continue;
            }
            assert!(error.is_null(), "{method}: {error}");
            return answer["result"].clone();
        }
    }

    fn post(&self, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("trytond answers");
        let signed = if self.session.is_empty() {
            String::new()
        } else {
            format!("Authorization: Session {}\r\n", self.session)
        };
        write!(
            stream,
            "POST /{}/ HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{signed}Content-Length: {}\r\n\r\n{body}",
            self.database,
            body.len()
        )
        .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("head and body");
        assert!(head.contains(" 200 "), "{head}\n{body}\n{}", self.log());
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
    }

    fn set_up_company(&mut self) {
        let currency =
            self.call("currency.currency.create", &[json!([{"name": "Euro", "code": "EUR", "symbol": "€"}])]);
        let party = self.call("party.party.create", &[json!([{"name": "Alpenwerk Maschinenbau"}])]);
        let company = self.call("company.company.create", &[json!([{"party": party[0], "currency": currency[0]}])]);
        let of_admin = json!({"companies": [["add", company]], "company": company[0]});
        self.call("res.user.write", &[json!([1]), of_admin]);
        self.sign_in();
    }

    /// A customer with an address; gives the ids of party and address.
    #[must_use]
    pub fn customer(&self, code: &str, name: &str, city: &str, email: &str) -> (i64, i64) {
        let party = self.call(
            "party.party.create",
            &[json!([{
                "name": name, "code": code,
                "addresses": [["create", [{"street": "Hauptstraße 1", "postal_code": "80331", "city": city}]]],
                "contact_mechanisms": [["create", [{"type": "email", "value": email}]]],
            }])],
        );
        let address =
            self.call("party.address.search", &[json!([["party", "=", party[0]]]), json!(0), json!(1), json!(null)]);
        (id(&party), id(&address))
    }

    /// A product (machine type); gives its id.
    #[must_use]
    pub fn product(&self, code: &str, name: &str) -> i64 {
        let unit = self.call("product.uom.search", &[json!([["symbol", "=", "u"]]), json!(0), json!(1), json!(null)]);
        let template = json!([{
            "name": name, "code": code, "type": "goods", "default_uom": unit[0],
            "list_price": {"__class__": "Decimal", "decimal": "100000"},
            "products": [["create", [{}]]],
        }]);
        let template = self.call("product.template.create", &[template]);
        let of_template = json!([["template", "=", template[0]]]);
        id(&self.call("product.product.search", &[of_template, json!(0), json!(1), json!(null)]))
    }

    /// Machines: lots of a product; gives their ids.
    #[must_use]
    pub fn machines(&self, product: i64, serial_numbers: &[&str]) -> Vec<i64> {
        let lots: Vec<Value> =
            serial_numbers.iter().map(|number| json!({"number": number, "product": product})).collect();
        let ids = self.call("stock.lot.create", &[Value::Array(lots)]);
        ids.as_array().into_iter().flatten().filter_map(Value::as_i64).collect()
    }

    /// A user of its own in these groups, in the company, and without administrators' rights.
    ///
    /// # Panics
    /// Where the server does not make it.
    pub fn user(&self, login: &str, groups: &[&str]) {
        let named = json!([["name", "in", groups]]);
        let ids = self.call("res.group.search", &[named, json!(0), json!(null), json!(null)]);
        assert_eq!(ids.as_array().map(Vec::len), Some(groups.len()), "groups {groups:?}: {ids}");
        let user = json!([{
            "name": login, "login": login, "password": USER_PASSWORD, "groups": [["add", ids]], "companies": [["add", [1]]],
            "company": 1,
        }]);
        self.call("res.user.create", &[user]);
    }

    /// The records of a model, with these fields.
    #[must_use]
    pub fn records(&self, model: &str, wanted: Value, fields: &[&str]) -> Vec<Value> {
        let order = json!([["id", "ASC"]]);
        let found = self.call(&format!("{model}.search_read"), &[wanted, json!(0), json!(null), order, json!(fields)]);
        found.as_array().cloned().unwrap_or_default()
    }

    /// A salesperson takes an opportunity up and makes a sale of it, with one line of this price; gives the sale's id.
    #[must_use]
    pub fn convert(&self, opportunity: i64, price: &str) -> i64 {
        let read = self.call("sale.opportunity.read", &[json!([opportunity]), json!(["address", "employee"])]);
        if read[0]["employee"].is_null() {
            let employee = self.call("company.employee.create", &[json!([{"party": 1, "company": 1}])]);
            self.call("sale.opportunity.write", &[json!([opportunity]), json!({"employee": employee[0]})]);
        }
        self.call("sale.opportunity.opportunity", &[json!([opportunity])]);
        self.call("sale.opportunity.convert", &[json!([opportunity])]);
        let of = json!([["origin", "=", format!("sale.opportunity,{opportunity}")]]);
        let sale = id(&self.call("sale.sale.search", &[of, json!(0), json!(1), json!(null)]));
        let line = json!({
            "description": "Wartung", "quantity": 1, "unit_price": {"__class__": "Decimal", "decimal": price},
        });
        let values = json!({
            "invoice_address": read[0]["address"], "shipment_address": read[0]["address"], "invoice_method": "manual",
            "shipment_method": "manual", "lines": [["create", [line]]],
        });
        self.call("sale.sale.write", &[json!([sale]), values]);
        sale
    }

    /// Delivers a machine to a customer.
    pub fn deliver(
        &self,
        (product, lot): (i64, i64),
        (party, address): (i64, i64),
        (year, month, day): (i32, u32, u32),
    ) {
        let place = |code: &str| {
            let found = json!([["code", "=", code]]);
            id(&self.call("stock.location.search", &[found, json!(0), json!(1), json!(null)]))
        };
        let unit = self.call("product.uom.search", &[json!([["symbol", "=", "u"]]), json!(0), json!(1), json!(null)]);
        let on = json!({"__class__": "date", "year": year, "month": month, "day": day});
        let shipment = json!([{
            "customer": party, "delivery_address": address, "warehouse": place("WH"), "effective_date": on,
            "planned_date": on,
            "outgoing_moves": [["create", [{
                "product": product, "lot": lot, "quantity": 1, "uom": unit[0], "from_location": place("OUT"),
                "to_location": place("CUS"), "unit_price": {"__class__": "Decimal", "decimal": "100000"},
                "currency": 1,
            }]]],
        }]);
        let shipment = self.call("stock.shipment.out.create", &[shipment]);
        for step in ["wait", "assign_force", "pick", "pack", "done"] {
            self.call(&format!("stock.shipment.out.{step}"), std::slice::from_ref(&shipment));
        }
    }
}

impl Drop for Tryton {
    fn drop(&mut self) {
        self.stop();
    }
}

fn id(found: &Value) -> i64 {
    found[0].as_i64().unwrap_or_else(|| panic!("no record: {found}"))
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn wait_for_template() {
    let state = std::env::var(STATE)
        .unwrap_or_else(|_| panic!("{STATE} is not set; run `cargo xtask test`, which prepares a Tryton"));
    let begin = Instant::now();
    loop {
        match std::fs::read_to_string(&state).unwrap_or_default().trim() {
            "ready" => return,
            "" => assert!(begin.elapsed() < PREPARING, "Tryton's database was not ready in time"),
            why => panic!("Tryton's database could not be prepared: {why}"),
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// RFC 4648.
fn encoded(text: &str) -> String {
    let letters: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    let mut coded = String::new();
    for group in text.as_bytes().chunks(3) {
        let bits = group.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - group.len()));
        let made = group.len() + 1;
        coded.extend((0..4).map(|at| if at < made { letters[bits >> (18 - 6 * at) & 63] } else { '=' }));
    }
    coded
}
