//! Whole transfers against a small Vimeo in memory.

mod crashes;
mod describing;
mod host;
mod refusals;
mod sending;
mod testing;
mod vimeo;

use plugin_sdk::{Action, Done, Fail, File, Job, Kind, PROTOCOL, json};
use serde_json::Map;

const TRANSFER: &str = "0192f0c1-7d3a-7000-8000-00000000000a";

/// A job that sends that many bytes.
fn job(bytes: u64) -> Job {
    let mut config = Map::new();
    config.insert("accessToken".into(), json!(vimeo::TOKEN));
    Job {
        protocol: PROTOCOL,
        kind: Kind::Send,
        provider: "vimeo".into(),
        config,
        options: Map::new(),
        file: File {
            key: "renders/My film.final.mp4".into(),
            bytes,
            media_type: "video/mp4".into(),
            sha256: "00".repeat(32),
            url: None,
        },
        transfer: TRANSFER.into(),
        checkpoint: None,
    }
}

fn done(action: Action) -> Done {
    let Action::Done(done) = action else { panic!("{action:?} is no success") };
    done
}

fn failed(action: Action) -> Fail {
    let Action::Fail(fail) = action else { panic!("{action:?} is no failure") };
    assert!(!fail.message.contains(vimeo::TOKEN), "{} tells the token", fail.message);
    fail
}
