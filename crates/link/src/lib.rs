//! Which records are the same thing: probabilistic record linkage. Pure: no I/O, no clock, no network; chance is a seed.
//!
//! A [`Table`] is a list of records, [`Rules`] say which of them are compared and how. [`link`] compares the records that
//! a blocking rule brings together, estimates match weights without labels, and gives [`Linked`]: matches with weight and
//! probability, clusters, and for each pair its [`Waterfall`]. [`Decisions`] of people come first and teach the weights.
//! [`link_more`] adds a delivery to what is known, without changing the id of any cluster.
//!
//! ```
//! use link::{Decisions, Record, Rules, Table, link};
//!
//! let mut builder = Table::builder(["name", "city"]);
//! builder.row(["Müller Maschinenbau GmbH", "Ulm"]).row(["Mueller Maschinenbau", "Ulm"]).row(["Rossi S.p.A.", "Bolzano"]);
//! let rules = Rules::parse(
//!     r#"
//!     [link]
//!     lists = "one"
//!     prior = 0.1
//!     accept = 0.5
//!     [[block]]
//!     on = ["city"]
//!     [[compare]]
//!     column = "name"
//!     as = "company_name"
//!     levels = [0.8]
//!     "#,
//! )?;
//! let linked = link(&builder.build(), None, &rules, &Decisions::default())?;
//! let pair = &linked.matches[0];
//! assert_eq!((pair.left, pair.right), (0, 1));
//! let waterfall = linked.waterfall(Record::Left(0), Record::Left(1)).expect("both are records");
//! assert_eq!(waterfall.steps[0].level, "same");
//! # Ok::<(), link::LinkError>(())
//! ```
//!
//! Same records, same result, in whatever order they come and however many threads there are.

mod apart;
mod block;
mod candidates;
mod clean;
mod clusters;
mod columns;
mod compare;
mod decisions;
mod error;
mod estimate;
mod link;
mod link_more;
mod measure;
mod model;
mod pass;
mod rivals;
mod rules;
mod score;
mod table;
mod texts;
mod waterfall;

pub use block::SkippedBlock;
pub use decisions::{Decisions, Record};
pub use error::LinkError;
pub use link::{Linked, Match, Verdict, link, link_with};
pub use link_more::{Between, ClusterId, Delivered, Known, LinkedMore, Place, link_more};
pub use model::{ComparisonModel, LevelModel, Model};
pub use pass::{Options, Stage};
pub use rules::{Basis, Lists, Rules};
pub use table::{Table, TableBuilder};
pub use waterfall::{Step, Waterfall};
