//! The daily run: enrolments that run are looked at, chunk by chunk, and new ones are taken in. Each chunk's enrolments, their
//! history, tasks and what goes out are one transaction; a run that was broken off is taken up by the next.

use super::assign::{Assigned, Teams};
use super::people::People;
use super::{Ready, WaysOut, positions};
use crate::PipelineError;
use crate::decide::Decided;
use crate::field_service::{Asked, FieldService};
use crate::mail::{NewMessage, portal_news, to_outbox};
use crate::state::{Progress, Workplace};
use crate::why::{Because, Why};
use ::decide::Rule;
use automate::{
    Advanced, Campaign, EffectKind, Enrolment, Happened, Happening, Join, Note, Situation, State, advance, join,
};
use base::{CustomerId, EnrolmentId, MachineId, OpportunityId};
use chrono::{Days, NaiveDate};
use hashbrown::{HashMap, HashSet};
use sales::{Stage, Territories};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{Advance, CampaignState, CampaignVersion, GivenTo, NewEvent, NewNotice, NewOutgoing, NewTask, NewVisit};

/// Days a person has to tell another system what its endpoint, which is missing or off, was not told.
const DUE_DAYS: u64 = 3;

/// Enrolments looked at in one transaction: what a run holds in memory at a time.
const CHUNK: u64 = 5_000;

/// What a run came to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct CampaignRun {
    /// Enrolments that were looked at.
    pub looked_at: u64,
    /// Machines that were taken in.
    pub joined: u64,
    /// Machines that were put into a control group.
    pub controls: u64,
    /// Machines that wait because the week is full.
    pub waiting: u64,
    /// Mails and notices that go out.
    pub messages: u64,
    /// Tasks for persons.
    pub tasks: u64,
    /// Visits of the field service.
    pub visits: u64,
    /// Enrolments that ended, by the reason.
    pub ended: BTreeMap<String, u64>,
    /// Campaigns that could not be run, and why.
    pub problems: Vec<String>,
}

/// Looks at all enrolments and takes in who is due, as of the day the facts are of. The same day run twice changes nothing.
///
/// # Errors
/// Where the database fails. A campaign whose conditions do not fit the facts is left out and said.
pub async fn run_campaigns(
    workplace: &Workplace,
    decided: &Decided,
    ways: WaysOut,
    (territories, field_service): (&Territories, &FieldService),
    at: &str,
    progress: &dyn Progress,
) -> Result<CampaignRun, PipelineError> {
    let mut run = CampaignRun::default();
    let versions = workplace.store.campaigns().await?;
    if versions.iter().all(|of| of.state == CampaignState::Draft) {
        return Ok(run);
    }
    progress.stage("campaigns");
    let today = decided.facts.as_of;
    let mut all: HashMap<(String, u32), (CampaignState, Ready)> = HashMap::new();
    for of in versions.into_iter().filter(|of| of.state != CampaignState::Draft) {
        match ready(decided, &of) {
            Ok(ready) => {
                all.insert((of.campaign, of.version), (of.state, ready));
            }
            Err(error) => run.problems.push(error.to_string()),
        }
    }
    let people = People::of(workplace, decided, ways, today).await?;
    let rules: HashMap<&str, &Rule> = decided.rules().map(|rule| (rule.id.as_str(), rule)).collect();
    let position = positions(decided);
    let worked = workplace.store.worked_opportunities().await?;
    let sold = worked.iter().map(|of| (of.of.id, of.of.stage)).collect();
    let teams = Teams::of(workplace, decided, territories, &worked).await?;
    let held = worked.iter().filter_map(|of| Some((of.of.id, held_by(of.of.flag.as_deref()?)?))).collect();
    let endpoints = workplace.store.endpoints().await?.into_iter().filter(|of| of.active);
    let webhooks = endpoints.map(|of| (of.of.name, of.of.id)).collect();
    let mut day = Day {
        people,
        ways,
        decided,
        field_service,
        today,
        at: at.to_owned(),
        position,
        sold,
        teams,
        held,
        webhooks,
        spoken: HashMap::new(),
        run,
    };
    let mut after: Option<EnrolmentId> = None;
    loop {
        let chunk = workplace.store.running_enrolments(after, CHUNK).await?;
        let Some(last) = chunk.last() else { break };
        after = Some(last.id);
        let ids: Vec<EnrolmentId> = chunk.iter().map(|of| of.id).collect();
        let happened = workplace.store.happenings(&ids).await?;
        let mut made = Made::default();
        for enrolment in chunk {
            day.run.looked_at += 1;
            let Some((state, ready)) = all.get(&(enrolment.campaign.clone(), enrolment.version)) else { continue };
            if *state == CampaignState::Paused {
                continue;
            }
            let happened = happened.get(&enrolment.id).cloned().unwrap_or_default();
            day.look_at(ready, &enrolment, happened, &mut made);
        }
        made.save(workplace, &rules, today, at).await?;
    }
    let live = all.values().filter(|(state, _)| *state == CampaignState::Live).map(|(_, ready)| ready);
    let mut live: Vec<&Ready> = live.collect();
    live.sort_by(|a, b| a.campaign.id.cmp(&b.campaign.id));
    for ready in live {
        {
            let candidates = ready.candidates(decided, &worked, &day.position);
            let known = day.known(workplace, &ready.campaign).await?;
            let joined = join(&ready.campaign, candidates, &known, today);
            day.run.waiting += u64::from(joined.waiting);
            for part in joined.enrolments.chunks(usize::try_from(CHUNK).unwrap_or(usize::MAX)) {
                let mut made = Made::default();
                for enrolment in part {
                    match enrolment.state {
                        State::Control => day.run.controls += 1,
                        _ => day.run.joined += 1,
                    }
                    day.look_at(ready, enrolment, Vec::new(), &mut made);
                    // A new one is kept also where the day makes nothing of it.
                    if made.advances.last().is_none_or(|last| last.now.id != enrolment.id) {
                        made.advances.push(Advance { now: enrolment.clone(), notes: Vec::new() });
                    }
                }
                made.save(workplace, &rules, today, at).await?;
            }
        }
    }
    Ok(day.run)
}

fn ready(decided: &Decided, of: &CampaignVersion) -> Result<Ready, PipelineError> {
    let name = format!("{} {}", of.campaign, of.version);
    let campaign = Campaign::parse(&name, &of.definition).map_err(|error| PipelineError::Nothing(error.to_string()))?;
    Ready::of(decided, Campaign { version: of.version, ..campaign }, of.scope.clone())
}

/// What holds an opportunity back, of the reasons it was put aside for.
fn held_by(flag: &str) -> Option<String> {
    let reasons: Vec<Because> = serde_json::from_str(flag).ok()?;
    reasons.into_iter().find_map(|of| match of.why {
        Why::Held { held } => Some(held.reason),
        _ => None,
    })
}

/// What a chunk made.
#[derive(Default)]
struct Made {
    advances: Vec<Advance>,
    tasks: Vec<NewTask>,
    visits: Vec<NewVisit>,
    outgoing: Vec<NewOutgoing>,
    messages: Vec<NewMessage>,
    events: Vec<NewEvent>,
    notices: Vec<NewNotice>,
    given: Vec<GivenTo>,
    /// Enrolments whose matter was settled: what they said in the portal is no longer current.
    settled: Vec<EnrolmentId>,
}

impl Made {
    fn is_empty(&self) -> bool {
        let Self { advances, tasks, visits, outgoing, messages, events, notices, given, settled } = self;
        advances.is_empty()
            && tasks.is_empty()
            && visits.is_empty()
            && outgoing.is_empty()
            && messages.is_empty()
            && events.is_empty()
            && notices.is_empty()
            && given.is_empty()
            && settled.is_empty()
    }

    async fn save(
        mut self,
        workplace: &Workplace,
        rules: &HashMap<&str, &Rule>,
        today: NaiveDate,
        at: &str,
    ) -> Result<(), PipelineError> {
        if self.is_empty() {
            return Ok(());
        }
        self.outgoing.extend(to_outbox(workplace, rules, self.messages).await?);
        let write = workplace.store.write("campaigns", at).await?;
        write.put_enrolments(today, &self.advances).await?;
        write.add_tasks(&self.tasks).await?;
        write.add_visits(self.visits).await?;
        let detail = format!(
            "{} enrolments, {} tasks, {} to the outbox",
            self.advances.len(),
            self.tasks.len(),
            self.outgoing.len() + self.events.len()
        );
        write.put_outgoing(self.outgoing).await?;
        write.tell_webhooks(&self.events).await?;
        write.add_notices(&self.notices).await?;
        write.give_opportunities(&self.given).await?;
        write.withdraw_notices(&self.settled).await?;
        write.audit("run campaigns", &today.to_string(), &detail).await?;
        write.commit().await?;
        Ok(())
    }
}

struct Day<'a> {
    people: People<'a>,
    ways: WaysOut,
    decided: &'a Decided,
    field_service: &'a FieldService,
    today: NaiveDate,
    /// The instant of the run, UTC.
    at: String,
    position: HashMap<MachineId, usize>,
    /// How far each opportunity is.
    sold: HashMap<OpportunityId, Stage>,
    /// Whose each opportunity is, and to whom teams give them.
    teams: Teams<'a>,
    /// What holds opportunities back now, in a word.
    held: HashMap<OpportunityId, String>,
    /// The ids of the endpoints that are switched on, by name.
    webhooks: HashMap<String, String>,
    /// Who is contacted by this run.
    spoken: HashMap<CustomerId, Vec<NaiveDate>>,
    run: CampaignRun,
}

impl Day<'_> {
    fn look_at(&mut self, ready: &Ready, enrolment: &Enrolment, mut happened: Vec<Happened>, made: &mut Made) {
        // A machine that left the base is no noise: but what is not there cannot be asked anything. It stays until a person ends it.
        let Some(machine) = self.position.get(&enrolment.machine).copied() else { return };
        // What people, or the CRM, say of the opportunity happened to the enrolment, too.
        let settled = enrolment.opportunity.and_then(|id| self.sold.get(&id)).and_then(|stage| match stage {
            Stage::Won => Some(Happening::Ordered),
            Stage::Lost => Some(Happening::Declined),
            _ => None,
        });
        happened.extend(settled.iter().map(|what| Happened { what: *what, on: self.today, step: None }));
        let held = enrolment.opportunity.and_then(|id| self.held.get(&id)).map(String::as_str);
        let situation = Situation {
            today: self.today,
            days_left: ready.days_left(machine),
            holds: &|condition| ready.holds(condition, machine),
            happened: &happened,
            guard: &|step| self.people.guard(ready, machine, step, (self.today, &self.spoken), held),
        };
        let Advanced { now, notes, effects } = advance(&ready.campaign, enrolment, &situation);
        for effect in effects {
            let key = effect.key.clone();
            match effect.kind {
                EffectKind::Mail { mail } => {
                    self.run.messages += 1;
                    let Some((_, customer)) = self.people.customer(machine) else { continue };
                    self.spoken.entry(customer).or_default().push(self.today);
                    let seller = now.opportunity.and_then(|id| self.teams.owner(id));
                    let of = (effect.step.as_str(), mail.as_str());
                    let Some(message) = self.people.message(ready, machine, &now, of, seller) else { continue };
                    let not_before = self.people.not_before(machine, &self.at);
                    made.messages.push(NewMessage { key, about: customer.to_string(), not_before, message });
                }
                EffectKind::Opportunity => {
                    if let (Some(opportunity), Some(crm)) = (now.opportunity, self.ways.crm) {
                        made.outgoing.push(crate::crm::opportunity_goes(opportunity, crm));
                    }
                }
                EffectKind::Task { title, due, reasons } => {
                    self.task(&now, (key, title), (due, reasons), made);
                }
                EffectKind::WorkOrder { title, due } => {
                    // The visit has the key of the task: once a step, and the task is done with it.
                    let asked = Asked {
                        key: &key,
                        campaign_type: &ready.campaign.campaign_type,
                        title: &title,
                        due_on: due,
                        today: self.today,
                    };
                    let visit = self.field_service.visit_of_step(self.decided, machine, &now, &asked);
                    self.run.visits += u64::from(visit.is_some());
                    made.visits.extend(visit);
                    let title = automate::TaskTitle::Said { title };
                    self.task(&now, (key, title), (due, vec!["work_order".to_owned()]), made);
                }
                EffectKind::Webhook { name } => match self.webhooks.get(&name) {
                    Some(endpoint) => {
                        let serial = self.people.serial_number(machine);
                        made.events.push(NewEvent::step(endpoint, (&key, &effect.step), &now, serial));
                    }
                    None => {
                        let due = self.today.checked_add_days(Days::new(DUE_DAYS)).unwrap_or(self.today);
                        let title = automate::TaskTitle::InsteadOfWebhook { webhook: name };
                        self.task(&now, (key, title), (due, vec!["no_webhook".to_owned()]), made);
                    }
                },
                EffectKind::Notice { mail } => self.notice(ready, (&now, machine), (key, effect.step, mail), made),
                // Whom territories say owns it from the day it was opened.
                EffectKind::Assign { team: None } => {}
                EffectKind::Assign { team: Some(team) } => {
                    let Some(opportunity) = now.opportunity else { continue };
                    match self.teams.assign(&Assigned { team, opportunity, machine }) {
                        Ok(_) => made.given.append(&mut self.teams.given),
                        Err(gap) => {
                            let due = self.today.checked_add_days(Days::new(DUE_DAYS)).unwrap_or(self.today);
                            let reasons = vec![gap.reason().to_owned()];
                            let title = automate::TaskTitle::InsteadOfAssignment { team: gap.into_team() };
                            self.task(&now, (key, title), (due, reasons), made);
                        }
                    }
                }
            }
        }
        for note in &notes {
            if let Note::Ended { reason } = note {
                *self.run.ended.entry(reason.clone()).or_default() += 1;
                // What ran to its end by itself may still be answered.
                if ready.campaign.exits.iter().any(|exit| exit.reason == *reason) || settled.is_some() {
                    made.settled.push(enrolment.id);
                }
            }
        }
        if now != *enrolment || !notes.is_empty() {
            made.advances.push(Advance { now, notes });
        }
    }

    /// A step that puts a notice into the portal: the guards let it pass a moment ago, so its contact and text are there.
    fn notice(
        &mut self,
        ready: &Ready,
        (of, machine): (&Enrolment, usize),
        (key, step, mail): (String, String, String),
        made: &mut Made,
    ) {
        let Some((_, step)) = ready.campaign.step(&step) else { return };
        let Some((_, customer)) = self.people.customer(machine) else { return };
        let (_, contact) = self.people.in_portal(ready, machine, step, (self.today, &self.spoken), None);
        let Some(contact) = contact else { return };
        let (key, about) = ((key.as_str(), step.id.as_str(), mail.as_str()), (of, machine));
        let notice = self.people.notice(ready, about, key, (customer, contact, self.today));
        match notice {
            Ok(notice) => {
                self.run.messages += 1;
                let told = self.people.told_of_news(ready, machine, key.2, (self.today, &self.spoken));
                let not_before = self.people.not_before(machine, &self.at);
                made.outgoing.extend(told.into_iter().map(|of| portal_news(of, self.today, not_before.clone())));
                self.spoken.entry(customer).or_default().push(self.today);
                made.notices.push(notice);
            }
            Err(error) => self.run.problems.push(error),
        }
    }

    fn task(
        &mut self,
        of: &Enrolment,
        (key, title): (String, automate::TaskTitle),
        (due_on, reasons): (NaiveDate, Vec<String>),
        made: &mut Made,
    ) {
        self.run.tasks += 1;
        made.tasks.push(NewTask {
            key,
            title,
            reasons,
            machine: Some(of.machine),
            opportunity: of.opportunity,
            enrolment: Some(of.id),
            owner: of.opportunity.and_then(|id| self.teams.owner(id)).unwrap_or_default().to_owned(),
            due_on,
            opened_on: self.today,
        });
    }

    /// What is known of who was in a campaign before.
    async fn known(&self, workplace: &Workplace, campaign: &Campaign) -> Result<Join, PipelineError> {
        let week = self.today.checked_sub_days(Days::new(7)).unwrap_or(self.today);
        let mut known = Join::default();
        let mut running = HashSet::new();
        for of in workplace.store.enrolled_before(&campaign.id).await? {
            if of.joined_on > week {
                known.this_week += 1;
            }
            if of.ended_on.is_none()
                && let Some((customer, _)) = self.position.get(&of.machine).and_then(|at| self.people.customer(*at))
            {
                running.insert(customer);
            }
            known.before.insert(of.machine, (of.sequence, of.ended_on));
        }
        known.running = running.into_iter().collect();
        Ok(known)
    }
}
