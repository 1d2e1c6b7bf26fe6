//! `kill -9` at chosen instants. After a restart every acknowledged render ends, once.

use domain::render::Phase;
use rushes_tests::checker::Log;
use rushes_tests::edits::{clip, image, long, of, still};
use rushes_tests::probe::Probe;
use rushes_tests::{Origin, Setup, processes, wait};
use serde_json::json;

/// What is killed leaves its leases behind, so tests let them run out soon.
fn setup(origin: &Origin) -> Setup {
    Setup::with_origin(origin).with("RUSHES_WORKER_LEASE_SECONDS", "2")
}

/// Waits until the log has an event of this type.
async fn happened(setup: &Setup, event_type: &str) {
    wait::until(event_type, async || {
        let log = Log::read(&setup.data()).await;
        log.events.iter().any(|event| event.event_type == event_type).then_some(())
    })
    .await;
}

/// The keys and the password of `bootstrap.json` open what they should, and nothing was made twice.
async fn is_complete(setup: &Setup) {
    let server = setup.serve_as("api").await;
    server.client().accepted(&still("<p>v1</p>")).await;
    server.stage().accepted(&still("<p>stage</p>")).await;
    let owner = setup.bootstrap().owner;
    let login = json!({ "email": owner.email, "password": owner.password });
    server.client().post("/rushes/v1/auth/login", login).await.expect(200);
    assert!(!setup.data().join("bootstrap.draft").exists());
    let workspaces = setup.run(&["admin", "workspace", "list"]);
    assert_eq!(workspaces.lines().count(), 1, "{workspaces}");
    let users = setup.run(&["admin", "user", "list", &setup.bootstrap().workspace_id]);
    assert_eq!(users.lines().count(), 1, "{users}");
}

#[tokio::test]
async fn a_first_start_that_was_killed_is_completed_by_the_next() {
    let setup = Setup::default();
    let draft = setup.data().join("bootstrap.draft");
    let mut first = setup.start_serving();
    wait::until("the first start to begin", async || draft.exists().then_some(())).await;
    first.kill();
    is_complete(&setup).await;

    // As if killed at its end, with everything made and nobody told.
    let file = setup.data().join("bootstrap.json");
    let before = std::fs::read(&file).unwrap();
    std::fs::rename(&file, &draft).unwrap();
    is_complete(&setup).await;
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[tokio::test]
async fn a_server_killed_while_renders_are_queued_forgets_none() {
    let origin = Origin::start();
    let setup = setup(&origin);
    let mut server = setup.serve_as("api").await;
    let client = server.client();
    let mut ids = vec![];
    for number in 0..5 {
        ids.push(client.accepted(&still(&format!("<p>{number}</p>"))).await);
    }
    server.process.kill();

    let server = setup.serve().await;
    let client = server.client();
    for id in &ids {
        assert_eq!(client.ended(id).await["status"], json!("done"));
    }
    let stories = Log::read(&setup.data()).await.check_ended(&ids);
    assert_eq!(stories.len(), ids.len());
    assert!(stories.values().all(|story| story.render.attempt == 1), "{stories:?}");
}

#[tokio::test]
async fn a_server_killed_while_it_fetches_starts_over() {
    let origin = Origin::start();
    let setup = setup(&origin);
    let mut server = setup.serve().await;
    let id = server.client().accepted(&of(&[json!([clip(image(&origin.url("/gate/photo.jpg")), 1.0)])], "jpg")).await;
    wait::until("the source to be asked for", async || origin.requests().first().cloned()).await;
    server.process.kill();
    origin.open_gate();

    let server = setup.serve().await;
    assert_eq!(server.client().ended(&id).await["status"], json!("done"));
    let stories = Log::read(&setup.data()).await.check_ended([&id]);
    assert_eq!(stories[&id].render.attempt, 2, "{:?}", stories[&id].events);
}

#[tokio::test]
async fn a_server_killed_while_it_renders_starts_over_and_its_child_ends_with_it() {
    let origin = Origin::start();
    let setup = setup(&origin);
    let mut server = setup.serve().await;
    let id = server.client().accepted(&long(&origin.media("photo.jpg"), 12.0)).await;
    happened(&setup, "render.fetched").await;
    let of_server = server.process.id();
    let child =
        wait::until("the child", async || processes::children_named(of_server, "render-child").first().copied()).await;
    server.process.kill();
    wait::until("the child to notice", async || (!processes::is_running(child)).then_some(())).await;

    let server = setup.serve().await;
    let done = server.client().finished(&id).await;
    assert_eq!(Probe::of(&done.file).video().frames(), 300);
    let stories = Log::read(&setup.data()).await.check_ended([&id]);
    assert_eq!(stories[&id].render.attempt, 2, "{:?}", stories[&id].events);
}

#[tokio::test]
async fn a_server_killed_while_it_saves_saves_once() {
    let origin = Origin::start();
    let setup = setup(&origin);
    let mut server = setup.serve().await;
    let id = server.client().accepted(&of(&[json!([clip(image(&origin.media("photo.jpg")), 1.0)])], "bmp")).await;
    happened(&setup, "render.rendered").await;
    server.process.kill();

    let server = setup.serve().await;
    let client = server.client();
    client.finished(&id).await;
    // The copy that follows is made once, too.
    assert_eq!(client.assets(&id, 1).await[0]["attributes"]["status"], json!("ready"));
    let log = Log::read(&setup.data()).await;
    log.check_ended([&id]);
    assert_eq!(log.events.iter().filter(|event| event.event_type == "transfer.queued").count(), 1);
}

#[tokio::test]
async fn a_killed_child_costs_one_attempt() {
    let origin = Origin::start();
    let setup = setup(&origin);
    let server = setup.serve().await;
    let client = server.client();
    let id = client.accepted(&long(&origin.media("photo.jpg"), 12.0)).await;
    happened(&setup, "render.fetched").await;
    let of_server = server.process.id();
    // The first that is found may be one that has read a source and is about to leave.
    wait::until("the attempt to fail", async || {
        let log = Log::read(&setup.data()).await;
        let failed = log.events.iter().any(|event| event.event_type == "render.attempt_failed");
        let children = if failed { vec![] } else { processes::children_named(of_server, "render-child") };
        children.into_iter().for_each(|child| processes::signal(child, libc::SIGKILL));
        failed.then_some(())
    })
    .await;

    let done = client.finished(&id).await;
    assert_eq!(Probe::of(&done.file).video().frames(), 300);
    let stories = Log::read(&setup.data()).await.check_ended([&id]);
    let story = &stories[&id];
    assert_eq!((story.render.attempt, &story.render.phase), (2, &Phase::Done), "{:?}", story.events);
    assert!(story.events.contains(&"render.attempt_failed".to_owned()), "{:?}", story.events);
}

#[tokio::test]
async fn a_child_that_always_dies_fails_the_render_after_three_attempts() {
    let origin = Origin::start();
    let setup = setup(&origin);
    let server = setup.serve().await;
    let client = server.client();
    let id = client.accepted(&long(&origin.media("photo.jpg"), 600.0)).await;
    let of_server = server.process.id();
    let said = wait::until("the end", async || {
        let said = client.status(&id).await;
        if said["status"] == json!("rendering") {
            let children = processes::children_named(of_server, "render-child");
            children.into_iter().for_each(|child| processes::signal(child, libc::SIGKILL));
        }
        (said["status"] == json!("failed")).then_some(said)
    })
    .await;
    assert!(said["error"].as_str().unwrap().contains("signal 9"), "{said}");
    let stories = Log::read(&setup.data()).await.check_ended([&id]);
    assert_eq!(stories[&id].render.attempt, 3, "{:?}", stories[&id].events);
}
