//! The installed base and its opportunities in memory, column by column, so that lists, facets, the map and search
//! are answered without a query. Pure: no I/O, no clock, no randomness; days are parameters.
//!
//! [`InstalledBase`] is made anew after every import or decision, [`Pipeline`] is copied cheaply after every edit and
//! holds the base it belongs to. Machines are asked for through [`Pipeline::machines`], because scores and values are
//! those of the open opportunities. [`SearchIndex`] answers the search box.

mod bits;
mod coded;
mod dictionary;
mod facet;
mod fold;
mod grams;
mod machines;
mod order;
mod parameters;
mod pipeline;
mod search;
mod texts;

pub use facet::{Facet, FacetValue, SHOWN};
pub use fold::fold;
pub use machines::{
    Customer, InstalledBase, Machine, MachineField, MachineFilter, MachineRow, MachineSort, Machines, MapPoint,
};
pub use parameters::{FilterError, NOT_KNOWN};
pub use pipeline::{
    Board, BoardColumn, CLOSED_SHOWN_DAYS, Entry, Pipeline, PipelineField, PipelineFilter, PipelineList, PipelineSort,
};
pub use search::{SearchEntry, SearchGroup, SearchHit, SearchIndex, SearchKind};
