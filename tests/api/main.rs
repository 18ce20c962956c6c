//! The one test binary: one file a feature, and the files that hold for all of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on stops"
)]

mod support;

mod accounts;
mod apart;
mod architecture;
mod backup;
mod bodies;
mod catalogue;
mod demo;
mod document;
mod evaluations;
mod faults;
mod imports;
mod judged;
mod local_rules;
mod lost_replies;
mod members;
mod mutants;
mod named_by_records;
mod organizations;
mod permissions;
mod persons;
mod proofs;
mod races;
mod records;
mod rulebook;
mod schema;
mod service;
mod sessions;
mod sign_in;
mod standing;
mod tokens;
mod trail;
mod wire;
