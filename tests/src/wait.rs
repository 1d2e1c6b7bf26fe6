//! Waiting for what must come about, with an end.

use std::time::{Duration, Instant};

/// The longest that anything in a test may take. Far above what it does take: reaching it is a failure, not a measurement.
pub const LONGEST: Duration = Duration::from_secs(90);
const LOOK: Duration = Duration::from_millis(20);

/// The first answer of `look` that is one.
///
/// # Panics
/// When there is none within [`LONGEST`].
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < LONGEST, "waited {} s in vain: {what}", LONGEST.as_secs());
        tokio::time::sleep(LOOK).await;
    }
}

/// As [`until`], where nothing else must go on meanwhile.
///
/// # Panics
/// As [`until`].
pub fn blocking_until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < LONGEST, "waited {} s in vain: {what}", LONGEST.as_secs());
        std::thread::sleep(LOOK);
    }
}
