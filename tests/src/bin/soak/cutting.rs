//! Connections to the database that are cut at random instants, sometimes in the middle of an answer.

use crate::load::{Acknowledged, chance, submissions};
use crate::random::Random;
use crate::truth::Installation;
use migrations::testing::Cluster;
use rushes_tests::{Follower, Origin, Proxy, Setup, Stores};
use std::time::Instant;

/// Cuts, while a server and two workers speak with the database through a proxy.
pub async fn run(cuts: u64, mut random: Random) {
    let (began, origin, cluster) = (Instant::now(), Origin::start(), Cluster::start());
    let proxy = Proxy::before(&cluster.socket());
    let setup = Setup::with_origin(&origin).with("RUSHES_WORKER_LEASE_SECONDS", "2");
    let setup = setup.with("RUSHES_DATABASE_URL", &format!("postgres://app@127.0.0.1:{}/postgres", proxy.port()));
    let stores = Stores::Server(cluster.url());
    let mut server = setup.serve_as("api").await;
    let mut workers = vec![setup.work(), setup.work()];
    let follower = Follower::start(&stores).await;
    let client = server.client();
    let mut acknowledged = Acknowledged::default();
    let (mut connections, mut in_answers) = (0, 0);
    for _ in 0..cuts {
        let underway = acknowledged.underway(&follower);
        let submissions = submissions(&client, &origin, &mut random, underway);
        chance(&mut random, 1000).await;
        connections += proxy.open();
        if random.below(2) == 0 {
            proxy.cut();
        } else {
            in_answers += 1;
            // Half of them in what is being said just now, the others somewhat later.
            let range = if random.below(2) == 0 { 64 } else { 4096 };
            proxy.cut_after(usize::try_from(random.below(range)).unwrap());
        }
        acknowledged.collect(submissions).await;
        // Whoever loses a connection has to live with it.
        server.process.must_run();
        workers.iter_mut().for_each(|worker| worker.must_run());
    }
    let seconds = began.elapsed().as_secs();
    println!(
        "  {cuts} cuts of {connections} connections together in {seconds} s, {in_answers} of them by bytes of answers"
    );
    let installation = Installation { stores, server, workers, follower, acknowledged };
    installation.holds(|how, attempts| how.contains("404") || attempts >= 3).await;
}
