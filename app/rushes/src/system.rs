//! The world outside: the clock and random ids. The only place that asks for them.

use domain::Timestamp;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use uuid::Uuid;

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;
/// Makes random ids.
pub type Ids = Arc<dyn Fn() -> Uuid + Send + Sync>;

/// The system's clock.
pub fn clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    })
}

/// Version 4 ids from the system's randomness.
pub fn ids() -> Ids {
    Arc::new(Uuid::new_v4)
}
