//! The ordered log of everything that was done: one row a change, in the change's own transaction, numbered without a
//! gap. Numbers are taken last before the commit, so whoever sees number k sees all before it, and a reader that asks
//! for `seq > k` misses nothing. Not here: what a change means; readers of the trail (sync, rollups) ask the features.

pub mod http;
mod store;

pub use store::{Entry, Position, has, number, read};
