//! The test house: what every file of tests stands on.

pub mod source;
