//! Random `kill -9`, and then the truth.

use crate::load::{Acknowledged, chance, submissions};
use crate::random::Random;
use crate::truth::Installation;
use migrations::testing::Cluster;
use rushes_tests::server::Process;
use rushes_tests::{Follower, Origin, Server, Setup, Stores, processes};
use std::collections::BTreeMap;
use std::time::Instant;

/// The longest that the database stays away, in milliseconds.
const OUTAGE: u64 = 1500;

/// Kills a server, a worker or a child of theirs, and the database if it has a server of its own.
pub async fn run(kills: u64, mut random: Random, mut database: Option<Cluster>) {
    let (began, origin) = (Instant::now(), Origin::start());
    let setup = Setup::with_origin(&origin).with("RUSHES_WORKER_LEASE_SECONDS", "2").with("RUSHES_WORKER_RENDERS", "2");
    let (setup, stores) = match &database {
        Some(cluster) => (setup.with("RUSHES_DATABASE_URL", &cluster.url()), Stores::Server(cluster.url())),
        None => (setup.clone(), Stores::Folder(setup.data())),
    };
    let (mut server, mut worker) = (setup.serve_as("api").await, setup.work());
    let follower = Follower::start(&stores).await;
    let mut acknowledged = Acknowledged::default();
    let mut killed: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..kills {
        let underway = acknowledged.underway(&follower);
        let submissions = submissions(&server.client(), &origin, &mut random, underway);
        chance(&mut random, 1500).await;
        let victim = kill(&mut random, &mut server, &mut worker, database.as_mut());
        if let ("database", Some(cluster)) = (victim, &mut database) {
            chance(&mut random, OUTAGE).await;
            cluster.start_again();
        }
        acknowledged.collect(submissions).await;
        match victim {
            "server" => server = setup.serve_as("api").await,
            "worker" => worker = setup.work(),
            _ => {}
        }
        *killed.entry(victim).or_default() += 1;
    }
    println!("  killed {killed:?} in {} s", began.elapsed().as_secs());
    let installation = Installation { stores, server, workers: vec![worker], follower, acknowledged };
    // Only a missing source or three attempts fail a render.
    installation.holds(|how, attempts| how.contains("404") || attempts >= 3).await;
}

fn kill(
    random: &mut Random,
    server: &mut Server,
    worker: &mut Process,
    database: Option<&mut Cluster>,
) -> &'static str {
    match (random.below(if database.is_some() { 6 } else { 4 }), database) {
        (0, _) => {
            server.process.kill();
            "server"
        }
        (1 | 2, _) => {
            worker.kill();
            "worker"
        }
        (4 | 5, Some(cluster)) => {
            cluster.stop();
            "database"
        }
        _ => match processes::children(worker.id()).first() {
            Some((child, _)) => {
                processes::signal(*child, libc::SIGKILL);
                "child"
            }
            None => "nobody",
        },
    }
}
