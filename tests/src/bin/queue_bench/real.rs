//! Real small renders, from their submission to their files, by the built binary.

use crate::figures::{Times, heading, row};
use crate::places::now;
use domain::render::RenderEvent;
use event_store::decode;
use futures::future::join_all;
use migrations::testing::Cluster;
use rushes_tests::edits::still;
use rushes_tests::{Setup, Stores, wait};
use std::collections::HashMap;
use std::time::Duration;

const RENDERS: usize = 40;

/// Submits stills all at once to processes with 1 and 2 workers.
pub async fn run() {
    println!(
        "\n{RENDERS} stills of 320x180 submitted at once; one server, one render at a time in each worker's process\n"
    );
    heading(&["stores", "workers", "renders/min", "wait p50 ms", "p95 ms", "p99 ms"], 1);
    for on_server in [false, true] {
        for workers in [1, 2] {
            measure(on_server.then(Cluster::start_synced), workers).await;
        }
    }
}

async fn measure(cluster: Option<Cluster>, workers: usize) {
    let setup = Setup::default().with("RUSHES_WORKER_RENDERS", "1");
    let (setup, stores, name) = match &cluster {
        Some(cluster) => {
            (setup.with("RUSHES_DATABASE_URL", &cluster.url()), Stores::Server(cluster.url()), "PostgreSQL")
        }
        None => (setup.clone(), Stores::Folder(setup.data()), "SQLite"),
    };
    let server = setup.serve_as("api").await;
    let _workers: Vec<_> = (0..workers).map(|_| setup.work()).collect();
    let client = server.client();
    // The first one of each worker starts what is started once.
    let warming = join_all((0..workers).map(|_| async { client.accepted(&still("<p>warm</p>")).await })).await;
    for id in &warming {
        client.ended(id).await;
    }
    let began = now();
    let edits: Vec<_> = (0..RENDERS).map(|number| still(&format!("<p>{number}</p>"))).collect();
    let ids = join_all(edits.iter().map(|edit| client.accepted(edit))).await;
    for id in &ids {
        wait::until("a render", async || (client.status(id).await["status"] == "done").then_some(())).await;
    }
    let log = stores.log().await;
    let (mut queued, mut waits, mut last) = (HashMap::new(), vec![], began);
    for event in &log.events {
        let Some(id) = event.stream.as_str().strip_prefix("render-").filter(|id| ids.iter().any(|ours| ours == id))
        else {
            continue;
        };
        let at = event.metadata.recorded_at;
        match decode::<RenderEvent>(event).unwrap() {
            RenderEvent::Queued(_) => drop(queued.insert(id.to_owned(), at)),
            RenderEvent::AttemptStarted(_) => waits.push(millis(at.millis_since(queued[id]))),
            RenderEvent::Saved(_) => last = at,
            _ => {}
        }
    }
    let minutes = last.millis_since(began) as f64 / 60_000.0;
    let cells = [name.to_owned(), workers.to_string(), format!("{:.0}", RENDERS as f64 / minutes)];
    row(cells.into_iter().chain(Times::of(waits).cells(0)));
}

fn millis(millis: i64) -> Duration {
    Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}
