//! Whole transfers against a small Mux in memory.

mod crashes;
mod describing;
mod host;
mod mux;
mod pulling;
mod refusals;
mod sending;
mod testing;

use plugin_sdk::{Action, Done, Fail, File, Job, Kind, PROTOCOL, json};
use serde_json::Map;

const TRANSFER: &str = "0192f0c1-7d3a-7000-8000-00000000000a";

/// A job that sends that many bytes.
fn job(bytes: u64) -> Job {
    let mut config = Map::new();
    config.insert("tokenId".into(), json!(mux::ID));
    config.insert("tokenSecret".into(), json!(mux::SECRET));
    Job {
        protocol: PROTOCOL,
        kind: Kind::Send,
        provider: "mux".into(),
        config,
        options: Map::new(),
        file: File {
            key: "renders/My film.mp4".into(),
            bytes,
            media_type: "video/mp4".into(),
            sha256: "00".repeat(32),
            url: Some("https://files.example/secret?sig=1".into()),
        },
        transfer: TRANSFER.into(),
        checkpoint: None,
    }
}

/// The same, which Mux fetches.
fn pulled(bytes: u64) -> Job {
    let mut job = job(bytes);
    job.config.insert("upload".into(), json!("pull"));
    job
}

fn done(action: Action) -> Done {
    let Action::Done(done) = action else { panic!("{action:?} is no success") };
    done
}

fn failed(action: Action) -> Fail {
    let Action::Fail(fail) = action else { panic!("{action:?} is no failure") };
    assert!(!fail.message.contains(mux::SECRET) && !fail.message.contains("sig="), "{} tells secrets", fail.message);
    fail
}
