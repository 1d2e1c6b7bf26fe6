//! Requests per minute: a fixed window of 60 s for each key and family of routes, as the vendors publish theirs.
//!
//! Processes on a database server count together, in one row for each key there; a process on files counts by itself.

use domain::Timestamp;
use state::{RateWindow, State};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const WINDOW_MS: i64 = 60_000;
const WINDOW: Duration = Duration::from_secs(60);
/// Beyond this many windows the finished ones are dropped.
const KEPT: usize = 10_000;
/// How long a request waits to be counted with those of other processes.
const PATIENCE: Duration = Duration::from_secs(2);

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
    shared: Option<State>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    began: Timestamp,
    count: u32,
}

impl Window {
    fn holds_at(&self, now: Timestamp) -> bool {
        (0..WINDOW_MS).contains(&now.millis_since(self.began))
    }

    /// What to say to the request that was counted last.
    fn decide(&self, limit: u32, now: Timestamp) -> Decision {
        let left_ms = (WINDOW_MS - now.millis_since(self.began)).clamp(0, WINDOW_MS);
        Decision {
            allowed: self.count <= limit,
            limit,
            remaining: limit.saturating_sub(self.count),
            reset_seconds: u64::try_from((left_ms + 999) / 1000).unwrap_or(1).max(1),
        }
    }
}

impl RateLimiter {
    /// Counts together with all that use this state.
    pub fn shared(state: State) -> Self {
        Self { windows: Mutex::default(), shared: Some(state) }
    }

    /// Counts one request of `key` at `now` against `limit` requests a minute. A database that does not answer refuses
    /// nobody: meanwhile each process counts for itself.
    pub async fn count(&self, key: &str, limit: u32, now: Timestamp) -> Decision {
        let Some(state) = &self.shared else { return self.count_alone(key, limit, now) };
        if let Some(decision) = self.known_to_be_over(key, limit, now) {
            return decision;
        }
        match tokio::time::timeout(PATIENCE, state.rates().count(key, WINDOW, now)).await {
            Ok(Ok(RateWindow { began_at, count })) => {
                let window = Window { began: began_at, count };
                let decision = window.decide(limit, now);
                if !decision.allowed {
                    self.remember(key, window, now);
                }
                return decision;
            }
            Ok(Err(error)) => tracing::warn!(%error, "a request could not be counted with those of other processes"),
            Err(_) => tracing::warn!("counting a request with those of other processes took too long"),
        }
        metrics::counter!("rushes_rate_limit_failures_total").increment(1);
        self.count_alone(key, limit, now)
    }

    fn count_alone(&self, key: &str, limit: u32, now: Timestamp) -> Decision {
        // A panic elsewhere cannot leave the map in a state that matters.
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        drop_finished(&mut windows, now);
        let window = windows.entry(key.to_owned()).or_insert(Window { began: now, count: 0 });
        if !window.holds_at(now) {
            *window = Window { began: now, count: 0 };
        }
        window.count = window.count.saturating_add(1);
        window.decide(limit, now)
    }

    /// Whoever is over the limit stays so until the window ends: that needs no question to the database, which a flood of
    /// requests would otherwise reach.
    fn known_to_be_over(&self, key: &str, limit: u32, now: Timestamp) -> Option<Decision> {
        let windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.get(key).filter(|window| window.holds_at(now) && window.count > limit)?;
        Some(window.decide(limit, now))
    }

    fn remember(&self, key: &str, window: Window, now: Timestamp) {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        drop_finished(&mut windows, now);
        windows.insert(key.to_owned(), window);
    }
}

fn drop_finished(windows: &mut HashMap<String, Window>, now: Timestamp) {
    if windows.len() >= KEPT {
        windows.retain(|_, window| now.millis_since(window.began) < WINDOW_MS);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_is_sixty_seconds_from_the_first_request() {
        let limiter = RateLimiter::default();
        let at = |ms| limiter.count_alone("key", 2, Timestamp::from_millis(ms));
        assert_eq!(at(0), Decision { allowed: true, limit: 2, remaining: 1, reset_seconds: 60 });
        assert_eq!(at(10_500), Decision { allowed: true, limit: 2, remaining: 0, reset_seconds: 50 });
        assert_eq!(at(59_999), Decision { allowed: false, limit: 2, remaining: 0, reset_seconds: 1 });
        assert_eq!(at(60_000), Decision { allowed: true, limit: 2, remaining: 1, reset_seconds: 60 });
    }

    #[test]
    fn keys_do_not_share_a_window() {
        let limiter = RateLimiter::default();
        let now = Timestamp::from_millis(0);
        assert!(limiter.count_alone("a", 1, now).allowed);
        assert!(!limiter.count_alone("a", 1, now).allowed);
        assert!(limiter.count_alone("b", 1, now).allowed);
    }

    #[test]
    fn finished_windows_are_dropped_when_there_are_many() {
        let limiter = RateLimiter::default();
        for i in 0..KEPT {
            limiter.count_alone(&i.to_string(), 1, Timestamp::from_millis(0));
        }
        limiter.count_alone("late", 1, Timestamp::from_millis(WINDOW_MS));
        assert_eq!(limiter.windows.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn two_processes_on_one_database_count_together() {
        let folder = tempfile::tempdir().unwrap();
        let open = async || RateLimiter::shared(State::open(&folder.path().join("state.db")).await.unwrap());
        let (one, other) = (open().await, open().await);
        let at = Timestamp::from_millis;
        assert_eq!(
            one.count("key", 2, at(0)).await,
            Decision { allowed: true, limit: 2, remaining: 1, reset_seconds: 60 }
        );
        assert!(other.count("key", 2, at(10_500)).await.allowed);
        let over = Decision { allowed: false, limit: 2, remaining: 0, reset_seconds: 50 };
        assert_eq!(one.count("key", 2, at(10_500)).await, over);
        assert_eq!(other.count("key", 2, at(10_500)).await, over);
        assert!(one.count("another", 2, at(10_500)).await.allowed);
        assert!(other.count("key", 2, at(60_000)).await.allowed);
        assert_eq!(one.count("key", 2, at(60_000)).await.remaining, 0);
    }

    #[tokio::test]
    async fn who_is_over_the_limit_is_not_counted_in_the_database_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(&folder.path().join("state.db")).await.unwrap();
        let limiter = RateLimiter::shared(state.clone());
        for request in 0..100 {
            assert_eq!(limiter.count("key", 1, Timestamp::from_millis(request)).await.allowed, request == 0);
        }
        assert_eq!(state.rates().count("key", WINDOW, Timestamp::from_millis(100)).await.unwrap().count, 3);
    }

    #[tokio::test]
    async fn without_the_database_each_process_counts_for_itself() {
        let mut server = migrations::testing::Cluster::start();
        let limiter = RateLimiter::shared(State::connect(&server.url()).await.unwrap());
        server.stop();
        let now = Timestamp::from_millis(0);
        let allowed = [limiter.count("key", 1, now).await.allowed, limiter.count("key", 1, now).await.allowed];
        assert_eq!(allowed, [true, false]);
    }
}
