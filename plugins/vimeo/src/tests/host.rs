//! A host that plays whole transfers against a vendor in memory, and drops the session wherever a test says.

use crate::Transfer;
use plugin_sdk::{
    Action, Answer, CHECKPOINT_BYTES, Destination, Event, Happened, Job, NoResponse, Outcome, REQUESTS, Request,
    Response, Timestamp, Trouble, Value,
};
use std::collections::BTreeMap;

/// What answers requests.
pub trait Vendor {
    /// The response to a request that arrived.
    fn answer(&mut self, request: &Request) -> Response;
}

/// What goes wrong with a request.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// It never arrives.
    Unreachable,
    /// It arrives, and its answer is lost.
    Lost,
    /// It is turned away with this status.
    Status(u16),
}

/// Where the host dies: before it hears the responses of that answer, the first being 0.
#[derive(Clone, Copy, Debug)]
pub struct Crash {
    pub at: usize,
    /// Whether the requests had reached the vendor.
    pub reached: bool,
}

/// What is to go wrong, and what has happened.
#[derive(Default)]
pub struct Host {
    pub faults: BTreeMap<usize, Fault>,
    pub crash: Option<Crash>,
    /// Before which answer's requests are sent the host says `Opened` instead, since they grew old.
    pub old: Option<usize>,
    /// At which answer the transfer is cancelled.
    pub cancel: Option<usize>,
    pub answers: usize,
    pub requests: usize,
    pub checkpoint: Option<Value>,
    pub now: i64,
}

impl Host {
    /// Plays the transfer to its end.
    pub fn run(&mut self, mut job: Job, vendor: &mut impl Vendor) -> Action {
        self.now = 1_800_000_000_000;
        job.checkpoint = self.checkpoint.clone();
        let mut session = match Transfer::open(job.clone()) {
            Ok(session) => session,
            Err(action) => return action,
        };
        let mut happened = Happened::Opened;
        loop {
            self.now += 1000;
            assert!(self.answers < 5000, "the transfer does not end");
            let event = Event { now: Timestamp(self.now), request: format!("{:032x}", self.answers), happened };
            let Answer { checkpoint, action } = session.step(event);
            let nth = self.answers;
            self.answers += 1;
            if let Some(checkpoint) = checkpoint {
                assert!(checkpoint.to_string().len() <= CHECKPOINT_BYTES);
                self.checkpoint = Some(checkpoint);
            }
            let crashes = self.crash.is_some_and(|crash| crash.at == nth);
            happened = match action {
                Action::Http { requests } => {
                    assert!((1..=REQUESTS).contains(&requests.len()));
                    if self.cancel == Some(nth) {
                        self.cancel = None;
                        happened = Happened::Cancelled;
                        continue;
                    }
                    if self.old == Some(nth) {
                        happened = Happened::Opened;
                        continue;
                    }
                    if crashes && !self.crash.is_some_and(|crash| crash.reached) {
                        Happened::Opened
                    } else {
                        let responses = requests.iter().map(|request| self.send(request, vendor)).collect();
                        Happened::Responses { responses }
                    }
                }
                Action::Wait(_) => Happened::Timer,
                Action::Digest { .. } => panic!("nothing here needs a digest"),
                // The host may die before it has noted the end.
                Action::Done(_) | Action::Fail(_) if crashes => Happened::Opened,
                Action::Done(_) | Action::Fail(_) => return action,
            };
            if crashes {
                job.checkpoint = self.checkpoint.clone();
                session = match Transfer::open(job.clone()) {
                    Ok(session) => session,
                    Err(action) => return action,
                };
                happened = Happened::Opened;
            }
        }
    }

    fn send(&mut self, request: &Request, vendor: &mut impl Vendor) -> Outcome {
        let nth = self.requests;
        self.requests += 1;
        let id = request.id.clone();
        match self.faults.get(&nth) {
            Some(Fault::Unreachable) => Outcome::NoResponse(NoResponse { id, trouble: Trouble::Unreachable }),
            Some(Fault::Lost) => {
                vendor.answer(request);
                Outcome::NoResponse(NoResponse { id, trouble: Trouble::Cut })
            }
            Some(Fault::Status(status)) => Outcome::Response(Response { id, status: *status, ..Response::default() }),
            None => {
                let mut response = vendor.answer(request);
                response.id = id;
                response.headers.retain(|name, _| request.keep.contains(name));
                response.body.truncate(request.body_bytes);
                Outcome::Response(response)
            }
        }
    }
}
