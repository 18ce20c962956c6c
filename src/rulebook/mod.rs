//! The rules as data and the judge of a session by them. Pure: values in, findings out; no database, no HTTP.

pub mod kinds;

use crate::error::Result;

/// Every rule that is in force on some day.
pub struct Rulebook;

impl Rulebook {
    /// # Errors
    /// When the embedded rules contradict themselves.
    pub fn load() -> Result<Rulebook> {
        Ok(Rulebook)
    }
}
