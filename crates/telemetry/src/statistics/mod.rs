//! The tests and estimates behind facts from counts and series. Pure functions; each names its source.

mod mann_kendall;
mod poisson;
mod shrink;

pub use mann_kendall::{Trend, mann_kendall, sen_slope};
pub use poisson::rate_has_risen;
pub use shrink::{TypeRate, shrunken_rate};
