//! What a failed delivery means to its transfer.

use super::Unsent;
use delivery::{DeliveryFailure, FailureReason};
use domain::{Failure, FailureCode, Timestamp};

impl Unsent {
    /// The failure in the words of events, at this time.
    pub(super) fn of(failure: DeliveryFailure, now: Timestamp) -> Self {
        let code = match (failure.reason, failure.retryable) {
            (FailureReason::Destination(_), true) => FailureCode::DestinationUnavailable,
            (FailureReason::Destination(_), false) => FailureCode::DestinationRefused,
            (FailureReason::Internal, true) => FailureCode::StorageUnavailable,
            (FailureReason::Internal, false) => FailureCode::Internal,
        };
        let wait = failure.retry_after.map(|wait| i64::try_from(wait.as_millis()).unwrap_or(i64::MAX));
        Self { failure: Failure::new(code, failure.message), not_before: wait.map(|wait| now.plus_millis(wait)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use delivery::Reason;
    use std::time::Duration;

    #[test]
    fn it_says_whether_another_attempt_helps_and_when() {
        let now = Timestamp::from_millis(1_000);
        let failed = |reason, retryable, retry_after| {
            let message = "The bucket is not there.".to_owned();
            let unsent = Unsent::of(DeliveryFailure { reason, message, retryable, retry_after }, now);
            (unsent.failure.code, unsent.not_before)
        };
        let there = FailureReason::Destination;
        assert_eq!(failed(there(Reason::NotFound), false, None), (FailureCode::DestinationRefused, None));
        let later = Some(Timestamp::from_millis(61_000));
        assert_eq!(
            failed(there(Reason::Unavailable), true, Some(Duration::from_secs(60))),
            (FailureCode::DestinationUnavailable, later)
        );
        assert_eq!(failed(FailureReason::Internal, true, None).0, FailureCode::StorageUnavailable);
        assert_eq!(failed(FailureReason::Internal, false, None).0, FailureCode::Internal);
    }
}
