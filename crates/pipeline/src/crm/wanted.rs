//! What Salesforce shall have beside opportunities, made from what is known here: all of a kind at once.

use super::objects::There;
use super::push::Making;
use super::{OPPORTUNITY, SALESFORCE};
use crate::PipelineError;
use crate::state::Workplace;
use automate::{Campaign, Enrolment, State, TaskTitle};
use base::{Language, MachineId, OpportunityId};
use connectors::salesforce::{Mapping, Noun, ObjectMapping};
use hashbrown::{HashMap, HashSet};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::{Addresses, CampaignState, Visit, VisitFilter, WorkedOpportunity, address_digest};

/// A record as it shall be there.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Wanted {
    /// Our key.
    pub(super) key: String,
    /// What it is about, for people.
    pub(super) about: String,
    /// Our values.
    ours: Map<String, Value>,
    parents: Vec<Parent>,
}

/// What a record hangs on.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Parent {
    /// Our field.
    field: &'static str,
    noun: Noun,
    key: String,
}

impl Wanted {
    /// The values with the parents that are there; none where one is missing that the record cannot be without.
    pub(super) fn with_parents(
        &self,
        mapping: &ObjectMapping,
        key_field: &str,
        there: &There,
    ) -> Option<(&Self, Map<String, Value>)> {
        let mut ours = self.ours.clone();
        for parent in &self.parents {
            if !mapping.links_by(parent.field, key_field) {
                continue;
            }
            if !there.get(&parent.noun).is_some_and(|keys| keys.contains(&parent.key)) {
                return None;
            }
            ours.insert(parent.field.to_owned(), json!(parent.key));
        }
        Some((self, ours))
    }
}

/// Someone machine files name with a mail address.
struct Person {
    key: String,
    name: String,
    address: String,
    machine: usize,
}

/// Everything records are made of.
struct Known<'a> {
    making: &'a Making<'a>,
    position: HashMap<MachineId, usize>,
    /// The opportunities Salesforce has or is about to have.
    opportunities: Vec<WorkedOpportunity>,
    /// Their ids.
    ids: HashSet<OpportunityId>,
    register: Addresses,
}

/// What is wanted, by kind, and which campaign an opportunity belongs to.
pub(super) async fn wanted(
    workplace: &Workplace,
    mapping: &Mapping,
    making: &Making<'_>,
) -> Result<(HashMap<Noun, Vec<Wanted>>, HashMap<OpportunityId, String>), PipelineError> {
    let store = &workplace.store;
    let is_mapped = |noun: Noun| mapping.of(noun).is_some();
    let keys: HashSet<String> = store.outgoing_keys((SALESFORCE, OPPORTUNITY)).await?.into_iter().collect();
    let mut opportunities = store.worked_opportunities().await?;
    opportunities.retain(|of| keys.contains(&of.of.id.to_string()));
    let known = Known {
        making,
        position: making.state.files.link.ids.iter().enumerate().map(|(at, id)| (*id, at)).collect(),
        ids: opportunities.iter().map(|of| of.of.id).collect(),
        opportunities,
        register: if is_mapped(Noun::Contact) { store.addresses().await? } else { Addresses::default() },
    };
    let mut all = HashMap::new();
    let mut campaign_of = HashMap::new();
    let campaigns = if is_mapped(Noun::Campaign) { campaigns(workplace).await? } else { BTreeMap::new() };
    let mut enrolled: Vec<(&str, Enrolment)> = Vec::new();
    for id in campaigns.keys() {
        // Who is deliberately not spoken to is no member.
        let of = store.enrolments_in(id, u64::from(u32::MAX)).await?.into_iter();
        enrolled.extend(of.filter(|of| of.state != State::Control).map(|of| (id.as_str(), of)));
    }
    campaign_of.extend(enrolled.iter().filter_map(|(id, of)| Some((of.opportunity?, campaign_key(id)))));
    if is_mapped(Noun::Machine) {
        all.insert(Noun::Machine, known.machines());
    }
    if is_mapped(Noun::Contact) {
        let people = known.people(if is_mapped(Noun::CampaignMember) { &enrolled } else { &[] });
        all.insert(Noun::Contact, people.values().map(|person| known.contact(person)).collect());
        if is_mapped(Noun::ContactRole) {
            all.insert(Noun::ContactRole, known.roles(&people));
        }
        if is_mapped(Noun::CampaignMember) {
            all.insert(Noun::CampaignMember, known.members(&people, &enrolled));
        }
    }
    if is_mapped(Noun::Campaign) {
        let of = |(id, (campaign, is_live)): (&String, &(Campaign, bool))| Wanted {
            key: campaign_key(id),
            about: id.clone(),
            ours: values(json!({
                "name": campaign.title.get(making.language), "text": campaign.explanation.get(making.language), "active": is_live,
            })),
            parents: Vec::new(),
        };
        all.insert(Noun::Campaign, campaigns.iter().map(of).collect());
    }
    if is_mapped(Noun::Task) {
        let tasks = store.tasks(false, None, u64::from(u32::MAX)).await?;
        all.insert(Noun::Task, tasks.iter().filter_map(|task| known.task(task)).collect());
    }
    if is_mapped(Noun::WorkOrder) {
        let (_, visits) = store.visits(&VisitFilter::default(), 0, u64::from(u32::MAX)).await?;
        all.insert(Noun::WorkOrder, visits.iter().filter_map(|visit| known.work_order(visit)).collect());
    }
    Ok((all, campaign_of))
}

/// The newest version of each campaign that is or was in force, and whether it is live.
async fn campaigns(workplace: &Workplace) -> Result<BTreeMap<String, (Campaign, bool)>, PipelineError> {
    let mut newest: BTreeMap<String, (u32, Campaign, bool)> = BTreeMap::new();
    for of in workplace.store.campaigns().await?.into_iter().filter(|of| of.state != CampaignState::Draft) {
        // One this version cannot read is said where campaigns are run.
        let Ok(campaign) = Campaign::parse(&of.campaign, &of.definition) else { continue };
        if newest.get(&of.campaign).is_none_or(|(version, ..)| *version < of.version) {
            newest.insert(of.campaign, (of.version, campaign, of.state == CampaignState::Live));
        }
    }
    Ok(newest.into_iter().map(|(id, (_, campaign, is_live))| (id, (campaign, is_live))).collect())
}

/// A campaign's key. Its id is of small letters, digits and hyphens already.
fn campaign_key(id: &str) -> String {
    format!("campaign-{id}")
}

/// The key of what two things make: the same two always have the same.
fn key_of(what: &str, of: [&str; 2]) -> String {
    let digest = blake3::hash(format!("{what}\n{}\n{}", of[0], of[1]).as_bytes()).to_hex();
    format!("{what}-{}", digest.get(..32).unwrap_or_default())
}

fn values(of: Value) -> Map<String, Value> {
    match of {
        Value::Object(mut of) => {
            of.retain(|_, value| !value.is_null() && value != "");
            of
        }
        _ => Map::new(),
    }
}

impl Known<'_> {
    fn text(&self, field: &str, machine: usize) -> &str {
        self.making.state.files.str(field, machine).map(str::trim).unwrap_or_default()
    }

    /// The machines of opportunities.
    fn machines(&self) -> Vec<Wanted> {
        let machines: BTreeSet<MachineId> = self.opportunities.iter().map(|of| of.of.machine).collect();
        let wanted = |id: MachineId| {
            let at = *self.position.get(&id)?;
            let (serial, kind) = (self.text("serial_number", at), self.text("machine_type", at));
            let name = [kind, serial].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            let installed = self.making.state.files.date("installed_on", at).map(|day| day.to_string());
            Some(Wanted {
                key: id.to_string(),
                about: id.to_string(),
                ours: values(json!({
                    "name": name, "serial_number": serial, "machine_type": kind, "installed_on": installed,
                    "customer": self.text("customer_number", at),
                })),
                parents: Vec::new(),
            })
        };
        machines.into_iter().filter_map(wanted).collect()
    }

    /// Who is named with name and address at the machines of opportunities and enrolments, by key. Whoever had the address
    /// erased is nobody.
    fn people(&self, enrolled: &[(&str, Enrolment)]) -> BTreeMap<String, Person> {
        let of_opportunities = self.opportunities.iter().map(|of| of.of.machine);
        let machines: BTreeSet<MachineId> = of_opportunities.chain(enrolled.iter().map(|(_, of)| of.machine)).collect();
        let mut people = BTreeMap::new();
        for at in machines.iter().filter_map(|id| self.position.get(id).copied()) {
            let Some(person) = self.person(at) else { continue };
            people.entry(person.key.clone()).or_insert(person);
        }
        people
    }

    fn person(&self, machine: usize) -> Option<Person> {
        let address = self.text("email", machine).to_lowercase();
        let name = self.text("contact_name", machine);
        if !address.contains('@') || name.is_empty() || self.register.is_erased(&address) {
            return None;
        }
        Some(Person { key: address_digest(&address), name: name.to_owned(), address, machine })
    }

    fn contact(&self, person: &Person) -> Wanted {
        // "Muster, Eva" and "Eva Muster".
        let (first, last) = match (person.name.split_once(','), person.name.rsplit_once(' ')) {
            (Some((last, first)), _) | (None, Some((first, last))) => (first.trim(), last.trim()),
            (None, None) => ("", person.name.as_str()),
        };
        let mut ours = values(json!({
            "last_name": last, "first_name": first, "email": person.address, "phone": self.text("phone", person.machine),
            "customer": self.text("customer_number", person.machine),
        }));
        // Only ever said, never taken back: people in Salesforce may have heard an objection nobody told us of.
        if self.register.of(&person.address).has_objected() {
            ours.insert("opted_out".to_owned(), json!(true));
        }
        Wanted { key: person.key.clone(), about: person.key.clone(), ours, parents: Vec::new() }
    }

    /// Whom an opportunity is about.
    fn roles(&self, people: &BTreeMap<String, Person>) -> Vec<Wanted> {
        let role = |of: &WorkedOpportunity| {
            let person = self.person(*self.position.get(&of.of.machine)?)?;
            people.get(&person.key)?;
            let opportunity = of.of.id.to_string();
            let parents = vec![
                Parent { field: "opportunity", noun: Noun::Opportunity, key: opportunity.clone() },
                Parent { field: "contact", noun: Noun::Contact, key: person.key.clone() },
            ];
            let key = key_of("role", [&opportunity, &person.key]);
            Some(Wanted { key, about: opportunity, ours: Map::new(), parents })
        };
        self.opportunities.iter().filter_map(role).collect()
    }

    /// Who takes part in a campaign, each once.
    fn members(&self, people: &BTreeMap<String, Person>, enrolled: &[(&str, Enrolment)]) -> Vec<Wanted> {
        let mut members = BTreeMap::new();
        for (campaign, of) in enrolled {
            let person = self.position.get(&of.machine).and_then(|at| self.person(*at));
            let Some(person) = person.filter(|person| people.contains_key(&person.key)) else { continue };
            let key = key_of("member", [campaign, &person.key]);
            let parents = vec![
                Parent { field: "campaign", noun: Noun::Campaign, key: campaign_key(campaign) },
                Parent { field: "contact", noun: Noun::Contact, key: person.key },
            ];
            let about = (*campaign).to_owned();
            members.entry(key.clone()).or_insert(Wanted { key, about, ours: Map::new(), parents });
        }
        members.into_values().collect()
    }

    /// A visit of one of the opportunities.
    fn work_order(&self, visit: &Visit) -> Option<Wanted> {
        let opportunity = visit.of.opportunity?;
        self.ids.contains(&opportunity).then_some(())?;
        Some(Wanted {
            key: key_of("visit", [&visit.of.key, ""]),
            about: opportunity.to_string(),
            ours: values(json!({
                "subject": visit.of.title.get(self.making.language), "text": visit.of.note, "status": visit.state.id(),
                "minutes": visit.of.duration_minutes,
            })),
            parents: vec![Parent { field: "machine", noun: Noun::Machine, key: visit.of.machine?.to_string() }],
        })
    }

    /// A task of one of the opportunities.
    fn task(&self, task: &store::Task) -> Option<Wanted> {
        let opportunity = task.of.opportunity?;
        self.ids.contains(&opportunity).then_some(())?;
        let machine = task.of.machine.and_then(|id| Some((id, *self.position.get(&id)?)));
        let mut text = machine.map(|(_, at)| self.text("serial_number", at).to_owned()).unwrap_or_default();
        if let (Some(url), Some((id, _))) = (self.making.public_url, machine) {
            text.push_str(&format!("\n{url}/machines/{id}"));
        }
        Some(Wanted {
            key: key_of("task", [&task.of.key, ""]),
            about: opportunity.to_string(),
            ours: values(json!({
                "subject": title(&task.of.title, self.making.language), "text": text.trim(), "due_on": task.of.due_on.to_string(),
                "status": if task.done_at.is_some() { "done" } else { "open" }, "owner": task.of.owner,
            })),
            parents: vec![Parent { field: "opportunity", noun: Noun::Opportunity, key: opportunity.to_string() }],
        })
    }
}

/// A task as the page words it.
fn title(of: &TaskTitle, language: Language) -> String {
    let said = |de: String, en: String, it: String| match language {
        Language::De => de,
        Language::En => en,
        Language::It => it,
    };
    match of {
        TaskTitle::Said { title } => title.get(language).to_owned(),
        TaskTitle::InsteadOfMail { mail } => said(
            format!("Selbst ansprechen statt der Nachricht „{mail}“"),
            format!("Speak to the customer instead of the message “{mail}”"),
            format!("Contattare di persona al posto del messaggio «{mail}»"),
        ),
        TaskTitle::Answer => said(
            "Auf die Antwort des Kunden eingehen".to_owned(),
            "Take up the customer’s answer".to_owned(),
            "Riprendere la risposta del cliente".to_owned(),
        ),
        TaskTitle::InsteadOfWebhook { webhook } => said(
            format!("Dem System „{webhook}“ selbst Bescheid geben"),
            format!("Tell the system “{webhook}” yourself"),
            format!("Avvisare di persona il sistema «{webhook}»"),
        ),
        TaskTitle::InsteadOfAssignment { team } => said(
            format!("Verkaufschance selbst vergeben statt an das Team „{team}“"),
            format!("Assign the opportunity yourself instead of the team “{team}”"),
            format!("Assegnare di persona l’opportunità invece che al team «{team}»"),
        ),
        TaskTitle::Release { step } => said(
            format!("Schritt „{step}“ freigeben"),
            format!("Release the step “{step}”"),
            format!("Autorizzare il passo «{step}»"),
        ),
    }
}
