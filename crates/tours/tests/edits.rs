//! What a dispatcher's edit breaks, and what stays in replanning.

mod scene;

use scene::{at, day, place, planned, request, technician, visit};
use tours::{
    BreachKind, Budget, Due, Edit, Error, GreatCircle, Legs, Limit, Promise, Request, Span, Target, begun, check, plan,
    replan, validate,
};

fn to(visit: &str, technician: &str, on: i64, position: usize) -> Edit {
    let to = Target { technician: technician.to_owned(), day: day(on), position };
    Edit { visit: visit.to_owned(), to: Some(to) }
}

/// Two technicians, three days; one visit a day of Paul's is fixed by its window.
fn scene() -> Request {
    let mut visits: Vec<_> = (0..3).map(|number| visit(&format!("v{number}"), (10, 0), 120)).collect();
    for (number, visit) in (0..).zip(&mut visits) {
        visit.windows = vec![Span { from: at(number, 480), until: at(number, 720) }];
        visit.skills.insert("laser".to_owned());
    }
    let mut paul = technician("Paul", 3);
    paul.skills.insert("laser".to_owned());
    request(vec![paul, technician("Anna", 2)], visits)
}

#[test]
fn a_dragged_visit_says_by_how_much_it_misses_its_window() {
    let request = scene();
    let before = planned(&request);
    let checked = check(&request, &before, &GreatCircle::default(), &to("v0", "Paul", 1, 0)).expect("both are there");
    // v0 may be worked at on the first day until 12:00; on the second it ends at 10:13, after 13 minutes of driving, and v1,
    // which should be done by 12:00, 120 minutes later.
    let kinds: Vec<_> = checked.breaches.iter().map(|breach| (breach.visit.as_deref(), &breach.kind)).collect();
    let missed = |minutes| BreachKind::WindowMissed { minutes };
    assert_eq!(kinds, [(Some("v0"), &missed(1440 + 480 + 13 + 120 - 720)), (Some("v1"), &missed(13))]);
    assert_eq!(checked.tours.len(), 2, "where it was and where it is");
    assert!(checked.tours[0].stops.is_empty());
    assert_eq!(checked.tours[1].stops.len(), 2);
    assert_eq!(checked.plan.tours.len(), 2, "the day it left is free");
}

#[test]
fn a_dragged_visit_says_what_is_lacking() {
    let mut request = scene();
    request.visits[0].region = Some("north".to_owned());
    request.visits[0].due = Some(Due { day: day(-2), strict: false });
    request.visits[0].promise =
        Some(Promise { technician: Some("Paul".to_owned()), begins: Some(at(0, 500)), tolerance_minutes: 0 });
    request.technicians[1].regions.insert("south".to_owned());
    let long = visit("long", (0, 0), 300);
    request.visits.push(long);
    request.technicians[1].max_drive_minutes = Some(20);
    request.technicians[0].shifts.remove(2);
    let before = planned(&request);
    let mut after = check(&request, &before, &GreatCircle::default(), &to("long", "Anna", 0, 0)).expect("is there");
    assert!(after.breaches.iter().all(|breach| breach.technician == "Paul"), "{:?}", after.breaches);
    after = check(&request, &after.plan, &GreatCircle::default(), &to("v0", "Anna", 0, 1)).expect("is there");
    let kinds: Vec<_> = after.breaches.iter().map(|breach| breach.kind.clone()).collect();
    assert_eq!(
        kinds,
        [
            BreachKind::WindowMissed { minutes: 480 + 300 + 13 + 120 - 720 },
            BreachKind::PromiseMissed { minutes: 480 + 300 + 13 - 500 },
            BreachKind::SkillsLacking { skills: ["laser".to_owned()].into() },
            BreachKind::OtherRegion { region: "north".to_owned() },
            BreachKind::PromisedTo { technician: "Paul".to_owned() },
            BreachKind::DuePassed { days: 2, strict: false },
            BreachKind::DriveTooLong { minutes: 6 },
        ]
    );
}

#[test]
fn a_day_that_becomes_too_long_says_by_how_much() {
    let visits = vec![visit("a", (10, 0), 300), visit("b", (10, 0), 200)];
    let request = request(vec![technician("Paul", 2)], visits);
    let before = planned(&request);
    let on = (before.tour_of("a").expect("is planned").day - day(0)).num_days();
    let after = check(&request, &before, &GreatCircle::default(), &to("b", "Paul", on, 1)).expect("is there");
    let [breach] = after.breaches.as_slice() else { panic!("{:?}", after.breaches) };
    assert_eq!((breach.visit.as_deref(), &breach.kind), (None, &BreachKind::Overtime { minutes: 13 + 500 + 13 - 480 }));
}

#[test]
fn what_is_taken_off_says_so_and_what_fits_then_says_so_too() {
    let request = request(vec![technician("Paul", 1)], vec![visit("a", (0, 0), 300), visit("b", (0, 0), 300)]);
    let before = planned(&request);
    let on_tour = before.tours[0].stops[0].visit.clone();
    let off = Edit { visit: on_tour.clone(), to: None };
    let after = check(&request, &before, &GreatCircle::default(), &off).expect("is there");
    assert!(after.plan.tours.is_empty());
    for left in &after.plan.left_out {
        let limit = &left.limits[0].limit;
        if left.visit == on_tour {
            assert_eq!(*limit, Limit::ByHand);
        } else {
            assert!(matches!(limit, Limit::FitsNow { .. }), "{limit:?}");
        }
    }
}

#[test]
fn edits_of_what_is_not_there_are_refused_with_what_to_do() {
    let request = scene();
    let before = planned(&request);
    let refused = |edit: &Edit| check(&request, &before, &GreatCircle::default(), edit).map(|_| ()).unwrap_err();
    assert_eq!(refused(&to("v0", "Anna", 2, 0)), Error::NoShift { technician: "Anna".to_owned(), day: day(2) });
    assert_eq!(refused(&to("v9", "Anna", 0, 0)), Error::NoVisit { visit: "v9".to_owned() });
}

#[test]
fn what_is_driven_stays_and_what_is_promised_is_kept() {
    let travel = GreatCircle::default();
    let mut request = request(vec![technician("Paul", 2), technician("Anna", 2)], Vec::new());
    request.visits = (0..6).map(|number| visit(&format!("v{number}"), (5 + number, 0), 90)).collect();
    let first = planned(&request);
    let tour = first.tours[0].clone();
    assert!(tour.stops.len() > 2, "{first:?}");
    request.now = tour.stops[0].ends - chrono::Duration::minutes(5);
    let driven = begun(&first, request.now);
    assert_eq!(driven[0].stops.len(), 1, "the second stop is not yet driven to");
    // The last visit is promised for the time planned; the technician's day ends at noon from now on.
    let promised = tour.stops.last().expect("stops").clone();
    let kept = request.visits.iter_mut().find(|visit| visit.id == promised.visit).expect("is there");
    kept.promise = Some(Promise { technician: None, begins: Some(promised.begins), tolerance_minutes: 15 });
    let whose = request.technicians.iter_mut().find(|technician| technician.id == tour.technician).expect("is there");
    whose.shifts[0].until = at(0, 720);
    let second = replan(request, &first, &travel, &Budget::steps(2000, 1)).expect("a sound request");
    assert_eq!(validate(&second.request, &second.plan, &travel), Ok(Vec::new()));
    assert!(second.plan.left_out.is_empty(), "{:?}", second.plan.left_out);
    let after = second.plan.tour_of(&promised.visit).expect("is planned");
    let stop = after.stops.iter().find(|stop| stop.visit == promised.visit).expect("is there");
    assert!((stop.begins - promised.begins).num_minutes().abs() <= 15);
    assert_ne!(after.technician, tour.technician, "noon is before the promise");
    let edit = to(&tour.stops[0].visit, "Anna", 1, 0);
    let refused = check(&second.request, &second.plan, &travel, &edit).map(|_| ()).unwrap_err();
    assert_eq!(refused, Error::Driven { visit: tour.stops[0].visit.clone() });
}

#[test]
fn a_plan_that_need_not_change_does_not() {
    let request = scene();
    let first = planned(&request);
    let again = replan(request, &first, &GreatCircle::default(), &Budget::steps(500, 9)).expect("a sound request");
    assert!(again.moved.is_empty());
    assert_eq!(again.plan, first);
}

#[test]
fn a_matrix_of_a_routing_server_takes_the_place_of_great_circles() {
    let request = request(vec![technician("Paul", 1)], vec![visit("v", (0, 0), 60)]);
    assert_eq!(request.places(), [place((0, 0)), place((0, 0))]);
    let leg = tours::Leg { minutes: 33, km: 21.5 };
    let row = vec![tours::Leg::default(), leg];
    let legs = Legs::from_rows(&[row, vec![leg, tours::Leg::default()]]).expect("a square");
    let planned = plan(&request, &legs, &Budget::steps(10, 1)).expect("a sound request");
    assert_eq!(planned.tours[0].travel_minutes, 66);
    assert!((planned.tours[0].travel_km - 43.0).abs() < 1e-9);
    let two = Legs::from_rows(&[vec![leg], vec![leg]]).unwrap_err();
    assert_eq!(two, Error::Matrix { places: 2, found: 1 });
}

#[test]
fn requests_that_contradict_themselves_are_refused() {
    let good = scene();
    let refused = |change: &dyn Fn(&mut Request)| {
        let mut bad = good.clone();
        change(&mut bad);
        plan(&bad, &GreatCircle::default(), &Budget::steps(1, 1)).map(|_| ()).unwrap_err().to_string()
    };
    assert_eq!(refused(&|bad| bad.visits[1].id = "v0".to_owned()), "visit `v0` is given twice; ids must be unique");
    assert!(refused(&|bad| bad.visits[1].duration_minutes = 0).contains("takes 0 minutes"));
    assert!(refused(&|bad| bad.visits[1].site.latitude = f64::NAN).contains("no coordinates"));
    assert!(refused(&|bad| bad.last_day = day(-1)).contains("give 1 to 366 days"));
    assert!(refused(&|bad| bad.technicians[0].shifts[1].from = at(0, 1)).contains("two shifts"));
    assert!(refused(&|bad| bad.technicians[0].shifts[1].until = at(0, 1)).contains("ends before it begins"));
}
