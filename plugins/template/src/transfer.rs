//! One file on its way.

use crate::describe::description;
use crate::place::Place;
use crate::refusal::{FULL, refusal};
use plugin_sdk::responses::Reply;
use plugin_sdk::{
    Action, Answer, Body, Description, Destination, Done, Event, Happened, Job, Kind, Outcome, Reason, Response, json,
};

/// A transfer: where it goes, and what is to be done next.
pub struct Transfer {
    place: Place,
    kind: Kind,
    bytes: u64,
    media_type: String,
    phase: Phase,
}

/// What is under way. Only `Check` outlives a crash: anything else begins from the beginning, which does no harm, since the
/// same bytes go to the same place.
#[derive(Clone, Copy, PartialEq)]
enum Phase {
    /// The file is being sent.
    Put,
    /// It was sent. Is all of it there?
    Check,
    /// The file of a test is being deleted.
    Delete,
}

/// What the checkpoint says once the file was taken.
const TAKEN: &str = "taken";
/// What it says when the file has to be sent again after all.
const AGAIN: &str = "again";

impl Destination for Transfer {
    fn describe() -> Description {
        description()
    }

    fn open(job: Job) -> Result<Self, Action> {
        let place = Place::of(&job)?;
        let is_taken = job.checkpoint.is_some_and(|checkpoint| checkpoint == TAKEN);
        let phase = if is_taken { Phase::Check } else { Phase::Put };
        Ok(Self { place, kind: job.kind, bytes: job.file.bytes, media_type: job.file.media_type, phase })
    }

    fn step(&mut self, event: Event) -> Answer {
        match event.happened {
            Happened::Responses { responses } => self.responded(responses),
            Happened::Cancelled => self.cancelled(),
            // `Opened` asks for whatever is to be done now, and so does all that this destination never asked for.
            _ => self.ask(),
        }
    }
}

impl Transfer {
    /// The request of this phase.
    fn ask(&self) -> Answer {
        let request = match self.phase {
            Phase::Put => self
                .place
                .request("PUT")
                .header("content-type", &self.media_type)
                .body(Body::File { offset: 0, length: self.bytes }),
            Phase::Check => self.place.request("HEAD").keep("content-length"),
            Phase::Delete => self.place.request("DELETE"),
        };
        Action::http([request]).into()
    }

    fn responded(&mut self, responses: Vec<Outcome>) -> Answer {
        let Some(outcome) = responses.into_iter().next() else { return self.ask() };
        // A rule of WebDAV's own, so it comes before the general ones: this does not pass by itself.
        if let Outcome::Response(response) = &outcome
            && response.status == FULL
        {
            return refusal(response).into();
        }
        match outcome.reply() {
            Reply::Good(response) => self.worked(&response),
            // What a test wrote is gone already: its deletion was seen before its answer got lost.
            Reply::Bad(response) if self.phase == Phase::Delete && response.status == 404 => done(),
            Reply::Bad(response) if self.phase == Phase::Check && response.status == 404 => self.incomplete(0),
            Reply::Bad(response) => refusal(&response).into(),
            // The host has waited already.
            Reply::Later => self.ask(),
        }
    }

    fn worked(&mut self, response: &Response) -> Answer {
        match (self.phase, self.kind) {
            (Phase::Put, Kind::Test) => {
                self.phase = Phase::Delete;
                self.ask()
            }
            (Phase::Put, Kind::Send) => {
                self.phase = Phase::Check;
                // Stored before the question goes out: after a crash the file is not sent a second time.
                Answer { checkpoint: Some(json!(TAKEN)), ..self.ask() }
            }
            (Phase::Check, _) => self.checked(response),
            (Phase::Delete, _) => done(),
        }
    }

    /// Compares what the server has with what was sent. A server that does not say how much it has is believed.
    fn checked(&self, response: &Response) -> Answer {
        match response.header("content-length").map(str::parse::<u64>) {
            Some(Ok(bytes)) if bytes != self.bytes => self.incomplete(bytes),
            _ => done(),
        }
    }

    /// Another attempt begins by sending the file again.
    fn incomplete(&self, bytes: u64) -> Answer {
        let message = format!("the server has {bytes} of {} bytes: try again", self.bytes);
        Action::fail_for_now(Reason::Corrupted, message).at(json!(AGAIN))
    }

    /// Nothing of a test may be left. But what has the key of a file may have been there before: that stays.
    fn cancelled(&mut self) -> Answer {
        match self.kind {
            Kind::Test => {
                self.phase = Phase::Delete;
                self.ask()
            }
            Kind::Send => Action::fail(Reason::Cancelled, "the transfer was stopped").into(),
        }
    }
}

/// Without an address: whoever opens it needs the password.
fn done() -> Answer {
    Action::Done(Done::default()).into()
}
