//! Cancelling what runs.

use domain::render::Phase;
use reqwest::Method;
use rushes_tests::checker::Log;
use rushes_tests::edits::{clip, image, long, of, still};
use rushes_tests::{Origin, Setup, processes, wait};
use serde_json::json;

#[tokio::test]
async fn cancelling_ends_the_child_and_frees_the_worker() {
    let origin = Origin::start();
    let setup = Setup::with_origin(&origin).with("RUSHES_WORKER_RENDERS", "1");
    let server = setup.serve().await;
    let client = server.client();
    let id = client.accepted(&long(&origin.media("photo.jpg"), 600.0)).await;
    let of_server = server.process.id();
    let child = wait::until("the render's child", async || {
        let rendering = client.status(&id).await["status"] == json!("rendering");
        processes::children_named(of_server, "render-child").first().copied().filter(|_| rendering)
    })
    .await;
    let after = client.accepted(&still("<p>next</p>")).await;

    client.send(Method::POST, &format!("/rushes/v1/renders/{id}/cancel"), None).await.expect(200);
    let said = client.status(&id).await;
    assert_eq!((&said["status"], &said["error"]), (&json!("failed"), &json!("Cancelled")));
    wait::until("the child to be ended", async || (!processes::is_running(child)).then_some(())).await;
    assert_eq!(client.ended(&after).await["status"], json!("done"));

    let stories = Log::read(&setup.data()).await.check_ended([&id, &after]);
    assert_eq!(stories[&id].render.phase, Phase::Cancelled);
    assert_eq!(stories[&id].events.last().unwrap(), "render.cancelled");
    // Nothing of it is left lying about.
    wait::until("its folder to be removed", async || {
        let left = std::fs::read_dir(setup.data().join("scratch"))
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains(id.as_str()));
        (left.count() == 0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn cancelling_ends_a_fetch() {
    let origin = Origin::start();
    let setup = Setup::with_origin(&origin).with("RUSHES_WORKER_RENDERS", "1");
    let server = setup.serve().await;
    let client = server.client();
    let id = client.accepted(&of(&[json!([clip(image(&origin.url("/silence")), 1.0)])], "jpg")).await;
    wait::until("the source to be asked for", async || origin.requests().first().cloned()).await;
    client.send(Method::POST, &format!("/rushes/v1/renders/{id}/cancel"), None).await.expect(200);
    // The only place is free again.
    client.render(&still("<p>next</p>")).await;
    Log::read(&setup.data()).await.check_ended([&id]);
}
