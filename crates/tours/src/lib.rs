//! Tours of field service: which technician goes where on which day, in which order, and why a visit is on no tour.
//!
//! Pure: no clock, no network, no file. The time it is, the seed and the budget of the search are parameters; travel comes
//! from [`Travel`]. [`plan`] and [`replan`] search; what they give is timed, checked and, where something is left out,
//! explained by code that knows nothing of the search. See `docs/tours.md`.

mod edit;
mod error;
mod fold;
mod ground;
mod hours;
mod limit;
mod plan;
mod planning;
mod search;
mod technician;
mod timeline;
mod travel;
mod validate;
mod visit;
pub mod vrptw;

pub use edit::{Breach, BreachKind, Checked, Edit, Target, check};
pub use error::Error;
pub use limit::{Excluded, LeftOut, Limit};
pub use plan::{Plan, Request, Rules, Stop, Tour};
pub use planning::{Replanned, begun, plan, replan};
pub use search::Budget;
pub use technician::{Shift, Span, Technician};
pub use travel::{Coordinates, GreatCircle, Leg, Legs, Travel};
pub use validate::validate;
pub use visit::{Due, Priority, Promise, Visit};
