//! A worker that sleeps past its lease and wakes up in the middle of a render that is somebody else's by then.

use crate::load::{Acknowledged, chance};
use crate::random::Random;
use crate::truth::Installation;
use domain::render::Phase;
use migrations::testing::Cluster;
use rushes_tests::edits::long;
use rushes_tests::server::Process;
use rushes_tests::{Follower, Origin, Setup, Stores, processes, wait};
use std::time::{Duration, Instant};

/// Stops the worker that renders, with its children or without, lets another take over, and wakes it up.
pub async fn run(freezes: u64, mut random: Random) {
    let (origin, cluster) = (Origin::start(), Cluster::start());
    let setup = Setup::with_origin(&origin).with("RUSHES_WORKER_LEASE_SECONDS", "2").with("RUSHES_WORKER_RENDERS", "1");
    let setup = setup.with("RUSHES_DATABASE_URL", &cluster.url());
    let stores = Stores::Server(cluster.url());
    let server = setup.serve_as("api").await;
    let workers = vec![setup.work(), setup.work()];
    let follower = Follower::start(&stores).await;
    let client = server.client();
    let mut acknowledged = Acknowledged::default();
    let (mut late, mut given_up, mut longest) = (0, vec![], Duration::ZERO);
    for _ in 0..freezes {
        let id = client.accepted(&long(&origin.media("photo.jpg"), 3.0)).await;
        acknowledged.ids.push(id.clone());
        let story = || follower.so_far().check().remove(&id);
        let sleeper = wait::until("a worker to take the render", async || {
            workers.iter().find(|worker| !processes::children_named(worker.id(), "render-child").is_empty())
        })
        .await;
        // Somewhere in the render, or with its files made and only their names to be told.
        if random.below(2) == 0 {
            wait::until("the files to be made", async || {
                matches!(story()?.render.phase, Phase::Saving | Phase::Done).then_some(())
            })
            .await;
        } else {
            chance(&mut random, 1500).await;
        }
        let asleep = freeze(sleeper, random.below(2) == 0);
        let attempt = story().map_or(0, |story| story.render.attempt);
        let stopped = Instant::now();
        // It may have been at the end already.
        let taken_over = wait::until("another worker to take over", async || {
            let render = story()?.render;
            (render.phase.is_final() || render.attempt > attempt.max(1)).then_some(!render.phase.is_final())
        })
        .await;
        // From the other's beginning to behind its end.
        chance(&mut random, 4000).await;
        for process in asleep.iter().rev() {
            processes::signal(*process, libc::SIGCONT);
        }
        match taken_over {
            true => {
                longest = longest.max(stopped.elapsed());
                given_up.push((id.clone(), attempt.max(1)));
            }
            false => late += 1,
        }
        client.ended(&id).await;
        wait::until("the end in the log", async || story()?.render.phase.is_final().then_some(())).await;
    }
    println!("  {freezes} freezes, {late} of them after the end; the longest until it was woken {longest:?}");
    let stories = Installation { stores, server, workers, follower, acknowledged }.holds(|_, _| false).await;
    for (id, attempt) in &given_up {
        let story = &stories[id];
        let saved = story.events.iter().filter(|event| *event == "render.saved").count();
        assert_eq!((saved, &story.render.phase), (1, &Phase::Done), "{id}: {:?}", story.events);
        assert!(story.render.attempt > *attempt, "{id} was saved by the attempt that slept: {:?}", story.events);
    }
    let said = setup.output();
    let said = String::from_utf8_lossy(&said);
    println!("  {} renders saved once, by a later attempt", given_up.len());
    let (noticed, refused) = (said.matches("the attempt was given up").count(), said.matches("code=LeaseLost").count());
    println!("  sleepers that noticed and gave up: {noticed}; whose commit was refused: {refused}");
}

/// Stops the worker at once, and its children too if they are to sleep as well, as those of a machine that was paused.
fn freeze(worker: &Process, children_too: bool) -> Vec<u32> {
    let mut asleep = vec![worker.id()];
    if children_too {
        asleep.extend(processes::children(worker.id()).into_iter().map(|(child, _)| child));
    }
    for process in &asleep {
        processes::signal(*process, libc::SIGSTOP);
    }
    asleep
}
