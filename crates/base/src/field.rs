//! The fields each kind of record may have: one list a kind, in the order of the lake's columns.
//!
//! A new field is one line here and its headings in `digitize/vocabulary/`; the lake, the machine file and the
//! mapping learn of it from these lists.

use crate::Kind;

/// How a field's text is understood and how the lake stores it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DataType {
    /// Text, kept as written less surrounding blanks. Arrow `Utf8`.
    Text,
    /// A whole number. Arrow `Int64`.
    Integer,
    /// A number in the field's unit. Arrow `Float64`.
    Number,
    /// An amount with two decimals in the currency of the row. Arrow `Decimal128(18, 2)`.
    Money,
    /// A local calendar date. Arrow `Date32`.
    Date,
    /// A local date and time without zone. Arrow `Timestamp(Second)`, no zone.
    Instant,
    /// Yes or no. Arrow `Boolean`.
    Flag,
}

/// The five categories of a digital machine file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Category {
    /// Serial number, type, year of manufacture.
    Master,
    /// Warranty, maintenance contract.
    Contract,
    /// Hours, error codes, sensor data.
    Operating,
    /// Last parts order, service history.
    Commercial,
    /// Customer site, contact person, address.
    Location,
}

impl Category {
    /// All five, in the order in which a machine file shows them.
    pub const ALL: [Self; 5] = [Self::Master, Self::Contract, Self::Operating, Self::Commercial, Self::Location];

    /// The name in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Master => "master",
            Self::Contract => "contract",
            Self::Operating => "operating",
            Self::Commercial => "commercial",
            Self::Location => "location",
        }
    }
}

/// One field of a kind of record.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    /// The name in the lake, in mappings and in JSON.
    pub id: &'static str,
    /// How its text is understood.
    pub data: DataType,
    /// The unit values are kept in, where the field has one.
    pub unit: Option<&'static str>,
    /// Where the machine file shows it.
    pub category: Category,
}

const fn field(id: &'static str, data: DataType, category: Category) -> Field {
    Field { id, data, unit: None, category }
}

const fn measured(id: &'static str, unit: &'static str, category: Category) -> Field {
    Field { id, data: Number, unit: Some(unit), category }
}

use Category::{Commercial, Contract, Location, Master, Operating};
use DataType::{Date, Flag, Instant, Integer, Money, Number, Text};

const MACHINES: &[Field] = &[
    field("serial_number", Text, Master),
    field("inventory_number", Text, Master),
    field("machine_type", Text, Master),
    field("product_family", Text, Master),
    field("description", Text, Master),
    field("manufacturer", Text, Master),
    field("manufactured_year", Integer, Master),
    field("installed_on", Date, Master),
    field("delivered_on", Date, Master),
    measured("age_years", "a", Master),
    field("replacement_year", Integer, Master),
    field("status", Text, Master),
    field("retired_on", Date, Master),
    field("purchase_price", Money, Commercial),
    field("currency", Text, Commercial),
    field("warranty_start", Date, Contract),
    measured("warranty_months", "mo", Contract),
    field("warranty_end", Date, Contract),
    field("contract_end", Date, Contract),
    measured("operating_hours", "h", Operating),
    field("last_inspection_on", Date, Commercial),
    field("customer_number", Text, Location),
    field("customer_name", Text, Location),
    field("site", Text, Location),
    field("street", Text, Location),
    field("postcode", Text, Location),
    field("city", Text, Location),
    field("country", Text, Location),
    field("latitude", Number, Location),
    field("longitude", Number, Location),
    field("contact_name", Text, Location),
    field("email", Text, Location),
    field("phone", Text, Location),
];

const CUSTOMERS: &[Field] = &[
    field("customer_number", Text, Location),
    field("customer_name", Text, Location),
    field("site", Text, Location),
    field("street", Text, Location),
    field("postcode", Text, Location),
    field("city", Text, Location),
    field("country", Text, Location),
    field("contact_name", Text, Location),
    field("email", Text, Location),
    field("phone", Text, Location),
];

const CONTACTS: &[Field] = &[
    field("contact_name", Text, Location),
    field("customer_number", Text, Location),
    field("customer_name", Text, Location),
    field("role", Text, Location),
    field("email", Text, Location),
    field("phone", Text, Location),
];

const CONTRACTS: &[Field] = &[
    field("contract_number", Text, Contract),
    field("serial_number", Text, Master),
    field("customer_number", Text, Location),
    field("customer_name", Text, Location),
    field("contract_type", Text, Contract),
    field("contract_start", Date, Contract),
    field("contract_end", Date, Contract),
    measured("notice_days", "d", Contract),
    field("notice_date", Date, Contract),
    field("annual_value", Money, Contract),
    field("currency", Text, Contract),
    field("status", Text, Contract),
];

const WARRANTIES: &[Field] = &[
    field("serial_number", Text, Master),
    field("warranty_start", Date, Contract),
    measured("warranty_months", "mo", Contract),
    field("warranty_end", Date, Contract),
    field("status", Text, Contract),
];

const ORDERS: &[Field] = &[
    field("order_number", Text, Commercial),
    field("serial_number", Text, Master),
    field("customer_number", Text, Location),
    field("customer_name", Text, Location),
    field("part_number", Text, Commercial),
    field("part_name", Text, Commercial),
    field("ordered_on", Date, Commercial),
    field("quantity", Number, Commercial),
    field("unit_price", Money, Commercial),
    field("amount", Money, Commercial),
    field("currency", Text, Commercial),
];

const VISITS: &[Field] = &[
    field("visit_number", Text, Commercial),
    field("serial_number", Text, Master),
    field("visited_on", Date, Commercial),
    field("visit_type", Text, Commercial),
    field("technician", Text, Commercial),
    field("description", Text, Commercial),
    measured("operating_hours", "h", Operating),
    field("amount", Money, Commercial),
    field("currency", Text, Commercial),
];

const TICKETS: &[Field] = &[
    field("ticket_number", Text, Commercial),
    field("serial_number", Text, Master),
    field("customer_number", Text, Location),
    field("customer_name", Text, Location),
    field("opened_on", Date, Commercial),
    field("closed_on", Date, Commercial),
    field("subject", Text, Commercial),
    field("priority", Text, Commercial),
    field("status", Text, Commercial),
];

const ERRORS: &[Field] = &[
    field("serial_number", Text, Master),
    field("occurred_at", Instant, Operating),
    field("error_code", Text, Operating),
    field("severity", Text, Operating),
    field("description", Text, Operating),
];

const COUNTERS: &[Field] = &[
    field("serial_number", Text, Master),
    field("read_at", Instant, Operating),
    measured("operating_hours", "h", Operating),
    measured("vibration", "mm/s", Operating),
    field("cycles", Number, Operating),
    measured("temperature", "°C", Operating),
];

const TYPES: &[Field] = &[
    field("machine_type", Text, Master),
    field("product_family", Text, Master),
    field("description", Text, Master),
    measured("maintenance_interval", "h", Operating),
    measured("service_life", "a", Master),
    field("end_of_life_on", Date, Master),
    field("successor", Text, Master),
    field("parts_discontinued", Flag, Master),
    field("modernization_package", Text, Commercial),
    field("modernization_price", Money, Commercial),
    field("list_price", Money, Commercial),
    field("contract_price", Money, Commercial),
    field("parts_package_price", Money, Commercial),
    field("service_price", Money, Commercial),
    measured("vibration_limit", "mm/s", Operating),
    measured("hours_limit", "h", Operating),
    measured("warranty_months", "mo", Contract),
    field("currency", Text, Commercial),
];

const LIFECYCLE_EVENTS: &[Field] = &[
    field("serial_number", Text, Master),
    field("occurred_on", Date, Master),
    field("event_type", Text, Master),
    field("customer_number", Text, Location),
    field("customer_name", Text, Location),
    field("previous_customer_number", Text, Location),
    field("previous_customer_name", Text, Location),
    field("site", Text, Location),
    field("street", Text, Location),
    field("postcode", Text, Location),
    field("city", Text, Location),
    field("country", Text, Location),
    field("component", Text, Master),
    field("old_serial", Text, Master),
    field("new_serial", Text, Master),
    field("description", Text, Master),
];

const COMPONENTS: &[Field] = &[
    field("serial_number", Text, Master),
    field("component", Text, Master),
    field("component_serial", Text, Master),
    field("parent_component", Text, Master),
    field("part_number", Text, Commercial),
    field("installed_on", Date, Master),
    field("removed_on", Date, Master),
    field("description", Text, Master),
];

/// The fields of a kind, in the order of the lake's columns.
#[must_use]
pub const fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Machines => MACHINES,
        Kind::Customers => CUSTOMERS,
        Kind::Contacts => CONTACTS,
        Kind::Contracts => CONTRACTS,
        Kind::Warranties => WARRANTIES,
        Kind::Orders => ORDERS,
        Kind::Visits => VISITS,
        Kind::Tickets => TICKETS,
        Kind::Errors => ERRORS,
        Kind::Counters => COUNTERS,
        Kind::Types => TYPES,
        Kind::LifecycleEvents => LIFECYCLE_EVENTS,
        Kind::Components => COMPONENTS,
    }
}

impl Field {
    /// The field of this kind with this id.
    #[must_use]
    pub fn of(kind: Kind, id: &str) -> Option<(usize, &'static Self)> {
        fields(kind).iter().enumerate().find(|(_, field)| field.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_ids_are_unique_within_a_kind() {
        for kind in Kind::ALL {
            let mut ids: Vec<_> = fields(kind).iter().map(|field| field.id).collect();
            ids.sort_unstable();
            let before = ids.len();
            ids.dedup();
            assert_eq!(ids.len(), before, "{kind} names a field twice");
        }
    }
}
