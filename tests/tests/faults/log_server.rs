//! The log on a server of its own, state and views on PostgreSQL. The log server is a double of KurrentDB.

use event_store::kurrentdb::KurrentLog;
use migrations::testing::Cluster;
use read_models::Views;
use rushes_tests::checker::Log;
use rushes_tests::edits::{long, still};
use rushes_tests::{LogServer, Origin, Setup, wait};
use serde_json::json;

fn setup(origin: &Origin, cluster: &Cluster, log_url: &str) -> Setup {
    let setup = Setup::with_origin(origin).with("RUSHES_WORKER_LEASE_SECONDS", "2");
    setup.with("RUSHES_DATABASE_URL", &cluster.url()).with("RUSHES_DATABASE_LOG_URL", log_url)
}

#[tokio::test]
async fn renders_go_the_whole_way_although_everybody_is_killed_and_rebuilt_equals_live() {
    let (origin, cluster, mut log_server) = (Origin::start(), Cluster::start(), LogServer::start());
    let setup = setup(&origin, &cluster, &log_server.url());
    let mut server = setup.serve_as("api").await;
    let mut first = setup.work();
    let client = server.client();
    let done = client.render(&still("<p>before</p>")).await.id;
    let mut ids = vec![client.accepted(&long(&origin.media("photo.jpg"), 8.0)).await];
    for number in 0..3 {
        ids.push(client.accepted(&still(&format!("<p>{number}</p>"))).await);
    }
    wait::until("the worker to render", async || {
        (client.status(&ids[0]).await["status"] == json!("rendering")).then_some(())
    })
    .await;
    // The log first: the others have something under way that they cannot say any more.
    log_server.kill();
    first.kill();
    server.process.kill();
    log_server.start_again();

    let (mut server, mut second) = (setup.serve_as("api").await, setup.work());
    let client = server.client();
    ids.push(done);
    for id in &ids {
        assert_eq!(client.ended(id).await["status"], json!("done"));
        assert_eq!(client.assets(id, 1).await[0]["attributes"]["status"], json!("ready"));
    }
    let log = KurrentLog::open(&log_server.url()).await.unwrap();
    let views = Views::connect(&cluster.url()).await.unwrap();
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
async fn a_log_server_that_goes_away_is_503_until_it_is_back_and_its_password_is_not_told() {
    let (origin, cluster, mut log_server) = (Origin::start(), Cluster::start(), LogServer::start());
    let url = log_server.url().replace("://", "://ana:canary-word@");
    let setup = setup(&origin, &cluster, &url).with("RUSHES_LOG_FILTER", "debug");
    let server = setup.serve().await;
    let client = server.client();
    client.render(&still("<p>before</p>")).await;

    log_server.kill();
    let refused = client.submit(&still("<p>lost</p>")).await.expect(503);
    assert!(refused.header("retry-after").is_some());
    client.get("/readyz").await.expect(503);
    client.get("/healthz").await.expect(200);

    log_server.start_again();
    let id = wait::until("the server to accept again", async || {
        let reply = client.submit(&still("<p>after</p>")).await;
        (reply.status == 201).then(|| reply.json()["response"]["id"].as_str().unwrap().to_owned())
    })
    .await;
    assert_eq!(client.ended(&id).await["status"], json!("done"));
    let said = String::from_utf8_lossy(&setup.output()).into_owned();
    assert!(said.contains("kurrentdb"), "the client's own words are in the log");
    // As it is, and as it goes over the wire.
    assert!(!said.contains("canary") && !said.contains("YW5hOmNhbmFyeS13b3Jk"), "the password is in the log");
}

#[tokio::test]
async fn what_is_wrong_with_the_address_is_said_at_the_start_without_its_password() {
    let end = |url: &str| {
        let setup = Setup::default().with("RUSHES_DATABASE_LOG_URL", url);
        let data = setup.data();
        let output = setup.command(&["admin", "workspace", "list", "--data", data.to_str().unwrap()]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, said) = end("kurrentdb://ana:canary-word@127.0.0.1:1?tls=false");
    assert_eq!(code, Some(75), "trying again may help: {said}");
    assert!(said.contains("the log's server cannot be reached") && !said.contains("canary"), "{said}");
    for url in ["postgres://ana:canary-word@localhost/rushes", "kurrentdb://ana:canary-word@host:port"] {
        let (code, said) = end(url);
        assert_eq!(code, Some(65), "{said}");
        assert!(said.contains("kurrentdb://user") && !said.contains("canary"), "{said}");
    }
}

#[tokio::test]
async fn an_installation_keeps_to_the_log_that_it_began_with() {
    let log_server = LogServer::start();
    let on_server = Setup::default().with("RUSHES_DATABASE_LOG_URL", &log_server.url());
    on_server.run(&["admin", "workspace", "create", "One"]);
    assert!(!on_server.data().join("log.db").exists(), "the log is on its server alone");
    let beside = on_server.clone().with("RUSHES_DATABASE_LOG_URL", "");
    let data = beside.data();
    let output = beside.command(&["admin", "workspace", "list", "--data", data.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(65));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("database.log_url"), "{said}");
    assert!(on_server.run(&["admin", "workspace", "list"]).contains("One"));
}
