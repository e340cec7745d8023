//! The data points of a complete machine file, as proposed: what the article's assessment asks of each machine.

use base::Category;

/// A data point: where to look whether it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PointOf {
    /// The id in figures; also the field or fact the glossary names.
    pub id: &'static str,
    /// Where the machine file shows it.
    pub category: Category,
    /// The fields of the machine file or facts of the fact table of which one has to be known.
    pub any_of: &'static [&'static str],
    /// Whether an offer cannot be delivered without it.
    pub reaches: bool,
}

const fn point(id: &'static str, category: Category, any_of: &'static [&'static str]) -> PointOf {
    PointOf { id, category, any_of, reaches: false }
}

use Category::{Commercial, Contract, Location, Master, Operating};

/// The proposal, in the order in which a report lists it. "Errors known" is whether error events of the machine arrive at
/// all; "last order" and "last visit" are known where the orders or visits are, even if there was none.
pub const POINTS: &[PointOf] = &[
    point("serial_number", Master, &["serial_number"]),
    point("machine_type", Master, &["machine_type"]),
    point("installed_on", Master, &["installed_on", "manufactured_year", "age_years"]),
    point("manufacturer", Master, &["manufacturer"]),
    point("warranty_status", Contract, &["warranty_status", "warranty_end"]),
    point("contract_status", Contract, &["contract_status"]),
    point("operating_hours", Operating, &["operating_hours"]),
    point("errors_90d", Operating, &["errors_90d"]),
    point("vibration_limit", Operating, &["vibration_limit", "hours_limit"]),
    point("months_without_parts_order", Commercial, &["months_without_parts_order", "parts_revenue_24m"]),
    point("last_visit_days", Commercial, &["last_visit_days"]),
    PointOf { reaches: true, ..point("customer_name", Location, &["customer_name", "customer_number"]) },
    point("street", Location, &["street"]),
    point("city", Location, &["city", "postcode"]),
    point("country", Location, &["country"]),
    point("contact_name", Location, &["contact_name"]),
    PointOf { reaches: true, ..point("email", Location, &["email"]) },
];
