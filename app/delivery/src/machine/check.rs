//! What a plugin may ask for.

use crate::registry::Provider;
use egress::{Method, Payload};
use plugin_sdk::{
    Action, Answer, Body, CHECKPOINT_BYTES, DigestRange, MOST_BODY_BYTES, REQUESTS, Request, Wait, WaitFor,
};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use url::Url;

/// The longest pause, in milliseconds.
const LONGEST_WAIT: u64 = 60_000;
/// The most digests of one answer.
const DIGESTS: usize = 10_000;
const LONGEST_ID: usize = 100;
const MOST_KEPT: usize = 50;

/// What an answer is checked against.
pub(super) struct Rules<'a> {
    pub(super) provider: &'a Provider,
    pub(super) config: &'a Map<String, Value>,
    pub(super) bytes: u64,
}

/// An answer that was checked.
pub(super) struct Checked {
    /// As it is, and as it is stored.
    pub(super) checkpoint: Option<(Value, Vec<u8>)>,
    pub(super) action: Todo,
}

/// What is to be done, checked.
pub(super) enum Todo {
    Http(Vec<Outgoing>),
    Digest(Vec<DigestRange>),
    Wait(std::time::Duration),
    Refresh,
    Done(plugin_sdk::Done),
    Fail(plugin_sdk::Fail),
}

/// A request that may be sent.
pub(super) struct Outgoing {
    pub(super) id: String,
    pub(super) method: Method,
    pub(super) url: String,
    /// The host and port, which share a limit.
    pub(super) place: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
    pub(super) keep: Vec<String>,
    pub(super) body_bytes: usize,
}

impl Rules<'_> {
    /// Reads an answer.
    ///
    /// # Errors
    /// What is wrong with it, as a clause about the library. Nothing of it has been carried out.
    pub(super) fn check(&self, answer: Value) -> Result<Checked, String> {
        let answer: Answer = serde_json::from_value(answer)
            .map_err(|error| format!("answers what is none of the protocol's answers ({error})"))?;
        let checkpoint = answer.checkpoint.map(|checkpoint| {
            let bytes = checkpoint.to_string().into_bytes();
            (checkpoint, bytes)
        });
        if checkpoint.as_ref().is_some_and(|(_, bytes)| bytes.len() > CHECKPOINT_BYTES) {
            return Err(format!("gives a checkpoint of more than {} KiB", CHECKPOINT_BYTES >> 10));
        }
        let action = match answer.action {
            Action::Http { requests } => Todo::Http(self.requests(requests)?),
            Action::Digest { ranges } => Todo::Digest(self.ranges(ranges)?),
            Action::Wait(Wait { what: WaitFor::Credential, .. }) => {
                if !self.provider.description().capabilities.oauth {
                    return Err("asks for renewed credentials, which its provider does not have".to_owned());
                }
                Todo::Refresh
            }
            Action::Wait(Wait { what: WaitFor::Time, millis }) => {
                if millis > LONGEST_WAIT {
                    return Err(format!("wants to wait for more than {} s", LONGEST_WAIT / 1000));
                }
                Todo::Wait(std::time::Duration::from_millis(millis))
            }
            Action::Done(done) => Todo::Done(done),
            Action::Fail(fail) => Todo::Fail(fail),
        };
        Ok(Checked { checkpoint, action })
    }

    fn requests(&self, requests: Vec<Request>) -> Result<Vec<Outgoing>, String> {
        if requests.is_empty() || requests.len() > REQUESTS {
            return Err(format!("asks for {} requests at once; 1 to {REQUESTS} are possible", requests.len()));
        }
        unique(requests.iter().map(|request| request.id.as_str()))?;
        requests
            .into_iter()
            .enumerate()
            .map(|(at, request)| {
                let number = at + 1;
                self.request(request).map_err(|wrong| format!("asks for a request (number {number}) {wrong}"))
            })
            .collect()
    }

    fn request(&self, request: Request) -> Result<Outgoing, String> {
        let Request { id, method, url, headers, body, keep, body_bytes } = request;
        let method: Method =
            method.parse().map_err(|_| "with a method that is not GET, HEAD, PUT, POST, PATCH or DELETE")?;
        let read = Url::parse(&url).map_err(|_| "to what is no URL")?;
        if !self.provider.may_call(&read, self.config) {
            let host = read.host_str().unwrap_or_default().chars().take(100).collect::<String>();
            let scheme = read.scheme();
            return Err(format!("to {scheme}://{host}, which is none of its provider's hosts"));
        }
        let place =
            format!("{}:{}", read.host_str().unwrap_or_default(), read.port_or_known_default().unwrap_or_default());
        let headers: Vec<_> = headers.into_iter().collect();
        egress::Request::check_headers(&headers).map_err(|error| format!("that cannot be sent: {error}"))?;
        if !body.is_none() && matches!(method, Method::Get | Method::Head) {
            return Err("that reads and has a body".to_owned());
        }
        if let Body::File { offset, length } = &body {
            self.within(*offset, *length)?;
        }
        if body_bytes > MOST_BODY_BYTES {
            return Err(format!("of whose response it wants more than {} KiB", MOST_BODY_BYTES >> 10));
        }
        if keep.len() > MOST_KEPT {
            return Err(format!("of whose response it wants more than {MOST_KEPT} headers"));
        }
        Ok(Outgoing { id, method, url, place, headers, body, keep, body_bytes })
    }

    fn ranges(&self, ranges: Vec<DigestRange>) -> Result<Vec<DigestRange>, String> {
        if ranges.is_empty() || ranges.len() > DIGESTS {
            return Err(format!("asks for {} digests at once; 1 to {DIGESTS} are possible", ranges.len()));
        }
        unique(ranges.iter().map(|range| range.id.as_str()))?;
        for range in &ranges {
            self.within(range.offset, range.length).map_err(|wrong| format!("asks for a digest {wrong}"))?;
        }
        Ok(ranges)
    }

    fn within(&self, offset: u64, length: u64) -> Result<(), String> {
        match offset.checked_add(length) {
            Some(end) if end <= self.bytes => Ok(()),
            _ => Err(format!("of {length} bytes from {offset} on, in a file of {} bytes", self.bytes)),
        }
    }
}

fn unique<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let mut known = BTreeSet::new();
    for id in ids {
        if id.is_empty() || id.len() > LONGEST_ID {
            return Err(format!("gives an id that is empty or longer than {LONGEST_ID} bytes"));
        }
        if !known.insert(id) {
            return Err("gives two things the same id".to_owned());
        }
    }
    Ok(())
}

impl Outgoing {
    /// How many bytes of the file it carries.
    pub(super) fn file_bytes(&self) -> u64 {
        match self.body {
            Body::File { length, .. } => length,
            Body::None | Body::Text(_) => 0,
        }
    }

    /// What it carries when that is no part of the file.
    pub(super) fn text(&self) -> Payload {
        match &self.body {
            Body::Text(text) => Payload::Bytes(text.clone().into_bytes()),
            Body::None | Body::File { .. } => Payload::None,
        }
    }
}
