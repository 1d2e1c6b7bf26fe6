//! A version and the one before it, side by side on one database, as they are while machines are upgraded one after the other.

use crate::load::Acknowledged;
use crate::truth::Installation;
use migrations::testing::Cluster;
use rushes_tests::edits::still;
use rushes_tests::{Follower, Origin, Setup, Stores, wait};
use serde_json::json;
use std::path::PathBuf;

/// The variable that names the binary of the version before.
const PREVIOUS: &str = "RUSHES_PREVIOUS";

/// The older version begins; the newer one joins it, and both take `count` renders each; then the older one leaves.
pub async fn run(count: u64) {
    let Some(previous) = std::env::var_os(PREVIOUS).map(PathBuf::from) else {
        eprintln!(
            "  SKIPPED: {PREVIOUS} names no binary of an older version; `scripts/soak upgrade` builds the commit before"
        );
        return;
    };
    let (origin, cluster) = (Origin::start(), Cluster::start());
    let newer = Setup::with_origin(&origin).with("RUSHES_DATABASE_URL", &cluster.url());
    let older = newer.as_program(&previous);
    let stores = Stores::Server(cluster.url());
    let (mut before, mut old_worker) = (older.serve_as("api").await, older.work());
    let (first, mut acknowledged) = (before.client(), Acknowledged::default());
    acknowledged.ids.push(first.render(&still("<p>before</p>")).await.id);

    let (server, workers) = (newer.serve_as("api").await, vec![newer.work()]);
    let follower = Follower::start(&stores).await;
    let second = server.client();
    for number in 0..count {
        for client in [&first, &second] {
            acknowledged.ids.push(client.accepted(&still(&format!("<p>{number}</p>"))).await);
        }
    }
    for id in &acknowledged.ids {
        // Each shows what either accepted and either made.
        for client in [&first, &second] {
            assert_eq!(client.ended(id).await["status"], json!("done"), "{id}");
        }
    }
    let shown = |client: rushes_tests::Client| async move {
        let list = client.get("/rushes/v1/renders?limit=100").await.expect(200).json();
        list["renders"].as_array().unwrap().iter().map(|render| render["id"].clone()).collect::<Vec<_>>()
    };
    wait::until("both to list the same", async || {
        (shown(first.clone()).await == shown(second.clone()).await).then_some(())
    })
    .await;
    assert!(old_worker.stop().success());
    assert!(before.process.stop().success());
    acknowledged.ids.push(second.accepted(&still("<p>after</p>")).await);
    Installation { stores, server, workers, follower, acknowledged }.holds(|_, _| false).await;
}
