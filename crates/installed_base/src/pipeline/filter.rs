//! The filters of opportunities, read from query parameters.

use crate::parameters::{FilterError, NOT_KNOWN, Parameter, named};
use base::{CustomerId, MachineId};
use chrono::NaiveDate;
use sales::Stage;

/// Which opportunities. Several values of one field: any of them; several fields: all of them.
///
/// Lists of texts hold parameter values as given, each of them values between commas; `-` stands for not known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PipelineFilter {
    /// Owners.
    pub owner: Vec<String>,
    /// Stages.
    pub stage: Vec<Stage>,
    /// Campaign types.
    pub campaign: Vec<String>,
    /// Triggers that hold, of those the base knows.
    pub trigger: Vec<String>,
    /// Countries.
    pub country: Vec<String>,
    /// Customers; `None` stands for not known.
    pub customer: Vec<Option<CustomerId>>,
    /// Machines.
    pub machine: Vec<MachineId>,
    /// Words of the machine, as in [`crate::MachineFilter::q`].
    pub q: Option<String>,
    /// Whether its hits no longer hold.
    pub flagged: Option<bool>,
    /// Whether it is a topic of another's conversation.
    pub attached: Option<bool>,
    /// Whether it waits for its owner's capacity.
    pub waits: Option<bool>,
    /// Least value in EUR cents.
    pub value_from: Option<i64>,
    /// Whether it is open and its follow-up is on `day` or before.
    pub due: Option<bool>,
    /// The day for `due`.
    pub day: NaiveDate,
}

impl PipelineFilter {
    /// The parameters there are.
    pub const PARAMETERS: &[&str] = &[
        "owner",
        "stage",
        "campaign",
        "trigger",
        "country",
        "customer",
        "machine",
        "q",
        "flagged",
        "attached",
        "waits",
        "value_from",
        "due",
    ];

    /// Reads query parameters, without those of sort and paging. `me` is the name that `owner=me` stands for, `day`
    /// the day for `due`.
    ///
    /// # Errors
    /// A parameter that there is not, or a value that it does not take.
    pub fn parse<K: AsRef<str>, V: AsRef<str>>(
        pairs: &[(K, V)],
        me: &str,
        day: NaiveDate,
    ) -> Result<Self, FilterError> {
        let mut filter = Self { day, ..Self::default() };
        for parameter in named(pairs, Self::PARAMETERS)? {
            let text = || parameter.value.to_owned();
            match parameter.name {
                "owner" => filter.owner.push(owners(parameter.value, me)),
                "stage" => {
                    let names = parameter.list_of(&["new", "contacted", "quoted", "won", "lost"])?;
                    filter.stage.extend(names.iter().filter_map(|name| Stage::named(name)));
                }
                "campaign" => filter.campaign.push(text()),
                "trigger" => filter.trigger.extend(parameter.list()),
                "country" => filter.country.push(text()),
                "customer" => filter.customer.extend(parameter.ids(customer)?),
                "machine" => filter.machine.extend(parameter.ids(|text| text.parse().ok().map(MachineId))?),
                "q" => filter.q = Some(text()),
                "flagged" => filter.flagged = parameter.flag()?,
                "attached" => filter.attached = parameter.flag()?,
                "waits" => filter.waits = parameter.flag()?,
                "value_from" => filter.value_from = Some(cents(parameter)?),
                _ => filter.due = parameter.flag()?,
            }
        }
        Ok(filter)
    }
}

fn owners(value: &str, me: &str) -> String {
    value.split(',').map(|owner| if owner == "me" { me } else { owner }).collect::<Vec<_>>().join(",")
}

fn customer(text: &str) -> Option<Option<CustomerId>> {
    if text == NOT_KNOWN { Some(None) } else { text.parse().ok().map(CustomerId).map(Some) }
}

fn cents(parameter: Parameter<'_>) -> Result<i64, FilterError> {
    let cents = (parameter.number()? * 100.0).ceil();
    #[expect(clippy::cast_possible_truncation, reason = "the greatest and least amounts stand for all beyond them")]
    Ok(cents as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read() {
        let machine = MachineId::of("4711");
        let id = machine.to_string();
        let pairs = [
            ("owner", "me,Anna"),
            ("stage", "new,quoted"),
            ("machine", id.as_str()),
            ("customer", "-"),
            ("flagged", "false"),
            ("value_from", "1500.5"),
            ("due", "true"),
        ];
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default();
        let expected = PipelineFilter {
            owner: vec!["Berta Huber,Anna".to_owned()],
            stage: vec![Stage::New, Stage::Quoted],
            machine: vec![machine],
            customer: vec![None],
            flagged: Some(false),
            value_from: Some(150_050),
            due: Some(true),
            day,
            ..PipelineFilter::default()
        };
        assert_eq!(PipelineFilter::parse(&pairs, "Berta Huber", day), Ok(expected));
    }

    #[test]
    fn every_parameter_has_a_place() {
        let empty = PipelineFilter::default();
        for name in PipelineFilter::PARAMETERS {
            let value = match *name {
                "machine" => "cfbff0d1-9375-5685-968c-48ce8b15ae17",
                "customer" => "-",
                "flagged" | "attached" | "waits" | "due" => "true",
                "stage" => "won",
                _ => "7",
            };
            let read = PipelineFilter::parse(&[(*name, value)], "", NaiveDate::default());
            assert!(read.is_ok_and(|filter| filter != empty), "{name}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |name, value| {
            PipelineFilter::parse(&[(name, value)], "", NaiveDate::default()).map_err(|error| error.to_string()).err()
        };
        assert_eq!(
            error("stage", "open").as_deref(),
            Some("stage: `open` is not possible; possible are new, contacted, quoted, won, lost")
        );
        assert_eq!(error("value_from", "much").as_deref(), Some("value_from: `much` is not a number such as 1500"));
        assert!(error("colour", "red").is_some());
    }
}
