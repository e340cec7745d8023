//! Machines for tests, from few values so that filters hit, and what a reader of all machines would answer.

use super::{InstalledBase, Machine, MachineFilter};
use crate::fold::{fold, loose, spellings};
use crate::parameters::NOT_KNOWN;
use crate::pipeline::Pipeline;
use base::{CustomerId, MachineId};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use std::sync::Arc;

pub(crate) fn triggers() -> Vec<String> {
    ["aging", "hours", "wear"].map(str::to_owned).to_vec()
}

const TYPES: [Option<&str>; 5] = [Some("TruLaser 30"), Some("TruBend"), Some("ändern"), Some("A, B"), None];
const COUNTRIES: [Option<&str>; 4] = [Some("DE"), Some("IT"), Some("AT"), None];
const CITIES: [Option<&str>; 4] = [Some("München"), Some("Bozen"), Some("Graz"), None];
const CONTRACTS: [Option<&str>; 5] = [Some("active"), Some("expired"), Some("pending"), Some("none"), None];
const CUSTOMERS: [Option<(&str, &str)>; 5] =
    [Some(("Müller GmbH", "K-1")), Some(("Huber", "K-2")), Some(("Äpfel AG", "K-3")), Some(("huber bau", "K-4")), None];

/// What a machine is made of.
#[derive(Clone, Debug)]
pub(crate) struct SampleMachine {
    pub(crate) number: u32,
    pub(crate) pick: [u8; 8],
    pub(crate) hours: Option<u16>,
    pub(crate) days: Option<u16>,
    pub(crate) fires: u64,
    pub(crate) in_field: bool,
}

impl SampleMachine {
    pub(crate) fn numbered(number: u32) -> Self {
        let byte = |factor: u32| u8::try_from(number.wrapping_mul(factor) >> 3 & 0xff).unwrap_or_default();
        Self {
            number,
            pick: [3, 5, 7, 11, 13, 17, 19, 23].map(byte),
            hours: (!number.is_multiple_of(4)).then(|| u16::from(byte(29)) * 10),
            days: (!number.is_multiple_of(5)).then(|| u16::from(byte(31)) * 20),
            fires: u64::from(byte(37) & 7),
            in_field: !number.is_multiple_of(3),
        }
    }
}

pub(crate) fn sample() -> impl Strategy<Value = SampleMachine> {
    let pick = proptest::array::uniform8(any::<u8>());
    (pick, proptest::option::of(0_u16..50), proptest::option::of(0_u16..50), 0_u64..8, any::<bool>()).prop_map(
        |(pick, hours, days, fires, in_field)| SampleMachine { number: 0, pick, hours, days, fires, in_field },
    )
}

/// A base of sampled machines, and the machines by position.
pub(crate) fn base_of(samples: &[SampleMachine]) -> (Arc<InstalledBase>, Vec<Machine>) {
    let of = |(number, sample): (u32, &SampleMachine)| machine(&SampleMachine { number, ..sample.clone() });
    let base = InstalledBase::new((0..).zip(samples).map(of).collect(), triggers());
    let by_position = (0..).map_while(|position| base.row(position).map(|row| row.to_machine())).collect();
    (Arc::new(base), by_position)
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2010, 1, 1).unwrap_or_default()
}

fn one_of<T: Copy>(values: &[T], pick: u8) -> T {
    values[usize::from(pick) % values.len()]
}

pub(crate) fn machine(sample: &SampleMachine) -> Machine {
    let text = |values: &[Option<&str>], pick: usize| one_of(values, sample.pick[pick]).map(str::to_owned);
    let customer = one_of(&CUSTOMERS, sample.pick[3]);
    let serial_number = format!("SN RX-{}{:03}", sample.pick[4] % 3, sample.number);
    Machine {
        id: MachineId::of(&serial_number),
        normalised: serial_number.replace("SN ", "").replace('-', ""),
        serial_number,
        machine_type: text(&TYPES, 0),
        product_family: text(&["Laser", "Press"].map(Some), 0),
        manufacturer: text(&[Some("Own"), None], 5),
        customer: customer.map(|(_, number)| CustomerId::of(number)),
        customer_name: customer.map(|(name, _)| name.to_owned()),
        customer_number: customer.map(|(_, number)| number.to_owned()),
        country: text(&COUNTRIES, 1),
        postcode: text(&[Some("80331"), Some("39100"), None], 6),
        city: text(&CITIES, 1),
        installed_on: sample.days.and_then(|days| first_day().checked_add_days(Days::new(days.into()))),
        age_years: sample.days.map(|days| f32::from(days) / 4.0),
        in_field: sample.in_field,
        contract: text(&CONTRACTS, 2),
        contract_days_left: sample.hours.map(|hours| i32::from(hours) - 25),
        warranty: text(&[Some("active"), Some("none"), None], 7),
        operating_hours: sample.hours.map(f64::from),
        errors_90d: sample.days.map(i32::from),
        fires: sample.fires,
        unknown: u64::from(sample.pick[6] & 7) & !sample.fires,
        location: one_of(&[Some((48.1, 11.5)), Some((46.5, 11.3)), None], sample.pick[6]),
    }
}

/// Filters over the values of the samples, as query parameters.
pub(crate) fn parameters() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let lists = |name: &'static str, values: &'static [&'static str]| {
        proptest::sample::subsequence(values, 1..=values.len().min(2)).prop_map(move |chosen| (name, chosen.join(",")))
    };
    let customers = proptest::sample::subsequence(vec!["K-1", "K-2", "K-9", "-"], 1..=2).prop_map(|chosen| {
        let ids = chosen.iter().map(|key| if *key == "-" { "-".to_owned() } else { CustomerId::of(key).to_string() });
        ("customer", ids.collect::<Vec<_>>().join(","))
    });
    let numbers = |name: &'static str| (0_u8..50).prop_map(move |number| (name, number.to_string()));
    let dates = |name: &'static str| {
        (0_u64..50).prop_map(move |days| {
            let day = first_day().checked_add_days(Days::new(days)).unwrap_or_default();
            (name, day.to_string())
        })
    };
    let one = prop_oneof![
        lists("q", &["muller", "Mueller", "huber", "rx-1", "01", "graz", "8033", "tru", "zzz"])
            .prop_map(|(name, words)| (name, words.replace(',', " "))),
        lists("machine_type", &["TruBend", "A, B", "-", "none"]),
        lists("product_family", &["Laser"]),
        lists("manufacturer", &["Own", "-"]),
        lists("country", &["DE", "IT", "-"]),
        lists("city", &["München", "-"]),
        lists("contract", &["active", "expired", "none", "-"]),
        lists("warranty", &["active", "-"]),
        lists("trigger", &["aging", "wear", "nothing"]),
        lists("unknown", &["hours", "wear"]),
        lists("in_field", &["true", "false"]),
        lists("campaign", &["modernization", "renewal"]),
        customers,
        dates("installed_from"),
        dates("installed_to"),
        numbers("hours_from"),
        numbers("hours_to"),
        numbers("score_from"),
    ];
    proptest::collection::vec(one, 0..4)
}

/// Whether a list of values between commas chooses a text; no value of the samples is part of another.
pub(crate) fn chosen(values: &[String], text: Option<&str>) -> bool {
    let all = values.join(",");
    values.is_empty()
        || match text {
            Some(text) => format!(",{all},").contains(&format!(",{text},")),
            None => all.split(',').any(|value| value == NOT_KNOWN),
        }
}

/// Whether a machine holds every word of a query.
pub(crate) fn holds(machine: &Machine, q: &str) -> bool {
    let number = |part: &str| {
        let part = loose(part);
        !part.is_empty() && [&machine.serial_number, &machine.normalised].iter().any(|text| loose(text).contains(&part))
    };
    let texts = [
        &machine.customer_name,
        &machine.customer_number,
        &machine.machine_type,
        &machine.product_family,
        &machine.manufacturer,
        &machine.city,
        &machine.postcode,
    ];
    let word = |word: &str| {
        let spelled = spellings(word);
        number(word) || texts.iter().copied().flatten().any(|text| spelled.iter().any(|word| fold(text).contains(word)))
    };
    number(q) || q.split_whitespace().all(word)
}

/// Whether a machine with this best score and these campaign types of its open opportunities passes.
fn passes(filter: &MachineFilter, machine: &Machine, score: Option<u8>, campaigns: &[String]) -> bool {
    let names = triggers();
    let fires = |mask: u64, wanted: &[String]| {
        wanted.is_empty() || (0..3).any(|bit| mask >> bit & 1 == 1 && wanted.contains(&names[bit]))
    };
    let day = machine.installed_on;
    let hours = machine.operating_hours;
    filter.q.as_ref().is_none_or(|q| holds(machine, q))
        && chosen(&filter.machine_type, machine.machine_type.as_deref())
        && chosen(&filter.product_family, machine.product_family.as_deref())
        && chosen(&filter.manufacturer, machine.manufacturer.as_deref())
        && chosen(&filter.country, machine.country.as_deref())
        && chosen(&filter.city, machine.city.as_deref())
        && chosen(&filter.contract, machine.contract.as_deref())
        && chosen(&filter.warranty, machine.warranty.as_deref())
        && (filter.customer.is_empty() || filter.customer.contains(&machine.customer))
        && filter.in_field.is_none_or(|wanted| wanted == machine.in_field)
        && fires(machine.fires, &filter.trigger)
        && fires(machine.unknown, &filter.unknown)
        && (filter.campaign.is_empty() || campaigns.iter().any(|campaign| filter.campaign.contains(campaign)))
        && filter.installed_from.is_none_or(|from| day.is_some_and(|day| day >= from))
        && filter.installed_to.is_none_or(|to| day.is_some_and(|day| day <= to))
        && filter.hours_from.is_none_or(|from| hours.is_some_and(|hours| hours >= from))
        && filter.hours_to.is_none_or(|to| hours.is_some_and(|hours| hours <= to))
        && filter.score_from.is_none_or(|from| score.is_some_and(|score| f64::from(score) >= from))
}

/// The positions of the machines that pass.
pub(crate) fn naive_passing(pipeline: &Pipeline, machines: &[Machine], filter: &MachineFilter) -> Vec<u32> {
    let passes = |machine: &Machine| {
        let open = || pipeline.of_machine(machine.id).filter(|entry| !entry.of.stage.is_closed());
        let campaigns: Vec<String> = open().map(|entry| entry.of.campaign.clone()).collect();
        passes(filter, machine, open().map(|entry| entry.of.score).max(), &campaigns)
    };
    (0..).zip(machines).filter(|(_, machine)| passes(machine)).map(|(position, _)| position).collect()
}
