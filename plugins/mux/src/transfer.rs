//! A transfer: which phase hears what happened.

use crate::checkpoint::{Checkpoint, Phase, Sum, Then};
use crate::settings::Settings;
use crate::{errors, requests};
use plugin_sdk::responses::Reply;
use plugin_sdk::{
    Action, Answer, Description, Destination, Digest, Event, Fail, Happened, Job, Outcome, Reason, Request, Response,
    Timestamp,
};

/// A transfer to Mux.
pub struct Transfer {
    pub(crate) job: Job,
    pub(crate) settings: Settings,
    pub(crate) at: Checkpoint,
    /// How much of the file has arrived, as far as is known.
    pub(crate) offset: u64,
    /// Which page of the search is asked for.
    pub(crate) page: u32,
    /// How often something was asked again without anything having moved.
    pub(crate) idle: u32,
    cancelled: bool,
}

impl Destination for Transfer {
    fn describe() -> Description {
        crate::describe::description()
    }

    fn open(job: Job) -> Result<Self, Action> {
        let settings = Settings::of(&job)?;
        let at = match &job.checkpoint {
            None => Checkpoint::START,
            Some(stored) => serde_json::from_value(stored.clone())
                .map_err(|_| Action::fail(Reason::PluginFault, "The stored state of the transfer cannot be read."))?,
        };
        Ok(Self { job, settings, at, offset: 0, page: 1, idle: 0, cancelled: false })
    }

    fn step(&mut self, event: Event) -> Answer {
        match event.happened {
            Happened::Responses { responses } => match responses.into_iter().next() {
                Some(outcome) => self.heard(outcome, event.now),
                None => self.ask(event.now),
            },
            Happened::Digests { digests } => self.computed(digests.first(), event.now),
            Happened::CredentialRefreshed { config } => {
                self.job.config = config;
                match Settings::of(&self.job) {
                    Ok(settings) => self.settings = settings,
                    Err(action) => return action.into(),
                }
                self.ask(event.now)
            }
            Happened::Cancelled => self.cancel(),
            Happened::Opened | Happened::Timer => self.ask(event.now),
        }
    }
}

impl Transfer {
    /// Asks what has to be asked where the transfer stands. Right at any time, whatever was answered or lost before.
    pub(crate) fn ask(&mut self, now: Timestamp) -> Answer {
        if self.cancelled {
            return self.cancel();
        }
        match &self.at.phase {
            Phase::Start => self.begin(now),
            Phase::Pulling { .. } => self.search(1),
            Phase::Sending { upload } => http(requests::offset(upload, self.job.file.bytes)),
            Phase::Settling { sum: Sum::Reported(_), .. } => requests::checksum(self.job.file.bytes).into(),
            Phase::Settling { upload, .. } => http(requests::upload(upload, &self.settings)),
            Phase::Watching { asset, .. } => http(requests::asset(asset, &self.settings)),
            Phase::Cancelling { upload, .. } => http(requests::cancel(upload, &self.settings)),
            Phase::Removing { asset, .. } => http(requests::remove(asset, &self.settings)),
        }
    }

    fn heard(&mut self, outcome: Outcome, now: Timestamp) -> Answer {
        if self.cancelled {
            let gone = matches!(outcome.reply(), Reply::Good(_) | Reply::Bad(Response { status: 404, .. }));
            let left = if gone { "" } else { " What was begun could not be given up: look for it at Mux." };
            return Action::fail(Reason::Cancelled, format!("The transfer was cancelled.{left}")).into();
        }
        let reply = match outcome.reply() {
            Reply::Later => return self.ask(now),
            Reply::Good(response) => Ok(response),
            Reply::Bad(response) => Err(response),
        };
        match self.at.phase.clone() {
            Phase::Start => self.heard_begin(reply, now),
            Phase::Pulling { since } => self.heard_pulling(reply, since, now),
            Phase::Sending { upload } => self.heard_sending(reply, upload, now),
            Phase::Settling { .. } => self.heard_settling(reply, now),
            Phase::Watching { asset, pulled } => self.heard_watching(reply, asset, pulled, now),
            Phase::Cancelling { upload, then } => self.heard_cancelling(reply, &upload, then, now),
            Phase::Removing { asset, fail } => self.heard_removing(reply, &asset, fail),
        }
    }

    fn computed(&mut self, digest: Option<&Digest>, now: Timestamp) -> Answer {
        let (Phase::Settling { upload, sum: Sum::Reported(reported) }, Some(digest)) = (self.at.phase.clone(), digest)
        else {
            return self.ask(now);
        };
        let phase = if digest.hex == reported {
            Phase::Settling { upload, sum: Sum::Right }
        } else {
            Phase::Cancelling { upload, then: Then::Failed(errors::corrupted()) }
        };
        self.enter(phase, now)
    }

    /// Goes on to a phase and asks what it asks.
    pub(crate) fn enter(&mut self, phase: Phase, now: Timestamp) -> Answer {
        self.at.phase = phase;
        self.idle = 0;
        let Answer { checkpoint, action } = self.ask(now);
        // What follows may have gone on by itself, and then knows better.
        Answer { checkpoint: checkpoint.or_else(|| Some(self.at.stored())), action }
    }

    /// The end of a failed transfer; another attempt begins from nothing.
    pub(crate) fn failed(&mut self, fail: Fail) -> Answer {
        self.at = Checkpoint::START;
        Action::Fail(fail).at(self.at.stored())
    }

    /// Gives up what is known to have been begun; more cannot be tidied up in one answer.
    fn cancel(&mut self) -> Answer {
        self.cancelled = true;
        match &self.at.phase {
            Phase::Start | Phase::Pulling { .. } => {
                Action::fail(Reason::Cancelled, "The transfer was cancelled.").into()
            }
            Phase::Sending { upload } | Phase::Settling { upload, .. } | Phase::Cancelling { upload, .. } => {
                http(requests::cancel(upload, &self.settings))
            }
            Phase::Watching { asset, .. } | Phase::Removing { asset, .. } => {
                http(requests::remove(asset, &self.settings))
            }
        }
    }
}

/// This one request.
pub(crate) fn http(request: Request) -> Answer {
    Action::http([request]).into()
}
