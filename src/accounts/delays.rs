//! Growing delays after wrong passwords, the same for logins that exist and for those that do not. Kept in memory: a
//! stranger who guesses makes no work for the database. A device the account has used before is counted by itself, so
//! a stranger's guesses do not keep the owner out.

use quick_cache::sync::Cache;

use crate::clock::Moment;
use crate::error::{Error, Fault, Result};

/// Logins remembered; the least used are forgotten first.
const REMEMBERED: usize = 100_000;
/// Failures that cost nothing: everybody mistypes.
const FREE: u32 = 3;
/// The longest delay, in seconds.
const LONGEST: i64 = 900;

/// See the module.
pub struct Delays(Cache<String, (u32, Moment)>);

impl Default for Delays {
    fn default() -> Delays {
        Delays(Cache::new(REMEMBERED))
    }
}

impl Delays {
    /// # Errors
    /// `too_many_requests` with the seconds to wait.
    pub fn check(&self, key: &str, now: Moment) -> Result<()> {
        match self.0.get(key) {
            Some((_, until)) if now < until => {
                let seconds = u32::try_from(until.seconds_since(now)).unwrap_or(0) + 1;
                Err(Error::new(Fault::TooManyRequests).retry_in(seconds))
            }
            _ => Ok(()),
        }
    }

    pub fn failed(&self, key: &str, now: Moment) {
        let failures = self.0.get(key).map_or(0, |(failures, _)| failures) + 1;
        let wait = if failures <= FREE { 0 } else { (1_i64 << (failures - FREE - 1).min(20)).min(LONGEST) };
        self.0.insert(key.to_string(), (failures, now.plus_seconds(wait)));
    }

    pub fn succeeded(&self, key: &str) {
        self.0.remove(key);
    }
}
