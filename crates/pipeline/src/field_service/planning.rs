//! Planning: gather, search, check, save. The plan counts wholly or not at all.

use super::gather::{Gathered, visit_id};
use super::{Dispatch, DispatchError, Search, TRIES, changed_meanwhile};
use crate::state::Progress;
use ::tours::{Budget, Excluded, Plan, begun, plan, replan, validate};
use base::VisitId;
use chrono::NaiveDate;
use hashbrown::HashMap;
use std::time::Duration;
use store::NewTourPlan;

/// Searches side by side.
const THREADS: usize = 2;

/// The seed of the search: the same input gives the same plan, where time does not cut it.
const SEED: u64 = 1;

/// What is planned.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// The first day; today at the earliest.
    pub first_day: NaiveDate,
    /// The last one.
    pub last_day: NaiveDate,
    /// Only technicians and visits of these; empty: all.
    pub regions: Vec<String>,
    /// Whether the tours there are count for nothing; what is driven and promised stays.
    pub anew: bool,
    /// How long is searched; what is usual where nothing is said.
    pub search: Option<Search>,
}

/// What a planning came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Planned {
    /// Visits on tours.
    pub planned: usize,
    /// Visits left out.
    pub left_out: usize,
    /// Visits that another technician or day has than before.
    pub moved: usize,
    /// Why drives were estimated although a routing server is set.
    pub travel_note: Option<String>,
}

impl Dispatch<'_> {
    /// Plans these days and saves the plan. `elapsed` is the time since the caller began.
    ///
    /// # Errors
    /// Where nobody is there to be planned, the database fails, or others change the tours again and again.
    pub async fn plan(
        &self,
        wanted: &Wanted,
        elapsed: &(dyn Fn() -> Duration + Sync),
        progress: &dyn Progress,
    ) -> Result<Planned, DispatchError> {
        if wanted.first_day < self.now.date() {
            return Err(DispatchError::Wrong("what is past is not planned; begin today or later".to_owned()));
        }
        for _ in 0..TRIES {
            progress.stage("gather visits");
            let gathered = self.gather(wanted.first_day, wanted.last_day, &wanted.regions).await?;
            if gathered.request.technicians.is_empty() {
                let text = "there are no technicians to plan; add some first, or choose other regions";
                return Err(DispatchError::Conflict("no_technicians", text.to_owned()));
            }
            progress.stage("ask for drives");
            let (legs, how) = self.service.roads.legs(&gathered.request.places(), self.service.great_circle).await?;
            progress.stage("plan tours");
            let budget = budget(wanted.search.unwrap_or(self.service.search), elapsed);
            let (request, found) = if wanted.anew {
                let mut request = gathered.request.clone();
                request.begun = begun(&gathered.existing, self.now);
                let found = plan(&request, &legs, &budget)?;
                (request, found)
            } else {
                let found = replan(gathered.request.clone(), &gathered.existing, &legs, &budget)?;
                (found.request, found.plan)
            };
            // Minute by minute for each visit left out: too slow for a large base. The tests of `tours` hold it, too.
            if cfg!(debug_assertions)
                && let Some(first) = validate(&request, &found, &legs)?.first()
            {
                return Err(DispatchError::Failed(format!("a mistake in Instand: the plan does not hold ({first})")));
            }
            progress.stage("save tours");
            let left_out: Vec<(VisitId, Vec<Excluded>)> =
                found.left_out.iter().filter_map(|left| Some((visit_id(&left.visit)?, left.limits.clone()))).collect();
            let planned = Planned {
                planned: found.tours.iter().map(|tour| tour.stops.len()).sum(),
                left_out: left_out.len(),
                moved: moved(&gathered.existing, &found),
                travel_note: how.note(),
            };
            let kept = NewTourPlan {
                first_day: wanted.first_day,
                last_day: wanted.last_day,
                regions: wanted.regions.clone(),
                travel: how.id().to_owned(),
                travel_note: how.note(),
                planned: u32::try_from(planned.planned).unwrap_or(u32::MAX),
                left_out: u32::try_from(planned.left_out).unwrap_or(u32::MAX),
            };
            if self.save(&gathered, &found, &left_out, &kept).await? {
                return Ok(planned);
            }
        }
        Err(changed_meanwhile())
    }

    /// Saves a plan where the tours are still those it was made from.
    async fn save(
        &self,
        gathered: &Gathered,
        found: &Plan,
        left_out: &[(VisitId, Vec<Excluded>)],
        kept: &NewTourPlan,
    ) -> Result<bool, DispatchError> {
        let write = self.store.write(self.actor, &self.at).await?;
        if !write.tours_changed(Some(gathered.mark)).await? {
            return Ok(false);
        }
        write.put_tours(&gathered.days, &found.tours).await?;
        write.put_limits(left_out).await?;
        write.add_tour_plan(kept).await?;
        write.commit().await?;
        Ok(true)
    }
}

fn budget<'a>(search: Search, elapsed: &'a (dyn Fn() -> Duration + Sync)) -> Budget<'a> {
    match search {
        Search::Steps(steps) => Budget::steps(steps, SEED),
        Search::Seconds(seconds) => Budget {
            // What went by before the search begins is not its own.
            limit: Some(elapsed() + Duration::from_secs(u64::from(seconds))),
            generations: None,
            elapsed,
            threads: THREADS,
            seed: SEED,
        },
    }
}

/// How many visits have another technician or day than before.
fn moved(before: &Plan, now: &Plan) -> usize {
    let places = |plan: &Plan| -> HashMap<String, (String, NaiveDate)> {
        let of = plan
            .tours
            .iter()
            .flat_map(|tour| tour.stops.iter().map(|stop| (stop.visit.clone(), (tour.technician.clone(), tour.day))));
        of.collect()
    };
    let now = places(now);
    places(before).into_iter().filter(|(visit, at)| now.get(visit) != Some(at)).count()
}

/// The name of a technician of a limit, for a terminal.
pub(super) fn named(text: &str, names: &HashMap<String, String>) -> String {
    names.iter().fold(text.to_owned(), |text, (id, name)| text.replace(id, name))
}

/// Why a visit is on no tour, in words for a terminal: technicians by name.
#[must_use]
pub fn limits_text(limits: &[Excluded], technicians: &[store::Technician]) -> String {
    let names = technicians.iter().map(|of| (of.id.to_string(), of.name.clone())).collect();
    let left = ::tours::LeftOut { visit: String::new(), limits: limits.to_vec() };
    let text = left.to_string();

    named(text.trim_start_matches(": "), &names)
}
