//! What the client says of its failures, told apart by what can be done about it.

use crate::{Error, StoreError, StoreErrorKind};
use eventstore::Error as ClientError;

/// Why a call to the server brought nothing.
pub(super) enum Failure {
    /// The server or the client says so.
    Said(ClientError),
    /// Nobody said anything in time. What was asked for may have happened.
    Late,
    /// There is no client to ask with.
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::Store(error)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Said(error) => store_error(&error).into(),
            Failure::Late => unavailable("no answer in time").into(),
            Failure::Store(error) => error.into(),
        }
    }
}

fn unavailable(detail: &str) -> StoreError {
    let message = format!("the log's server cannot be reached or is stopping; try again ({detail})");
    StoreError::new(StoreErrorKind::Unavailable, message)
}

/// Whether the client has given up and answers nothing any more.
pub(super) fn is_over(error: &ClientError) -> bool {
    matches!(error, ClientError::ConnectionClosed | ClientError::GrpcConnectionError(_))
}

/// Whether the node may have gone: where there is another one, a new client finds it.
pub(super) fn is_of_the_node(error: &ClientError) -> bool {
    matches!(error, ClientError::ServerError(_) | ClientError::DeadlineExceeded)
}

fn store_error(error: &ClientError) -> StoreError {
    use StoreErrorKind::{CannotOpen, Internal, Unreadable};
    let (kind, advice) = match error {
        ClientError::ServerError(said) => return unavailable(readable(said)),
        ClientError::GrpcConnectionError(error) => return unavailable(readable(&error.to_string())),
        ClientError::ConnectionClosed | ClientError::DeadlineExceeded | ClientError::NotLeaderException(_) => {
            return unavailable(&error.to_string());
        }
        ClientError::AccessDenied => (
            CannotOpen,
            "the log's server refuses us; check user and password in its address, and let the user read $all and append",
        ),
        ClientError::ResourceDeleted => {
            (Unreadable, "a stream of the log was deleted on the server; restore the server's data from a copy")
        }
        ClientError::UnsupportedFeature => {
            (CannotOpen, "the log's server is too old; run KurrentDB, or EventStoreDB 23.10")
        }
        ClientError::Grpc { code, message } => return of_status(&format!("{code:?}"), message),
        ClientError::InternalParsingError(_) => (Unreadable, "the log's server answers what we do not understand"),
        _ => (Internal, "the log's server refused a request"),
    };
    StoreError::new(kind, advice)
}

/// Statuses that the client has no word for, by their names: their type is not ours to depend on.
fn of_status(code: &str, message: &str) -> StoreError {
    match code {
        "Cancelled" | "Aborted" => unavailable(readable(message)),
        "ResourceExhausted" => {
            let advice = "the log's server has no room or takes no more requests; try again later";
            StoreError::new(StoreErrorKind::Full, format!("{advice} ({})", readable(message)))
        }
        _ => {
            let advice =
                "the log's server refused a request; if an append was too large for it, raise its MaxAppendSize";
            StoreError::new(StoreErrorKind::Internal, format!("{advice} ({})", readable(message)))
        }
    }
}

/// The message without the answer's headers.
fn readable(said: &str) -> &str {
    said.split(", details:").next().and_then(|said| said.split(", metadata:").next()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_by_is_tried_again_and_what_must_be_mended_is_not() {
        for error in
            [ClientError::ServerError("gone".into()), ClientError::ConnectionClosed, ClientError::DeadlineExceeded]
        {
            assert!(store_error(&error).retryable(), "{error}");
        }
        for error in [ClientError::AccessDenied, ClientError::ResourceDeleted, ClientError::UnsupportedFeature] {
            assert!(!store_error(&error).retryable(), "{error}");
        }
        assert_eq!(of_status("Cancelled", "").kind, StoreErrorKind::Unavailable);
        assert_eq!(of_status("ResourceExhausted", "").kind, StoreErrorKind::Full);
        assert_eq!(of_status("InvalidArgument", "").kind, StoreErrorKind::Internal);
        assert!(Error::from(Failure::Late).retryable());
    }

    #[test]
    fn headers_are_left_out() {
        let said = "status: Unavailable, message: \"gone\", details: [], metadata: MetadataMap { headers: {} }";
        assert_eq!(readable(said), "status: Unavailable, message: \"gone\"");
    }
}
