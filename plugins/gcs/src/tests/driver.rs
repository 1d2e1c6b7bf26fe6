//! A host without sockets: plays a transfer against the service, and dies where it is told to.

use super::vendor::{NOW, Vendor};
use crate::Transfer;
use plugin_sdk::{
    Action, Algorithm, Answer, Destination, Digest, Event, Fail, File, Happened, Job, Kind, NoResponse, Outcome,
    PROTOCOL, Request, Response, Timestamp, Trouble, Value, json,
};

/// A transfer that takes more steps than this has lost its way.
const MOST_STEPS: usize = 400;

/// What stands for the CRC-32C of so many bytes: there are none.
pub fn crc32c_of(length: u64) -> String {
    format!("{:08x}", u32::try_from(length).unwrap() ^ 0x5eed_1234)
}

/// The key file of the account that the service knows.
pub fn key_file() -> Value {
    json!({
        "type": "service_account",
        "project_id": "films-project",
        "private_key_id": "key-1",
        "private_key": include_str!("key.pem"),
        "client_email": "rushes@films-project.iam.gserviceaccount.com",
        "token_uri": "https://oauth2.googleapis.com/token",
        "universe_domain": "googleapis.com",
    })
}

/// A file of so many bytes on its way into the bucket `films`.
pub fn job(bytes: u64) -> Job {
    let Value::Object(config) = json!({ "bucket": "films", "gcsServiceAccountJson": key_file() }) else {
        unreachable!()
    };
    Job {
        protocol: PROTOCOL,
        kind: Kind::Send,
        provider: "gcs".to_owned(),
        config,
        options: serde_json::Map::new(),
        file: File {
            key: "2026/film.mp4".to_owned(),
            bytes,
            media_type: "video/mp4".to_owned(),
            sha256: "0".repeat(64),
            url: None,
        },
        transfer: "6f2c7e0e-5f43-4a64-9a0e-1f4c3d8f3a11".to_owned(),
        checkpoint: None,
    }
}

/// The job, with that in its configuration.
pub fn with(mut job: Job, property: &str, value: Value) -> Job {
    job.config.insert(property.to_owned(), value);
    job
}

/// What becomes of an answer's requests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fate {
    /// They arrive, and so do the responses.
    Arrive,
    /// The server dies before they arrive.
    DieBefore,
    /// They arrive, and the server dies before the responses do.
    DieAfter,
    /// They do not arrive.
    Unreachable,
    /// They arrive, and the connection breaks before the responses do.
    Cut,
    /// A part of a chunk arrives, and the connection breaks.
    CutInTheMiddle,
    /// They wait until their signatures are too old.
    Expire,
    /// They get this status, and do nothing.
    Status(u16),
}

/// How a transfer went.
pub struct Played {
    pub end: Action,
    /// How many answers there were.
    pub steps: usize,
    /// How often, and how long, it wanted to wait.
    pub waits: Vec<u64>,
    pub checkpoint: Option<Value>,
}

impl Played {
    pub fn failure(&self) -> &Fail {
        let Action::Fail(fail) = &self.end else { panic!("{:?}", self.end) };
        fail
    }
}

/// Plays a job to its end.
pub fn play(job: &Job, vendor: &mut Vendor) -> Played {
    play_with(job, vendor, |_| Fate::Arrive, Vendor::answer)
}

/// Plays a job to its end; `fate` says what becomes of each answer, counted from 0, and `answer` what is responded.
pub fn play_with(
    job: &Job,
    vendor: &mut Vendor,
    fate: impl Fn(usize) -> Fate,
    mut answer: impl FnMut(&mut Vendor, &Request) -> Response,
) -> Played {
    let mut job = job.clone();
    let mut waits = Vec::new();
    let mut transfer = match Transfer::open(job.clone()) {
        Ok(transfer) => transfer,
        Err(end) => return Played { end, steps: 0, waits, checkpoint: None },
    };
    let mut happened = Happened::Opened;
    for steps in 0..MOST_STEPS {
        vendor.now += 1000;
        let event = Event { now: Timestamp(vendor.now), request: format!("{steps:032x}"), happened };
        let Answer { checkpoint, action } = transfer.step(event);
        if let Some(checkpoint) = checkpoint {
            assert!(checkpoint.to_string().len() <= plugin_sdk::CHECKPOINT_BYTES);
            job.checkpoint = Some(checkpoint);
        }
        let fate = fate(steps);
        happened = match (action, fate) {
            (end @ (Action::Done(_) | Action::Fail(_)), _) => {
                return Played { end, steps: steps + 1, waits, checkpoint: job.checkpoint };
            }
            (action, Fate::DieBefore | Fate::DieAfter) => {
                if let (Action::Http { requests }, Fate::DieAfter) = (action, fate) {
                    requests.iter().for_each(|request| drop(answer(vendor, request)));
                }
                transfer = Transfer::open(job.clone()).unwrap_or_else(|_| panic!("what was opened is opened again"));
                Happened::Opened
            }
            (Action::Http { .. }, Fate::Expire) => Happened::Opened,
            (Action::Http { requests }, fate) => Happened::Responses {
                responses: requests.iter().map(|request| outcome(request, fate, vendor, &mut answer)).collect(),
            },
            (Action::Digest { ranges }, _) => {
                let digest = |range: plugin_sdk::DigestRange| {
                    assert_eq!((range.algorithm, range.offset), (Algorithm::Crc32c, 0));
                    Digest { id: range.id, algorithm: range.algorithm, hex: crc32c_of(range.length) }
                };
                Happened::Digests { digests: ranges.into_iter().map(digest).collect() }
            }
            (Action::Wait(wait), _) => {
                assert!(wait.millis <= 60_000 && wait.what == plugin_sdk::WaitFor::Time);
                waits.push(wait.millis);
                Happened::Timer
            }
        };
    }
    panic!("it does not end")
}

fn outcome(
    request: &Request,
    fate: Fate,
    vendor: &mut Vendor,
    answer: &mut impl FnMut(&mut Vendor, &Request) -> Response,
) -> Outcome {
    let id = request.id.clone();
    match fate {
        Fate::Status(status) => Outcome::Response(Response { id, status, ..Response::default() }),
        Fate::Unreachable => Outcome::NoResponse(NoResponse { id, trouble: Trouble::Unreachable }),
        Fate::Cut => {
            answer(vendor, request);
            Outcome::NoResponse(NoResponse { id, trouble: Trouble::Cut })
        }
        Fate::CutInTheMiddle => {
            vendor.is_cut = true;
            answer(vendor, request);
            vendor.is_cut = false;
            Outcome::NoResponse(NoResponse { id, trouble: Trouble::Timeout })
        }
        _ => Outcome::Response(answer(vendor, request)),
    }
}

/// One event.
pub fn tell(transfer: &mut Transfer, happened: Happened) -> Action {
    let event = Event { now: Timestamp(NOW), request: "0".repeat(32), happened };
    transfer.step(event).action
}

/// The requests of an action.
pub fn requests(action: Action) -> Vec<Request> {
    let Action::Http { requests } = action else { panic!("{action:?}") };
    requests
}
