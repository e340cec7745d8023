//! The lake's columns for each kind of record.
//!
//! Every row carries the table and row it stands in; rows with a serial number carry its key. Kinds that can run to
//! millions of rows keep no serial text in the lake: the kept file has it, and `serials` lists each spelling once.

use arrow::datatypes::{DataType as Arrow, Field as ArrowField, Schema, TimeUnit};
use base::{DataType, Field, Kind, fields};
use std::sync::Arc;

/// Positions of the columns every kind has.
pub const TABLE_ID: usize = 0;
/// The row number in the source.
pub const ROW: usize = 1;
/// The key of the normalised serial number; null where the kind or the row has none.
pub const SERIAL_KEY: usize = 2;
/// Where the fields of the kind begin.
pub const FIRST_FIELD: usize = 3;

/// Whether this field's text is left in the file, its key being enough in the lake.
#[must_use]
pub fn key_only(kind: Kind, field: &Field) -> bool {
    field.id == "serial_number" && matches!(kind, Kind::Errors | Kind::Counters | Kind::Orders)
}

/// The Arrow type a field is kept in.
#[must_use]
pub const fn arrow_type(data: DataType) -> Arrow {
    match data {
        DataType::Text => Arrow::Utf8,
        DataType::Integer => Arrow::Int64,
        DataType::Number => Arrow::Float64,
        DataType::Money => Arrow::Decimal128(18, 2),
        DataType::Date => Arrow::Date32,
        DataType::Instant => Arrow::Timestamp(TimeUnit::Second, None),
        DataType::Flag => Arrow::Boolean,
    }
}

/// The schema of a kind: `table_id`, `row`, `serial_key`, then its fields, all nullable.
#[must_use]
pub fn schema(kind: Kind) -> Arc<Schema> {
    let mut columns = vec![
        ArrowField::new("table_id", Arrow::UInt32, false),
        ArrowField::new("row", Arrow::UInt32, false),
        ArrowField::new("serial_key", Arrow::UInt64, true),
    ];
    columns.extend(fields(kind).iter().map(|field| ArrowField::new(field.id, arrow_type(field.data), true)));
    Arc::new(Schema::new(columns))
}

/// The schema of the list of serial numbers: each spelling's key once a table.
#[must_use]
pub fn serial_schema() -> Arc<Schema> {
    Arc::new(Schema::new(vec![
        ArrowField::new("table_id", Arrow::UInt32, false),
        ArrowField::new("serial_key", Arrow::UInt64, false),
        ArrowField::new("normalised", Arrow::Utf8, false),
        ArrowField::new("text", Arrow::Utf8, false),
        ArrowField::new("first_row", Arrow::UInt32, false),
        ArrowField::new("rows", Arrow::UInt32, false),
    ]))
}
