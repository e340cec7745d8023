//! What is read of a Tryton nobody has said more about.
//!
//! Tryton knows a machine as a lot: a serial number of a product (module `stock_lot`). Who has it stands in the delivery
//! that took it to the customer.

use crate::settings::RecordSettings;
use base::Kind;
use serde_json::json;

fn set(model: &str, kind: Kind, columns: &[(&str, &str)], changed_with: &[&str]) -> RecordSettings {
    RecordSettings {
        model: Some(model.to_owned()),
        kind: Some(kind),
        columns: columns.iter().map(|(path, field)| ((*path).to_owned(), (*field).to_owned())).collect(),
        changed_with: changed_with.iter().map(|path| (*path).to_owned()).collect(),
        ..RecordSettings::default()
    }
}

/// Customers, their addresses, machines, and the deliveries that took them there.
pub(super) fn records() -> Vec<RecordSettings> {
    let parties = set(
        "party.party",
        Kind::Customers,
        &[("code", "customer_number"), ("name", "customer_name"), ("email", "email"), ("phone", "phone")],
        &["contact_mechanisms"],
    );
    let addresses = set(
        "party.address",
        Kind::Customers,
        &[
            ("party.code", "customer_number"),
            ("party.name", "customer_name"),
            ("street", "street"),
            ("postal_code", "postcode"),
            ("city", "city"),
            ("country.code", "country"),
        ],
        &["party"],
    );
    let lots = set(
        "stock.lot",
        Kind::Machines,
        &[("number", "serial_number"), ("product.name", "machine_type"), ("product.code", "description")],
        &["product", "product.template"],
    );
    let mut deliveries = set(
        "stock.move",
        Kind::Machines,
        &[
            ("lot.number", "serial_number"),
            ("effective_date", "installed_on"),
            ("shipment.customer.code", "customer_number"),
            ("shipment.customer.name", "customer_name"),
            ("shipment.delivery_address.street", "street"),
            ("shipment.delivery_address.postal_code", "postcode"),
            ("shipment.delivery_address.city", "city"),
            ("shipment.delivery_address.country.code", "country"),
        ],
        &[
            "lot",
            "shipment@stock.shipment.out",
            "shipment.customer@stock.shipment.out",
            "shipment.delivery_address@stock.shipment.out",
        ],
    );
    deliveries.domain = Some(json!([
        ["lot", "!=", null],
        ["state", "=", "done"],
        ["to_location.type", "=", "customer"],
        ["shipment", "like", "stock.shipment.out,%"],
    ]));
    vec![parties, addresses, lots, deliveries]
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Field;

    #[test]
    fn every_field_there_is() {
        for of in records() {
            let kind = of.kind.expect("a kind");
            for field in of.columns.values() {
                assert!(Field::of(kind, field).is_some(), "{kind} {field}");
            }
        }
    }
}
