//! Each limit that can leave a visit out, said as what it is.

mod scene;

use scene::{at, day, planned, request, technician, visit};
use std::collections::BTreeSet;
use tours::{Due, Limit, Plan, Priority, Promise, Span};

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// What is said of a visit that is left out.
fn said(plan: &Plan, visit: &str) -> String {
    let left = plan.left_out.iter().find(|left| left.visit == visit);
    left.map_or_else(|| panic!("{visit} is on a tour"), ToString::to_string)
}

#[test]
fn vroom_722_each_visit_left_out_says_which_limit_excluded_it() {
    let mut paul = technician("Paul", 2);
    paul.skills = names(&["electrics"]);
    paul.regions = names(&["north"]);
    let mut anna = technician("Anna", 1);
    anna.skills = names(&["hydraulics"]);
    anna.regions = names(&["north"]);
    let mut skill = visit("skill", (1, 0), 60);
    skill.skills = names(&["electrics", "laser"]);
    let mut both = visit("both", (1, 0), 60);
    both.skills = names(&["electrics", "hydraulics"]);
    let mut region = visit("region", (1, 0), 60);
    region.region = Some("south".to_owned());
    let mut short = visit("short", (1, 0), 60);
    short.windows = vec![Span { from: at(0, 600), until: at(0, 645) }];
    let mut night = visit("night", (1, 0), 60);
    night.windows = vec![Span { from: at(0, 1200), until: at(0, 1400) }];
    let mut due = visit("due", (1, 0), 60);
    due.due = Some(Due { day: day(-1), strict: true });
    let far = visit("far", (250, 0), 60);
    let mut promised = visit("promised", (1, 0), 60);
    promised.promise = Some(Promise { technician: Some("Otto".to_owned()), begins: None, tolerance_minutes: 0 });
    let request = request(vec![paul, anna], vec![skill, both, region, short, night, due, far, promised]);
    let plan = planned(&request);
    assert!(plan.tours.is_empty());
    assert_eq!(said(&plan, "skill"), "skill: no technician with skill laser");
    assert_eq!(said(&plan, "both"), "both: no technician has all skills it needs");
    assert_eq!(said(&plan, "region"), "region: no technician of region south");
    assert_eq!(said(&plan, "short"), "short: it takes 60 minutes, its longest window has 45");
    assert_eq!(said(&plan, "night"), "night: its windows leave no room within the working hours");
    assert_eq!(said(&plan, "due"), "due: it is due on 2026-03-01 at the latest; the first possible day is 2026-03-02");
    // 250 km by 1.3 at 60 km/h are 325 minutes, twice, and 60 of work, of 480.
    let Limit::TooFar { missing_minutes, .. } = plan.left_out[6].limits[0].limit else {
        panic!("{}", said(&plan, "far"))
    };
    assert_eq!(missing_minutes, 325 * 2 + 60 - 480);
    assert_eq!(said(&plan, "promised"), "promised: it is promised to Otto");
}

#[test]
fn the_cheapest_insertion_that_failed_is_named_with_the_minutes_that_are_missing() {
    let visits = vec![visit("whole", (0, 0), 470), visit("more", (0, 0), 25)];
    let plan = planned(&request(vec![technician("Paul", 1)], visits));
    assert_eq!(
        said(&plan, "more"),
        "more: all who could are full; nearest is Paul on 2026-03-02 as stop 1, where 15 minutes are missing"
    );
}

#[test]
fn limits_that_exclude_together_are_counted() {
    let mut anna = technician("Anna", 3);
    anna.skills = names(&["laser"]);
    let mut plenty: Vec<_> = (0..3).map(|number| visit(&format!("v{number}"), (0, 0), 480)).collect();
    for visit in &mut plenty {
        visit.skills = names(&["laser"]);
    }
    plenty.push(visit("w", (0, 0), 480));
    plenty.push(visit("x", (0, 0), 10));
    plenty[4].skills = names(&["laser"]);
    let plan = planned(&request(vec![anna, technician("Paul", 1)], plenty));
    assert_eq!(
        said(&plan, "x"),
        "x: all who could are full; nearest is Anna on 2026-03-02 as stop 1, where 10 minutes are missing (3 \
         technician-days); a skill it needs is lacking (1 technician-days)"
    );
}

#[test]
fn without_technicians_it_is_said_that_nobody_works() {
    let plan = planned(&request(Vec::new(), vec![visit("v", (0, 0), 10)]));
    assert_eq!(said(&plan, "v"), "v: nobody works on these days");
    let mut late = request(vec![technician("Paul", 1)], vec![visit("v", (0, 0), 10)]);
    late.now = at(0, 960);
    assert_eq!(said(&planned(&late), "v"), "v: nobody works on these days");
}

#[test]
fn urgent_and_overdue_visits_go_first_and_early() {
    let mut urgent = visit("urgent", (0, 0), 400);
    urgent.priority = Priority::Urgent;
    let mut overdue = visit("overdue", (0, 0), 400);
    overdue.due = Some(Due { day: day(-3), strict: false });
    let usual = visit("usual", (0, 0), 400);
    let mut low = visit("low", (0, 0), 400);
    low.priority = Priority::Low;
    let plan = planned(&request(vec![technician("Paul", 3)], vec![low, usual, overdue, urgent]));
    let days: Vec<&str> = plan.tours.iter().map(|tour| tour.stops[0].visit.as_str()).collect();
    assert_eq!(plan.left_out.len(), 1);
    assert_eq!(plan.left_out[0].visit, "low");
    assert_eq!(days[2], "usual", "what can wait, waits: {days:?}");
}

#[test]
fn fewer_days_come_before_less_travel_where_asked() {
    let mut south = technician("South", 1);
    south.home = scene::place((-60, 0));
    let visits = vec![visit("north", (0, 0), 60), visit("south", (-60, 0), 60)];
    let mut request = request(vec![technician("North", 1), south], visits);
    assert_eq!(planned(&request).tours.len(), 2);
    request.rules.fewest_days = true;
    let fewer = planned(&request);
    assert_eq!(fewer.tours.len(), 1);
    assert!(fewer.left_out.is_empty());
}

#[test]
fn visits_of_one_customer_are_done_on_one_tour() {
    // Two technicians, a site beside each; the customer's site lies between, both halves of its visits fit both.
    let mut east = technician("East", 1);
    east.home = scene::place((0, 20));
    let mut visits = vec![visit("a", (0, 9), 120), visit("b", (0, 11), 120)];
    let together = |visits: Vec<_>| planned(&request(vec![technician("West", 1), east.clone()], visits)).tours.len();
    assert_eq!(together(visits.clone()), 1, "one trip is shorter than two");
    for visit in &mut visits {
        visit.windows = vec![Span { from: at(0, 480), until: at(0, 680) }];
    }
    assert_eq!(together(visits.clone()), 2, "both at once is only possible with two");
    visits.push(visit("c", (0, 9), 30));
    visits[0].customer = Some("mill".to_owned());
    visits[2].customer = Some("mill".to_owned());
    let plan = planned(&request(vec![technician("West", 1), east.clone()], visits));
    assert_eq!(plan.tour_of("a"), plan.tour_of("c"));
}
