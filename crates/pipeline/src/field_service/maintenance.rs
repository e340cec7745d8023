//! Visits that nobody asked for by hand: proposed where maintenance is due, and made by steps of campaigns. Worked out for all
//! machines at once.

use super::sites::{checked_visit, count_fact, day_fact};
use super::{Dispatch, DispatchError, FieldService};
use crate::decide::Decided;
use ::tours::{Due, Priority};
use automate::Enrolment;
use base::{OpportunityId, Translated, VisitId};
use chrono::NaiveDate;
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeSet;
use store::{NewVisit, VisitKind};

/// The type of campaign that due maintenance belongs to.
const MAINTENANCE: &str = "preventive-maintenance";

/// A visit that is proposed.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    /// The opportunity of the maintenance.
    pub opportunity: OpportunityId,
    /// Days left until it is due; negative: overdue; none where that is not known.
    pub days_left: Option<i64>,
    /// The visit as it would be.
    pub visit: NewVisit,
}

/// What a step of a campaign asks for.
pub(crate) struct Asked<'a> {
    /// The key of the step's effect.
    pub key: &'a str,
    /// The type of the campaign.
    pub campaign_type: &'a str,
    /// What is done.
    pub title: &'a Translated,
    /// Until when.
    pub due_on: NaiveDate,
    /// The day it is.
    pub today: NaiveDate,
}

/// What a campaign of this type sends somebody for.
fn kind_of(campaign_type: &str) -> VisitKind {
    match campaign_type {
        MAINTENANCE => VisitKind::Maintenance,
        "service-call" => VisitKind::Repair,
        "parts-package" | "parts-reminder" => VisitKind::PartsDelivery,
        _ => VisitKind::Campaign,
    }
}

impl FieldService {
    fn visit(&self, key: String, kind: VisitKind, title: Translated, opened_on: NaiveDate) -> NewVisit {
        NewVisit {
            key,
            kind,
            title,
            note: None,
            machine: None,
            customer: None,
            customer_name: String::new(),
            contact_name: None,
            phone: None,
            address: String::new(),
            place: None,
            duration_minutes: self.minutes.of(kind),
            skills: BTreeSet::new(),
            region: None,
            windows: Vec::new(),
            due: None,
            priority: Priority::Normal,
            promise: None,
            offered_on: None,
            enrolment: None,
            opportunity: None,
            opened_on,
        }
    }

    /// The visit a step of a campaign asks for; none where the machine's customer or site is not known at all: its task says so
    /// to a person.
    pub(crate) fn visit_of_step(
        &self,
        decided: &Decided,
        machine: usize,
        of: &Enrolment,
        asked: &Asked<'_>,
    ) -> Option<NewVisit> {
        let kind = kind_of(asked.campaign_type);
        let mut visit = self.visit(asked.key.to_owned(), kind, asked.title.clone(), asked.today);
        self.at_machine(decided, machine, &mut visit);
        visit.due = Some(Due { day: asked.due_on, strict: false });
        visit.priority = if kind == VisitKind::Repair { Priority::High } else { Priority::Normal };
        (visit.enrolment, visit.opportunity) = (Some(of.id), of.opportunity);
        checked_visit(visit).ok()
    }
}

fn maintenance() -> Translated {
    Translated { de: "Wartung".to_owned(), en: "Maintenance".to_owned(), it: "Manutenzione".to_owned() }
}

fn key_of(opportunity: OpportunityId) -> String {
    format!("maintenance-{opportunity}")
}

impl Dispatch<'_> {
    /// Machines whose maintenance is due within so many days, or whose day is not known, and for which nobody asked for a visit
    /// yet: those due first in front. What is held back, won, lost or a topic of another conversation is not among them.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn proposals(&self, decided: &Decided, days: i64) -> Result<Vec<Proposal>, DispatchError> {
        let positions: HashMap<_, _> = crate::campaigns::positions(decided);
        let to_do = self.store.visits_to_do().await?;
        let visited: HashSet<_> =
            to_do.iter().filter(|of| of.of.kind == VisitKind::Maintenance).filter_map(|of| of.of.machine).collect();
        let open: Vec<_> = self
            .store
            .worked_opportunities()
            .await?
            .into_iter()
            .filter(|of| of.of.campaign == MAINTENANCE && !of.of.stage.is_closed() && of.of.flag.is_none())
            .filter(|of| !visited.contains(&of.of.machine))
            .collect();
        let ids: Vec<VisitId> = open.iter().map(|of| VisitId::of(&key_of(of.of.id))).collect();
        let known: HashSet<VisitId> = self.store.visits_by_id(&ids).await?.into_iter().map(|of| of.id).collect();
        let mut found = Vec::new();
        for (of, id) in open.iter().zip(ids) {
            let Some(at) = positions.get(&of.of.machine).copied().filter(|_| !known.contains(&id)) else { continue };
            let days_left = count_fact(decided, "maintenance_days_left", at);
            if days_left.is_some_and(|left| left > days) {
                continue;
            }
            let kind = VisitKind::Maintenance;
            let mut visit = self.service.visit(key_of(of.of.id), kind, maintenance(), self.now.date());
            self.service.at_machine(decided, at, &mut visit);
            visit.due = day_fact(decided, "maintenance_due_on", at).map(|day| Due { day, strict: false });
            visit.opportunity = Some(of.of.id);
            if let Ok(visit) = checked_visit(visit) {
                found.push(Proposal { opportunity: of.of.id, days_left, visit });
            }
        }
        found.sort_by_key(|of| (of.days_left.is_none(), of.days_left, of.opportunity));
        Ok(found)
    }

    /// Makes visits of the proposals of these opportunities. Gives how many are new.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn take_over(&self, decided: &Decided, ids: &[OpportunityId]) -> Result<usize, DispatchError> {
        let wanted: HashSet<OpportunityId> = ids.iter().copied().collect();
        let all = self.proposals(decided, i64::MAX).await?.into_iter();
        let new = all.filter(|of| wanted.contains(&of.opportunity)).map(|of| of.visit).collect();
        let write = self.store.write(self.actor, &self.at).await?;
        let added = write.add_visits(new).await?;
        write.tours_changed(None).await?;
        write.commit().await?;
        Ok(added.len())
    }
}
