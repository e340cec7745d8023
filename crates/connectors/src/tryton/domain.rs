//! Tryton's domains: which records are meant.

use super::values;
use crate::settings::RecordSettings;
use chrono::NaiveDateTime;
use serde_json::{Value, json};

/// Whether a domain of the settings is a list, as Tryton wants it.
pub(super) fn check(domain: Option<&Value>) -> Result<(), String> {
    match domain {
        None | Some(Value::Array(_)) => Ok(()),
        Some(_) => Err("`where` is a list of conditions, such as where = [[\"state\", \"=\", \"done\"]]".to_owned()),
    }
}

/// The path of a related record, without the model behind a reference.
pub(super) fn path(related: &str) -> &str {
    related.split_once('@').map_or(related, |(path, _)| path)
}

/// The fields that tell when a record, or one whose change counts as its change, was written, each with the model behind
/// a reference. A record that was never changed has no `write_date`.
fn dated(of: &RecordSettings) -> Vec<(String, Option<&str>)> {
    let own = ["write_date", "create_date"].map(|field| (field.to_owned(), None));
    let related = of.changed_with.iter().flat_map(|related| {
        let model = related.split_once('@').map(|(_, model)| model);
        ["write_date", "create_date"].map(|field| (format!("{}.{field}", path(related)), model))
    });
    own.into_iter().chain(related).collect()
}

/// The fields that tell when a record, or one whose change counts as its change, was written.
pub(super) fn change_fields(of: &RecordSettings) -> Vec<String> {
    dated(of).into_iter().map(|(field, _)| field).collect()
}

/// Records that changed since then.
pub(super) fn changed_since(of: &RecordSettings, since: NaiveDateTime) -> Value {
    let since = values::tagged(since);
    let mut any = vec![json!("OR")];
    any.extend(dated(of).into_iter().map(|(field, model)| match model {
        Some(model) => json!([[field, ">=", since, model]]),
        None => json!([[field, ">=", since]]),
    }));
    json!([any])
}

/// All of these.
pub(super) fn all(parts: [Option<Value>; 2]) -> Value {
    let parts = parts.into_iter().flatten().filter(|part| part.as_array().is_some_and(|part| !part.is_empty()));
    Value::Array(parts.collect())
}

/// Of these, those after an id: pages stay right while records come and go.
pub(super) fn after(wanted: &Value, last: i64) -> Value {
    json!([wanted, ["id", ">", last]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_the_product_is_one_of_the_lot() {
        let of = RecordSettings {
            changed_with: vec!["product".to_owned(), "shipment.customer@stock.shipment.out".to_owned()],
            ..RecordSettings::default()
        };
        let fields = change_fields(&of);
        assert_eq!(fields[..4], ["write_date", "create_date", "product.write_date", "product.create_date"]);
        assert_eq!(fields[4..], ["shipment.customer.write_date", "shipment.customer.create_date"]);
        let since = values::instant("2026-11-22T08:32:04.342614").expect("an instant");
        let domain = changed_since(&of, since);
        assert_eq!(domain[0][0], "OR");
        assert_eq!(domain[0][3][0][0], "product.write_date");
        assert_eq!(domain[0][1][0][2]["microsecond"], 342_614);
        assert_eq!(domain[0][5][0][3], "stock.shipment.out");
        let both = after(&all([Some(json!([["state", "=", "done"]])), Some(domain)]), 7);
        assert_eq!(both[1], json!(["id", ">", 7]));
        assert_eq!(both[0].as_array().map(Vec::len), Some(2));
        assert_eq!(all([Some(json!([])), None]), json!([]));
        assert!(check(Some(&json!("state = done"))).is_err());
    }
}
