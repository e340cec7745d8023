//! The product as a user meets it: the built binary, real files, both databases.

mod bad_input;
mod crash;
mod hard_lists;
mod lifecycle;
mod link;
mod own_files;
mod product;
mod relinking;
mod truth;
