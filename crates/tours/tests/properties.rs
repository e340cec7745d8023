//! Random requests: every plan keeps all limits, every visit is planned once or left out with reasons that other code
//! confirms; interrupted searches, replanning and edits included.

mod scene;

use chrono::Duration;
use proptest::prelude::*;
use scene::{at, day, place};
use std::collections::BTreeSet;
use tours::{
    Budget, Due, Edit, GreatCircle, Plan, Priority, Promise, Request, Rules, Shift, Span, Target, Technician, Visit,
    begun, check, plan, replan, validate,
};

fn some_of(names: &'static [&'static str], most: usize) -> impl Strategy<Value = BTreeSet<String>> {
    proptest::collection::btree_set(proptest::sample::select(names).prop_map(str::to_owned), 0..=most)
}

fn shift() -> impl Strategy<Value = Shift> {
    (0..3_i64, 360..600_i64, 120..600_i64, proptest::collection::vec((0..700_i64, 0..60_i64), 0..3)).prop_map(
        |(on, from, length, breaks)| Shift {
            from: at(on, from),
            until: at(on, from + length),
            breaks: breaks
                .into_iter()
                .map(|(after, length)| Span { from: at(on, from + after), until: at(on, from + after + length) })
                .collect(),
        },
    )
}

fn technicians() -> impl Strategy<Value = Vec<Technician>> {
    let technician = (
        (0..60_i32, 0..60_i32),
        some_of(&["electrics", "hydraulics", "laser"], 3),
        some_of(&["north", "south"], 2),
        proptest::collection::vec(shift(), 0..4),
        proptest::option::of(30..300_u32),
    );
    proptest::collection::vec(technician, 0..4).prop_map(|all| {
        let all = all.into_iter().enumerate();
        all.map(|(index, (home, skills, regions, mut shifts, max_drive_minutes))| {
            shifts.sort_by_key(|shift| shift.from);
            shifts.dedup_by_key(|shift| shift.from.date());
            Technician { id: format!("t{index}"), home: place(home), skills, regions, shifts, max_drive_minutes }
        })
        .collect()
    })
}

fn visits() -> impl Strategy<Value = Vec<Visit>> {
    let windows = proptest::collection::vec((0..3_i64, 360..1000_i64, 0..400_i64), 0..3);
    let promise = (proptest::option::of(0..5_usize), proptest::option::of((0..3_i64, 400..900_i64)), 0..60_u32);
    let visit = (
        (0..60_i32, 0..60_i32),
        1..200_u32,
        some_of(&["electrics", "hydraulics", "laser", "water"], 2),
        proptest::option::weighted(0.3, proptest::sample::select(&["north", "south", "west"][..])),
        windows,
        proptest::option::weighted(0.3, (-2..4_i64, any::<bool>())),
        0..4_usize,
        proptest::option::of(0..3_u32),
        proptest::option::weighted(0.15, promise),
    );
    proptest::collection::vec(visit, 0..14).prop_map(|all| {
        let all = all.into_iter().enumerate();
        all.map(|(index, (site, duration_minutes, skills, region, windows, due, priority, customer, promise))| Visit {
            id: format!("v{index}"),
            site: place(site),
            duration_minutes,
            skills,
            region: region.map(str::to_owned),
            windows: windows
                .into_iter()
                .map(|(on, from, length)| Span { from: at(on, from), until: at(on, from + length) })
                .collect(),
            due: due.map(|(on, strict)| Due { day: day(on), strict }),
            priority: [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent][priority],
            customer: customer.map(|customer| format!("c{customer}")),
            promise: promise.map(|(technician, begins, tolerance_minutes)| Promise {
                technician: technician.map(|technician| format!("t{technician}")),
                begins: begins.map(|(on, minute)| at(on, minute)),
                tolerance_minutes,
            }),
        })
        .collect()
    })
}

prop_compose! {
    fn requests()(
        technicians in technicians(),
        visits in visits(),
        now in 0..2000_i64,
        fewest_days in any::<bool>(),
    ) -> Request {
        Request {
            technicians,
            visits,
            first_day: day(0),
            last_day: day(2),
            now: at(0, now),
            rules: Rules { fewest_days, ..Rules::default() },
            begun: Vec::new(),
        }
    }
}

fn assert_valid(request: &Request, plan: &Plan) -> Result<(), TestCaseError> {
    let faults = validate(request, plan, &GreatCircle::default()).expect("great circles lead everywhere");
    prop_assert_eq!(faults, Vec::<String>::new());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_plan_keeps_all_limits_and_every_reason_is_true(request in requests(), seed in any::<u64>(), steps in 0..300_u64) {
        let found = plan(&request, &GreatCircle::default(), &Budget::steps(steps, seed)).expect("a sound request");
        assert_valid(&request, &found)?;
        let again = plan(&request, &GreatCircle::default(), &Budget::steps(steps, seed)).expect("a sound request");
        prop_assert_eq!(found, again, "the same seed, another plan");
    }

    #[test]
    fn a_plan_made_anew_keeps_what_is_driven(
        request in requests(),
        later in 0..2500_i64,
        gone in 0..4_usize,
    ) {
        let travel = GreatCircle::default();
        let first = plan(&request, &travel, &Budget::steps(100, 1)).expect("a sound request");
        let mut request = request;
        request.now += Duration::minutes(later);
        // Of one technician the days that have not begun are cancelled.
        let driven = begun(&first, request.now);
        if let Some(technician) = request.technicians.get_mut(gone) {
            let id = technician.id.clone();
            technician.shifts.retain(|shift| driven.iter().any(|tour| tour.technician == id && tour.day == shift.from.date()));
        }
        let second = replan(request, &first, &travel, &Budget::steps(100, 2)).expect("a sound request");
        assert_valid(&second.request, &second.plan)?;
        for tour in &driven {
            let after = second.plan.tour_of(&tour.stops[0].visit).expect("what is driven stays");
            prop_assert!(after.stops.starts_with(&tour.stops));
        }
        for visit in &second.moved {
            let driven = driven.iter().any(|tour| tour.stops.iter().any(|stop| stop.visit == *visit));
            prop_assert!(!driven, "{} is driven and was moved", visit);
        }
    }

    #[test]
    fn an_edit_without_breaches_is_a_valid_plan_and_one_with_breaches_is_not(
        request in requests(),
        visit in 0..14_usize,
        tour in 0..9_usize,
        position in 0..6_usize,
    ) {
        let travel = GreatCircle::default();
        let before = plan(&request, &travel, &Budget::steps(100, 1)).expect("a sound request");
        let (Some(visit), false) = (request.visits.get(visit), before.tours.is_empty()) else { return Ok(()) };
        let tour = &before.tours[tour % before.tours.len()];
        let to = Target { technician: tour.technician.clone(), day: tour.day, position };
        let edit = Edit { visit: visit.id.clone(), to: Some(to) };
        let after = check(&request, &before, &travel, &edit).expect("tour and visit are there");
        prop_assert!(after.plan.tour_of(&visit.id).is_some());
        let faults = validate(&request, &after.plan, &travel).expect("great circles lead everywhere");
        // A soft due date may pass, and room that became free may be left unused.
        let soft = |kind: &tours::BreachKind| matches!(kind, tours::BreachKind::DuePassed { strict: false, .. });
        let hard = after.breaches.iter().any(|breach| !soft(&breach.kind));
        let of_tours = faults.iter().filter(|fault| fault.starts_with("tour of")).count();
        prop_assert_eq!(hard, of_tours > 0, "breaches {:?}, faults {:?}", after.breaches, faults);
    }
}
