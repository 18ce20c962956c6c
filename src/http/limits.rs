//! How much one caller may ask for, counted by account and device: a whole village behind one address is not one caller.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use crate::error::{Error, Fault, Result};
use crate::id::{AccountId, DeviceId};

type Key = (AccountId, DeviceId);
type Limiter = RateLimiter<Key, DefaultKeyedStateStore<Key>, DefaultClock, StateInformationMiddleware>;

pub struct Limits {
    limiter: Limiter,
    per_minute: NonZeroU32,
}

/// What is left to a caller after this request.
#[derive(Clone, Copy)]
pub struct Allowance {
    pub per_minute: u32,
    pub remaining: u32,
    /// Seconds to wait, when nothing is left.
    pub wait: Option<u32>,
}

impl Limits {
    pub fn new(per_minute: u32) -> Limits {
        let per_minute = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
        let limiter = RateLimiter::keyed(Quota::per_minute(per_minute)).with_middleware::<StateInformationMiddleware>();
        Limits { limiter, per_minute }
    }

    pub fn take(&self, account: AccountId, device: DeviceId) -> Allowance {
        let per_minute = self.per_minute.get();
        match self.limiter.check_key(&(account, device)) {
            Ok(state) => Allowance { per_minute, remaining: state.remaining_burst_capacity(), wait: None },
            Err(until) => {
                let wait = until.wait_time_from(DefaultClock::default().now());
                Allowance { per_minute, remaining: 0, wait: Some(u32::try_from(wait.as_secs()).unwrap_or(60) + 1) }
            }
        }
    }

    /// Forgets callers who have been quiet; called now and then, so that the table does not grow for ever.
    pub fn forget_quiet(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

impl Allowance {
    /// # Errors
    /// `too_many_requests` with the seconds to wait.
    pub fn check(self) -> Result<()> {
        match self.wait {
            None => Ok(()),
            Some(seconds) => Err(Error::new(Fault::TooManyRequests).retry_in(seconds)),
        }
    }
}

/// How often [`Limits::forget_quiet`] runs.
pub const FORGET_EVERY: Duration = Duration::from_secs(60);
