//! Whom a campaign speaks to at a machine's customer, and what the guards say of it.

use super::{Ready, WaysOut, text_of};
use crate::PipelineError;
use crate::decide::Decided;
use crate::state::Workplace;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Float64Type;
use automate::{
    Calendar, Channel, Consent, Contact, Country, Doing, Guard, Limits, Matrix, Origin, Person, Purpose, Relation,
    Step, guard,
};
use base::{CustomerId, Language};
use chrono::{Days, NaiveDate};
use hashbrown::HashMap;
use std::collections::HashMap as StdHashMap;
use store::Address;

/// Who bought within so many months is a customer.
const MONTHS_A_CUSTOMER: f64 = 24.0;

/// Everything the guards ask for, of all customers.
pub(super) struct People<'a> {
    decided: &'a Decided,
    register: StdHashMap<String, Address>,
    relation: HashMap<u32, Relation>,
    contacted: HashMap<CustomerId, Vec<NaiveDate>>,
    countries: Option<ArrayRef>,
    matrix: Matrix,
    calendar: Calendar,
    limits: Limits,
    ways: WaysOut,
}

impl<'a> People<'a> {
    pub(super) async fn of(
        workplace: &Workplace,
        decided: &'a Decided,
        ways: WaysOut,
        today: NaiveDate,
    ) -> Result<Self, PipelineError> {
        let limits = Limits::default();
        let since = today.checked_sub_days(Days::new(u64::from(limits.days))).unwrap_or(today);
        let mut contacted: HashMap<CustomerId, Vec<NaiveDate>> = HashMap::new();
        for (about, day) in workplace.store.contacts_since(&["mail", "portal"], since).await? {
            if let Ok(id) = about.parse() {
                contacted.entry(CustomerId(id)).or_default().push(day);
            }
        }
        Ok(Self {
            register: workplace.store.addresses().await?,
            relation: relations(decided),
            contacted,
            countries: text_of(decided, "country"),
            matrix: Matrix::default(),
            calendar: Calendar::default(),
            limits,
            ways,
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

    fn country(&self, machine: usize) -> Country {
        let column = self.countries.as_ref().map(|column| column.as_string::<i32>());
        let code = column.filter(|column| column.is_valid(machine)).map(|column| column.value(machine));
        code.map_or(Country::Other, Country::of)
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
        let person = |reason: &str| Guard::Person { reasons: vec![reason.to_owned()] };
        let (mail, channel) = match &step.doing {
            Doing::Mail { mail } => (mail, Channel::Mail),
            Doing::Notice { mail } => (mail, Channel::Portal),
            _ => return Guard::Pass,
        };
        let is_set_up = match channel {
            Channel::Mail => self.ways.mail,
            _ => false,
        };
        let purpose = ready.campaign.mail(mail).map_or(Purpose::Advertising, |mail| mail.purpose);
        let customer = self.customer(machine);
        let known = self.address(machine).and_then(|address| self.register.get(&address.to_lowercase()));
        let to = Person {
            address: self.address(machine).map(str::to_owned),
            has_bounced: known.is_some_and(|known| known.has_bounced),
            consent: known.map_or(Consent::None, |known| known.consent(&ready.campaign.topic)),
            origin: known.map_or(Origin::Unknown, |known| known.origin),
            was_told: known.is_some_and(|known| known.was_told),
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
            matrix: &self.matrix,
            calendar: &self.calendar,
            limits: self.limits,
        });
        // Why law does not let it go is worth more than that no server is set up.
        if matches!(said, Guard::Pass | Guard::Later { .. }) && !is_set_up { person("not_set_up") } else { said }
    }
}

/// What each customer is to us: with a contract, or with an order of parts within two years for any of its machines, a
/// customer; else a former one, for it runs a machine of ours.
fn relations(decided: &Decided) -> HashMap<u32, Relation> {
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
