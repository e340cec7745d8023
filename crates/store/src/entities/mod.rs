//! The tables as SeaORM sees them, one file each. Kept inside this crate: other rooms get plain types.

pub(crate) mod account;
pub(crate) mod activity;
pub(crate) mod api_token;
pub(crate) mod audit;
pub(crate) mod batch;
pub(crate) mod connector_lease;
pub(crate) mod connector_run;
pub(crate) mod counter;
pub(crate) mod customer;
pub(crate) mod hit;
pub(crate) mod left_table;
pub(crate) mod machine;
pub(crate) mod mapping_profile;
pub(crate) mod match_decision;
pub(crate) mod opportunity;
pub(crate) mod problem;
pub(crate) mod run;
pub(crate) mod segment_day;
pub(crate) mod segment_member;
pub(crate) mod segment_version;
pub(crate) mod sender_alias;
pub(crate) mod session;
pub(crate) mod source;
pub(crate) mod source_file;
pub(crate) mod source_table;
