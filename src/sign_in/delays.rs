//! Growing delays after wrong passwords, the same for logins that exist and for those that do not. Kept in memory, by
//! each server for itself: a stranger who guesses makes no work for the database. A device the account has used before
//! is counted by itself, so a stranger's guesses do not keep the owner out.

use std::sync::{Mutex, MutexGuard, PoisonError};

use quick_cache::unsync::Cache;

use crate::clock::Moment;
use crate::error::{Error, Fault, Result};

/// Logins remembered; the least used are forgotten first.
const REMEMBERED: usize = 100_000;
/// Failures that cost nothing: everybody mistypes.
const FREE: u32 = 3;
/// The longest delay, in seconds.
const LONGEST: i64 = 900;
/// Seconds after which failures are forgotten.
const QUIET: i64 = 86_400;

/// See the module.
pub struct Delays(Mutex<Cache<String, Failures>>);

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    /// Until when nobody may try.
    until: Moment,
}

/// A try that counts as a failure until it is said to have succeeded: of many at once none slips through uncounted.
#[must_use]
pub struct Attempt<'d> {
    delays: &'d Delays,
    key: String,
    before: Option<Failures>,
}

impl Default for Delays {
    fn default() -> Delays {
        Delays(Mutex::new(Cache::new(REMEMBERED)))
    }
}

impl Delays {
    /// Begins a try.
    ///
    /// # Errors
    /// `too_many_requests` with the seconds to wait.
    pub fn attempt(&self, key: String, now: Moment) -> Result<Attempt<'_>> {
        let mut table = self.table();
        let before = table.get(&key).copied().filter(|failures| now.seconds_since(failures.until) < QUIET);
        if let Some(failures) = before.filter(|failures| now < failures.until) {
            let seconds = u32::try_from(failures.until.seconds_since(now)).unwrap_or(0) + 1;
            return Err(Error::new(Fault::TooManyRequests).retry_in(seconds));
        }
        let count = before.map_or(0, |failures| failures.count).saturating_add(1);
        let wait = if count <= FREE { 0 } else { (1_i64 << (count - FREE - 1).min(20)).min(LONGEST) };
        table.insert(key.clone(), Failures { count, until: now.plus_seconds(wait) });
        Ok(Attempt { delays: self, key, before })
    }

    fn table(&self) -> MutexGuard<'_, Cache<String, Failures>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt<'_> {
    /// The password was right: all is forgotten.
    pub fn succeeded(self) {
        self.delays.table().remove(&self.key);
    }
    /// Nobody looked at the password: as if it had not been sent.
    pub fn unjudged(self) {
        let mut table = self.delays.table();
        match self.before {
            Some(before) => table.insert(self.key, before),
            None => drop(table.remove(&self.key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails so many times, each as soon as it may: the seconds to wait after each.
    fn waits(delays: &Delays, now: &mut Moment, count: usize) -> Vec<i64> {
        let mut found = Vec::new();
        for _ in 0..count {
            assert!(delays.attempt("wang".into(), *now).is_ok());
            let until = delays.table().get("wang").unwrap().until;
            found.push(until.seconds_since(*now));
            if *now < until {
                assert!(delays.attempt("wang".into(), until.plus_seconds(-1)).is_err());
            }
            *now = until;
        }
        found
    }

    #[test]
    fn each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        let (delays, mut now) = (Delays::default(), Moment::from_micros(0));
        assert_eq!(waits(&delays, &mut now, 15), [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    }

    #[test]
    fn a_right_password_or_a_quiet_day_begins_anew() {
        let (delays, mut now) = (Delays::default(), Moment::from_micros(0));
        let _ = waits(&delays, &mut now, 10);
        delays.attempt("wang".into(), now).unwrap().succeeded();
        assert_eq!(waits(&delays, &mut now, 4), [0, 0, 0, 1]);
        now = now.plus_seconds(QUIET);
        assert_eq!(waits(&delays, &mut now, 4), [0, 0, 0, 1]);
    }

    #[test]
    fn what_nobody_looked_at_does_not_count() {
        let (delays, mut now) = (Delays::default(), Moment::from_micros(0));
        for _ in 0..10 {
            delays.attempt("wang".into(), now).unwrap().unjudged();
        }
        assert_eq!(waits(&delays, &mut now, 4), [0, 0, 0, 1]);
    }

    #[test]
    fn tries_that_are_still_running_count() {
        let (delays, now) = (Delays::default(), Moment::from_micros(0));
        let running: Vec<_> = (0..100).map_while(|_| delays.attempt("wang".into(), now).ok()).collect();
        assert_eq!(running.len(), 4);
        assert!(delays.attempt("li".into(), now).is_ok(), "another login is another matter");
    }
}
