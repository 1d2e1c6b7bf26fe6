//! What comes of a delivery.

use crate::library::CallError;
use plugin_sdk::Reason;
use std::fmt;
use std::time::Duration;

/// A file that arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// The provider's id of the object, where it gives one.
    pub id: Option<String>,
    /// Where it is, when there is such an address that needs no signature.
    pub url: Option<String>,
    /// Bytes of the file that were sent by this delivery, whatever became of them.
    pub bytes_sent: u64,
}

/// Why a delivery failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FailureReason {
    /// As the plugin or the host says of the destination.
    Destination(Reason),
    /// Our own side: the file, the store of checkpoints, or no library that serves the provider.
    Internal,
}

/// A delivery that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryFailure {
    /// The kind.
    pub reason: FailureReason,
    /// What is wrong and what to do, for people; at most 500 characters, no secret of the configuration.
    pub message: String,
    /// Whether another delivery may succeed without anybody changing anything.
    pub retryable: bool,
    /// How long the destination asks to be left alone.
    pub retry_after: Option<Duration>,
}

impl DeliveryFailure {
    pub(super) fn new(reason: Reason, message: impl Into<String>, retryable: bool) -> Self {
        let reason = FailureReason::Destination(reason);
        Self { reason, message: message.into(), retryable, retry_after: None }
    }

    pub(super) fn internal(message: impl Into<String>, retryable: bool) -> Self {
        Self { reason: FailureReason::Internal, message: message.into(), retryable, retry_after: None }
    }

    /// The library did what it must not; which one, and what, as a clause about it.
    pub(super) fn plugin(library: &str, what: &str, retryable: bool) -> Self {
        Self::new(Reason::PluginFault, format!("The plugin {library} {what}."), retryable)
    }

    pub(super) fn cancelled() -> Self {
        Self::new(Reason::Cancelled, "The transfer was cancelled.", false)
    }
}

impl fmt::Display for DeliveryFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DeliveryFailure {}

/// Why a session stops.
pub(super) enum Stop {
    /// For good.
    Failed(DeliveryFailure),
    /// Somebody wants it no more.
    Cancelled,
    /// Its process is gone, or its answer: it is opened again from the last checkpoint.
    Broken(CallError),
}

impl From<DeliveryFailure> for Stop {
    fn from(failure: DeliveryFailure) -> Self {
        Stop::Failed(failure)
    }
}

/// How often a session is opened again in one delivery.
const OWN_FAULTS: u32 = 3;
/// The same when its process was ended by something else.
const FAULTS_OF_OTHERS: u32 = 20;

/// What broke so far.
#[derive(Default)]
pub(super) struct Breakdowns {
    own: u32,
    of_others: u32,
}

impl Breakdowns {
    /// One more.
    ///
    /// # Errors
    /// The end of the delivery: it was one too many, or opening again is no help.
    pub(super) fn count(&mut self, error: CallError, library: &str) -> Result<(), DeliveryFailure> {
        let fault = |what: &str| DeliveryFailure::plugin(library, what, true);
        let (count, most, failure) = match error {
            CallError::Ended(why) => (&mut self.own, OWN_FAULTS, fault(&why)),
            CallError::Flood => (&mut self.own, OWN_FAULTS, fault("answers more than anybody reads")),
            CallError::NotStarted(why) => (&mut self.own, OWN_FAULTS, fault(&why)),
            CallError::Lost => {
                let failure = fault("is ended by other transfers again and again");
                (&mut self.of_others, FAULTS_OF_OTHERS, failure)
            }
            CallError::Null => return Err(DeliveryFailure::plugin(library, "cannot read what it is to do", false)),
            CallError::Nonsense(what) => return Err(DeliveryFailure::plugin(library, &what, false)),
        };
        *count += 1;
        if *count > most { Err(failure) } else { Ok(()) }
    }
}
