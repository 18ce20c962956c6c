//! The test house: what every file of tests stands on.
// What one feature does not ask of its client or reply, the next one does.
#![allow(dead_code)]

pub mod app;
pub mod client;
pub mod contract;
pub mod database;
pub mod demo;
pub mod diary;
pub mod entries;
pub mod golden;
pub mod grove;
pub mod must;
pub mod orchard;
pub mod places;
pub mod sample;
pub mod samples;
pub mod server;
pub mod source;
