//! Log, state and views on a PostgreSQL server instead of files.

use event_store::postgres::PostgresLog;
use migrations::testing::Cluster;
use read_models::Views;
use rushes_tests::checker::Log;
use rushes_tests::edits::{long, still};
use rushes_tests::{Origin, Setup, wait};
use serde_json::json;

fn setup(origin: &Origin, cluster: &Cluster) -> Setup {
    let setup = Setup::with_origin(origin).with("RUSHES_WORKER_LEASE_SECONDS", "2");
    setup.with("RUSHES_DATABASE_URL", &cluster.url())
}

#[tokio::test]
async fn renders_go_the_whole_way_whoever_is_killed_and_rebuilt_equals_live() {
    let (origin, cluster) = (Origin::start(), Cluster::start());
    let setup = setup(&origin, &cluster);
    let mut server = setup.serve_as("api").await;
    let mut first = setup.work();
    let client = server.client();
    let mut ids = vec![client.accepted(&long(&origin.media("photo.jpg"), 8.0)).await];
    for number in 0..3 {
        ids.push(client.accepted(&still(&format!("<p>{number}</p>"))).await);
    }
    wait::until("the first worker to render", async || {
        (client.status(&ids[0]).await["status"] == json!("rendering")).then_some(())
    })
    .await;
    first.kill();
    server.process.kill();

    let (mut server, mut second) = (setup.serve_as("api").await, setup.work());
    let client = server.client();
    for id in &ids {
        assert_eq!(client.ended(id).await["status"], json!("done"));
        assert_eq!(client.assets(id, 1).await[0]["attributes"]["status"], json!("ready"));
    }
    assert!(!setup.data().join("log.db").exists(), "nothing is kept in files beside the server");

    let (log, views) =
        (PostgresLog::open(&cluster.url()).await.unwrap(), Views::connect(&cluster.url()).await.unwrap());
    assert!(second.stop().success());
    let all = Log::of(&log).await;
    assert_eq!(all.check_ended(&ids).len(), ids.len());
    assert!(views.wait_for(&log, &all.events.last().unwrap().position, wait::LONGEST).await.unwrap());
    assert!(server.process.stop().success());
    let live = views.dump().await.unwrap();
    assert!(setup.run(&["replay"]).contains("rebuilt"));
    assert_eq!(views.dump().await.unwrap(), live);
}

#[tokio::test]
async fn a_server_that_goes_away_is_503_until_it_is_back() {
    let (origin, mut cluster) = (Origin::start(), Cluster::start());
    let setup = setup(&origin, &cluster);
    let server = setup.serve().await;
    let client = server.client();
    client.render(&still("<p>before</p>")).await;

    cluster.stop();
    let refused = client.submit(&still("<p>lost</p>")).await.expect(503);
    assert!(refused.header("retry-after").is_some());
    client.get("/readyz").await.expect(503);
    client.get("/healthz").await.expect(200);

    cluster.start_again();
    let id = wait::until("the server to accept again", async || {
        let reply = client.submit(&still("<p>after</p>")).await;
        (reply.status == 201).then(|| reply.json()["response"]["id"].as_str().unwrap().to_owned())
    })
    .await;
    assert_eq!(client.ended(&id).await["status"], json!("done"));
}

#[tokio::test]
async fn what_is_wrong_with_the_address_is_said_at_the_start_without_its_password() {
    let end = |url: &str| {
        let setup = Setup::default().with("RUSHES_DATABASE_URL", url);
        let data = setup.data();
        let output = setup.command(&["admin", "workspace", "list", "--data", data.to_str().unwrap()]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = end("postgres://ana:canary-word@127.0.0.1:1/rushes");
    assert_eq!(code, Some(75), "trying again may help: {said}");
    assert!(said.contains("database") && !said.contains("canary"), "{said}");
    let (code, said) = end("mysql://canary-word@localhost/rushes");
    assert_eq!(code, Some(65), "{said}");
    assert!(said.contains("postgres://") && !said.contains("canary"), "{said}");
    let cluster = Cluster::start();
    let (code, said) = end(&cluster.url().replace("/postgres", "/no_such_database"));
    assert_eq!(code, Some(65), "{said}");
    assert!(said.contains("check user, password and database"), "{said}");
}

#[tokio::test]
async fn a_data_folder_with_another_master_key_is_refused() {
    let (origin, cluster) = (Origin::start(), Cluster::start());
    let (one, other) = (setup(&origin, &cluster), setup(&origin, &cluster));
    one.run(&["admin", "workspace", "create", "One"]);
    let data = other.data();
    let output = other.command(&["admin", "workspace", "list", "--data", data.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(65));
    assert!(String::from_utf8(output.stderr).unwrap().contains("master.key"));
    assert!(!data.join("master.key").exists(), "no key is made that opens nothing");
}
