//! A backup of a running installation, put back elsewhere.

use migrations::testing::Cluster;
use reqwest::Method;
use rushes_tests::edits::still;
use rushes_tests::{Client, Origin, Setup, wait};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Output;

/// Runs `rushes …` on this setup's data; its exit code and what it said.
fn run(setup: &Setup, arguments: &[&str]) -> (Option<i32>, String) {
    let data = setup.data();
    let arguments = [arguments, &["--data", data.to_str().unwrap()]].concat();
    let Output { status, stdout, stderr } = setup.command(&arguments).output().unwrap();
    (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
}

fn succeeds(setup: &Setup, arguments: &[&str]) -> String {
    let (code, said) = run(setup, arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {said}");
    said
}

/// An installation elsewhere that knows the master key and nothing else.
fn elsewhere(origin: &Origin, of: &Setup) -> Setup {
    let setup = Setup::with_origin(origin);
    std::fs::create_dir_all(setup.data()).unwrap();
    std::fs::copy(of.data().join("master.key"), setup.data().join("master.key")).unwrap();
    setup
}

async fn listed(client: &Client) -> Value {
    client.get("/rushes/v1/renders?limit=100").await.expect(200).json()["renders"].clone()
}

/// The bytes of a render's hosted copy.
async fn hosted(client: &Client, render: &str) -> Vec<u8> {
    let assets = client.assets(render, 1).await;
    let url = reqwest::Url::parse(assets[0]["attributes"]["url"].as_str().unwrap()).unwrap();
    let reply = client.anonymous(Method::GET, url.path()).send().await.unwrap();
    assert_eq!(reply.status(), 200);
    reply.bytes().await.unwrap().to_vec()
}

#[tokio::test]
async fn a_backup_of_a_running_server_is_put_back_into_files_and_into_a_database_server() {
    let origin = Origin::start();
    let setup = Setup::with_origin(&origin);
    let (mut server, mut worker) = (setup.serve_as("api").await, setup.work());
    let client = server.client();
    let done = client.render(&still("<p>kept</p>")).await.id;
    let bytes = hosted(&client, &done).await;
    worker.stop();
    let waiting = client.accepted(&still("<p>waits</p>")).await;
    let backup = setup.folder().join("backup");
    let to = backup.to_str().unwrap();
    let said = succeeds(&setup, &["backup", to]);
    assert!(said.contains("master key"), "{said}");
    let before = listed(&client).await;
    assert!(server.process.stop().success());
    // A backup is taken once.
    assert_eq!(run(&setup, &["backup", to]).0, Some(65));
    let keys = setup.bootstrap().api_keys;

    let cluster = Cluster::start();
    let in_files = elsewhere(&origin, &setup);
    let on_a_server = elsewhere(&origin, &setup).with("RUSHES_DATABASE_URL", &cluster.url());
    for place in [in_files, on_a_server] {
        let said = succeeds(&place, &["restore", to]);
        assert!(said.contains("put back"), "{said}");
        assert!(succeeds(&place, &["audit", "verify"]).contains("; 0 are not in it yet"));
        let (code, said) = run(&place, &["restore", to]);
        assert_eq!(code, Some(65), "{said}");
        assert!(said.contains("not empty"), "{said}");

        // What was done is there, what waited is done now, under the keys of old.
        let api = place.serve_as("api").await;
        let client = Client::new(&api.base, "v1", &keys.v1);
        assert_eq!(listed(&client).await, before);
        assert_eq!(hosted(&client, &done).await, bytes);
        let _worker = place.work();
        let ended = client.ended(&waiting).await;
        assert_eq!(ended["status"], json!("done"), "{ended}");
        assert!(!place.data().join("bootstrap.json").exists(), "it made no workspace of its own");
    }
}

#[tokio::test]
async fn what_is_missing_is_named_and_what_is_torn_is_refused() {
    let origin = Origin::start();
    let setup = Setup::with_origin(&origin);
    let mut server = setup.serve().await;
    let render = server.client().render(&still("<p>lost</p>")).await.id;
    wait::until("the copy", async || (!server.client().assets(&render, 1).await.is_empty()).then_some(())).await;
    assert!(server.process.stop().success());
    let lost = format!("renders/{render}/1/{render}.jpg");
    std::fs::remove_file(setup.data().join("files").join(&lost)).unwrap();
    let backup = setup.folder().join("backup");
    let to = backup.to_str().unwrap();
    let (code, said) = run(&setup, &["backup", to]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(&lost), "{said}");

    // Without the key nothing is begun, and no other one is made.
    let keyless = Setup::with_origin(&origin);
    let (code, said) = run(&keyless, &["restore", to]);
    assert_eq!(code, Some(65), "{said}");
    assert!(said.contains("master key") && !keyless.data().join("master.key").exists(), "{said}");
    let place = elsewhere(&origin, &setup);
    assert!(succeeds(&place, &["restore", to]).contains(&lost));

    let torn = backup.join("log.ndjson");
    let text = std::fs::read_to_string(&torn).unwrap();
    std::fs::write(&torn, text.replacen("render.saved", "render.sawed", 1)).unwrap();
    let (code, said) = run(&elsewhere(&origin, &setup), &["restore", to]);
    assert_eq!(code, Some(65), "{said}");
    assert!(said.contains("log.ndjson is not what manifest.json says"), "{said}");
    std::fs::remove_file(backup.join("manifest.json")).unwrap();
    assert_eq!(run(&elsewhere(&origin, &setup), &["restore", to]).0, Some(65));
    assert!(Path::new(to).exists());
}

#[tokio::test]
async fn a_restore_that_was_cut_off_is_finished_before_anything_else() {
    let origin = Origin::start();
    let setup = Setup::with_origin(&origin);
    let mut server = setup.serve().await;
    server.client().render(&still("<p>half</p>")).await;
    assert!(server.process.stop().success());
    let backup = setup.folder().join("backup");
    let to = backup.to_str().unwrap();
    succeeds(&setup, &["backup", to]);

    // Cut off after log and state: the files cannot be put where a file is in the way.
    let place = elsewhere(&origin, &setup);
    std::fs::create_dir_all(place.data().join("files")).unwrap();
    std::fs::write(place.data().join("files/renders"), b"in the way").unwrap();
    let (code, said) = run(&place, &["restore", to]);
    assert_ne!(code, Some(0), "{said}");
    let (code, said) = run(&place, &["admin", "workspace", "list"]);
    assert_eq!(code, Some(65), "{said}");
    assert!(said.contains("half restored"), "{said}");
    std::fs::remove_file(place.data().join("files/renders")).unwrap();
    succeeds(&place, &["restore", to]);
    succeeds(&place, &["audit", "verify"]);
}
