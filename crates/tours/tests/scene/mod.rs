//! Times and places for tests of tours: days from 2 March 2026 on, places by kilometres north and east of Memmingen.

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};
use std::collections::BTreeSet;
use tours::{
    Budget, Coordinates, GreatCircle, Plan, Priority, Request, Rules, Shift, Technician, Visit, plan, validate,
};

/// The day so many after the first one.
pub fn day(number: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date") + Duration::days(number)
}

/// A minute of a day.
pub fn at(number: i64, minute: i64) -> NaiveDateTime {
    day(number).and_time(NaiveTime::MIN) + Duration::minutes(minute)
}

/// So many kilometres north and east.
pub fn place((north, east): (i32, i32)) -> Coordinates {
    Coordinates { latitude: 47.98 + f64::from(north) / 111.2, longitude: 10.18 + f64::from(east) / 74.4 }
}

/// A technician in Memmingen who works from 8 to 16 on so many days.
#[allow(dead_code, reason = "not every test file needs one")]
pub fn technician(id: &str, days: i64) -> Technician {
    Technician {
        id: id.to_owned(),
        home: place((0, 0)),
        skills: BTreeSet::new(),
        regions: BTreeSet::new(),
        shifts: (0..days).map(|day| Shift { from: at(day, 480), until: at(day, 960), breaks: Vec::new() }).collect(),
        max_drive_minutes: None,
    }
}

/// A visit there, at any time.
#[allow(dead_code, reason = "not every test file needs one")]
pub fn visit(id: &str, site: (i32, i32), minutes: u32) -> Visit {
    Visit {
        id: id.to_owned(),
        site: place(site),
        duration_minutes: minutes,
        skills: BTreeSet::new(),
        region: None,
        windows: Vec::new(),
        due: None,
        priority: Priority::Normal,
        customer: None,
        promise: None,
    }
}

/// A request for five days, asked for before the first.
#[allow(dead_code, reason = "not every test file needs one")]
pub fn request(technicians: Vec<Technician>, visits: Vec<Visit>) -> Request {
    Request {
        technicians,
        visits,
        first_day: day(0),
        last_day: day(4),
        now: at(0, 0),
        rules: Rules::default(),
        begun: Vec::new(),
    }
}

/// Its plan after a short search, held to be valid.
#[allow(dead_code, reason = "not every test file needs one")]
pub fn planned(request: &Request) -> Plan {
    let travel = GreatCircle::default();
    let plan = plan(request, &travel, &Budget::steps(500, 1)).expect("a sound request");
    assert_eq!(validate(request, &plan, &travel).expect("great circles lead everywhere"), Vec::<String>::new());
    plan
}
