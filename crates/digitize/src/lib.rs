//! Bytes of Excel, CSV, JSON, PDF and archives -> tables -> records with cell references -> linked -> machine file.
//!
//! The way of a file: [`read`] turns bytes into [`RawTable`]s, [`recognise`] says what each table and column is (a
//! [`TablePlan`], or questions), `extract` makes typed columns of the rows and lists what could not be read, `link`
//! says which serial numbers are the same machine. No I/O, no clock: bytes come in as slices.

pub mod customer_name;
pub mod equipment;
pub mod extract;
pub mod life;
pub mod link;
pub mod machine_file;
pub mod mapping;
pub mod parting;
pub mod plan;
pub mod read;
pub mod recognise;
pub mod schema;
pub mod serial;
pub mod spelled_alike;
pub mod table;
pub mod values;

pub use plan::{ColumnPlan, DateOrder, Decimal, Format, TablePlan};
pub use table::{Body, Cell, Delimited, Grid, Merge, RawTable, SampleRow};
