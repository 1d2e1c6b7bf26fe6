//! The views are derived: made again from the log, they are the same to the byte.

use read_models::Views;
use reqwest::Method;
use rushes_tests::checker::{Log, open};
use rushes_tests::edits::{clip, of, still, video};
use rushes_tests::{Origin, Owner, Place, Setup, wait};
use serde_json::json;
use std::path::Path;

async fn dump(data: &Path) -> String {
    Views::open(&data.join("views.db")).await.unwrap().dump().await.unwrap()
}

#[tokio::test]
async fn rebuilt_equals_live() {
    let origin = Origin::start();
    let place = Place::start("s3");
    let setup = Setup::default().with("RUSHES_EGRESS_ALLOW", "127.0.0.0/8").with_plugins(&["s3"]);
    let mut server = setup.serve_as("api").await;
    let owner = Owner::of(&server).await;
    owner.integrate(&place, "").await;
    let mut worker = setup.work();
    let (client, sandbox) = (server.client(), server.stage());
    let other = setup.run(&["admin", "workspace", "create", "Other"]);
    setup.run(&["admin", "user", "create", other.trim(), "them@example.com"]);

    // One of everything: an integration, done with three files of which one is deleted, sandbox, failed, cancelled, keys.
    let mut edit = of(&[json!([clip(video(&origin.media("film.mp4")), 0.4)])], "mp4");
    edit["output"]["poster"] = json!({ "capture": 0 });
    edit["output"]["thumbnail"] = json!({ "capture": 0, "scale": 0.5 });
    let done = client.render(&edit).await;
    let assets = client.assets(&done.id, 3).await;
    client.delete(&format!("/serve/v1/assets/{}", assets[0]["attributes"]["id"].as_str().unwrap())).await.expect(204);
    sandbox.render(&still("<p>sandbox</p>")).await;
    client.failure(&of(&[json!([clip(video(&origin.url("/nowhere.mp4")), 1.0)])], "mp4")).await;
    let made = owner.ask(Method::POST, "/v1/api-keys", Some(&json!({ "name": "k" }))).await.expect(200).json();
    let key = format!("/v1/api-keys/{}", made["id"].as_str().unwrap());
    owner.ask(Method::DELETE, &key, None).await.expect(200);
    // Without a worker, what is queued stays due.
    worker.stop();
    let cancelled = client.accepted(&still("<p>never</p>")).await;
    client.send(Method::POST, &format!("/rushes/v1/renders/{cancelled}/cancel"), None).await.expect(200);
    client.accepted(&still("<p>due</p>")).await;

    caught_up(&setup.data()).await;
    assert!(server.process.stop().success());
    Log::read(&setup.data()).await.check();

    let live = dump(&setup.data()).await;
    let mut views = live.split("# ").skip(1);
    assert!(views.all(|view| view.lines().count() > 1), "a view has no row, which proves nothing of it:\n{live}");
    let said = setup.run(&["replay"]);
    assert!(said.contains("rebuilt"), "{said}");
    assert_eq!(dump(&setup.data()).await, live);

    // And from nothing at all.
    for file in ["views.db", "views.db-wal", "views.db-shm"] {
        let file = setup.data().join(file);
        assert!(!file.exists() || std::fs::remove_file(&file).is_ok(), "{}", file.display());
    }
    setup.run(&["replay"]);
    assert_eq!(dump(&setup.data()).await, live);
    let listed = setup.serve_as("api").await.client().get("/rushes/v1/renders").await.expect(200).json();
    assert_eq!(listed["renders"].as_array().unwrap().len(), 4, "{listed}");
}

/// Waits until the views know the whole log.
async fn caught_up(data: &Path) {
    let (log, views) = (open(data).await, Views::open(&data.join("views.db")).await.unwrap());
    let last = Log::read(data).await.events.pop().unwrap().position;
    assert!(views.wait_for(&log, &last, wait::LONGEST).await.unwrap());
}
