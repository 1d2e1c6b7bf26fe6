//! As much of a host as it takes: it knows the file, computes digests and sends requests.

use crate::http;
use plugin_sdk::{
    Action, Algorithm, Answer, Body, Destination, Digest, Event, File, Happened, Job, Kind, Outcome, PROTOCOL,
    Timestamp, Value, json,
};
use rushes_plugin_s3::Transfer;
use sha2::Digest as _;
use std::time::{SystemTime, UNIX_EPOCH};

/// Where files go.
pub const KEY: &str = "2026/film.mp4";

const MOST_STEPS: usize = 60;

/// One job and its file.
pub struct Host {
    pub job: Job,
    /// The file.
    pub bytes: Vec<u8>,
    /// What is sent of it.
    pub sent: Vec<u8>,
    /// How many seconds its clock is behind.
    pub late_by: i64,
}

fn digest(algorithm: Algorithm, bytes: &[u8]) -> String {
    match algorithm {
        Algorithm::Sha256 => hex::encode(sha2::Sha256::digest(bytes)),
        Algorithm::Md5 => hex::encode(md5::Md5::digest(bytes)),
        Algorithm::Crc32c => panic!("nobody asks for that"),
    }
}

fn range(bytes: &[u8], offset: u64, length: u64) -> &[u8] {
    let first = usize::try_from(offset).unwrap();
    &bytes[first..first + usize::try_from(length).unwrap()]
}

impl Host {
    pub fn new(provider: &str, bytes: u64, endpoint: &str, bucket: &str, (key, secret): (&str, &str)) -> Self {
        let config = json!({ "bucket": bucket, "accessKeyId": key, "secretAccessKey": secret, "endpoint": endpoint });
        let Value::Object(config) = config else { unreachable!() };
        // No two parts alike.
        let bytes = (0..bytes).map(|place| (place * 31 + place / 65_521).to_le_bytes()[0]).collect::<Vec<_>>();
        let file = File {
            key: KEY.to_owned(),
            bytes: bytes.len() as u64,
            media_type: "video/mp4".to_owned(),
            sha256: digest(Algorithm::Sha256, &bytes),
            url: None,
        };
        let job = Job {
            protocol: PROTOCOL,
            kind: Kind::Send,
            provider: provider.to_owned(),
            config,
            options: serde_json::Map::new(),
            file,
            transfer: "6f2c7e0e-5f43-4a64-9a0e-1f4c3d8f3a11".to_owned(),
            checkpoint: None,
        };
        Self { job, sent: bytes.clone(), bytes, late_by: 0 }
    }

    /// Plays it to its end; where `dies` says so, the requests of that answer arrive, and the responses do not.
    pub fn play(&self, dies: impl Fn(usize) -> bool) -> Action {
        self.play_for(MOST_STEPS, dies).expect("it ends")
    }

    /// Plays so many steps of it; absent when that is not its end.
    pub fn play_for(&self, steps: usize, dies: impl Fn(usize) -> bool) -> Option<Action> {
        let mut job = self.job.clone();
        let open = |job: &Job| Transfer::open(job.clone()).unwrap_or_else(|_| panic!("a good job"));
        let mut transfer = open(&job);
        let mut happened = Happened::Opened;
        for step in 0..steps {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
            let now = Timestamp((i64::try_from(now).unwrap() - self.late_by) * 1000);
            let Answer { checkpoint, action } = transfer.step(Event { now, request: String::new(), happened });
            job.checkpoint = checkpoint.or(job.checkpoint);
            happened = match action {
                Action::Http { requests } => {
                    let send = |request| Outcome::Response(http::send(&request, self.body(&request.body)));
                    Happened::Responses { responses: requests.into_iter().map(send).collect() }
                }
                Action::Digest { ranges } => {
                    let digest = |wish: plugin_sdk::DigestRange| Digest {
                        hex: digest(wish.algorithm, range(&self.bytes, wish.offset, wish.length)),
                        id: wish.id,
                        algorithm: wish.algorithm,
                    };
                    Happened::Digests { digests: ranges.into_iter().map(digest).collect() }
                }
                Action::Wait(_) => Happened::Timer,
                end @ (Action::Done(_) | Action::Fail(_)) => return Some(end),
            };
            if dies(step) {
                transfer = open(&job);
                happened = Happened::Opened;
            }
        }
        None
    }

    fn body<'a>(&'a self, body: &'a Body) -> &'a [u8] {
        match body {
            Body::None => &[],
            Body::Text(text) => text.as_bytes(),
            Body::File { offset, length } => range(&self.sent, *offset, *length),
        }
    }
}
