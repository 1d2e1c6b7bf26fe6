//! How a command ends: whether the user can mend it, or trying again may help. After sysexits.h.

use std::fmt::Display;
use std::process::ExitCode;

/// What was to be proven is not so.
const NOT_SO: u8 = 1;
/// Fix your input: a file, a setting, an edit.
const DATA: u8 = 65;
/// A fault of ours.
const SOFTWARE: u8 = 70;
/// Try again: a disk, a network, a database.
const TRY_AGAIN: u8 = 75;

/// Ended by SIGINT, as shells count it.
const INTERRUPTED: u8 = 130;

/// Why a command failed.
#[derive(Debug)]
pub struct Exit {
    code: u8,
    message: String,
}

impl Exit {
    /// The user has to change something first.
    pub fn input(message: impl Display) -> Self {
        Self { code: DATA, message: message.to_string() }
    }

    /// What was to be proven is not so.
    pub fn not_so(message: impl Display) -> Self {
        Self { code: NOT_SO, message: message.to_string() }
    }

    /// Trying again may help.
    pub fn later(message: impl Display) -> Self {
        Self { code: TRY_AGAIN, message: message.to_string() }
    }

    /// A fault of ours.
    pub fn ours(message: impl Display) -> Self {
        Self { code: SOFTWARE, message: message.to_string() }
    }

    /// By what a store says of its failure.
    pub fn store(error: &migrations::StoreError) -> Self {
        if error.retryable() { Self::later(error) } else { Self::input(error) }
    }

    /// By what the files' store says of its failure.
    pub fn storage(error: &storage::StorageError) -> Self {
        if error.retryable() { Self::later(error) } else { Self::input(error) }
    }

    /// By what came of a command to an aggregate.
    pub fn execute<R: std::error::Error>(error: event_store::ExecuteError<R>) -> Self {
        match error {
            event_store::ExecuteError::Refused(refusal) => Self::input(refusal),
            error if error.retryable() => Self::later(error),
            error => Self::ours(error),
        }
    }

    /// Somebody pressed Ctrl-C.
    pub fn interrupted() -> Self {
        Self { code: INTERRUPTED, message: "interrupted".to_owned() }
    }

    /// By what a render says of its failure.
    pub fn failure(failure: &domain::Failure) -> Self {
        use domain::FailureCode::{BadEdit, BadMedia, Internal, LimitReached};
        match failure.code {
            BadEdit | BadMedia | LimitReached => Self::input(failure),
            Internal => Self::ours(failure),
            _ => Self::later(failure),
        }
    }

    /// Says why on stderr; the code for the shell.
    #[expect(clippy::print_stderr, reason = "a command's last word")]
    pub fn report(self) -> ExitCode {
        eprintln!("rushes: {}", self.message);
        ExitCode::from(self.code)
    }
}
