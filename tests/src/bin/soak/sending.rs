//! `kill -9` of the worker in the middle of a large transfer, at each of the ten providers.

use crate::random::Random;
use domain::transfer::TransferEvent;
use rushes_tests::destination::PROVIDERS;
use rushes_tests::edits::{clip, html, of};
use rushes_tests::server::Process;
use rushes_tests::{Owner, Place, Setup, large, processes, wait};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};

/// Bytes of the file.
const SIZE: u64 = 200_000_000;
/// The most by which a worker and its plugins may grow beyond what they are when idle, in KiB.
const GROWTH: u64 = 100 << 10;
/// What a transfer takes about; kills come within it.
const TRANSFER_MILLIS: u64 = 1_500;
/// Bytes of a request that is no part of the file: heads, lists of parts.
const BESIDE: u64 = 4_000_000;

/// So many kills at each provider, over as many transfers as it takes.
pub async fn run(kills: u64, mut random: Random) {
    for (provider, _) in PROVIDERS {
        let (began, mut killed, mut transfers, mut most) = (Instant::now(), 0, 0, 0);
        let mut sent_again = 0;
        while killed < kills {
            let one = transfer(provider, kills - killed, &mut random).await;
            killed += one.kills;
            transfers += 1;
            most = most.max(one.growth);
            sent_again += one.sent.saturating_sub(SIZE);
        }
        println!(
            "  {provider}: {killed} kills in {transfers} transfers of {} MB, each there once and whole; {:.1} MB sent again, \
             {} MiB above idle at most, {} s",
            SIZE / 1_000_000,
            sent_again as f64 / 1e6,
            most >> 10,
            began.elapsed().as_secs()
        );
    }
}

struct Seen {
    kills: u64,
    /// Bytes that arrived there.
    sent: u64,
    /// Memory beyond idle, in KiB.
    growth: u64,
}

async fn transfer(provider: &str, most_kills: u64, random: &mut Random) -> Seen {
    let place = Place::start(provider);
    let setup = Setup::default()
        .with("RUSHES_EGRESS_ALLOW", "127.0.0.0/8")
        .with("RUSHES_WORKER_LEASE_SECONDS", "1")
        .with_plugins(&[place.plugin()]);
    let server = setup.serve_as("api").await;
    let integration = Owner::of(&server).await.integrate(&place, "").await;
    let mut edit = of(&[json!([clip(html("<p>large</p>"), 1.0)])], "mp4");
    edit["output"]["destinations"] = json!([
        { "provider": "shotstack", "exclude": true },
        { "integrationId": integration, "provider": provider, "filename": "large" },
    ]);
    let render = server.client().accepted(&edit).await;
    let sha256 = large::save(&setup, &render, SIZE).await;

    let (mut kills, mut growth, mut attempts) = (0, 0, 0);
    let before = place.bytes_received();
    let idle = idle(&place).await;
    let mut worker = setup.work();
    loop {
        let known = attempts;
        let last = wait::until("an attempt or an end", async || {
            let last = latest(&setup).await?;
            match &last {
                TransferEvent::AttemptStarted(started) => (started.attempt > known).then_some(last),
                TransferEvent::Ready(_) | TransferEvent::Failed(_) => Some(last),
                _ => None,
            }
        })
        .await;
        match last {
            TransferEvent::AttemptStarted(started) => attempts = started.attempt,
            TransferEvent::Ready(_) => break,
            other => panic!("{other:?}: {}", worker.complaints()),
        }
        if kills == most_kills {
            continue;
        }
        let until = Instant::now() + Duration::from_millis(random.below(TRANSFER_MILLIS));
        let mut ended = false;
        while Instant::now() < until && !ended {
            growth = growth.max(memory(&worker).saturating_sub(idle));
            ended = !matches!(latest(&setup).await, Some(TransferEvent::AttemptStarted(_)));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        if !ended {
            worker.kill();
            kills += 1;
            worker = setup.work();
        }
    }
    let sent = place.bytes_received() - before;
    let outputs = Owner::of(&server).await.outputs(&render, 1).await;
    assert_eq!(outputs[0]["status"], json!("completed"), "{outputs:?}");
    let asset = server.client().assets(&render, 1).await.remove(0);
    let object = place.object("large.mp4", asset["attributes"]["providerId"].as_str());
    assert_eq!((object.len() as u64, hex::encode(Sha256::digest(&object))), (SIZE, sha256), "{provider}");
    assert_eq!(place.count(), 1, "{provider}: there is to be one");
    let bound = SIZE + kills * in_flight(provider) + BESIDE;
    assert!(sent <= bound, "{provider}: {sent} bytes for {kills} kills, {bound} at most");
    assert!(growth <= GROWTH, "{provider}: {growth} KiB above idle");
    Seen { kills, sent, growth }
}

/// What a worker with nothing to do and its children have, in KiB, once they have settled.
async fn idle(place: &Place) -> u64 {
    let mut worker = Setup::default().with_plugins(&[place.plugin()]).work();
    wait::until("the worker", async || worker.said("working")).await;
    let (mut before, mut same) = (0, 0);
    wait::until("a worker at rest", async || {
        let now = memory(&worker);
        same = if now == before { same + 1 } else { 0 };
        before = now;
        // A second and a half without a page more or less.
        (same == 75).then_some(now)
    })
    .await
}

/// How many bytes a kill may cost at most: what is in flight, or the whole file where there is one request for it.
fn in_flight(provider: &str) -> u64 {
    const PART: u64 = 8 << 20;
    match provider {
        "s3" | "r2" | "b2" | "wasabi" | "azure" => 4 * PART,
        "gcs" | "drive" | "mux" | "vimeo" => 2 * PART,
        _ => SIZE,
    }
}

/// The last event of the only transfer.
async fn latest(setup: &Setup) -> Option<TransferEvent> {
    let log = setup.log().await;
    let of_transfers = log.events.iter().rev().find(|event| event.event_type.starts_with("transfer."));
    of_transfers.map(|event| event_store::decode(event).unwrap())
}

/// Resident memory of the worker and its children, in KiB.
fn memory(worker: &Process) -> u64 {
    let children = processes::children(worker.id());
    let all = std::iter::once(worker.id()).chain(children.into_iter().map(|(process, _)| process));
    all.filter_map(processes::resident).sum()
}
