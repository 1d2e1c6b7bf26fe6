//! One transfer under way.

use crate::checkpoint::Checkpoint;
use crate::describe::description;
use crate::group::Group;
use crate::names;
use crate::phases::Phase;
use crate::requests::Moment;
use plugin_sdk::{
    Action, Answer, Description, Destination, Done, Event, Fail, File, Happened, Job, Kind, Reason, Value,
};

/// How often a transfer whose file got lost is begun anew.
const MOST_RESTARTS: u32 = 3;

/// A file on its way into a storage group. Holds a key: cannot be printed.
pub struct Transfer {
    pub(crate) group: Group,
    pub(crate) file: File,
    /// What the file is called until it is complete.
    pub(crate) temporary: String,
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
        let group = Group::of(&job).map_err(Action::Fail)?;
        let temporary = names::temporary(&job.file.key, &job.transfer);
        for key in [&job.file.key, &temporary] {
            names::check(&group.path_of(key)).map_err(Action::Fail)?;
        }
        let saved = job.checkpoint.clone();
        let phase = Phase::at(Checkpoint::of(job.checkpoint), &job.file, job.kind);
        Ok(Self { group, file: job.file, temporary, kind: job.kind, phase, restarts: 0, saved })
    }

    fn step(&mut self, event: Event) -> Answer {
        let moment = Moment::of(&event);
        let end = match event.happened {
            Happened::Responses { responses } => self.hear(responses, moment.now),
            Happened::Digests { digests } => {
                self.learn(digests);
                None
            }
            Happened::Cancelled => self.cancel(),
            // What was asked grew old, or there is nothing to learn: what is missing is asked again, with fresh
            // signatures.
            Happened::Opened | Happened::Timer | Happened::CredentialRefreshed { .. } => None,
        };
        let action = end.unwrap_or_else(|| self.ask(moment));
        Answer { checkpoint: self.news(), action }
    }
}

impl Transfer {
    /// The end that everybody hopes for.
    pub(crate) fn done(&self) -> Action {
        let url = if self.kind == Kind::Send { self.group.public_url(&self.file.key) } else { None };
        Action::Done(Done { id: None, url })
    }

    /// The end when NetStorage says that it has something else than was sent; another attempt begins anew.
    pub(crate) fn corrupted(&mut self) -> Action {
        self.phase = Phase::at(Checkpoint::Beginning, &self.file, self.kind);
        let message = format!("what arrived in {} is not what was sent: try again", self.group.name());
        Action::fail_for_now(Reason::Corrupted, message)
    }

    /// Begins anew, since the file got lost; ends for now when that happened too often.
    pub(crate) fn begin_anew(&mut self) -> Option<Action> {
        self.phase = Phase::at(Checkpoint::Beginning, &self.file, self.kind);
        self.restarts += 1;
        (self.restarts > MOST_RESTARTS).then(|| {
            let message = format!(
                "{} lost the file before it was complete, several times over: does something else write to the same \
                 name?",
                self.group.name()
            );
            Action::fail_for_now(Reason::Unavailable, message)
        })
    }

    /// Fails for good, and leaves no temporary file behind.
    pub(crate) fn give_up(&mut self, fail: Fail) -> Option<Action> {
        match self.phase {
            Phase::Upload | Phase::Rename { .. } | Phase::Occupied { .. } | Phase::Clear if !fail.retryable => {
                self.phase = Phase::Delete { then: Some(fail) };
                None
            }
            Phase::Delete { ref mut then } if then.is_none() && fail.reason == Reason::Cancelled => {
                *then = Some(fail);
                None
            }
            _ => Some(Action::Fail(fail)),
        }
    }

    fn cancel(&mut self) -> Option<Action> {
        let message = "the transfer was stopped".to_owned();
        self.give_up(Fail { reason: Reason::Cancelled, message, retryable: false })
    }

    /// The checkpoint, when it is another than the host has.
    fn news(&mut self) -> Option<Value> {
        let checkpoint = self.phase.checkpoint()?;
        if self.saved.is_none() && checkpoint == Checkpoint::Beginning {
            return None;
        }
        let checkpoint = serde_json::to_value(checkpoint).ok()?;
        if self.saved.as_ref() == Some(&checkpoint) {
            return None;
        }
        self.saved = Some(checkpoint.clone());
        Some(checkpoint)
    }
}
