//! Notices in the customer portal: whom a campaign speaks to there, and the text, made at the time of the step in that person's
//! language. A text with a gap is not put there; the step becomes a task that says so.

use super::{Ready, WaysOut};
use crate::PipelineError;
use crate::crm::{Saved, SavedEvidence, said};
use crate::decide::Decided;
use crate::mail::{named_seller, salutation, service_team};
use crate::rules::rules_in_force;
use crate::state::Workplace;
use ::decide::{Rule, Said, sentence};
use arrow::array::{Array, AsArray};
use arrow::datatypes::Int64Type;
use automate::{Campaign, Enrolment};
use base::{CustomerId, Language, MachineId, OpportunityId};
use chrono::{Days, NaiveDate};
use hashbrown::HashMap;
use letters::{Template, Values, Variable};
use serde::Deserialize;
use store::{HitState, NewNotice, PortalContact};

/// Under this name it is kept how the portal looks, and how the company is called there.
pub const PORTAL_THEME: &str = "portal theme";

/// An open-ended contract counts at least so many days as left.
const OPEN_ENDED: i64 = 100_000;

/// The part of how the portal looks that texts name.
#[derive(Deserialize)]
struct Theme {
    company_name: String,
}

/// An open hit as a sentence needs it.
struct OpenHit {
    trigger: String,
    evidence: Vec<SavedEvidence>,
}

/// Everything notices are made of. Where nobody may sign in, nothing is read.
#[derive(Default)]
pub(super) struct Portal {
    contacts: HashMap<CustomerId, Vec<PortalContact>>,
    company: Option<String>,
    rules: Vec<Rule>,
    hits: HashMap<MachineId, Vec<OpenHit>>,
    /// Triggers and owner of opportunities.
    worked: HashMap<OpportunityId, (Vec<String>, String)>,
    /// The open opportunity of a machine and campaign type.
    open: HashMap<(MachineId, String), OpportunityId>,
}

impl Portal {
    pub(super) async fn of(workplace: &Workplace, decided: &Decided, ways: WaysOut) -> Result<Self, PipelineError> {
        let mut portal = Self::default();
        if !ways.portal {
            return Ok(portal);
        }
        let store = &workplace.store;
        for contact in store.portal_contacts().await?.into_iter().filter(|contact| contact.active) {
            portal.contacts.entry(contact.customer).or_default().push(contact);
        }
        if portal.contacts.is_empty() {
            return Ok(portal);
        }
        // A contact of a company that was found to be another is that one's, too.
        for customer in &decided.state.files.customers {
            for former in customer.further.iter().map(|key| CustomerId::of(key)).filter(|id| *id != customer.id) {
                let Some(of_former) = portal.contacts.get(&former).cloned() else { continue };
                portal.contacts.entry(customer.id).or_default().extend(of_former);
            }
        }
        for contacts in portal.contacts.values_mut() {
            contacts.sort_by_key(|contact| contact.id);
        }
        let theme = store.setting(PORTAL_THEME).await?;
        let theme: Option<Theme> = theme.and_then(|saved| serde_json::from_str(&saved.json).ok());
        portal.company = theme.map(|theme| theme.company_name).filter(|name| !name.trim().is_empty());
        portal.rules = rules_in_force(store, &[]).await?;
        for of in store.worked_opportunities().await? {
            if !of.of.stage.is_closed() {
                portal.open.insert((of.of.machine, of.of.campaign.clone()), of.of.id);
            }
            portal.worked.insert(of.of.id, (of.of.triggers, of.of.owner));
        }
        let files = &decided.state.files;
        let machines = files.link.ids.iter().zip(&files.customer_of).filter(|(_, customer)| {
            let customer = customer.and_then(|at| files.customers.get(at as usize));
            customer.is_some_and(|of| portal.contacts.contains_key(&of.id))
        });
        let machines: Vec<MachineId> = machines.map(|(id, _)| *id).collect();
        for hit in store.hits_of_machines(&machines).await? {
            if hit.state != HitState::Open || hit.held.is_some() {
                continue;
            }
            let Ok(saved) = serde_json::from_str::<Saved>(&hit.evidence) else { continue };
            let open = OpenHit { trigger: hit.trigger, evidence: saved.evidence };
            portal.hits.entry(hit.machine).or_default().push(open);
        }
        Ok(portal)
    }

    /// Who of a customer may sign in, in the order in which they were invited.
    pub(super) fn contacts(&self, customer: CustomerId) -> &[PortalContact] {
        self.contacts.get(&customer).map_or(&[], Vec::as_slice)
    }

    /// The open opportunity a campaign would speak of with a machine's customer.
    pub(super) fn opportunity(&self, decided: &Decided, ready: &Ready, machine: usize) -> Option<OpportunityId> {
        let id = *decided.state.files.link.ids.get(machine)?;
        self.open.get(&(id, ready.campaign.campaign_type.clone())).copied()
    }

    /// Why the machine needs what is offered, a sentence a trigger.
    fn proof(&self, machine: MachineId, opportunity: Option<OpportunityId>, language: Language) -> Vec<String> {
        let wanted = opportunity.and_then(|id| self.worked.get(&id)).map(|(triggers, _)| triggers);
        let hits = self.hits.get(&machine).into_iter().flatten();
        hits.filter(|hit| wanted.is_none_or(|wanted| wanted.contains(&hit.trigger)))
            .filter_map(|hit| {
                let rule = self.rules.iter().find(|rule| rule.id == hit.trigger)?;
                let said: Vec<Said<'_>> = hit.evidence.iter().map(said).collect();
                Some(sentence(rule, &said, language))
            })
            .collect()
    }

    /// Subject and text of a campaign's mail as a notice for a contact.
    ///
    /// # Errors
    /// Where the text names what is not known of this machine, or the campaign has no such mail.
    pub(super) fn text(
        &self,
        decided: &Decided,
        campaign: &Campaign,
        (machine, opportunity): (usize, Option<OpportunityId>),
        mail: &str,
        contact: &PortalContact,
    ) -> Result<(String, String), String> {
        let mail = campaign.mail(mail).ok_or_else(|| format!("{} has no mail `{mail}`", campaign.id))?;
        let language = contact.language.parse().unwrap_or(Language::De);
        let template = Template {
            subject: mail.subject.get(language).to_owned(),
            text: mail.text.get(language).to_owned(),
            html: None,
        };
        let files = &decided.state.files;
        let id = files.link.ids.get(machine).copied().unwrap_or_else(|| MachineId::of(""));
        let text = |field: &str| files.str(field, machine);
        let site = text("site").or_else(|| text("city"));
        let owner = opportunity.and_then(|id| self.worked.get(&id)).map_or("", |(_, owner)| owner);
        let mut values = Values::new()
            .text(Variable::ContactName, &contact.name)
            .text(Variable::ContactSalutation, salutation(Some(&contact.name), language))
            .text(Variable::CustomerName, text("customer_name").unwrap_or_default())
            .machine(text("serial_number").unwrap_or_default(), text("machine_type"), site)
            .text(Variable::SellerName, named_seller(Some(owner)).unwrap_or_else(|| service_team(language)))
            .text(Variable::CompanyName, self.company.as_deref().unwrap_or_default())
            .text(Variable::PortalLink, format!("/portal/machines/{id}"))
            .text(Variable::UnsubscribeLink, "/portal/subscriptions")
            .proof(self.proof(id, opportunity, language));
        if let Some(end) = contract_end(decided, machine) {
            values = values.day(Variable::ContractEnd, end);
        }
        let name = format!("{}/{}", campaign.id, mail.id);
        let made = template.render(&name, language, &values).map_err(|error| error.to_string())?;
        Ok((made.subject, made.text.trim().to_owned()))
    }

    /// The notice of a step.
    pub(super) fn notice(
        &self,
        decided: &Decided,
        campaign: &Campaign,
        (enrolment, machine): (&Enrolment, usize),
        (key, step, mail): (&str, &str, &str),
        (customer, contact, today): (CustomerId, &PortalContact, NaiveDate),
    ) -> Result<NewNotice, String> {
        let about = (machine, enrolment.opportunity);
        let (subject, text) = self.text(decided, campaign, about, mail, contact)?;
        let purpose = campaign.mail(mail).map_or(automate::Purpose::Advertising, |mail| mail.purpose);
        Ok(NewNotice {
            key: key.to_owned(),
            customer,
            machine: enrolment.machine,
            opportunity: enrolment.opportunity,
            enrolment: enrolment.id,
            campaign: enrolment.campaign.clone(),
            step: step.to_owned(),
            topic: campaign.topic.clone(),
            purpose,
            language: contact.language.clone(),
            subject,
            text,
            made_on: today,
        })
    }
}

/// The day on which the machine's contract ends; none where it has none or that is open-ended.
pub(super) fn contract_end(decided: &Decided, machine: usize) -> Option<NaiveDate> {
    let column = decided.facts.facts.column_by_name("contract_days_left")?.as_primitive_opt::<Int64Type>()?;
    let left = column.is_valid(machine).then(|| column.value(machine)).filter(|left| *left < OPEN_ENDED)?;
    match u64::try_from(left) {
        Ok(left) => decided.facts.as_of.checked_add_days(Days::new(left)),
        Err(_) => decided.facts.as_of.checked_sub_days(Days::new(left.unsigned_abs())),
    }
}
