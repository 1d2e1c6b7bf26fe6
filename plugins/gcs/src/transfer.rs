//! One transfer under way.

use crate::account::Account;
use crate::bucket::{Bucket, check_key};
use crate::checkpoint::Checkpoint;
use crate::describe::description;
use crate::errors::{self, Refusal, refusal};
use crate::phases::Phase;
use crate::resumable::INCOMPLETE;
use crate::token::Token;
use plugin_sdk::responses::Reply;
use plugin_sdk::{
    Action, Answer, Description, Destination, Event, Fail, File, Happened, Job, Kind, Outcome, Reason, Response,
    Timestamp, Value,
};

/// How often an upload that the service has forgotten is begun anew.
const MOST_RESTARTS: u32 = 3;

/// How often in a row the service may ask to be asked more slowly: the last pause takes a minute.
const MOST_PAUSES: u32 = 8;

/// A file on its way into a bucket. Holds secrets: cannot be printed.
pub struct Transfer {
    pub(crate) bucket: Bucket,
    pub(crate) account: Account,
    pub(crate) file: File,
    /// Its id, a UUID.
    pub(crate) id: String,
    pub(crate) kind: Kind,
    pub(crate) phase: Phase,
    pub(crate) token: Option<Token>,
    /// The last answer asked for a token.
    asks_token: bool,
    /// The token was made because the one before was refused, and nothing has worked since.
    is_renewed: bool,
    /// Requests name the project that pays.
    names_payer: bool,
    restarts: u32,
    pauses: u32,
    /// Nobody wants it any more, and what was to tidy up was asked for.
    is_cancelled: bool,
    /// The checkpoint that the host has.
    saved: Option<Value>,
}

impl Destination for Transfer {
    fn describe() -> Description {
        description()
    }

    fn open(job: Job) -> Result<Self, Action> {
        let bucket = Bucket::of(&job).map_err(Action::Fail)?;
        check_key(&job.file.key, &bucket).map_err(Action::Fail)?;
        let account = Account::of(&job).map_err(Action::Fail)?;
        bucket.check_token_uri(&account.token_uri).map_err(Action::Fail)?;
        let saved = job.checkpoint.clone();
        let phase = Phase::at(Checkpoint::of(job.checkpoint), job.kind, &bucket);
        Ok(Self {
            bucket,
            account,
            file: job.file,
            id: job.transfer,
            kind: job.kind,
            phase,
            token: None,
            asks_token: false,
            is_renewed: false,
            names_payer: false,
            restarts: 0,
            pauses: 0,
            is_cancelled: false,
            saved,
        })
    }

    fn step(&mut self, event: Event) -> Answer {
        let now = event.now;
        if self.is_cancelled {
            return stopped().into();
        }
        let end = match event.happened {
            Happened::Responses { responses } => responses.into_iter().next().and_then(|one| self.hear(one, now)),
            Happened::Digests { digests } => {
                self.learn(digests);
                None
            }
            Happened::Cancelled => return self.cancel().into(),
            Happened::Opened => {
                self.forget_position();
                None
            }
            Happened::Timer | Happened::CredentialRefreshed { .. } => None,
        };
        let action = end.unwrap_or_else(|| self.ask(now));
        Answer { checkpoint: self.news(), action }
    }
}

impl Transfer {
    fn ask(&mut self, now: Timestamp) -> Action {
        self.asks_token = false;
        if let Some(ranges) = self.phase.digests(&self.file) {
            return Action::Digest { ranges };
        }
        match &self.token {
            Some(token) if token.holds(now) => Action::http([token.on(self.request())]),
            _ => match Token::ask(&self.account, now) {
                Ok(request) => {
                    self.asks_token = true;
                    Action::http([request])
                }
                Err(end) => end,
            },
        }
    }

    /// Takes a response in. An action is the next one, and may be the end; without one, there is more to ask.
    fn hear(&mut self, outcome: Outcome, now: Timestamp) -> Option<Action> {
        if self.asks_token {
            return self.hear_token(outcome.reply(), now);
        }
        match outcome.reply() {
            Reply::Good(response) => {
                self.worked();
                self.hear_good(&response)
            }
            Reply::Later => {
                self.forget_position();
                None
            }
            Reply::Bad(response) if response.status == INCOMPLETE && self.phase.is_upload() => {
                self.worked();
                self.hear_incomplete(&response)
            }
            Reply::Bad(response) if response.status == 401 => self.renew(),
            Reply::Bad(response) => self.hear_bad(&response),
        }
    }

    fn hear_token(&mut self, reply: Reply, now: Timestamp) -> Option<Action> {
        match reply {
            Reply::Good(response) => match Token::granted(&response, now) {
                Ok(token) => {
                    self.token = Some(token);
                    None
                }
                Err(fail) => Some(Action::Fail(fail)),
            },
            Reply::Later => None,
            Reply::Bad(response) => Some(Action::Fail(errors::refused_assertion(&response, &self.account.email))),
        }
    }

    /// The token is refused: another is asked for, once.
    fn renew(&mut self) -> Option<Action> {
        self.token = None;
        let was_renewed = std::mem::replace(&mut self.is_renewed, true);
        was_renewed.then(|| Action::Fail(errors::refused_token(&self.account.email)))
    }

    fn hear_bad(&mut self, response: &Response) -> Option<Action> {
        if let Some(heard) = self.hear_special(response) {
            return heard;
        }
        match refusal(response, &self.bucket) {
            Refusal::Slower => Some(self.pause()),
            Refusal::NamesNoPayer if !self.names_payer && self.account.project.is_some() => {
                self.names_payer = true;
                None
            }
            Refusal::NamesNoPayer => {
                let message = format!(
                    "bucket `{}` lets those pay who use it: name a project that does, as `gcsProjectId`",
                    self.bucket.name
                );
                Some(Action::fail(Reason::PermissionDenied, message))
            }
            Refusal::Final(fail) => Some(self.fail(fail)),
        }
    }

    /// The end; another attempt, where one helps, begins from the beginning.
    pub(crate) fn fail(&mut self, fail: Fail) -> Action {
        if fail.reason == Reason::Corrupted {
            self.phase = Phase::Measure;
        }
        Action::Fail(fail)
    }

    fn pause(&mut self) -> Action {
        self.pauses += 1;
        if self.pauses > MOST_PAUSES {
            let message =
                format!("bucket `{}` or its project gets more requests than it allows: try later", self.bucket.name);
            return Action::fail_for_now(Reason::Quota, message);
        }
        Action::wait((500 << self.pauses).min(60_000))
    }

    fn worked(&mut self) {
        self.is_renewed = false;
        self.pauses = 0;
    }

    /// Forgets what was sent and begins anew; ends for now when that happened too often.
    pub(crate) fn begin_anew(&mut self) -> Option<Action> {
        self.phase = Phase::Measure;
        self.restarts += 1;
        (self.restarts > MOST_RESTARTS).then(|| {
            let message =
                format!("bucket `{}` forgot the upload before it was complete, several times over", self.bucket.name);
            Action::fail_for_now(Reason::Unavailable, message)
        })
    }

    /// The project that pays, where one has to be named.
    pub(crate) fn payer(&self) -> Option<&str> {
        self.account.project.as_deref().filter(|_| self.names_payer)
    }

    fn cancel(&mut self) -> Action {
        self.is_cancelled = true;
        let requests = self.tidying();
        if requests.is_empty() { stopped() } else { Action::http(requests) }
    }

    /// The checkpoint, when it is another than the host has.
    fn news(&mut self) -> Option<Value> {
        let checkpoint = self.phase.checkpoint();
        let is_nothing_new = self.saved.is_none() && checkpoint == Checkpoint::Beginning;
        let checkpoint = serde_json::to_value(checkpoint).ok()?;
        if is_nothing_new || self.saved.as_ref() == Some(&checkpoint) {
            return None;
        }
        self.saved = Some(checkpoint.clone());
        Some(checkpoint)
    }
}

fn stopped() -> Action {
    Action::fail(Reason::Cancelled, "the transfer was stopped")
}
