//! One transfer under way.

use crate::account::Account;
use crate::checkpoint::Checkpoint;
use crate::describe::description;
use crate::names;
use crate::phases::Phase;
use plugin_sdk::{Action, Answer, CHECKPOINT_BYTES, Description, Destination, Done, Event, Fail, File, Happened};
use plugin_sdk::{Job, Kind, Reason, Timestamp, Value};

/// The metadata that says whose a blob is.
pub const MARKER: &str = "x-ms-meta-rushestransfer";

/// How often a transfer whose blocks Azure lost is begun anew.
const MOST_RESTARTS: u32 = 3;

/// A file on its way into a container. Holds the account's key: cannot be printed.
pub struct Transfer {
    pub(crate) account: Account,
    pub(crate) file: File,
    /// Its id, a UUID.
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) phase: Phase,
    restarts: u32,
    /// The checkpoint that the host has.
    saved: Option<Value>,
}

impl Destination for Transfer {
    fn describe() -> Description {
        description()
    }

    fn open(job: Job) -> Result<Self, Action> {
        let account = Account::of(&job).map_err(Action::Fail)?;
        names::check(&job.file.key).map_err(Action::Fail)?;
        let saved = job.checkpoint.clone();
        let phase = Phase::at(Checkpoint::of(job.checkpoint), &job.file, job.kind);
        Ok(Self { account, file: job.file, id: job.transfer, kind: job.kind, phase, restarts: 0, saved })
    }

    fn step(&mut self, event: Event) -> Answer {
        let now = event.now;
        let end = match event.happened {
            Happened::Responses { responses } => self.hear(responses, now),
            Happened::Digests { digests } => {
                self.learn(digests);
                None
            }
            Happened::Cancelled => self.cancel(),
            // What was asked grew old, or there is nothing to learn: what is missing is asked again, with fresh
            // signatures.
            Happened::Opened | Happened::Timer | Happened::CredentialRefreshed { .. } => None,
        };
        let action = end.unwrap_or_else(|| self.ask(now));
        Answer { checkpoint: self.news(), action }
    }
}

impl Transfer {
    /// The end that everybody hopes for.
    pub(crate) fn done(&self) -> Action {
        let url = (self.kind == Kind::Send).then(|| self.account.public_url(&self.file.key));
        Action::Done(Done { id: None, url })
    }

    /// The end when Azure says that it has something else than was sent; another attempt begins anew.
    pub(crate) fn corrupted(&mut self) -> Action {
        self.phase = Phase::at(Checkpoint::Beginning, &self.file, self.kind);
        let message = format!("what arrived in {} is not what was sent: try again", self.account.name());
        Action::fail_for_now(Reason::Corrupted, message)
    }

    /// Forgets what was sent and begins anew; ends for now when that happened too often.
    pub(crate) fn begin_anew(&mut self) -> Option<Action> {
        self.phase = Phase::at(Checkpoint::Beginning, &self.file, self.kind);
        self.restarts += 1;
        (self.restarts > MOST_RESTARTS).then(|| {
            let message = format!(
                "{} lost the file before it was complete, several times over: does something else write to the same \
                 name?",
                self.account.name()
            );
            Action::fail_for_now(Reason::Unavailable, message)
        })
    }

    /// Blocks that nobody makes a blob of are gone after a week, and cannot be deleted before: there is nothing to tidy
    /// up, but for a test's blob.
    fn cancel(&mut self) -> Option<Action> {
        let fail = Fail { reason: Reason::Cancelled, message: "the transfer was stopped".to_owned(), retryable: false };
        match (&mut self.phase, self.kind) {
            // It may have been written already.
            (Phase::Put { .. }, Kind::Test) => {
                self.phase = Phase::Delete { version: None, is_hidden: false, then: Some(fail) };
                None
            }
            (Phase::Delete { then, .. }, _) => {
                *then = Some(fail);
                None
            }
            _ => Some(Action::Fail(fail)),
        }
    }

    /// The checkpoint, when it is another than the host has. One that is too large is not given: the transfer would
    /// then go on from the one before.
    fn news(&mut self) -> Option<Value> {
        let checkpoint = self.phase.checkpoint()?;
        if self.saved.is_none() && checkpoint == Checkpoint::Beginning {
            return None;
        }
        let checkpoint = serde_json::to_value(checkpoint).ok()?;
        if self.saved.as_ref() == Some(&checkpoint) || checkpoint.to_string().len() > CHECKPOINT_BYTES {
            return None;
        }
        self.saved = Some(checkpoint.clone());
        Some(checkpoint)
    }

    fn ask(&self, now: Timestamp) -> Action {
        match &self.phase {
            Phase::Put { md5 } => self.ask_put(md5.as_deref(), now),
            Phase::Delete { version, is_hidden, .. } => self.ask_delete(version.as_deref().filter(|_| *is_hidden), now),
            Phase::Blocks(blocks) => self.ask_blocks(blocks, now),
            Phase::Commit(blocks) => self.ask_commit(blocks, now),
            Phase::Look(_) => self.ask_look(now),
        }
    }
}
