//! Whom a campaign speaks to at a machine's customer, and what the guards say of it.

use super::notices::{Portal, contract_end};
use super::{Ready, WaysOut, text_of};
use crate::PipelineError;
use crate::decide::Decided;
use crate::mail::{MayWrite, Message, MessageValues, is_whole, named_seller};
use crate::state::Workplace;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Float64Type;
use automate::{
    Channel, Consent, Contact, ContactPolicy, Country, Doing, Enrolment, Guard, Person, Purpose, Relation, Standing,
    Step, guard,
};
use base::{CustomerId, Language};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};
use hashbrown::HashMap;
use store::{Addresses, NewNotice, PortalContact};

/// Who bought within so many months is a customer.
const MONTHS_A_CUSTOMER: f64 = 24.0;

/// Everything the guards ask for, of all customers.
pub(super) struct People<'a> {
    decided: &'a Decided,
    register: Addresses,
    relation: HashMap<u32, Relation>,
    contacted: HashMap<CustomerId, Vec<NaiveDate>>,
    countries: Option<ArrayRef>,
    policy: ContactPolicy,
    ways: WaysOut,
    portal: Portal,
}

impl<'a> People<'a> {
    pub(super) async fn of(
        workplace: &Workplace,
        decided: &'a Decided,
        ways: WaysOut,
        today: NaiveDate,
    ) -> Result<Self, PipelineError> {
        let policy = crate::contacts::contact_policy(&workplace.store).await?;
        let since = today.checked_sub_days(Days::new(u64::from(policy.limits.days))).unwrap_or(today);
        let mut contacted: HashMap<CustomerId, Vec<NaiveDate>> = HashMap::new();
        for (about, day) in workplace.store.contacts_since(&["mail", "portal"], since).await? {
            if let Ok(id) = about.parse() {
                contacted.entry(CustomerId(id)).or_default().push(day);
            }
        }
        for (customer, day) in workplace.store.notices_since(since).await? {
            contacted.entry(customer).or_default().push(day);
        }
        Ok(Self {
            register: workplace.store.addresses().await?,
            relation: relations(decided),
            contacted,
            countries: text_of(decided, "country"),
            policy,
            ways,
            portal: Portal::of(workplace, decided, ways).await?,
            decided,
        })
    }

    pub(super) fn customer(&self, machine: usize) -> Option<(u32, CustomerId)> {
        let files = &self.decided.state.files;
        let at = files.customer_of.get(machine).copied().flatten()?;
        Some((at, files.customers.get(at as usize)?.id))
    }

    /// A machine's serial number.
    pub(super) fn serial_number(&self, machine: usize) -> Option<&str> {
        self.decided.state.files.str("serial_number", machine)
    }

    /// The address mail about a machine goes to.
    pub(super) fn address(&self, machine: usize) -> Option<&str> {
        self.decided.state.files.str("email", machine).map(str::trim).filter(|address| address.contains('@'))
    }

    /// The language a machine's customer is written to in, by the country of the site.
    pub(super) fn language(&self, machine: usize) -> Language {
        match self.country(machine) {
            Country::De | Country::At | Country::Ch => Language::De,
            Country::It => Language::It,
            Country::Other => Language::En,
        }
    }

    /// Why a mail that passed the guards may be written.
    fn may_write(&self, ready: &Ready, mail: &str, address: &str) -> MayWrite {
        let known = self.register.of(address);
        match ready.campaign.mail(mail).map(|mail| mail.purpose) {
            Some(Purpose::Notice) => MayWrite::Machine,
            _ if known.consent(&ready.campaign.topic) == Consent::Given => MayWrite::Consent,
            _ => MayWrite::Customer,
        }
    }

    /// A mail of a step, with all it says of its customer; `seller` looks after the opportunity.
    pub(super) fn message(
        &self,
        ready: &Ready,
        machine: usize,
        now: &Enrolment,
        (step, mail): (&str, &str),
        seller: Option<&str>,
    ) -> Option<Message> {
        let to = self.address(machine)?.to_owned();
        Some(Message {
            enrolment: now.id,
            campaign: now.campaign.clone(),
            version: now.version,
            step: step.to_owned(),
            mail: mail.to_owned(),
            machine: now.machine,
            opportunity: now.opportunity,
            may_write: self.may_write(ready, mail, &to),
            to,
            language: self.language(machine),
            country: self.code(machine).to_owned(),
            values: self.values(ready, machine, seller),
        })
    }

    /// What a mail says of a machine's customer; the sentences that prove it come when it is put into the outbox.
    fn values(&self, ready: &Ready, machine: usize, seller: Option<&str>) -> MessageValues {
        let files = &self.decided.state.files;
        let text =
            |field: &str| files.str(field, machine).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
        let offer = words::campaign(&ready.campaign.campaign_type, self.language(machine));
        MessageValues {
            contact: text("contact_name"),
            customer: text("customer_name"),
            serial: text("serial_number").unwrap_or_default(),
            machine_type: text("machine_type"),
            site: text("city"),
            contract_end: contract_end(self.decided, machine),
            offer: Some(offer.to_owned()),
            seller: named_seller(seller).map(str::to_owned),
            proof: Vec::new(),
        }
    }

    fn country(&self, machine: usize) -> Country {
        Country::of(self.code(machine))
    }

    /// The country of the site, ISO 3166; empty where it is not known.
    fn code(&self, machine: usize) -> &str {
        let column = self.countries.as_ref().map(AsArray::as_string::<i32>);
        column.filter(|column| column.is_valid(machine)).map_or("", |column| column.value(machine))
    }

    /// The instant before which mail about a machine may not go out, for it is not a working hour where the customer is; none
    /// where it may go at once.
    pub(super) fn not_before(&self, machine: usize, at: &str) -> Option<String> {
        let now: DateTime<Utc> = at.parse().ok()?;
        let opens = self.policy.calendar.opens(self.code(machine), now).filter(|opens| *opens > now)?;
        Some(opens.to_rfc3339_opts(SecondsFormat::Secs, true))
    }

    /// Whether a step may speak to a machine's customer on a day. `spoken` are contacts of this run that are not saved yet,
    /// `held` is what holds the customer back since the enrolment began: a complaint, a critical ticket, a suppression.
    pub(super) fn guard(
        &self,
        ready: &Ready,
        machine: usize,
        step: &Step,
        (today, spoken): (NaiveDate, &HashMap<CustomerId, Vec<NaiveDate>>),
        held: Option<&str>,
    ) -> Guard {
        let mail = match &step.doing {
            Doing::Mail { mail } => mail,
            Doing::Notice { .. } => return self.in_portal(ready, machine, step, (today, spoken), held).0,
            _ => return Guard::Pass,
        };
        let said = self.asked(ready, machine, (mail, Channel::Mail, self.address(machine)), (today, spoken), held);
        let purpose = ready.campaign.mail(mail).map_or(Purpose::Advertising, |mail| mail.purpose);
        let is_set_up = self.ways.mail && (self.ways.objection_page || purpose == Purpose::Notice);
        // Why law does not let it go is worth more than that no server is set up.
        if matches!(said, Guard::Pass | Guard::Later { .. }) && !is_set_up {
            return person("not_set_up");
        }
        let has_page = self.ways.objection_page || self.ways.portal;
        let is_whole =
            || is_whole(&ready.campaign, mail, &self.values(ready, machine, None), self.language(machine), has_page);
        if said == Guard::Pass && !is_whole() { person("text_incomplete") } else { said }
    }

    /// What the guards say of a notice in the portal, and which contact it is written to: the first whom it may be said to.
    pub(super) fn in_portal(
        &self,
        ready: &Ready,
        machine: usize,
        step: &Step,
        spoken: (NaiveDate, &HashMap<CustomerId, Vec<NaiveDate>>),
        held: Option<&str>,
    ) -> (Guard, Option<&PortalContact>) {
        let Doing::Notice { mail } = &step.doing else { return (Guard::Pass, None) };
        let contacts = self.customer(machine).map_or(&[][..], |(_, id)| self.portal.contacts(id));
        let asked = |email: Option<&str>| self.asked(ready, machine, (mail, Channel::Portal, email), spoken, held);
        let verdicts: Vec<(Guard, Option<&PortalContact>)> =
            contacts.iter().map(|contact| (asked(Some(&contact.email)), Some(contact))).collect();
        let lawful = |(said, _): &&(Guard, _)| matches!(said, Guard::Pass | Guard::Later { .. });
        let missing = if self.ways.portal { "no_portal_contact" } else { "not_set_up" };
        let (said, contact) = verdicts.iter().find(lawful).or(verdicts.first()).cloned().unwrap_or_else(|| {
            let said = asked(self.address(machine));
            // Why law does not let it go is worth more than that nobody can read it.
            (if matches!(said, Guard::Person { .. }) { said } else { person(missing) }, None)
        });
        let is_whole = contact.is_none_or(|contact| {
            let opportunity = self.portal.opportunity(self.decided, ready, machine);
            self.portal.text(self.decided, &ready.campaign, (machine, opportunity), mail, contact).is_ok()
        });
        if said == Guard::Pass && !is_whole { (person("text_incomplete"), None) } else { (said, contact) }
    }

    /// Who of the customer is told by mail that a step put something new into the portal: contacts who asked for that and whom
    /// the guards let see it.
    pub(super) fn told_of_news(
        &self,
        ready: &Ready,
        machine: usize,
        mail: &str,
        spoken: (NaiveDate, &HashMap<CustomerId, Vec<NaiveDate>>),
    ) -> Vec<&PortalContact> {
        let contacts = self.customer(machine).map_or(&[][..], |(_, id)| self.portal.contacts(id));
        let may = |of: &&PortalContact| {
            let way = (mail, Channel::Portal, Some(of.email.as_str()));
            let known = self.register.of(&of.email);
            of.mails_new
                && !known.has_bounced
                // What one objects to is not shown in the portal either.
                && known.consent(&ready.campaign.topic) != Consent::ObjectedTopic
                && self.asked(ready, machine, way, spoken, None) == Guard::Pass
        };
        contacts.iter().filter(may).collect()
    }

    /// What the guards say of a campaign's mail by a way to an address.
    fn asked(
        &self,
        ready: &Ready,
        machine: usize,
        (mail, channel, address): (&str, Channel, Option<&str>),
        (today, spoken): (NaiveDate, &HashMap<CustomerId, Vec<NaiveDate>>),
        held: Option<&str>,
    ) -> Guard {
        let purpose = ready.campaign.mail(mail).map_or(Purpose::Advertising, |mail| mail.purpose);
        let customer = self.customer(machine);
        let known = address.map_or_else(Standing::default, |address| self.register.of(address));
        let to = Person {
            address: address.map(str::to_owned),
            has_bounced: known.has_bounced,
            consent: known.consent(&ready.campaign.topic),
            origin: known.origin,
            was_told: known.was_told,
            // Nothing asks the list yet: in Austria the exception is never made use of.
            is_off_ecg_list: false,
        };
        let of = |id: &CustomerId| self.contacted.get(id).into_iter().chain(spoken.get(id)).flatten().copied();
        let contacted_on: Vec<NaiveDate> = customer.iter().flat_map(|(_, id)| of(id)).collect();
        let said = guard(&Contact {
            today,
            country: self.country(machine),
            relation: customer.and_then(|(at, _)| self.relation.get(&at).copied()).unwrap_or(Relation::Former),
            person: customer.is_some().then_some(&to),
            channel,
            purpose,
            // What is offered for a machine of ours is service and parts for it.
            is_similar: true,
            held,
            contacted_on: &contacted_on,
            matrix: &self.policy.matrix,
            calendar: &self.policy.calendar,
            limits: self.policy.limits,
        });
        // Hours that are never working hours everywhere in a country would hold mail back for good.
        let noon = today.and_time(NaiveTime::default()).and_utc() + TimeDelta::hours(12);
        let never = channel == Channel::Mail && self.policy.calendar.opens(self.code(machine), noon).is_none();
        if said == Guard::Pass && never { person("never_open") } else { said }
    }

    /// The notice of a step for a contact.
    pub(super) fn notice(
        &self,
        ready: &Ready,
        about: (&Enrolment, usize),
        key: (&str, &str, &str),
        to: (CustomerId, &PortalContact, NaiveDate),
    ) -> Result<NewNotice, String> {
        self.portal.notice(self.decided, &ready.campaign, about, key, to)
    }
}

fn person(reason: &str) -> Guard {
    Guard::Person { reasons: vec![reason.to_owned()] }
}

/// What each customer is to us: with a contract, or with an order of parts within two years for any of its machines, a
/// customer; else a former one, for it runs a machine of ours.
pub(crate) fn relations(decided: &Decided) -> HashMap<u32, Relation> {
    let files = &decided.state.files;
    let facts = &decided.facts.facts;
    let status = text_of(decided, "contract_status");
    let months = facts.column_by_name("months_without_parts_order").and_then(|of| of.as_primitive_opt::<Float64Type>());
    let mut all = HashMap::new();
    for (machine, customer) in files.customer_of.iter().enumerate() {
        let Some(customer) = customer else { continue };
        let has_contract = status.as_ref().is_some_and(|column| {
            let column = column.as_string::<i32>();
            column.is_valid(machine) && column.value(machine) == "active"
        });
        let buys = months.is_some_and(|of| of.is_valid(machine) && of.value(machine) < MONTHS_A_CUSTOMER);
        let is = if has_contract || buys { Relation::Customer } else { Relation::Former };
        let known = all.entry(*customer).or_insert(is);
        *known = (*known).min(is);
    }
    all
}
