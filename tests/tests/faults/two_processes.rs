//! One process answers, another works: on one data folder, with nothing between them but the files.

use domain::render::Phase;
use rushes_tests::checker::Log;
use rushes_tests::edits::{long, still};
use rushes_tests::{Origin, Setup, processes, wait};
use serde_json::json;

#[tokio::test]
async fn an_api_and_a_worker_share_a_data_folder() {
    let setup = Setup::default().with("RUSHES_WORKER_METRICS_LISTEN", "127.0.0.1:0");
    let server = setup.serve_as("api").await;
    let mut worker = setup.work();
    let client = server.client();
    let done = client.render(&still("<p>two</p>")).await;
    assert_eq!(client.assets(&done.id, 1).await[0]["attributes"]["status"], json!("ready"));
    assert!(processes::children_named(server.process.id(), "render-child").is_empty());
    Log::read(&setup.data()).await.check_ended([&done.id]);
    // Each process tells what it counts: the queue's length the one, how long was waited the other.
    let metrics = async |base: &str| reqwest::get(format!("{base}/metrics")).await.unwrap().text().await.unwrap();
    let of_worker = wait::until("the worker's page", async || worker.said("metrics on ")).await;
    assert!(metrics(&of_worker).await.contains("rushes_queue_wait_seconds_count 1"));
    assert!(metrics(&server.base).await.contains("rushes_queue_waiting{kind=\"render\"} 0"));
}

#[tokio::test]
async fn a_worker_that_was_killed_is_followed_by_another() {
    let origin = Origin::start();
    let setup = Setup::with_origin(&origin).with("RUSHES_WORKER_LEASE_SECONDS", "2");
    let server = setup.serve_as("api").await;
    let client = server.client();
    let mut first = setup.work();
    let ids =
        [client.accepted(&long(&origin.media("photo.jpg"), 8.0)).await, client.accepted(&still("<p>x</p>")).await];
    let of_first = first.id();
    wait::until("the first worker to render", async || {
        let status = client.status(&ids[0]).await;
        (status["status"] == json!("rendering") && !processes::children_named(of_first, "render-child").is_empty())
            .then_some(())
    })
    .await;
    first.kill();
    let _second = setup.work();
    for id in &ids {
        assert_eq!(client.ended(id).await["status"], json!("done"));
    }
    let stories = Log::read(&setup.data()).await.check_ended(&ids);
    assert_eq!(stories[&ids[0]].render.attempt, 2, "{:?}", stories[&ids[0]].events);
}

#[tokio::test]
async fn two_workers_never_do_the_same_work() {
    let setup = Setup::default().with("RUSHES_WORKER_RENDERS", "2");
    let server = setup.serve_as("api").await;
    let client = server.client();
    let mut ids = vec![];
    for number in 0..8 {
        ids.push(client.accepted(&still(&format!("<p>{number}</p>"))).await);
    }
    let _workers = [setup.work(), setup.work()];
    for id in &ids {
        assert_eq!(client.ended(id).await["status"], json!("done"));
    }
    let stories = Log::read(&setup.data()).await.check_ended(&ids);
    assert!(stories.values().all(|s| s.render.attempt == 1 && s.render.phase == Phase::Done), "{stories:?}");
}
