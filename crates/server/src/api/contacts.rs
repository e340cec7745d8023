//! Contacts: the mail addresses of machine files and of the register, what each person agreed and objected to, where the
//! address comes from, and what may be said to it. Addresses stand in no URL: a contact is named by a digest.

use super::cells::download;
use super::paging::{Page, Pairs, split};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Contacts as KeepContacts, Export, Read, Sources};
use crate::live::View;
use crate::problem::{Answer, Problem};
use automate::{ContactPolicy, Origin, Purpose, Relation, Said, Stand, Standing};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use base::MachineId;
use chrono::NaiveDate;
use pipeline::{Cells, ContactFacts, Contacts, KnownContact};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use store::{ConsentEntry, DatedConsent, NewConsent};
use utoipa::ToSchema;
use uuid::Uuid;

/// Letters of an evidence or reason at most.
const MOST_LETTERS: usize = 2_000;

/// Machines of a contact that are named; how many there are is said.
const MACHINES_NAMED: usize = 100;

/// Origins by their names in JSON.
const ORIGINS: [(&str, Origin); 3] = [("sale", Origin::Sale), ("given", Origin::Given), ("unknown", Origin::Unknown)];

/// What a contact said last about a topic.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ContactStand {
    /// The topic; all where it is `null`.
    pub topic: Option<String>,
    /// `agreed` or `objected`.
    pub said: &'static str,
    /// On which day.
    pub on: NaiveDate,
}

/// Whether mail on a topic may go to a contact by itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ContactMay {
    /// The topic.
    pub topic: String,
    /// Why a notice becomes a task; it may go where there is no reason.
    pub notice: Vec<String>,
    /// Why advertising becomes a task; it may go where there is no reason.
    pub advertising: Vec<String>,
}

/// A contact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ContactRow {
    /// The digest of its address.
    pub id: String,
    /// The address.
    pub address: String,
    /// The customer of its first machine.
    pub customer_name: Option<String>,
    /// Customers whose machines name it.
    pub customers: usize,
    /// Machines that name it.
    pub machines: usize,
    /// The country of its first machine, ISO 3166.
    pub country: Option<String>,
    /// What its customer is to us: `customer`, `former` or `prospect`.
    pub relation: String,
    /// Where the address comes from: `sale`, `given` or `unknown`.
    pub origin: String,
    /// Whether it was said at collection that one may object.
    pub was_told: bool,
    /// Whether mail to it came back for good.
    pub has_bounced: bool,
    /// Whether the person had it erased: nothing ever goes to it.
    pub is_erased: bool,
    /// What was said last, by topic.
    pub stands: Vec<ContactStand>,
    /// What may be sent, by topic.
    pub may: Vec<ContactMay>,
}

/// How many contacts of each kind there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, ToSchema)]
pub struct ContactCounts {
    /// All.
    pub all: usize,
    /// Of unknown origin.
    pub no_origin: usize,
    /// Without any consent.
    pub no_consent: usize,
    /// With a consent.
    pub agreed: usize,
    /// With an objection.
    pub objected: usize,
    /// Mail to them came back.
    pub bounced: usize,
    /// Erased, while machine files still name them.
    pub erased: usize,
}

/// The contacts.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ContactsView {
    /// How many there are of each kind.
    pub counts: ContactCounts,
    /// The topics one may agree and object to.
    pub topics: Vec<String>,
    /// The contacts, by address.
    pub rows: Page<ContactRow>,
}

fn said<T: Serialize>(of: T) -> String {
    serde_json::to_value(of).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Everything rows are made of.
struct Register {
    view: Arc<View>,
    contacts: Contacts,
    facts: ContactFacts,
    policy: ContactPolicy,
    topics: BTreeSet<String>,
}

impl Register {
    async fn load(app: &App) -> Answer<Self> {
        let view = app.view()?;
        let register = app.store().addresses().await?;
        let policy = pipeline::contact_policy(app.store()).await?;
        let topics = pipeline::topics_of(app.store(), &app.config.campaigns).await?;
        let of = Arc::clone(&view);
        let made = tokio::task::spawn_blocking(move || {
            (Contacts::of(&of.live.decided.state.files, &register), ContactFacts::of(&of.live.decided))
        });
        let (contacts, facts) = made.await?;
        Ok(Self { view, contacts, facts, policy, topics })
    }

    fn find(&self, id: &str) -> Answer<&KnownContact> {
        self.contacts.find(id).ok_or_else(|| Problem::missing("there is no such contact"))
    }

    /// The positions of a contact's customers.
    fn customers(&self, of: &KnownContact) -> Vec<u32> {
        let files = &self.view.live.decided.state.files;
        let all = of.machines.iter().filter_map(|at| files.customer_of.get(*at as usize).copied().flatten());
        all.collect::<BTreeSet<u32>>().into_iter().collect()
    }

    /// The ids of a contact's customers, as messages name them.
    fn about(&self, of: &KnownContact) -> Vec<String> {
        let files = &self.view.live.decided.state.files;
        let id = |at: u32| files.customers.get(at as usize).map(|customer| customer.id.to_string());
        self.customers(of).into_iter().filter_map(id).collect()
    }

    fn may(&self, of: &KnownContact) -> Vec<ContactMay> {
        let reasons = |purpose, topic: &str| match self.facts.may(&self.policy, of, purpose, topic) {
            pipeline::May::Yes => Vec::new(),
            pipeline::May::Person(reasons) => reasons.into_iter().map(str::to_owned).collect(),
        };
        let of_topic = |topic: &String| ContactMay {
            topic: topic.clone(),
            notice: reasons(Purpose::Notice, topic),
            advertising: reasons(Purpose::Advertising, topic),
        };
        self.topics.iter().map(of_topic).collect()
    }

    fn row(&self, of: &KnownContact) -> ContactRow {
        let files = &self.view.live.decided.state.files;
        let first = |field: &str| {
            let at = of.machines.first()?;
            files.str(field, *at as usize).map(str::to_owned)
        };
        let Standing { origin, was_told, has_bounced, is_erased, .. } = of.standing;
        ContactRow {
            id: of.id.clone(),
            address: of.address.clone(),
            customer_name: first("customer_name"),
            customers: self.customers(of).len(),
            machines: of.machines.len(),
            country: first("country"),
            relation: said::<Relation>(self.facts.relation(of)),
            origin: said(origin),
            was_told,
            has_bounced,
            is_erased,
            stands: of.standing.stands().map(|(topic, stand)| shown_stand(topic, stand)).collect(),
            may: self.may(of),
        }
    }
}

fn shown_stand(topic: Option<&str>, stand: Stand) -> ContactStand {
    let (said, on) = match stand {
        Stand::Agreed(on) => (Said::Agreed.id(), on),
        Stand::Objected(on) => (Said::Objected.id(), on),
    };
    ContactStand { topic: topic.map(str::to_owned), said, on }
}

/// Whether a contact is of the kind a filter names.
fn is_of(state: &str, of: &Standing) -> Option<bool> {
    Some(match state {
        "no_origin" => of.origin == Origin::Unknown && !of.is_erased,
        "no_consent" => !of.has_agreed() && !of.is_erased,
        "agreed" => of.has_agreed(),
        "objected" => of.has_objected(),
        "bounced" => of.has_bounced,
        "erased" => of.is_erased,
        _ => return None,
    })
}

/// The contacts. Filters: `q` (words of address and customer), `state` (`no_origin`, `no_consent`, `agreed`, `objected`, `bounced`,
/// `erased`), `country` (ISO 3166).
#[utoipa::path(get, path = "/contacts", tag = "contacts",
    params(("q" = Option<String>, Query), ("state" = Option<String>, Query), ("country" = Option<String>, Query),
        ("limit" = Option<usize>, Query), ("offset" = Option<usize>, Query), ("cursor" = Option<String>, Query)),
    responses((status = 200, body = ContactsView), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>, Query(pairs): Query<Pairs>) -> Answer<Json<ContactsView>> {
    drop(may);
    let (paging, filters) = split(pairs)?;
    let (mut words, mut state, mut country) = (Vec::new(), None, None);
    for (name, value) in filters {
        match name.as_str() {
            "q" => words = value.to_lowercase().split_whitespace().map(str::to_owned).collect(),
            "state" if is_of(&value, &Standing::default()).is_some() => state = Some(value),
            "state" => {
                return Err(Problem::wrong("state is no_origin, no_consent, agreed, objected, bounced or erased"));
            }
            "country" => country = Some(value.to_uppercase()),
            other => {
                return Err(Problem::wrong(format!("`{other}` is not a filter here; there are q, state, country")));
            }
        }
    }
    let register = Register::load(&app).await?;
    let files = &register.view.live.decided.state.files;
    let mut counts = ContactCounts::default();
    let mut wanted = Vec::new();
    for of in register.contacts.all() {
        let text = |field: &str| of.machines.first().and_then(|at| files.str(field, *at as usize)).unwrap_or_default();
        if country.as_ref().is_some_and(|country| !text("country").eq_ignore_ascii_case(country)) {
            continue;
        }
        if !words.is_empty() {
            let all = format!("{} {}", of.address, text("customer_name").to_lowercase());
            if !words.iter().all(|word| all.contains(word.as_str())) {
                continue;
            }
        }
        let is = |state: &str| usize::from(is_of(state, &of.standing) == Some(true));
        counts.all += 1;
        counts.no_origin += is("no_origin");
        counts.no_consent += is("no_consent");
        counts.agreed += is("agreed");
        counts.objected += is("objected");
        counts.bounced += is("bounced");
        counts.erased += is("erased");
        if state.as_deref().is_none_or(|state| is(state) == 1) {
            wanted.push(of);
        }
    }
    let total = wanted.len();
    let rows = wanted.into_iter().skip(paging.offset).take(paging.limit).map(|of| register.row(of)).collect();
    Ok(Json(ContactsView {
        counts,
        topics: register.topics.iter().cloned().collect(),
        rows: Page::new(rows, total, paging.offset),
    }))
}

/// An entry of the register.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ContactEntry {
    /// Counted up.
    pub id: i64,
    /// `agreed`, `objected`, `nothing` (it says where the address comes from), `bounced` or `reachable`.
    pub said: &'static str,
    /// The topic; all where it is `null`.
    pub topic: Option<String>,
    /// On which day it was said.
    pub on: NaiveDate,
    /// Where the address comes from: `sale`, `given` or `unknown`.
    pub origin: String,
    /// Whether it was said at collection that one may object.
    pub was_told: bool,
    /// What shows it.
    pub evidence: String,
    /// Who entered it.
    pub saved_by: String,
    /// When, UTC.
    pub saved_at: String,
    /// Of a consent or objection: whether it is the one that counts for its topic now.
    pub counts: bool,
}

fn shown_entry(of: &ConsentEntry, standing: &Standing) -> ContactEntry {
    let stand = standing.stands().find(|(topic, _)| *topic == of.of.topic.as_deref()).map(|(_, stand)| stand);
    let has_evidence = of.statement().has_evidence;
    let counts = match (of.of.said, stand) {
        (Said::Agreed, Some(Stand::Agreed(on))) => on == of.on && has_evidence,
        (Said::Objected, Some(Stand::Objected(on))) => on == of.on,
        _ => false,
    };
    ContactEntry {
        id: of.id,
        said: of.of.said.id(),
        topic: of.of.topic.clone(),
        on: of.on,
        origin: said(of.of.origin),
        was_told: of.of.was_told,
        evidence: of.of.evidence.clone(),
        saved_by: of.saved_by.clone(),
        saved_at: of.saved_at.clone(),
        counts,
    }
}

/// A machine that names a contact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ContactMachine {
    /// The machine.
    pub id: Uuid,
    /// Its serial number.
    pub serial_number: String,
    /// Its customer.
    pub customer_name: Option<String>,
}

/// Everything known of a contact.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ContactDetail {
    /// The contact.
    pub contact: ContactRow,
    /// The register's entries about it, the newest first: none is ever deleted, but all at once on request.
    pub entries: Vec<ContactEntry>,
    /// Machines that name it, the first hundred; the contact says how many there are.
    pub machines: Vec<ContactMachine>,
    /// The topics one may agree and object to.
    pub topics: Vec<String>,
}

async fn detail(app: &App, id: &str) -> Answer<ContactDetail> {
    let register = Register::load(app).await?;
    let of = register.find(id)?;
    let live = &register.view.live;
    let files = &live.decided.state.files;
    let machine = |at: &u32| ContactMachine {
        id: files.link.ids.get(*at as usize).map_or(Uuid::nil(), |MachineId(id)| *id),
        serial_number: files.str("serial_number", *at as usize).unwrap_or_default().to_owned(),
        customer_name: files.str("customer_name", *at as usize).map(str::to_owned),
    };
    let entries = app.store().consents_of(&of.address).await?;
    Ok(ContactDetail {
        contact: register.row(of),
        entries: entries.iter().map(|entry| shown_entry(entry, &of.standing)).collect(),
        machines: of.machines.iter().take(MACHINES_NAMED).map(machine).collect(),
        topics: register.topics.iter().cloned().collect(),
    })
}

/// A contact with all that was entered about it.
#[utoipa::path(get, path = "/contacts/{id}", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = ContactDetail), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Path(id): Path<String>) -> Answer<Json<ContactDetail>> {
    drop(may);
    detail(&app, &id).await.map(Json)
}

/// Something contacts said, or where their addresses come from.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContactEntry {
    /// The contacts, by id.
    ids: Vec<String>,
    /// An address that is in no machine file and not in the register yet.
    address: Option<String>,
    /// `agreed`, `objected`, `nothing` (it says where the address comes from), `bounced` or `reachable`.
    said: String,
    /// The topics of a consent or an objection; all where none is named.
    topics: Vec<String>,
    /// On which day it was said.
    on: NaiveDate,
    /// Where the address comes from: `sale`, `given` or `unknown`.
    origin: String,
    /// Whether it was said at collection that one may object.
    was_told: bool,
    /// What shows it: who said it when and how. A consent needs it.
    evidence: String,
}

/// How many entries were made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct EnteredContacts {
    /// Contacts.
    pub contacts: usize,
    /// Entries, one a contact and topic.
    pub entries: usize,
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
        && !text.contains(char::is_whitespace)
        && text.len() <= 254
}

fn named_origin(name: &str) -> Answer<Origin> {
    let found = ORIGINS.into_iter().find(|(id, _)| *id == name).map(|(_, origin)| origin);
    found.ok_or_else(|| Problem::wrong(format!("`{name}` is no origin; there are sale, given, unknown")))
}

/// Enters what contacts said: one entry a contact and topic, all or none. A consent needs its evidence, and cannot be entered
/// over an objection of the same day or a later one. Counts from the next run of campaigns on.
#[utoipa::path(post, path = "/contacts/entries", tag = "contacts", request_body = NewContactEntry,
    responses((status = 200, body = EnteredContacts), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("contacts"))))]
pub async fn enter(
    may: May<KeepContacts>,
    State(app): State<App>,
    Json(wanted): Json<NewContactEntry>,
) -> Answer<Json<EnteredContacts>> {
    let NewContactEntry { ids, address, said, topics, on, origin, was_told, evidence } = wanted;
    let said = Said::named(&said).ok_or_else(|| {
        Problem::wrong(format!("`{said}` is nothing one says; there are agreed, objected, nothing, bounced, reachable"))
    })?;
    let origin = named_origin(&origin)?;
    let evidence = evidence.trim().to_owned();
    if evidence.chars().count() > MOST_LETTERS {
        return Err(Problem::wrong(format!("evidence has {MOST_LETTERS} letters at most")));
    }
    if said == Said::Agreed && evidence.is_empty() {
        return Err(Problem::wrong(
            "a consent needs its evidence: who agreed when and how, and where that can be read",
        ));
    }
    if on > app.today() {
        return Err(Problem::wrong(format!("{on} is still to come")));
    }
    let address = address.map(|address| address.trim().to_lowercase()).filter(|address| !address.is_empty());
    if let Some(wrong) = address.as_ref().filter(|address| !is_address(address)) {
        return Err(Problem::wrong(format!("`{wrong}` is no mail address")));
    }
    let register = Register::load(&app).await?;
    if let Some(other) = topics.iter().find(|topic| !register.topics.contains(topic.as_str())) {
        let all: Vec<&str> = register.topics.iter().map(String::as_str).collect();
        return Err(Problem::wrong(format!("`{other}` is no topic; there are {}", all.join(", "))));
    }
    let has_topic = matches!(said, Said::Agreed | Said::Objected);
    if !has_topic && !topics.is_empty() {
        return Err(Problem::wrong("only a consent or an objection has topics"));
    }
    let mut addresses: Vec<(String, Standing)> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    // Who names many contacts asks for each once.
    let by_id: std::collections::HashMap<&str, &KnownContact> =
        register.contacts.all().iter().map(|of| (of.id.as_str(), of)).collect();
    for id in &ids {
        let of = by_id.get(id.as_str()).ok_or_else(|| Problem::missing(format!("there is no contact {id}")))?;
        if seen.insert(of.address.clone()) {
            addresses.push((of.address.clone(), of.standing.clone()));
        }
    }
    if let Some(address) = address.filter(|address| !seen.contains(address)) {
        let standing = app.store().addresses().await?.of(&address);
        addresses.push((address, standing));
    }
    if addresses.is_empty() {
        return Err(Problem::wrong("name at least one contact"));
    }
    if let Some((address, _)) = addresses.iter().find(|(_, standing)| standing.is_erased) {
        let what = format!("{address} was erased on request and is not entered again");
        return Err(Problem::conflict("erased", what));
    }
    let topics: Vec<Option<String>> =
        if topics.is_empty() { vec![None] } else { topics.into_iter().map(Some).collect() };
    if said == Said::Agreed {
        for (address, standing) in &addresses {
            for topic in &topics {
                if let Some(day) = standing.objection_in_the_way(topic.as_deref(), on) {
                    let what =
                        format!("{address} objected on {day}; only a consent given after that day lifts the objection");
                    return Err(Problem::conflict("objected", what));
                }
            }
        }
    }
    let entry = |address: &str, topic: &Option<String>| DatedConsent {
        on: Some(on),
        of: NewConsent {
            address: address.to_owned(),
            topic: topic.clone(),
            said,
            origin,
            was_told,
            evidence: evidence.clone(),
        },
    };
    let entries: Vec<DatedConsent> =
        addresses.iter().flat_map(|(address, _)| topics.iter().map(|topic| entry(address, topic))).collect();
    let write = app.write(&may.who.account.login).await?;
    write.enter_consents(&entries).await?;
    write.commit().await?;
    Ok(Json(EnteredContacts { contacts: addresses.len(), entries: entries.len() }))
}

/// Everything stored about a contact, for the person who asks for it (GDPR art. 15): machine files with the cells they come from,
/// the register, messages.
#[utoipa::path(get, path = "/contacts/{id}/export.json", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, content_type = "application/json"), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("export"))))]
pub async fn export(may: May<Export>, State(app): State<App>, Path(id): Path<String>) -> Answer<(HeaderMap, Vec<u8>)> {
    let register = Register::load(&app).await?;
    let of = register.find(&id)?;
    let contact = register.row(of);
    let entries = app.store().consents_of(&of.address).await?;
    let entries: Vec<ContactEntry> = entries.iter().map(|entry| shown_entry(entry, &of.standing)).collect();
    let messages = app.store().messages_to(&of.address, &register.about(of)).await?;
    let messages: Vec<Value> = messages
        .into_iter()
        .map(|of| {
            let payload = of.of.payload.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
            json!({ "state": of.state, "since": of.since, "sent_at": of.sent_at, "message": payload })
        })
        .collect();
    let (machines, exported_at, kept) = (of.machines.clone(), app.stamp(), app.config.workplace.kept.clone());
    let view = Arc::clone(&register.view);
    let machines = tokio::task::spawn_blocking(move || {
        let state = &view.live.decided.state;
        let mut cells = Cells::new(&kept, &state.tables);
        let mut all = Vec::with_capacity(machines.len());
        for at in machines {
            let at = at as usize;
            let mut fields = serde_json::Map::new();
            for field in ["contact_name", "email", "phone", "customer_name", "street", "postcode", "city", "country"] {
                let Some(text) = state.files.text(field, at) else { continue };
                let from = state.files.source(field, at).and_then(|cell| cells.look_up(cell));
                let from = from.map(|of| {
                    json!({ "source": of.source, "file": of.file, "sheet": of.sheet, "row": of.row, "column": of.column, "text": of.text })
                });
                fields.insert(field.to_owned(), json!({ "value": text, "from": from }));
            }
            all.push(json!({ "serial_number": state.files.str("serial_number", at), "fields": fields }));
        }
        all
    });
    let document = json!({
        "address": contact.address, "exported_at": exported_at, "origin": contact.origin, "was_told": contact.was_told,
        "has_bounced": contact.has_bounced, "is_erased": contact.is_erased, "stands": contact.stands, "register": entries,
        "machine_files": machines.await?, "messages": messages,
    });
    let bytes = serde_json::to_vec_pretty(&document).map_err(|error| Problem::internal(&error))?;
    let write = app.write(&may.who.account.login).await?;
    write.audit("export contact", &format!("address {id}"), "everything stored about it").await?;
    write.commit().await?;
    Ok((download("instand-contact.json", "application/json"), bytes))
}

/// Why an address is erased.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseContact {
    /// Who asked for it when and how.
    reason: String,
}

/// What was erased, and what still names the address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ErasedContact {
    /// Entries of the register that are gone.
    pub entries: u64,
    /// Machines whose files name the address until the lists they come from do not any more.
    pub machines: usize,
}

/// Erases a contact from the register (GDPR art. 17). A digest of its address is kept, so that it is never written to again;
/// machine files name it until the lists they come from do not any more, and messages that were sent stay as proof.
#[utoipa::path(post, path = "/contacts/{id}/erase", tag = "contacts", request_body = EraseContact, params(("id" = String, Path)),
    responses((status = 200, body = ErasedContact), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("sources"))))]
pub async fn erase(
    may: May<Sources>,
    State(app): State<App>,
    Path(id): Path<String>,
    Json(wanted): Json<EraseContact>,
) -> Answer<Json<ErasedContact>> {
    let reason = wanted.reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > MOST_LETTERS {
        return Err(Problem::wrong("say in a few words who asked for it when and how"));
    }
    let register = Register::load(&app).await?;
    let of = register.find(&id)?;
    if reason.to_lowercase().contains(&of.address) {
        return Err(Problem::wrong("the reason is kept: leave the address out of it"));
    }
    let write = app.write(&may.who.account.login).await?;
    let entries = write.erase_address(&of.address, &reason, &register.about(of)).await?;
    write.commit().await?;
    Ok(Json(ErasedContact { entries, machines: of.machines.len() }))
}
