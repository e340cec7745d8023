//! `instand tours`: plan who goes where, and show it.

use super::{Context, Done, day, parse_day};
use crate::clock::{self, Stages};
use crate::show;
use chrono::{Days, NaiveDate, Utc};
use clap::{Args, Subcommand};
use hashbrown::HashMap;
use pipeline::field_service::{Dispatch, FieldService, Search, Wanted, limits_text};
use serde_json::{Value, json};
use store::{Store, Technician, Visit};

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Plan tours and save the plan. What is driven and promised stays.
    Plan {
        /// The first day; default is today.
        #[arg(long, value_parser = parse_day)]
        from: Option<NaiveDate>,
        /// So many days; default is `horizon_days` of the settings.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=31))]
        days: Option<u32>,
        /// Only this region; may be given several times.
        #[arg(long)]
        region: Vec<String>,
        /// Let the tours there are count for nothing.
        #[arg(long)]
        anew: bool,
        /// Seconds the search takes.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=60))]
        seconds: Option<u32>,
        /// Print the plan as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show the tours of some days, and why visits are on none.
    Show {
        /// The first day; default is today.
        #[arg(long, value_parser = parse_day)]
        from: Option<NaiveDate>,
        /// So many days; default is `horizon_days` of the settings.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=31))]
        days: Option<u32>,
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// What plans tours from the command line.
pub fn dispatch<'a>(context: &Context, store: &'a Store, service: &'a FieldService) -> Dispatch<'a> {
    let now = clock::instant();
    let local = now.with_timezone(&context.settings.zone).naive_local();
    Dispatch { store, service, actor: "command line", at: clock::now(), now: local }
}

/// How long ago that was.
pub fn since(began: chrono::DateTime<Utc>) -> impl Fn() -> std::time::Duration + Sync {
    move || (clock::instant() - began).to_std().unwrap_or_default()
}

fn last(first: NaiveDate, days: u32) -> NaiveDate {
    first.checked_add_days(Days::new(u64::from(days.saturating_sub(1)))).unwrap_or(first)
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let store = context.settings.open().await?.store;
    let service = context.settings.field_service()?;
    match &options.action {
        Action::Plan { from, days, region, anew, seconds, json } => {
            let first = day(context, *from);
            let last = last(first, days.unwrap_or(service.horizon_days));
            let wanted = Wanted {
                first_day: first,
                last_day: last,
                regions: region.clone(),
                anew: *anew,
                search: seconds.map(Search::Seconds),
            };
            let stages = Stages::begin(*json);
            let planned = dispatch(context, &store, &service).plan(&wanted, &since(clock::instant()), &stages).await;
            stages.end();
            let planned = planned?;
            if let Some(note) = &planned.travel_note {
                eprintln!("drives are estimated, the routing server failed: {note}");
            }
            if !*json {
                println!("{} visits on tours, {} left out, {} moved", planned.planned, planned.left_out, planned.moved);
            }
            show_days(context, &store, (first, last), *json).await
        }
        Action::Show { from, days, json } => {
            let first = day(context, *from);
            show_days(context, &store, (first, last(first, days.unwrap_or(service.horizon_days))), *json).await
        }
    }
}

/// Tours, and open visits that are on none.
async fn show_days(
    context: &Context,
    store: &Store,
    (first, last): (NaiveDate, NaiveDate),
    as_json: bool,
) -> anyhow::Result<Done> {
    let technicians = store.technicians().await?;
    let names: HashMap<String, &Technician> = technicians.iter().map(|of| (of.id.to_string(), of)).collect();
    let name = |id: &str| names.get(id).map_or(id, |of| of.name.as_str()).to_owned();
    let tours = store.tours(first, last, None).await?;
    let open = store.visits_to_do().await?;
    let ids: Vec<_> = open.iter().map(|of| of.id).collect();
    let stops = store.stops_of(&ids).await?;
    let ids = tours.iter().flat_map(|tour| &tour.stops).filter_map(|stop| stop.visit.parse().ok().map(base::VisitId));
    let on = store.visits_by_id(&ids.collect::<Vec<_>>()).await?;
    let visits: HashMap<String, &Visit> = on.iter().map(|of| (of.id.to_string(), of)).collect();
    let left: Vec<&Visit> = open.iter().filter(|of| !stops.contains_key(&of.id)).collect();
    if as_json {
        let tour = |tour: &tours::Tour| {
            let stop = |stop: &tours::Stop| {
                let customer = visits.get(&stop.visit).map(|of| of.of.customer_name.as_str());
                json!({ "visit": stop.visit, "customer": customer, "arrives": stop.arrives, "begins": stop.begins, "ends": stop.ends })
            };
            json!({
                "technician": name(&tour.technician), "day": tour.day, "leaves": tour.leaves, "returns": tour.returns,
                "travel_minutes": tour.travel_minutes, "travel_km": tour.travel_km,
                "stops": tour.stops.iter().map(stop).collect::<Vec<Value>>(),
            })
        };
        let out = |of: &&Visit| json!({ "visit": of.id, "customer": of.of.customer_name, "limits": of.limits, "why": why(of, &technicians) });
        let (tours, left): (Vec<Value>, Vec<Value>) =
            (tours.iter().map(tour).collect(), left.iter().map(out).collect());
        println!("{}", json!({ "tours": tours, "left_out": left }));
        return Ok(Done::Well);
    }
    if tours.is_empty() {
        println!("No tours from {first} to {last}.");
    }
    for tour in &tours {
        println!(
            "\n{} {}: leaves {}, back {}, {} minutes and {:.0} km of driving",
            tour.day,
            name(&tour.technician),
            tour.leaves.format("%H:%M"),
            tour.returns.format("%H:%M"),
            tour.travel_minutes,
            tour.travel_km
        );
        for stop in &tour.stops {
            let of = visits.get(&stop.visit);
            println!(
                "  {}–{}  {}, {}: {}",
                stop.begins.format("%H:%M"),
                stop.ends.format("%H:%M"),
                of.map_or("", |of| of.of.customer_name.as_str()),
                of.map_or("", |of| of.of.address.as_str()),
                of.map_or("", |of| of.of.title.get(context.language))
            );
        }
    }
    if !left.is_empty() {
        println!("\nOn no tour:");
        let rows = left
            .iter()
            .map(|of| vec![of.of.customer_name.clone(), of.of.address.clone(), why(of, &technicians)])
            .collect();
        println!("{}", show::table(&["customer", "address", "why"], &[], rows));
    }
    Ok(Done::Well)
}

fn why(of: &Visit, technicians: &[Technician]) -> String {
    match &of.limits {
        _ if of.of.place.is_none() => "its place is not known; give coordinates on the page".to_owned(),
        Some(limits) => limits_text(limits, technicians),
        None => "not planned yet".to_owned(),
    }
}
