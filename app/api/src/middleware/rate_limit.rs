//! Requests per minute: a fixed window of 60 s for each key and family of routes, as the vendors publish theirs.
//!
//! Each process counts for itself: with several API processes a key may send up to the limit to each of them.

use domain::Timestamp;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const WINDOW_MS: i64 = 60_000;
/// Beyond this many windows the finished ones are dropped.
const KEPT: usize = 10_000;

/// What the limiter says to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it may pass.
    pub allowed: bool,
    /// Requests per window.
    pub limit: u32,
    /// How many are left in this window.
    pub remaining: u32,
    /// Seconds until the window ends, at least 1.
    pub reset_seconds: u64,
}

/// Counts requests by whatever key it is given.
#[derive(Debug, Default)]
pub struct RateLimiter {
    windows: Mutex<HashMap<String, Window>>,
}

#[derive(Debug)]
struct Window {
    began: Timestamp,
    count: u32,
}

impl RateLimiter {
    /// Counts one request of `key` at `now` against `limit` requests a minute.
    pub fn count(&self, key: &str, limit: u32, now: Timestamp) -> Decision {
        // A panic elsewhere cannot leave the map in a state that matters.
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= KEPT {
            windows.retain(|_, window| now.millis_since(window.began) < WINDOW_MS);
        }
        let window = windows.entry(key.to_owned()).or_insert(Window { began: now, count: 0 });
        let age = now.millis_since(window.began);
        if !(0..WINDOW_MS).contains(&age) {
            *window = Window { began: now, count: 0 };
        }
        let left_ms = WINDOW_MS - now.millis_since(window.began);
        let allowed = window.count < limit;
        window.count = window.count.saturating_add(1);
        Decision {
            allowed,
            limit,
            remaining: limit.saturating_sub(window.count),
            reset_seconds: u64::try_from((left_ms + 999) / 1000).unwrap_or(1).max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_sixty_seconds_from_the_first_request() {
        let limiter = RateLimiter::default();
        let at = |ms| limiter.count("key", 2, Timestamp::from_millis(ms));
        assert_eq!(at(0), Decision { allowed: true, limit: 2, remaining: 1, reset_seconds: 60 });
        assert_eq!(at(10_500), Decision { allowed: true, limit: 2, remaining: 0, reset_seconds: 50 });
        assert_eq!(at(59_999), Decision { allowed: false, limit: 2, remaining: 0, reset_seconds: 1 });
        assert_eq!(at(60_000), Decision { allowed: true, limit: 2, remaining: 1, reset_seconds: 60 });
    }

    #[test]
    fn keys_do_not_share_a_window() {
        let limiter = RateLimiter::default();
        let now = Timestamp::from_millis(0);
        assert!(limiter.count("a", 1, now).allowed);
        assert!(!limiter.count("a", 1, now).allowed);
        assert!(limiter.count("b", 1, now).allowed);
    }

    #[test]
    fn finished_windows_are_dropped_when_there_are_many() {
        let limiter = RateLimiter::default();
        for i in 0..KEPT {
            limiter.count(&i.to_string(), 1, Timestamp::from_millis(0));
        }
        limiter.count("late", 1, Timestamp::from_millis(WINDOW_MS));
        assert_eq!(limiter.windows.lock().unwrap().len(), 1);
    }
}
