//! The filters of machine lists, read from query parameters.

use crate::parameters::{FilterError, NOT_KNOWN, named};
use base::CustomerId;
use chrono::NaiveDate;

/// Which machines. Several values of one field: any of them; several fields: all of them.
///
/// Lists of texts hold parameter values as given, each of them values between commas; `-` stands for not known.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct MachineFilter {
    /// Words, each of which must occur in the serial number, customer, type, family, manufacturer, city or postcode.
    pub q: Option<String>,
    /// Machine types.
    pub machine_type: Vec<String>,
    /// Product families.
    pub product_family: Vec<String>,
    /// Manufacturers.
    pub manufacturer: Vec<String>,
    /// Countries.
    pub country: Vec<String>,
    /// Cities.
    pub city: Vec<String>,
    /// Customers; `None` stands for not known.
    pub customer: Vec<Option<CustomerId>>,
    /// Whether in operation.
    pub in_field: Option<bool>,
    /// Contract states.
    pub contract: Vec<String>,
    /// Warranty states.
    pub warranty: Vec<String>,
    /// Triggers that fire.
    pub trigger: Vec<String>,
    /// Triggers whose verdict is unknown.
    pub unknown: Vec<String>,
    /// Campaign types of open opportunities.
    pub campaign: Vec<String>,
    /// First day of installation.
    pub installed_from: Option<NaiveDate>,
    /// Last day of installation.
    pub installed_to: Option<NaiveDate>,
    /// Least operating hours.
    pub hours_from: Option<f64>,
    /// Most operating hours.
    pub hours_to: Option<f64>,
    /// Least best score of an open opportunity.
    pub score_from: Option<f64>,
}

impl MachineFilter {
    /// The parameters there are.
    pub const PARAMETERS: &[&str] = &[
        "q",
        "machine_type",
        "product_family",
        "manufacturer",
        "country",
        "city",
        "customer",
        "in_field",
        "contract",
        "warranty",
        "trigger",
        "unknown",
        "campaign",
        "installed_from",
        "installed_to",
        "hours_from",
        "hours_to",
        "score_from",
    ];

    /// Reads query parameters, without those of sort and paging.
    ///
    /// # Errors
    /// A parameter that there is not, or a value that it does not take.
    pub fn parse<K: AsRef<str>, V: AsRef<str>>(pairs: &[(K, V)]) -> Result<Self, FilterError> {
        let mut filter = Self::default();
        for parameter in named(pairs, Self::PARAMETERS)? {
            let text = || parameter.value.to_owned();
            match parameter.name {
                "q" => filter.q = Some(text()),
                "machine_type" => filter.machine_type.push(text()),
                "product_family" => filter.product_family.push(text()),
                "manufacturer" => filter.manufacturer.push(text()),
                "country" => filter.country.push(text()),
                "city" => filter.city.push(text()),
                "customer" => filter.customer.extend(parameter.ids(customer)?),
                "in_field" => filter.in_field = parameter.flag()?,
                "contract" => {
                    filter.contract.extend(parameter.list_of(&["active", "expired", "pending", "none", NOT_KNOWN])?);
                }
                "warranty" => filter.warranty.extend(parameter.list_of(&["active", "expired", "none", NOT_KNOWN])?),
                "trigger" => filter.trigger.extend(parameter.list()),
                "unknown" => filter.unknown.extend(parameter.list()),
                "campaign" => filter.campaign.extend(parameter.list()),
                "installed_from" => filter.installed_from = Some(parameter.date()?),
                "installed_to" => filter.installed_to = Some(parameter.date()?),
                "hours_from" => filter.hours_from = Some(parameter.number()?),
                "hours_to" => filter.hours_to = Some(parameter.number()?),
                _ => filter.score_from = Some(parameter.number()?),
            }
        }
        Ok(filter)
    }
}

fn customer(text: &str) -> Option<Option<CustomerId>> {
    if text == NOT_KNOWN { Some(None) } else { text.parse().ok().map(CustomerId).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read() {
        let id = CustomerId::of("K-1");
        let customers = format!("{id},-");
        let pairs = [
            ("q", "müller"),
            ("country", "DE,IT"),
            ("country", "-"),
            ("customer", &customers),
            ("in_field", "true"),
            ("contract", "expired,-"),
            ("trigger", "aging,wear"),
            ("installed_from", "2020-01-31"),
            ("hours_to", "1500.5"),
            ("score_from", "50"),
            ("city", ""),
        ];
        let read = MachineFilter::parse(&pairs);
        let texts = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        let expected = MachineFilter {
            q: Some("müller".to_owned()),
            country: texts(&["DE,IT", "-"]),
            customer: vec![Some(id), None],
            in_field: Some(true),
            contract: texts(&["expired", "-"]),
            trigger: texts(&["aging", "wear"]),
            installed_from: NaiveDate::from_ymd_opt(2020, 1, 31),
            hours_to: Some(1500.5),
            score_from: Some(50.0),
            ..MachineFilter::default()
        };
        assert_eq!(read, Ok(expected));
    }

    #[test]
    fn every_parameter_has_a_place() {
        let empty = MachineFilter::default();
        for name in MachineFilter::PARAMETERS {
            let value = match *name {
                "customer" => "-",
                "in_field" => "true",
                "contract" | "warranty" => "none",
                "installed_from" | "installed_to" => "2026-01-01",
                _ => "7",
            };
            assert!(MachineFilter::parse(&[(*name, value)]).is_ok_and(|filter| filter != empty), "{name}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |name, value| MachineFilter::parse(&[(name, value)]).map_err(|error| error.to_string()).err();
        assert_eq!(
            error("warranty", "pending").as_deref(),
            Some("warranty: `pending` is not possible; possible are active, expired, none, -")
        );
        assert_eq!(error("customer", "K-1").as_deref(), Some("customer: `K-1` is not an id (UUID)"));
        assert!(
            error("serial", "1").is_some_and(|text| text.starts_with("there is no parameter `serial`; there are q,"))
        );
    }
}
