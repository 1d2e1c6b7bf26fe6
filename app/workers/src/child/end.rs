//! How a child ended when it did not end well, and what that means for the work.

use domain::{Failure, FailureCode};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

/// A limit that a child passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Resident memory.
    Memory {
        /// Bytes.
        limit: u64,
        /// Whether the server's settings can raise it.
        is_setting: bool,
    },
    /// Whole run.
    Time {
        /// The longest it may take.
        limit: Duration,
        /// Whether the server's settings can raise it.
        is_setting: bool,
    },
    /// No sign of progress.
    Silence {
        /// The longest it may be silent.
        limit: Duration,
    },
}

/// How a child ended when it did not end well.
#[derive(Debug)]
pub enum ChildEnd {
    /// It could not be started, or not be waited for.
    NotStarted(std::io::Error),
    /// We ended it because the work was cancelled.
    Cancelled,
    /// We ended it because it passed a limit.
    Limit(Limit),
    /// It wrote something that is no message.
    Nonsense,
    /// A signal ended it: the kernel, an operator, or its own crash.
    Signal(i32),
    /// It left with a status other than 0.
    Status(i32),
}

impl ChildEnd {
    pub(super) fn exited(status: ExitStatus) -> Self {
        match status.signal() {
            Some(signal) => ChildEnd::Signal(signal),
            None => ChildEnd::Status(status.code().unwrap_or(-1)),
        }
    }

    /// What it means for work of this kind, named as in "the render" or "the drawing".
    pub fn failure(&self, what: &str) -> Failure {
        match self {
            ChildEnd::NotStarted(_) => Failure::new(FailureCode::Internal, format!("{what} could not be started")),
            ChildEnd::Cancelled => Failure::new(FailureCode::Cancelled, "Cancelled"),
            ChildEnd::Limit(Limit::Memory { limit, is_setting }) => {
                let advice = match is_setting {
                    true => {
                        "use a smaller output size, smaller sources or fewer clips at once, or raise \
                         worker.render_memory_mib"
                    }
                    false => "use a smaller file",
                };
                let message = format!("{what} needed more than its {} MiB of memory; {advice}", limit >> 20);
                Failure::new(FailureCode::LimitReached, message)
            }
            ChildEnd::Limit(Limit::Time { limit, is_setting }) => {
                let advice =
                    if *is_setting { "shorten the edit, or raise worker.render_seconds" } else { "use another file" };
                let message = format!("{what} took longer than {} s; {advice}", limit.as_secs());
                Failure::new(FailureCode::LimitReached, message)
            }
            ChildEnd::Limit(Limit::Silence { limit }) => {
                Failure::new(FailureCode::Stalled, format!("{what} made no progress for {} s", limit.as_secs()))
            }
            ChildEnd::Nonsense => Failure::new(FailureCode::Internal, format!("{what} answered with nonsense")),
            ChildEnd::Signal(signal) => {
                Failure::new(FailureCode::Crashed, format!("{what} was ended by signal {signal}"))
            }
            ChildEnd::Status(code) => Failure::new(FailureCode::Crashed, format!("{what} ended with status {code}")),
        }
    }
}
