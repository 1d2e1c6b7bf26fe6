//! One transfer under way.

use crate::checkpoint::Checkpoint;
use crate::describe::description;
use crate::phases::{Phase, Upload};
use crate::store::Store;
use plugin_sdk::{Action, Answer, CHECKPOINT_BYTES, Description, Destination, Done, Event, Fail, File, Happened};
use plugin_sdk::{Job, Kind, Reason, Timestamp, Value};

/// The metadata that says whose an object is.
pub const MARKER: &str = "x-amz-meta-rushes-transfer";

/// How often an upload that the provider has forgotten is begun anew.
const MOST_RESTARTS: u32 = 3;

/// A file on its way into a bucket. Holds a secret: cannot be printed.
pub struct Transfer {
    pub(crate) store: Store,
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
        let store = Store::of(&job).map_err(Action::Fail)?;
        check_key(&job.file.key, &store).map_err(Action::Fail)?;
        let saved = job.checkpoint.clone();
        let phase = Phase::at(Checkpoint::of(job.checkpoint), &job.file, job.kind);
        Ok(Self { store, file: job.file, id: job.transfer, kind: job.kind, phase, restarts: 0, saved })
    }

    fn step(&mut self, event: Event) -> Answer {
        let now = event.now;
        let end = match event.happened {
            Happened::Responses { responses } => self.hear(responses),
            Happened::Digests { digests } => {
                self.learn(digests);
                None
            }
            Happened::Cancelled => self.cancel(),
            // What was asked grew old: what is missing is asked again, with fresh signatures.
            Happened::Opened | Happened::Timer | Happened::CredentialRefreshed { .. } => None,
        };
        let action = end.unwrap_or_else(|| self.ask(now));
        Answer { checkpoint: self.news(), action }
    }
}

impl Transfer {
    /// The end that everybody hopes for.
    pub(crate) fn done(&self) -> Action {
        let url = if self.kind == Kind::Send { self.store.public_url(&self.file.key) } else { None };
        Action::Done(Done { id: None, url })
    }

    /// Forgets what was sent and begins anew; ends for now when that happened too often.
    pub(crate) fn begin_anew(&mut self) -> Option<Action> {
        self.phase = Phase::at(Checkpoint::Beginning, &self.file, self.kind);
        self.restarts += 1;
        (self.restarts > MOST_RESTARTS).then(|| {
            let message = format!("{} forgot the upload before it was complete, several times over", self.store.name());
            Action::fail_for_now(Reason::Unavailable, message)
        })
    }

    /// Fails for good, and leaves no parts behind that cost money.
    pub(crate) fn give_up(&mut self, fail: Fail) -> Option<Action> {
        match &self.phase {
            Phase::Parts(Upload { id, .. }) | Phase::Complete(Upload { id, .. }) if !fail.retryable => {
                self.phase = Phase::Abort { upload: id.clone(), then: fail };
                None
            }
            _ => Some(Action::Fail(fail)),
        }
    }

    fn cancel(&mut self) -> Option<Action> {
        let fail = Fail { reason: Reason::Cancelled, message: "the transfer was stopped".to_owned(), retryable: false };
        match (&self.phase, self.kind) {
            // It may have been written already.
            (Phase::Put { .. }, Kind::Test) => {
                self.phase = Phase::Delete { version: None, then: Some(fail) };
                None
            }
            (Phase::Delete { version, .. }, _) => {
                self.phase = Phase::Delete { version: version.clone(), then: Some(fail) };
                None
            }
            _ => self.give_up(fail),
        }
    }

    /// The checkpoint, when it is another than the host has. One that is too large is not given: the transfer would then
    /// go on from the one before.
    fn news(&mut self) -> Option<Value> {
        let checkpoint = serde_json::to_value(self.phase.checkpoint()?).ok()?;
        let before = self.saved.as_ref();
        let is_nothing_new = before.is_none() && matches!(self.phase.checkpoint(), Some(Checkpoint::Beginning));
        if is_nothing_new || before == Some(&checkpoint) || checkpoint.to_string().len() > CHECKPOINT_BYTES {
            return None;
        }
        self.saved = Some(checkpoint.clone());
        Some(checkpoint)
    }

    fn ask(&mut self, now: Timestamp) -> Action {
        match &self.phase {
            Phase::Put { md5 } => self.ask_put(md5.as_deref(), now),
            Phase::Delete { version, .. } => self.ask_delete(version.as_deref(), now),
            Phase::Create => self.ask_create(now),
            Phase::Parts(upload) => self.ask_parts(upload, now),
            Phase::Complete(upload) => self.ask_complete(upload, now),
            Phase::Look(_) => self.ask_look(now),
            Phase::Abort { upload, .. } => self.ask_abort(upload, now),
        }
    }
}

/// Addresses lose `.` and `..` on their way, and with them the key.
fn check_key(key: &str, store: &Store) -> Result<(), Fail> {
    let message = if key.split('/').any(|part| matches!(part, "." | "..")) {
        format!("`{key}` cannot be a key of {}: no folder may be named . or ..", store.name())
    } else if key.is_empty() || key.len() > 1024 {
        format!("a key of {} has 1 to 1,024 bytes, not {}", store.name(), key.len())
    } else {
        return Ok(());
    };
    Err(Fail { reason: Reason::Invalid, message, retryable: false })
}
