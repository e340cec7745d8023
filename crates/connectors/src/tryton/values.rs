//! Tryton's values as the text of a cell. Dates, decimals and the like come as objects with `__class__`.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

/// How an instant is written in a file, UTC.
const INSTANT: &str = "%Y-%m-%dT%H:%M:%S%.6f";

/// What stands at a path such as `product.template.name`: related records come under the name with a dot.
pub(super) fn at<'v>(row: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut found = vec![row];
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        let key = if steps.peek().is_some() { format!("{step}.") } else { step.to_owned() };
        found = found
            .into_iter()
            .filter_map(|value| value.get(&key))
            .flat_map(|value| match value {
                Value::Array(many) if steps.peek().is_some() => many.iter().collect(),
                one => vec![one],
            })
            .collect();
    }
    found
}

/// The text of the cell for a path; several related records are parted by commas.
pub(super) fn text(row: &Value, path: &str) -> String {
    let texts: Vec<String> = at(row, path).into_iter().map(cell).filter(|text| !text.is_empty()).collect();
    texts.join(", ")
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.replace('\0', "\u{fffd}"),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Array(many) => many.iter().map(cell).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "),
        Value::Object(object) => {
            let part = |name: &str| object.get(name).and_then(Value::as_i64).unwrap_or(0);
            match object.get("__class__").and_then(Value::as_str) {
                Some("Decimal") => object.get("decimal").and_then(Value::as_str).unwrap_or_default().to_owned(),
                Some("date") => format!("{:04}-{:02}-{:02}", part("year"), part("month"), part("day")),
                Some("datetime") => tagged_instant(value).map(written).unwrap_or_default(),
                Some("time") => format!("{:02}:{:02}:{:02}", part("hour"), part("minute"), part("second")),
                Some("timedelta") => object.get("seconds").map(ToString::to_string).unwrap_or_default(),
                // Pictures and files are no text.
                _ => String::new(),
            }
        }
    }
}

/// An instant as Tryton writes it, UTC.
pub(super) fn tagged_instant(value: &Value) -> Option<NaiveDateTime> {
    let part = |name: &str| value.get(name).map_or(Some(0), Value::as_i64).and_then(|part| u32::try_from(part).ok());
    value.get("__class__").filter(|class| *class == "datetime")?;
    let year = i32::try_from(value.get("year")?.as_i64()?).ok()?;
    let day = NaiveDate::from_ymd_opt(year, part("month")?, part("day")?)?;
    day.and_hms_micro_opt(part("hour")?, part("minute")?, part("second")?, part("microsecond")?)
}

/// The instant in Tryton's writing.
pub(super) fn tagged(instant: NaiveDateTime) -> Value {
    use chrono::{Datelike, Timelike};
    json!({
        "__class__": "datetime", "year": instant.year(), "month": instant.month(), "day": instant.day(),
        "hour": instant.hour(), "minute": instant.minute(), "second": instant.second(),
        "microsecond": instant.nanosecond() / 1000 % 1_000_000,
    })
}

/// The instant as it stands in a file.
pub(super) fn written(instant: NaiveDateTime) -> String {
    instant.format(INSTANT).to_string()
}

/// The instant of a file.
pub(super) fn instant(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text, INSTANT).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_texts() {
        let row = json!({
            "number": "0042", "quantity": 2.5, "done": true, "note": null, "tags": [1, 2],
            "amount": {"__class__": "Decimal", "decimal": "4800.00"},
            "day": {"__class__": "date", "year": 2025, "month": 3, "day": 1},
            "at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 8, "minute": 32, "second": 4,
                   "microsecond": 5},
            "picture": {"__class__": "bytes", "base64": "AAAA"},
            "product.": {"code": "VX", "template.": {"name": "VX 200"}},
            "lines.": [{"name": "a"}, {"name": null}, {"name": "b"}],
            "party.": null,
        });
        for (path, expected) in [
            ("number", "0042"),
            ("quantity", "2.5"),
            ("done", "true"),
            ("note", ""),
            ("tags", "1, 2"),
            ("amount", "4800.00"),
            ("day", "2025-03-01"),
            ("at", "2026-11-22T08:32:04.000005"),
            ("picture", ""),
            ("product.code", "VX"),
            ("product.template.name", "VX 200"),
            ("lines.name", "a, b"),
            ("party.name", ""),
            ("nonsense.name", ""),
        ] {
            assert_eq!(text(&row, path), expected, "{path}");
        }
    }

    #[test]
    fn an_instant_goes_there_and_back() {
        let then = instant("2026-11-22T08:32:04.342614").expect("an instant");
        assert_eq!(tagged_instant(&tagged(then)), Some(then));
        assert_eq!(instant(&written(then)), Some(then));
        assert_eq!(tagged_instant(&json!({"__class__": "datetime", "year": 2026, "month": 13, "day": 1})), None);
        assert_eq!(tagged_instant(&Value::Null), None);
    }
}
