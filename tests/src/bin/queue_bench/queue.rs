//! How long work waits: many jobs of a few workspaces, and one workspace that has far more than the others.

use crate::crew::{Done, Made, work};
use crate::figures::{Times, heading, row};
use crate::places::{Kind, Place, Projecting};
use crate::renders;
use domain::ids::WorkspaceId;
use futures::future::join_all;
use rushes_tests::wait;
use std::time::{Duration, Instant};
use uuid::Uuid;

const DELAY: Duration = Duration::from_millis(100);
/// Workspaces that the jobs belong to.
const WORKSPACES: u128 = 10;
/// Jobs for each worker.
const JOBS: usize = 40;
const MANY: usize = 1_000;
const SMALL: usize = 99;
const SHARED: usize = 4;

fn workspace(number: u128) -> WorkspaceId {
    WorkspaceId(Uuid::from_u128(number + 1))
}

/// Queues one render for each workspace, and lets the views know of all of them; what projects goes on.
async fn queued(place: &Place, workspaces: Vec<WorkspaceId>) -> Projecting {
    let stores = place.open().await;
    let projecting = Projecting::start(&stores);
    let log = stores.log.as_ref();
    let mut last = None;
    for some in workspaces.chunks(16) {
        let positions = join_all(some.iter().map(|workspace| renders::queue(log, *workspace))).await;
        last = positions.into_iter().last().map(|(_, position)| position);
    }
    let end = log.end().await.unwrap().or(last).unwrap();
    assert!(stores.views.wait_for(log, &end, wait::LONGEST).await.unwrap());
    projecting
}

/// 1 to 8 workers.
pub async fn simulated() {
    println!(
        "\n{JOBS} jobs for each worker, of {WORKSPACES} workspaces, {} ms each, all queued first\n",
        DELAY.as_millis()
    );
    heading(
        &["stores", "workers", "jobs/min", "of the possible", "leases in vain", "wait p50 ms", "p95 ms", "p99 ms"],
        1,
    );
    for kind in [Kind::Sqlite, Kind::Postgres] {
        for workers in [1, 2, 4, 8] {
            let (place, jobs) = (Place::new(kind), JOBS * workers);
            let of = (0..jobs as u128).map(|job| workspace(job % WORKSPACES)).collect();
            let projecting = queued(&place, of).await;
            let began = Instant::now();
            let Done { made, in_vain } = work(&place, workers, DELAY, jobs).await;
            let taken = began.elapsed();
            projecting.end().await;
            assert_eq!(made.len(), jobs);
            let rate = jobs as f64 / taken.as_secs_f64();
            let possible = workers as f64 / DELAY.as_secs_f64();
            let cells = [
                kind.name().to_owned(),
                workers.to_string(),
                format!("{:.0}", rate * 60.0),
                format!("{:.2}", rate / possible),
                in_vain.to_string(),
            ];
            row(cells.into_iter().chain(Times::of(made.iter().map(|made| made.waited).collect()).cells(0)));
        }
    }
}

/// One workspace that has 1,000 jobs, and 99 that have one each.
pub async fn skewed() {
    println!(
        "\nOne workspace with {MANY} jobs queued first, then {SMALL} with one each; {SHARED} workers, {} ms each\n",
        DELAY.as_millis()
    );
    heading(&["stores", "whose", "queue", "wait p50 ms", "p95 ms", "p99 ms"], 3);
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let place = Place::new(kind);
        let many = std::iter::repeat_n(workspace(0), MANY);
        let of = many.chain((1..=SMALL as u128).map(workspace)).collect();
        let projecting = queued(&place, of).await;
        let Done { made, .. } = work(&place, SHARED, DELAY, MANY + SMALL).await;
        projecting.end().await;
        let waits = |small: bool| made.iter().filter(move |made| (made.workspace != workspace(0)) == small);
        for (whose, small) in [("the 99", true), ("the one", false)] {
            let ours = Times::of(waits(small).map(|made| made.waited).collect());
            let cells = [kind.name(), whose, "ours"].map(str::to_owned);
            row(cells.into_iter().chain(ours.cells(0)));
            let theirs = first_come(&made);
            let theirs = if small { theirs[MANY..].to_vec() } else { theirs[..MANY].to_vec() };
            let cells = [kind.name(), whose, "first come, computed"].map(str::to_owned);
            row(cells.into_iter().chain(Times::of(theirs).cells(0)));
        }
    }
}

/// How long each job would have waited, in the order in which they were queued, if whoever became free had always taken the
/// oldest one and each had taken as long as it did.
fn first_come(made: &[Made]) -> Vec<Duration> {
    let mut free = [Duration::ZERO; SHARED];
    let taken = made.iter().map(|made| {
        let next = free.iter_mut().min().unwrap();
        let waited = *next;
        *next += made.took;
        waited
    });
    taken.collect()
}
