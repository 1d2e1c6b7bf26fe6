//! The requests of one answer.

use super::Host;
use super::backoff::{Went, of_response};
use super::check::Outgoing;
use super::failure::{DeliveryFailure, Stop};
use super::ports::Ports;
use super::progress::Progress;
use egress::{Payload, SendErrorKind, SendLimits};
use futures::{FutureExt, StreamExt, TryStreamExt};
use plugin_sdk::{Body, NoResponse, Outcome, Reason, Response, Trouble};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

/// What a request may take beyond the time for its body.
const FLOOR: Duration = Duration::from_secs(300);

/// How many requests are under way to each host.
pub(super) struct Places {
    each: usize,
    known: Mutex<HashMap<String, Arc<Semaphore>>>,
}

impl Places {
    pub(super) fn new(each: usize) -> Self {
        Self { each: each.max(1), known: Mutex::default() }
    }

    fn at(&self, place: &str) -> Arc<Semaphore> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.contains_key(place) {
            known.retain(|_, semaphore| Arc::strong_count(semaphore) > 1);
        }
        known.entry(place.to_owned()).or_insert_with(|| Arc::new(Semaphore::new(self.each))).clone()
    }
}

/// What came of an answer's requests.
pub(super) enum Round {
    /// All grew old before they were sent.
    Stale,
    /// How each of them ended, in order, and how those that were sent went; what was wrong with the last that went badly.
    Ended { outcomes: Vec<Outcome>, went: Vec<Went>, trouble: Option<String> },
}

/// One request: whether it was sent, and what came of it.
enum One {
    Unsent(String),
    Sent(Outcome, Went, String),
}

/// Sends requests for one transfer.
pub(super) struct Sender<'a> {
    pub(super) host: &'a Host,
    pub(super) ports: Ports<'a>,
    pub(super) progress: &'a Progress,
    pub(super) library: &'a str,
    pub(super) parallel: usize,
    pub(super) cancel: &'a CancellationToken,
}

impl Sender<'_> {
    /// Sends the requests, in order, as many at a time as the provider allows. Those that grew old before they were sent have
    /// reached nobody, and say nothing of the destination; when that is all of them, there is no round. It would be when it is
    /// any of them, but then a slow line could send the same first ones for ever.
    pub(super) async fn round(&self, requests: Vec<Outgoing>, asked: Instant) -> Result<Round, Stop> {
        let until = asked + self.host.parts.settings.stale;
        let sending: Vec<_> = requests.into_iter().map(|request| self.one(request, until).boxed()).collect();
        let ended: Vec<One> = futures::stream::iter(sending).buffered(self.parallel.max(1)).try_collect().await?;
        if ended.iter().all(|one| matches!(one, One::Unsent(_))) {
            return Ok(Round::Stale);
        }
        let (mut outcomes, mut went, mut trouble) = (Vec::new(), Vec::new(), None);
        for one in ended {
            match one {
                One::Unsent(id) => outcomes.push(Outcome::NoResponse(NoResponse { id, trouble: Trouble::Unreachable })),
                One::Sent(outcome, how, what) => {
                    if matches!(how, Went::Badly(_)) {
                        trouble = Some(what);
                    }
                    outcomes.push(outcome);
                    went.push(how);
                }
            }
        }
        Ok(Round::Ended { outcomes, went, trouble })
    }

    async fn one(&self, request: Outgoing, until: Instant) -> Result<One, Stop> {
        let places = self.host.places.at(&request.place);
        let place = tokio::select! {
            biased;
            () = self.cancel.cancelled() => return Err(Stop::Cancelled),
            place = timeout_at(until, places.acquire()) => place,
        };
        // Nobody closes it, so it is the time that is up.
        let Ok(Ok(_place)) = place else { return Ok(One::Unsent(request.id)) };
        if Instant::now() >= until {
            return Ok(One::Unsent(request.id));
        }
        let file_bytes = request.file_bytes();
        let payload = match request.body {
            Body::File { offset, length } if length > 0 => {
                let reader = self.ports.files.open(offset, length).await.map_err(|error| unreadable(error.kind()))?;
                Payload::Stream { bytes: length, reader }
            }
            _ => request.text(),
        };
        let (sent, counted) = self.progress.request();
        let outgoing = egress::Request {
            method: request.method,
            url: request.url,
            headers: request.headers,
            payload,
            body_bytes: request.body_bytes,
            sent: Some(sent),
        };
        let limits = SendLimits { total: FLOOR + self.host.time_for(file_bytes), idle: self.host.parts.settings.idle };
        let answered = self.host.parts.egress.send(outgoing, &limits, self.cancel).await;
        if !answered.as_ref().is_ok_and(|response| is_taken(response.status)) {
            self.progress.take_back(counted.load(Ordering::Relaxed));
        }
        let error = match answered {
            Ok(response) => {
                let went = of_response(response.status, response.header("retry-after"), self.host.parts.clock.now());
                let what = format!("it answers with status {}", response.status);
                return Ok(One::Sent(Outcome::Response(seen(request.id, &request.keep, response)), went, what));
            }
            Err(error) => error,
        };
        let trouble = match error.kind {
            SendErrorKind::Unreachable => Trouble::Unreachable,
            SendErrorKind::Cut => Trouble::Cut,
            SendErrorKind::Timeout => Trouble::Timeout,
            SendErrorKind::Cancelled => return Err(Stop::Cancelled),
            SendErrorKind::Source => return Err(Stop::Failed(DeliveryFailure::internal(format!("{error}."), true))),
            SendErrorKind::ForbiddenAddress => {
                return Err(Stop::Failed(DeliveryFailure::new(Reason::Invalid, format!("{error}."), false)));
            }
            SendErrorKind::Refused => {
                let what = format!("asks for a request that cannot be sent: {error}");
                return Err(Stop::Failed(DeliveryFailure::plugin(self.library, &what, false)));
            }
        };
        tracing::debug!(%error, "a request of a plugin has no response");
        Ok(One::Sent(Outcome::NoResponse(NoResponse { id: request.id, trouble }), Went::Badly(None), error.message))
    }
}

pub(super) fn unreadable(kind: std::io::ErrorKind) -> Stop {
    Stop::Failed(DeliveryFailure::internal(format!("The file that is sent could not be read: {kind}."), true))
}

/// Whether a response says that what was sent is there: it worked, or more of it is awaited.
const fn is_taken(status: u16) -> bool {
    matches!(status, 200..=299 | 308)
}

/// What the plugin is shown of a response.
fn seen(id: String, keep: &[String], response: egress::Response) -> Response {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in response.headers {
        if keep.iter().any(|kept| kept.eq_ignore_ascii_case(&name)) {
            headers
                .entry(name)
                .and_modify(|all| {
                    *all = format!("{all}, {value}");
                })
                .or_insert_with(|| value.clone());
        }
    }
    Response { id, status: response.status, headers, body: String::from_utf8_lossy(&response.body).into_owned() }
}
