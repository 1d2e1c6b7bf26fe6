//! A host without sockets: plays a transfer against a provider, and dies where it is told to.

use super::vendor::Vendor;
use crate::Transfer;
use plugin_sdk::{
    Action, Algorithm, Answer, Destination, Digest, DigestRange, Event, File, Happened, Job, Kind, NoResponse, Outcome,
    PROTOCOL, Request, Response, Timestamp, Trouble, Value, json,
};
use sha2::Digest as _;

/// A transfer that takes more steps than this has lost its way.
const MOST_STEPS: usize = 400;

/// What stands for the digest of a range: there are no bytes.
pub fn sha256_of(offset: u64, length: u64) -> String {
    hex::encode(sha2::Sha256::digest(format!("{offset}+{length}")))
}

/// As [`sha256_of`], for MD5.
pub fn md5_of(offset: u64, length: u64) -> String {
    hex::encode(md5::Md5::digest(format!("{offset}+{length}")))
}

/// What a host answers to such a wish.
pub fn digests(ranges: Vec<DigestRange>) -> Vec<Digest> {
    let digest = |DigestRange { id, algorithm, offset, length }| Digest {
        id,
        algorithm,
        hex: match algorithm {
            Algorithm::Sha256 => sha256_of(offset, length),
            Algorithm::Md5 => md5_of(offset, length),
            Algorithm::Crc32c => panic!("nobody asks for that"),
        },
    };
    ranges.into_iter().map(digest).collect()
}

/// A file of so many bytes on its way into the bucket `films` of a provider.
pub fn job(provider: &str, bytes: u64) -> Job {
    let mut config = json!({ "bucket": "films", "accessKeyId": "KEY", "secretAccessKey": "the-secret" });
    if provider == "r2" || provider == "b2" {
        config["endpoint"] = json!("https://s3.us-west-004.backblazeb2.com");
    }
    let Value::Object(config) = config else { unreachable!() };
    Job {
        protocol: PROTOCOL,
        kind: Kind::Send,
        provider: provider.to_owned(),
        config,
        options: serde_json::Map::new(),
        file: File {
            key: "2026/film.mp4".to_owned(),
            bytes,
            media_type: "video/mp4".to_owned(),
            sha256: sha256_of(0, bytes),
            url: None,
        },
        transfer: "6f2c7e0e-5f43-4a64-9a0e-1f4c3d8f3a11".to_owned(),
        checkpoint: None,
    }
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
    /// They arrive, and the connection breaks before the responses do.
    Cut,
    /// They wait until their signatures are too old.
    Expire,
}

/// How a transfer went.
pub struct Played {
    pub end: Action,
    /// How many answers there were.
    pub steps: usize,
    pub checkpoint: Option<Value>,
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
    let mut now = 1_790_000_000_000;
    let open = |job: &Job| Transfer::open(job.clone());
    let mut transfer = match open(&job) {
        Ok(transfer) => transfer,
        Err(end) => return Played { end, steps: 0, checkpoint: None },
    };
    let mut happened = Happened::Opened;
    for steps in 0..MOST_STEPS {
        now += 1000;
        let event = Event { now: Timestamp(now), request: format!("{steps:032x}"), happened };
        let Answer { checkpoint, action } = transfer.step(event);
        if checkpoint.is_some() {
            job.checkpoint = checkpoint;
        }
        let fate = fate(steps);
        let mut send = |requests: Vec<Request>| {
            assert!(!requests.is_empty() && requests.len() <= plugin_sdk::REQUESTS);
            requests.iter().map(|request| answer(vendor, request)).collect::<Vec<_>>()
        };
        happened = match (action, fate) {
            (end @ (Action::Done(_) | Action::Fail(_)), _) => {
                return Played { end, steps: steps + 1, checkpoint: job.checkpoint };
            }
            (action, Fate::DieBefore | Fate::DieAfter) => {
                if let (Action::Http { requests }, Fate::DieAfter) = (action, fate) {
                    send(requests);
                }
                transfer = open(&job).unwrap_or_else(|_| panic!("what was opened once is opened again"));
                Happened::Opened
            }
            (_, Fate::Expire) => Happened::Opened,
            (Action::Http { requests }, Fate::Cut) => {
                let cut = |response: Response| NoResponse { id: response.id, trouble: Trouble::Cut };
                let responses = send(requests).into_iter().map(|response| Outcome::NoResponse(cut(response))).collect();
                Happened::Responses { responses }
            }
            (Action::Http { requests }, Fate::Arrive) => {
                Happened::Responses { responses: send(requests).into_iter().map(Outcome::Response).collect() }
            }
            (Action::Digest { ranges }, _) => {
                assert!(!ranges.is_empty());
                Happened::Digests { digests: digests(ranges) }
            }
            (Action::Wait(_), _) => Happened::Timer,
        };
    }
    panic!("it does not end")
}
