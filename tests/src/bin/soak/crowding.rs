//! Eight renders at once, on however few cores there are.

use crate::variety;
use crate::watching::Pair;
use futures::future::join_all;
use rushes_tests::edits::{clip, html, of};
use rushes_tests::{Origin, Setup};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::time::Instant;

/// Renders at once.
const CROWD: usize = 8;

/// So many rounds, each of one edit that is rendered eight times at once with nothing from before.
pub async fn run(rounds: u64) {
    let (began, media) = (Instant::now(), variety::media());
    let origin = Origin::serving(media.path());
    let setup = Setup::with_origin(&origin)
        .with("RUSHES_WORKER_RENDERS", &CROWD.to_string())
        .with("RUSHES_WORKER_WORKSPACE_RENDERS", &CROWD.to_string());
    let pair = Pair::start(setup).await;
    let client = pair.server.client();
    for round in 0..rounds {
        let edit = heavy(&origin, round);
        let accepted = join_all((0..CROWD).map(|_| client.accepted(&edit))).await;
        let done = join_all(accepted.iter().map(|id| client.finished(id))).await;
        let file = |file| hex::encode(Sha256::digest(std::fs::read(file).unwrap()));
        let files: Vec<String> = done.iter().map(|done| file(&done.file)).collect();
        assert!(files.iter().all(|other| *other == files[0]), "round {round}: equal edits, other files: {files:?}");
    }
    println!(
        "  {rounds} rounds of {CROWD} renders in {} s, none failed; eight equal files each",
        began.elapsed().as_secs()
    );
    let at_once = pair.end().await.at_once.get("render-child").copied().unwrap_or(0);
    println!("  {at_once} children rendered at once");
    assert!(at_once >= CROWD, "there was no crowd: {at_once} at once");
}

/// Footage, crossfaded, with a card over it: long enough for eight of them to meet.
fn heavy(origin: &Origin, round: u64) -> Value {
    let shot = |name: &str, trim: f64, start: f64, length: f64| {
        let mut shot = clip(json!({ "type": "video", "src": origin.own(name), "trim": trim }), length);
        shot["start"] = json!(start);
        shot["transition"] = json!({ "in": "fadeFast", "out": "fadeFast" });
        shot
    };
    let mut edit = of(
        &[
            json!([clip(html(&format!("<p>Round {round}</p>")), 3.0)]),
            json!([shot("bikes.mp4", 2.0, 1.2, 1.8)]),
            json!([shot("bigbuckbunny.mp4", 1.0, 0.0, 1.7)]),
        ],
        "mp4",
    );
    edit["timeline"]["cache"] = json!(false);
    edit["output"]["size"] = json!({ "width": 640, "height": 360 });
    edit
}
