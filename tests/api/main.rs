//! The one test binary: one file a feature, and the files that hold for all of them.

mod support;

mod accounts;
mod apart;
mod architecture;
mod backup;
mod demo;
mod document;
mod faults;
mod imports;
mod members;
mod organizations;
mod permissions;
mod races;
mod records;
mod rulebook;
mod service;
mod sign_in;
mod tokens;
mod trail;
mod wire;
