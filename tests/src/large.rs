//! A render with a large file, as if a worker had just made it: its events and its file, without the hours of encoding.

use crate::Setup;
use crate::checker::open;
use domain::Timestamp;
use domain::aggregate::Aggregate;
use domain::ids::EventId;
use domain::render::{Command, Fetched, Output, OutputRole, Render, Rendered, Saved};
use event_store::{Actor, Metadata, execute, load};
use sha2::{Digest, Sha256};
use std::io::Write;
use uuid::Uuid;

/// Saves `bytes` bytes of noise as the film of a render that waits in this folder; their SHA-256. No worker may run meanwhile.
///
/// # Panics
/// When the render does not wait there.
pub async fn save(setup: &Setup, render: &str, bytes: u64) -> String {
    let id: Uuid = render.parse().unwrap();
    let name = format!("{render}.mp4");
    let folder = setup.data().join(format!("files/renders/{render}/1"));
    std::fs::create_dir_all(&folder).unwrap();
    let sha256 = noise(&folder.join(&name), bytes);
    let output = Output {
        role: OutputRole::Main,
        file: name,
        media_type: "video/mp4".into(),
        bytes,
        sha256: sha256.clone(),
        width: None,
        height: None,
        duration: None,
    };
    let (engine, encoder) = ("none".into(), "noise".into());
    let made = Rendered { attempt: 1, engine, encoder, fonts: vec![], frames: 1, segments: 1, reused: 0, millis: 1 };
    tell(setup, id, |now| Command::StartAttempt { worker: "noise".into(), now }).await;
    tell(setup, id, |_| Command::Fetch(Fetched { attempt: 1, sources: vec![] })).await;
    tell(setup, id, |_| Command::Finish(made.clone())).await;
    tell(setup, id, |_| Command::Save(Saved { attempt: 1, outputs: vec![output.clone()] })).await;
    sha256
}

async fn tell(setup: &Setup, render: Uuid, command: impl FnOnce(Timestamp) -> Command) {
    let log = open(&setup.data()).await;
    let first = load::<Render>(&log, render).await.unwrap().first;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = Timestamp::from_millis(i64::try_from(now.as_millis()).unwrap());
    let first = first.unwrap_or_else(|| panic!("there is no {}-{render}", Render::STREAM));
    let envelope = Metadata { actor: Actor::system("test"), causation: None, recorded_at: now, ..first };
    execute::<Render>(&log, render, command(now), &envelope, |_| EventId(Uuid::new_v4())).await.unwrap();
}

/// Writes a file that no compression makes smaller; its SHA-256.
fn noise(path: &std::path::Path, bytes: u64) -> String {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    let (mut digest, mut state, mut left) = (Sha256::new(), 0x9e37_79b9_7f4a_7c15_u64, bytes);
    let mut block = vec![0; 1 << 16];
    while left > 0 {
        for word in block.as_chunks_mut::<8>().0 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *word = state.to_le_bytes();
        }
        let length = usize::try_from(left.min(block.len() as u64)).unwrap();
        file.write_all(&block[..length]).unwrap();
        digest.update(&block[..length]);
        left -= length as u64;
    }
    file.flush().unwrap();
    hex::encode(digest.finalize())
}
