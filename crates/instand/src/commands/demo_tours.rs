//! Field service of the sample manufacturer: eight technicians, visits for due maintenance and parts, a plan of the next days.

use super::Context;
use super::tours::{dispatch, since};
use crate::clock::{self, Stages};
use base::{OpportunityId, TechnicianId, Translated};
use pipeline::field_service::{Dispatch, FieldService, Search, TechnicianDraft, Wanted, checked_visit};
use pipeline::{Decided, Workplace};
use std::collections::{BTreeSet, HashMap};
use store::{NewVisit, Pause, VisitKind, WorkDay};

/// Settings of the sample manufacturer's tours; a technician knows some product families and works in one region.
pub const SETTINGS: &str = "\
[tours]
kmh = 75.0
skill = \"product_family\"

[[tours.region]]
name = \"Deutschland Nord\"
countries = [\"DE\"]
postcodes = [\"00000-59999\"]

[[tours.region]]
name = \"Deutschland Süd\"
countries = [\"DE\"]

[[tours.region]]
name = \"Österreich\"
countries = [\"AT\"]

[[tours.region]]
name = \"Schweiz\"
countries = [\"CH\"]

[[tours.region]]
name = \"Italia\"
countries = [\"IT\"]
";

/// Name, login, language, home, region, product families.
type Person = (&'static str, Option<&'static str>, &'static str, &'static str, &'static str, &'static [&'static str]);

const PEOPLE: [Person; 8] = [
    (
        "Marco Weiß",
        Some("marco"),
        "de",
        "Weststraße 3, 70173 Stuttgart, DE",
        "Deutschland Süd",
        &["Fräszentren", "Drehzentren", "Pressen"],
    ),
    (
        "Petra Lang",
        None,
        "de",
        "Isarweg 12, 80331 München, DE",
        "Deutschland Süd",
        &["Verpackungsmaschinen", "Füllanlagen", "Biegezentren", "Pressen"],
    ),
    (
        "Jörg Hansen",
        None,
        "de",
        "Am Markt 4, 30159 Hannover, DE",
        "Deutschland Nord",
        &["Fräszentren", "Drehzentren", "Biegezentren"],
    ),
    (
        "Aylin Kaya",
        None,
        "de",
        "Domstraße 20, 50667 Köln, DE",
        "Deutschland Nord",
        &["Pressen", "Verpackungsmaschinen", "Füllanlagen"],
    ),
    (
        "Eva Gruber",
        None,
        "de",
        "Donaulände 8, 4020 Linz, AT",
        "Österreich",
        &["Fräszentren", "Drehzentren", "Pressen", "Biegezentren"],
    ),
    (
        "Reto Frei",
        None,
        "de",
        "Limmatweg 5, 8001 Zürich, CH",
        "Schweiz",
        &["Fräszentren", "Verpackungsmaschinen", "Füllanlagen", "Drehzentren"],
    ),
    (
        "Giulia Conti",
        None,
        "it",
        "Via Torino 9, 20121 Milano, IT",
        "Italia",
        &["Pressen", "Verpackungsmaschinen", "Biegezentren"],
    ),
    (
        "Paolo Ferri",
        None,
        "it",
        "Via Adige 2, 37121 Verona, IT",
        "Italia",
        &["Fräszentren", "Drehzentren", "Füllanlagen"],
    ),
];

/// Visits for due maintenance.
const MAINTENANCE: usize = 90;

/// Parts that are brought.
const PARTS: usize = 24;

/// Days in which maintenance is due.
const DUE_DAYS: i64 = 45;

/// Seconds of the search: a demo is waited for.
const SECONDS: u32 = 3;

fn week() -> Vec<WorkDay> {
    let time = |hour, minute| chrono::NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
    let pause = Pause { from: time(12, 0), until: time(12, 45) };
    (1..=5).map(|weekday| WorkDay { weekday, from: time(7, 0), until: time(16, 30), breaks: vec![pause] }).collect()
}

/// Brings technicians and visits, and plans. What a demo before brought stays as it is.
pub async fn bring(context: &Context, workplace: &Workplace, decided: &Decided) -> anyhow::Result<()> {
    let service = context.settings.field_service()?;
    let dispatch = dispatch(context, &workplace.store, &service);
    if workplace.store.technicians().await?.is_empty() {
        technicians(&dispatch).await?;
    }
    let proposed = dispatch.proposals(decided, DUE_DAYS).await?;
    let ids: Vec<OpportunityId> = proposed.iter().take(MAINTENANCE).map(|of| of.opportunity).collect();
    let maintenance = dispatch.take_over(decided, &ids).await?;
    let parts = parts(&dispatch, &service, decided).await?;
    let first_day = dispatch.now.date();
    let last_day = first_day + chrono::Days::new(u64::from(service.horizon_days.saturating_sub(1)));
    let search = Some(Search::Seconds(SECONDS));
    let wanted = Wanted { first_day, last_day, regions: Vec::new(), anew: false, search };
    let stages = Stages::begin(false);
    let planned = dispatch.plan(&wanted, &since(clock::instant()), &stages).await;
    stages.end();
    let planned = planned?;
    println!(
        "\nField service: {} technicians, {maintenance} visits for due maintenance and {parts} with parts; {} on tours, {} left out.",
        PEOPLE.len(),
        planned.planned,
        planned.left_out
    );
    Ok(())
}

async fn technicians(dispatch: &Dispatch<'_>) -> anyhow::Result<()> {
    let write = dispatch.store.write(dispatch.actor, &dispatch.at).await?;
    for (name, login, language, address, region, skills) in PEOPLE {
        let draft = TechnicianDraft {
            name: name.to_owned(),
            login: login.map(str::to_owned),
            language: language.to_owned(),
            mail: None,
            phone: None,
            address: address.to_owned(),
            latitude: None,
            longitude: None,
            skills: skills.iter().map(|skill| (*skill).to_owned()).collect(),
            regions: BTreeSet::from([region.to_owned()]),
            week: week(),
            absences: Vec::new(),
            max_drive_minutes: Some(330),
            active: true,
        };
        let of = draft.checked(TechnicianId::of(&format!("demo {name}")), 1).map_err(anyhow::Error::msg)?;
        write.put_technician(&of).await?;
    }
    Ok(write.commit().await?)
}

/// Parts packages that are brought by who drives by anyway.
async fn parts(dispatch: &Dispatch<'_>, service: &FieldService, decided: &Decided) -> anyhow::Result<usize> {
    let ids = &decided.state.files.link.ids;
    let positions: HashMap<_, _> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let all = dispatch.store.worked_opportunities().await?;
    let open = all.iter().filter(|of| of.of.campaign == "parts-package" && of.of.flag.is_none());
    let title = Translated {
        de: "Teilepaket bringen".to_owned(),
        en: "Bring the parts package".to_owned(),
        it: "Consegnare il pacchetto ricambi".to_owned(),
    };
    let visit = |of: &store::WorkedOpportunity| {
        let kind = VisitKind::PartsDelivery;
        let mut visit = NewVisit {
            key: format!("demo-parts-{}", of.of.id),
            kind,
            title: title.clone(),
            note: None,
            machine: None,
            customer: None,
            customer_name: String::new(),
            contact_name: None,
            phone: None,
            address: String::new(),
            place: None,
            duration_minutes: service.minutes.of(kind),
            skills: BTreeSet::new(),
            region: None,
            windows: Vec::new(),
            due: None,
            priority: tours::Priority::Low,
            promise: None,
            offered_on: None,
            enrolment: None,
            opportunity: Some(of.of.id),
            opened_on: dispatch.now.date(),
        };
        service.at_machine(decided, *positions.get(&of.of.machine)?, &mut visit);
        // Anybody can hand over a box.
        visit.skills.clear();
        checked_visit(visit).ok()
    };
    let new = open.filter_map(visit).take(PARTS).collect();
    let write = dispatch.store.write(dispatch.actor, &dispatch.at).await?;
    let added = write.add_visits(new).await?;
    write.commit().await?;
    Ok(added.len())
}
