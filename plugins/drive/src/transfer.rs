//! One transfer under way.

use crate::checkpoint::Memory;
use crate::describe::description;
use crate::errors::{self, Refusal, refusal};
use crate::folder::Place;
use crate::phases::Phase;
use crate::requests::Drive;
use crate::resumable::INCOMPLETE;
use plugin_sdk::responses::Reply;
use plugin_sdk::{
    Action, Algorithm, Answer, Description, Destination, DigestRange, Event, Fail, File, Happened, Job, Kind, Outcome,
    Reason, Response, Value,
};

/// How often what got lost on the way is begun anew.
const MOST_RESTARTS: u32 = 3;

/// How often in a row Drive may ask to be asked more slowly: the last pause takes a minute.
const MOST_PAUSES: u32 = 8;

/// A file on its way into a drive. Holds secrets: cannot be printed.
pub struct Transfer {
    pub(crate) drive: Drive,
    pub(crate) place: Place,
    pub(crate) file: File,
    /// Its id, a UUID.
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) memory: Memory,
    pub(crate) phase: Phase,
    /// The token is new, and nothing has worked since.
    is_renewed: bool,
    restarts: u32,
    pauses: u32,
    /// Nobody wants it any more, and what was to tidy up was asked for.
    is_cancelled: bool,
    /// The checkpoint that the host has.
    saved: Memory,
}

impl Destination for Transfer {
    fn describe() -> Description {
        description()
    }

    fn open(job: Job) -> Result<Self, Action> {
        if job.config("driveAccessToken").or_else(|| job.config("driveRefreshToken")).is_none() {
            return Err(Action::Fail(errors::reconnect("Google Drive is not connected: connect it, then try again")));
        }
        let drive = Drive::of(&job).map_err(Action::Fail)?;
        let place = Place::of(&job).map_err(Action::Fail)?;
        let saved = Memory::of(job.checkpoint);
        let mut memory = saved.clone();
        // One from before `endpoint` was changed is of no use.
        memory.session = memory.session.filter(|session| drive.is_own(session));
        if !memory.ids.is_empty() && memory.ids.len() != place.folders.len() + 1 {
            memory = memory.anew();
        }
        let phase = Phase::next(&memory, &place);
        Ok(Self {
            drive,
            place,
            file: job.file,
            id: job.transfer,
            kind: job.kind,
            memory,
            phase,
            is_renewed: false,
            restarts: 0,
            pauses: 0,
            is_cancelled: false,
            saved,
        })
    }

    fn step(&mut self, event: Event) -> Answer {
        if self.is_cancelled {
            return stopped().into();
        }
        let next = match event.happened {
            Happened::Responses { responses } => responses.into_iter().next().and_then(|one| self.hear(one)),
            Happened::Digests { digests } => {
                let md5 = digests.into_iter().find(|digest| digest.algorithm == Algorithm::Md5);
                self.memory.md5 = md5.map(|digest| digest.hex);
                self.go_on()
            }
            Happened::CredentialRefreshed { config } => {
                self.drive.take_token(config.get("driveAccessToken").and_then(Value::as_str).filter(|t| !t.is_empty()));
                None
            }
            Happened::Cancelled => return self.cancel().into(),
            Happened::Opened => {
                self.forget_position();
                None
            }
            Happened::Timer => None,
        };
        let action = next.unwrap_or_else(|| self.ask());
        Answer { checkpoint: self.news(), action }
    }
}

impl Transfer {
    fn ask(&mut self) -> Action {
        if matches!(self.phase, Phase::Measure) {
            let range =
                DigestRange { id: "md5".to_owned(), algorithm: Algorithm::Md5, offset: 0, length: self.file.bytes };
            return Action::Digest { ranges: vec![range] };
        }
        if !self.drive.has_token() {
            return self.renew();
        }
        Action::http([self.drive.authorised(self.request())])
    }

    /// Takes a response in. An action is the next one, and may be the end; without one, there is more to ask.
    fn hear(&mut self, outcome: Outcome) -> Option<Action> {
        match outcome.reply() {
            Reply::Good(response) => {
                self.worked();
                self.hear_good(&response)
            }
            Reply::Later => {
                self.forget_position();
                None
            }
            Reply::Bad(response) if response.status == INCOMPLETE && matches!(self.phase, Phase::Upload(_)) => {
                self.worked();
                self.hear_incomplete(&response)
            }
            Reply::Bad(response) if response.status == 401 => Some(self.renew()),
            Reply::Bad(response) => self.hear_bad(&response),
        }
    }

    fn hear_bad(&mut self, response: &Response) -> Option<Action> {
        let refusal = refusal(response, &self.place);
        if refusal == Refusal::Slower {
            return Some(self.pause());
        }
        if let Some(heard) = self.hear_special(response) {
            return heard;
        }
        match refusal {
            Refusal::Slower => None,
            Refusal::Final(fail) => Some(Action::Fail(fail)),
        }
    }

    /// The token is refused, or there is none: the host gets another one, once.
    fn renew(&mut self) -> Action {
        if std::mem::replace(&mut self.is_renewed, true) {
            let message = "Google Drive no longer takes what was granted: connect it again, then try again";
            return Action::Fail(errors::reconnect(message));
        }
        Action::refresh()
    }

    fn pause(&mut self) -> Action {
        self.pauses += 1;
        if self.pauses > MOST_PAUSES {
            let message = "Google Drive gets more requests from this account or app than it allows: try later";
            return Action::fail_for_now(Reason::Quota, message);
        }
        Action::wait((500 << self.pauses).min(60_000))
    }

    fn worked(&mut self) {
        self.is_renewed = false;
        self.pauses = 0;
    }

    /// On with what is next.
    pub(crate) fn go_on(&mut self) -> Option<Action> {
        self.phase = Phase::next(&self.memory, &self.place);
        None
    }

    /// Something that was there is gone. Counts; ends for now when that happened too often, and all is begun anew then.
    pub(crate) fn lost(&mut self) -> Option<Action> {
        self.restarts += 1;
        if self.restarts > MOST_RESTARTS {
            self.memory = Memory::default();
            let message = "Google Drive forgot the upload, or its folders were deleted, several times over: try again";
            return Some(Action::fail_for_now(Reason::Unavailable, message));
        }
        self.go_on()
    }

    /// The end, after which another attempt begins from the beginning.
    pub(crate) fn fail(&mut self, fail: Fail) -> Action {
        if fail.retryable {
            self.memory = Memory::default();
        }
        Action::Fail(fail)
    }

    fn cancel(&mut self) -> Action {
        self.is_cancelled = true;
        let requests = self.tidying();
        if requests.is_empty() { stopped() } else { Action::http(requests) }
    }

    /// The checkpoint, when it is another than the host has.
    fn news(&mut self) -> Option<Value> {
        if self.memory == self.saved {
            return None;
        }
        self.saved = self.memory.clone();
        serde_json::to_value(&self.saved).ok()
    }
}

fn stopped() -> Action {
    Action::fail(Reason::Cancelled, "the transfer was stopped")
}
