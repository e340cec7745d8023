//! What tests and the demo stand on: the reference manufacturer, a seeded machine builder with the files a real one has.
//!
//! Nothing here may know the product's rules: the truth beside the generated files is worked out from the generator's
//! own model, so that a mistake in the product cannot hide in both places.

mod certificates;
pub mod database;
pub mod faulty_way;
pub mod mail;
pub mod manufacturer;
mod memory_bucket;
pub mod mosquitto;
pub mod pairwise;
pub mod radicale;
pub mod s3;
pub mod salesforce;
pub mod tryton;
pub mod webhooks;

pub use memory_bucket::MemoryBucket;
