//! A transfer: which phase hears what happened.

use crate::checkpoint::{Checkpoint, Phase};
use crate::requests;
use crate::settings::Settings;
use plugin_sdk::responses::Reply;
use plugin_sdk::{
    Action, Answer, Description, Destination, Event, Happened, Job, Outcome, Reason, Request, Response, Timestamp,
};

/// A transfer to Vimeo.
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
            Happened::CredentialRefreshed { config } => {
                self.job.config = config;
                match Settings::of(&self.job) {
                    Ok(settings) => self.settings = settings,
                    Err(action) => return action.into(),
                }
                self.ask(event.now)
            }
            Happened::Cancelled => self.cancel(),
            Happened::Opened | Happened::Digests { .. } | Happened::Timer => self.ask(event.now),
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
            Phase::Start => self.create_first(now),
            Phase::Creating { .. } => self.search(1),
            Phase::Naming { video } => http(requests::name(video, &self.settings)),
            Phase::Sending { video } => http(requests::offset(video)),
            Phase::Checking { video } => http(requests::status(video, &self.settings)),
            Phase::Removing { video, .. } => http(requests::remove(video, &self.settings)),
        }
    }

    fn heard(&mut self, outcome: Outcome, now: Timestamp) -> Answer {
        if self.cancelled {
            let gone = matches!(outcome.reply(), Reply::Good(_) | Reply::Bad(Response { status: 404, .. }));
            let left = if gone { "" } else { " The video that was begun could not be deleted: delete it at Vimeo." };
            return Action::fail(Reason::Cancelled, format!("The transfer was cancelled.{left}")).into();
        }
        let reply = match outcome.reply() {
            Reply::Later => return self.ask(now),
            Reply::Good(response) => Ok(response),
            Reply::Bad(response) => Err(response),
        };
        match self.at.phase.clone() {
            Phase::Start => self.ask(now),
            Phase::Creating { since } => self.heard_creating(reply, since, now),
            Phase::Naming { video } => self.heard_naming(reply, video, now),
            Phase::Sending { video } => self.heard_sending(reply, video, now),
            Phase::Checking { video } => self.heard_checking(reply, video, now),
            Phase::Removing { video, then } => self.heard_removing(reply, &video, then, now),
        }
    }

    /// Goes on to a phase and asks what it asks.
    pub(crate) fn enter(&mut self, phase: Phase, now: Timestamp) -> Answer {
        self.at.phase = phase;
        self.idle = 0;
        let Answer { checkpoint, action } = self.ask(now);
        // What follows may have gone on by itself, and then knows better.
        Answer { checkpoint: checkpoint.or_else(|| Some(self.at.stored())), action }
    }

    /// Deletes the video if one is known; what it knows nothing of it cannot tidy up in one answer.
    fn cancel(&mut self) -> Answer {
        self.cancelled = true;
        match &self.at.phase {
            Phase::Start | Phase::Creating { .. } => {
                Action::fail(Reason::Cancelled, "The transfer was cancelled.").into()
            }
            Phase::Naming { video }
            | Phase::Sending { video }
            | Phase::Checking { video }
            | Phase::Removing { video, .. } => http(requests::remove(video, &self.settings)),
        }
    }
}

/// This one request.
pub(crate) fn http(request: Request) -> Answer {
    Action::http([request]).into()
}
