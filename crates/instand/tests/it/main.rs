//! The product as a user meets it: the built binary, real files, both databases.

mod bad_input;
mod bucket;
mod campaigns;
mod complaints;
mod crash;
mod equipment;
mod fill_in;
mod hard_lists;
mod inbox;
mod life;
mod lifecycle;
mod link;
mod mqtt;
mod own_files;
mod product;
mod profiles;
mod relinking;
mod replay;
mod report;
mod salesforce;
mod scan;
mod segments;
mod sql_source;
mod telemetry;
mod truth;
mod tryton;
