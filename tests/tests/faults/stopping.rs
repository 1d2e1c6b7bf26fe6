//! SIGTERM: what runs is handed back, and nothing is lost.

use domain::render::Phase;
use rushes_tests::checker::Log;
use rushes_tests::edits::{long, still};
use rushes_tests::{Origin, Setup, processes, wait};
use serde_json::json;

#[tokio::test]
async fn a_stopping_server_hands_back_what_it_cannot_finish() {
    let origin = Origin::start();
    let setup = Setup::with_origin(&origin).with("RUSHES_SERVER_STOP_SECONDS", "1");
    let mut server = setup.serve().await;
    let client = server.client();
    let id = client.accepted(&long(&origin.media("photo.jpg"), 600.0)).await;
    let of_server = server.process.id();
    let child = wait::until("the render's child", async || {
        let rendering = client.status(&id).await["status"] == json!("rendering");
        processes::children_named(of_server, "render-child").first().copied().filter(|_| rendering)
    })
    .await;
    let status = server.process.stop();
    assert!(status.success(), "{status}: {}", server.process.complaints());
    assert!(!processes::is_running(child), "the child outlived its server");

    let stories = Log::read(&setup.data()).await.check();
    let story = &stories[&id];
    assert!(matches!(story.render.phase, Phase::Queued { not_before: Some(_) }), "{:?}", story.events);

    // The next one takes it up at once, without waiting for a lease.
    let server = setup.serve().await;
    let client = server.client();
    wait::until("the second attempt", async || {
        let events = client.get(&format!("/rushes/v1/renders/{id}/events")).await.expect(200).json();
        let types: Vec<_> = events["events"].as_array().unwrap().iter().map(|event| event["type"].clone()).collect();
        (types.iter().filter(|kind| **kind == json!("render.attempt_started")).count() == 2).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_stopping_server_finishes_what_takes_little_and_answers_no_more() {
    let setup = Setup::default();
    let mut server = setup.serve().await;
    let client = server.client();
    let done = client.render(&still("<p>x</p>")).await;
    let status = server.process.stop();
    assert!(status.success(), "{status}: {}", server.process.complaints());
    assert!(client.anonymous(reqwest::Method::GET, "/healthz").send().await.is_err());
    assert_eq!(setup.serve().await.client().status(&done.id).await["status"], json!("done"));
}
