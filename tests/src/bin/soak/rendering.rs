//! Many renders in a row through a server and a worker: what each gives, and what becomes of memory, processes and folders.

use crate::watching::Pair;
use crate::{memory, variety};
use rushes_tests::{Client, Origin, Setup, processes};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::time::Instant;

/// By how much more than renders can account for memory may grow between the stretches that are compared, in KiB: what
/// allocators keep differs from one look to the next.
const UNSTEADY: f64 = 6.0 * 1024.0;
/// By how many open files a process may grow between them: connections come and go.
const FILES: f64 = 8.0;

/// Renders so many edits, the same few over and over: every other time around with nothing from before.
pub async fn run(renders: u64) {
    let (began, media) = (Instant::now(), variety::media());
    let origin = Origin::serving(media.path());
    let pair = Pair::start(Setup::with_origin(&origin).with("RUSHES_WORKER_RENDERS", "2")).await;
    let client = pair.server.client();
    let edits = variety::edits(&origin);
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    let (mut again, mut uncached) = (0, 0);
    let mut measured: Vec<[f64; 4]> = vec![];
    let around = edits.len() as u64;
    for number in 0..renders {
        let (name, mut edit) = edits[usize::try_from(number % around).unwrap()].clone();
        let from_nothing = (number / around) % 2 == 1;
        edit["timeline"]["cache"] = json!(!from_nothing);
        let done = client.render(&edit).await;
        let file = hex::encode(Sha256::digest(std::fs::read(&done.file).unwrap()));
        let first = files.entry(name).or_insert_with(|| file.clone());
        assert_eq!(&file, first, "render {number}, {name}: {} is another file than the first", done.id);
        let reused = reused(&client, &done.id).await;
        assert!(!from_nothing || reused == 0, "render {number}, {name}: {reused} segments from before were not wanted");
        again += reused;
        uncached += u64::from(from_nothing);
        let of = |process: u32| {
            [processes::resident(process).unwrap() as f64, processes::open_files(process).unwrap() as f64]
        };
        let ([memory, open], [workers, workers_open]) = (of(pair.server.process.id()), of(pair.worker.id()));
        measured.push([memory, open, workers, workers_open]);
    }
    let seconds = began.elapsed().as_secs();
    println!(
        "  {renders} renders of {} edits in {seconds} s, none failed; equal edits, equal files; {uncached} with nothing from \
         before, {again} segments used again",
        edits.len()
    );
    assert!(renders <= 2 * around || again > 0, "kept segments were not used once");
    pair.end().await;
    compare(&measured);
}

/// How many segments an earlier render had encoded.
async fn reused(client: &Client, id: &str) -> u64 {
    let events = client.get(&format!("/rushes/v1/renders/{id}/events")).await.expect(200).json();
    let mut all = events["events"].as_array().unwrap().iter();
    let rendered = all.find(|event| event["type"] == "render.rendered").unwrap();
    rendered["data"]["reused"].as_u64().unwrap_or(0)
}

/// Holds the last fifth of the renders to the fifth that follows the first: caches and pools have filled by then.
fn compare(measured: &[[f64; 4]]) {
    let fifth = measured.len() / 5;
    if fifth < 12 {
        return println!("  {} renders are too few to tell a slope", measured.len());
    }
    let (early, late) = (&measured[fifth..2 * fifth], &measured[measured.len() - fifth..]);
    let renders_between = (measured.len() - 2 * fifth) as f64;
    for (index, who) in [(0, "server"), (2, "worker")] {
        let [[memory, memory_later], [open, open_later]] =
            [index, index + 1].map(|index| [early, late].map(|stretch| median(stretch, index)));
        let bound = memory::MOST * renders_between + UNSTEADY;
        println!(
            "  {who}: median {memory} KiB, then {memory_later} KiB {renders_between} renders later (at most {bound} KiB more); \
             {open} and {open_later} open files"
        );
        assert!(memory_later - memory <= bound, "the {who} grows");
        assert!(open_later - open <= FILES, "the {who} does not close what it opens");
    }
}

fn median(stretch: &[[f64; 4]], index: usize) -> f64 {
    let mut values: Vec<f64> = stretch.iter().map(|measured| measured[index]).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
