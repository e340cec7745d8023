//! A week of 200 visits and 12 technicians is planned, then planned anew on Tuesday at 10:20: two technicians are ill, six
//! machines stand still, and what is driven or promised stays. Prints times, tours and what was left out.
//!
//! `cargo run --release -p tours --example replan -- --seconds 10 --threads 2`

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use tours::{
    Budget, Coordinates, Due, Error, GreatCircle, Plan, Priority, Promise, Request, Rules, Shift, Span, Technician,
    Visit, plan, replan, validate,
};

const SKILLS: [&str; 4] = ["electrics", "hydraulics", "laser", "robot"];

/// Numbers that look drawn by chance and are the same in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// Around Memmingen, some 160 km from north to south and from east to west.
    fn place(&mut self) -> Coordinates {
        Coordinates {
            latitude: 47.3 + self.below(1000) as f64 / 700.0,
            longitude: 9.1 + self.below(1000) as f64 / 460.0,
        }
    }

    fn skills(&mut self, of: u64) -> BTreeSet<String> {
        SKILLS.iter().filter(|_| self.below(of) == 0).map(|skill| (*skill).to_owned()).collect()
    }
}

fn at(day: u32, hour: u32, minute: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, 2 + day).unwrap_or_default().and_time(NaiveTime::MIN)
        + chrono::Duration::minutes(i64::from(hour * 60 + minute))
}

fn span(day: u32, from: u32, until: u32) -> Span {
    Span { from: at(day, from, 0), until: at(day, until, 0) }
}

fn request() -> Request {
    let mut draw = Draw(7);
    let technicians = (0..12).map(|number| {
        let mut skills = draw.skills(2);
        skills.insert(SKILLS[number % 3].to_owned());
        Technician {
            id: format!("technician {number}"),
            home: draw.place(),
            skills,
            regions: BTreeSet::new(),
            shifts: (0..5)
                .map(|day| Shift { from: at(day, 7, 30), until: at(day, 16, 30), breaks: vec![span(day, 12, 13)] })
                .collect(),
            max_drive_minutes: Some(300),
        }
    });
    let technicians = technicians.collect();
    let sites: Vec<Coordinates> = (0..120).map(|_| draw.place()).collect();
    let visits = (0..200).map(|number| {
        let site = draw.below(120) as usize;
        let windows = match draw.below(4) {
            0 => (0..5).map(|day| span(day, 8, 12)).collect(),
            1 => vec![span(draw.below(5) as u32, 7, 17)],
            _ => Vec::new(),
        };
        let due = (draw.below(3) == 0).then(|| Due {
            day: at(0, 0, 0).date() + chrono::Duration::days(draw.below(9) as i64 - 1),
            strict: draw.below(3) == 0,
        });
        Visit {
            id: format!("visit {number}"),
            site: sites[site],
            duration_minutes: 30 + 15 * draw.below(8) as u32,
            skills: draw.skills(5),
            region: None,
            windows,
            due,
            priority: [Priority::Low, Priority::Normal, Priority::Normal, Priority::High][draw.below(4) as usize],
            customer: Some(format!("site {site}")),
            promise: None,
        }
    });
    Request {
        technicians,
        visits: visits.collect(),
        first_day: at(0, 0, 0).date(),
        last_day: at(4, 0, 0).date(),
        now: at(0, 6, 0),
        rules: Rules::default(),
        begun: Vec::new(),
    }
}

fn main() -> Result<(), Error> {
    let (mut seconds, mut threads) = (10.0, 2);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let number = arguments.next().and_then(|text| text.parse::<f64>().ok());
        match (argument.as_str(), number) {
            ("--seconds", Some(number)) => seconds = number,
            ("--threads", Some(number)) => threads = number as usize,
            _ => {}
        }
    }
    let travel = GreatCircle::default();
    let mut request = request();
    let first = timed("planned", seconds, threads, |budget| plan(&request, &travel, budget))?;
    show(&request, &first, &travel)?;

    // Three of four of the rest of the week are told when somebody comes; half an hour is kept open on both sides.
    let mut draw = Draw(11);
    request.now = at(1, 10, 20);
    for tour in &first.tours {
        for stop in tour.stops.iter().filter(|stop| stop.begins > request.now) {
            let promised = tour.day == request.now.date() || draw.below(4) == 0;
            if let Some(visit) = request.visits.iter_mut().find(|visit| visit.id == stop.visit && promised) {
                let begins = Some(stop.begins);
                visit.promise = Some(Promise { technician: None, begins, tolerance_minutes: 30 });
            }
        }
    }
    for ill in [3, 8] {
        request.technicians[ill].shifts.retain(|shift| shift.from.date() <= request.now.date());
    }
    for number in 200..206 {
        request.visits.push(Visit {
            id: format!("visit {number}"),
            site: draw.place(),
            duration_minutes: 120,
            skills: draw.skills(4),
            region: None,
            windows: Vec::new(),
            due: Some(Due { day: request.now.date(), strict: false }),
            priority: Priority::Urgent,
            customer: None,
            promise: None,
        });
    }
    let second = timed("planned anew", seconds, threads, |budget| replan(request.clone(), &first, &travel, budget))?;
    println!("{} visits have another technician or day than before", second.moved.len());
    show(&second.request, &second.plan, &travel)
}

fn timed<T>(what: &str, seconds: f64, threads: usize, work: impl FnOnce(&Budget<'_>) -> T) -> T {
    #[expect(clippy::disallowed_methods, reason = "an example measures time; the crate gets it as a parameter")]
    let begun = Instant::now();
    let limit = Some(Duration::from_secs_f64(seconds));
    let budget = Budget { limit, generations: None, elapsed: &|| begun.elapsed(), threads, seed: 1 };
    let done = work(&budget);
    println!("{what} in {:.2} s", begun.elapsed().as_secs_f64());
    done
}

fn show(request: &Request, plan: &Plan, travel: &GreatCircle) -> Result<(), Error> {
    let stops: usize = plan.tours.iter().map(|tour| tour.stops.len()).sum();
    let km: f64 = plan.tours.iter().map(|tour| tour.travel_km).sum();
    println!(
        "{stops} of {} visits on {} tours, {} minutes and {km:.0} km of driving; {} left out",
        request.visits.len(),
        plan.tours.len(),
        plan.travel_minutes(),
        plan.left_out.len()
    );
    for left in &plan.left_out {
        println!("  {left}");
    }
    match validate(request, plan, travel)?.as_slice() {
        [] => println!("  checked by other code: no limit is broken, every reason is true"),
        faults => println!("  FAULTS: {faults:#?}"),
    }
    Ok(())
}
