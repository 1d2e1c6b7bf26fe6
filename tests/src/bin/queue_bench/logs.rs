//! Appends a second, and how far the views are behind.

use crate::figures::{Times, heading, row};
use crate::places::{Kind, Place, Projecting};
use crate::renders;
use domain::ids::WorkspaceId;
use futures::future::join_all;
use rushes_tests::wait;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long each number of callers is measured.
const LASTING: Duration = Duration::from_secs(5);

/// Each caller queues a render when its last one is queued, and, where the lag is measured, seen.
pub async fn run() {
    println!(
        "\nEach caller appends one event to a new stream and waits for the answer, {} s, without views\n",
        LASTING.as_secs()
    );
    heading(&["log", "callers", "appends/s", "p50 ms", "p95 ms", "p99 ms"], 1);
    each(Measured::Appends).await;
    println!("\nThe same with a projector: from the answer until the views tell of the event\n");
    heading(&["log", "callers", "seen/s", "lag p50 ms", "p95 ms", "p99 ms"], 1);
    each(Measured::Lag).await;
}

#[derive(Clone, Copy, PartialEq)]
enum Measured {
    Appends,
    Lag,
}

async fn each(measured: Measured) {
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::KurrentDouble] {
        for callers in [1, 8, 64] {
            let place = Place::new(kind);
            let stores = place.open().await;
            let projecting = (measured == Measured::Lag).then(|| Projecting::start(&stores));
            let began = Instant::now();
            let calls = (0..callers).map(|_| {
                let stores = stores.clone();
                tokio::spawn(async move {
                    let mut taken = vec![];
                    while began.elapsed() < LASTING {
                        let mut asked = Instant::now();
                        let workspace = WorkspaceId(Uuid::from_u128(1));
                        let (_, position) = renders::queue(stores.log.as_ref(), workspace).await;
                        if measured == Measured::Lag {
                            asked = Instant::now();
                            let seen = stores.views.wait_for(stores.log.as_ref(), &position, wait::LONGEST).await;
                            assert!(seen.unwrap());
                        }
                        taken.push(asked.elapsed());
                    }
                    taken
                })
            });
            let taken: Vec<Duration> =
                join_all(calls.collect::<Vec<_>>()).await.into_iter().flat_map(Result::unwrap).collect();
            let rate = taken.len() as f64 / began.elapsed().as_secs_f64();
            let cells = [kind.name().to_owned(), callers.to_string(), format!("{rate:.0}")];
            row(cells.into_iter().chain(Times::of(taken).cells(2)));
            if let Some(projecting) = projecting {
                projecting.end().await;
            }
        }
    }
}
