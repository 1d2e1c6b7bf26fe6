//! Machines that share a database server and a bucket, and no folder.

use domain::render::Phase;
use futures::StreamExt;
use reqwest::Method;
use rushes_tests::client::{Reply, read};
use rushes_tests::edits::{long, still};
use rushes_tests::{Client, Machines, Setup, wait};
use serde_json::{Value, json};

/// What is in a folder of the machine.
fn in_folder(machine: &Setup, name: &str) -> usize {
    std::fs::read_dir(machine.data().join(name)).unwrap().count()
}

async fn part(client: &Client, url: &str, range: &str) -> Reply {
    read(client.anonymous(Method::GET, url).header("range", range)).await
}

/// What a progress stream tells until it ends.
async fn followed(client: &Client, id: &str) -> Vec<Value> {
    let path = format!("/rushes/v1/renders/{id}/progress");
    let mut chunks = client.request(Method::GET, &path).send().await.unwrap().bytes_stream();
    let mut text = String::new();
    while let Some(chunk) = tokio::time::timeout(wait::LONGEST, chunks.next()).await.expect("the stream ends") {
        text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
    }
    let data = text.lines().filter_map(|line| line.strip_prefix("data:"));
    data.map(|data| serde_json::from_str(data.trim()).unwrap()).collect()
}

#[tokio::test]
async fn one_machine_answers_and_another_works() {
    let machines = Machines::start();
    let (front, back) = (machines.machine(), machines.machine());
    let server = front.serve_as("api").await;
    let _worker = back.work();
    let client = server.client();
    let id = client.accepted(&long(&machines.origin.media("photo.jpg"), 4.0)).await;
    let told = followed(&client, &id).await;
    let under_way = |told: &Value| told["percent"].as_u64().is_some_and(|percent| (1..100).contains(&percent));
    assert!(told.iter().any(under_way), "progress of the other machine is seen while it works: {told:?}");
    assert_eq!((&told.last().unwrap()["status"], &told.last().unwrap()["percent"]), (&json!("done"), &json!(100)));

    let done = client.finished(&id).await;
    let whole = std::fs::read(&done.file).unwrap();
    let assets = client.assets(&id, 1).await;
    assert_eq!(assets[0]["attributes"]["status"], json!("ready"));
    let hosted = assets[0]["attributes"]["url"].as_str().unwrap();
    for url in [hosted, done.response["url"].as_str().unwrap()] {
        assert_eq!(read(client.anonymous(Method::GET, url)).await.expect(200).bytes, whole);
        let (first, last) = (part(&client, url, "bytes=0-99").await, part(&client, url, "bytes=-100").await);
        assert_eq!(first.expect(206).bytes, whole[..100]);
        assert_eq!(last.expect(206).bytes, whole[whole.len() - 100..]);
        let outside = part(&client, url, &format!("bytes={}-", whole.len())).await.expect(416);
        assert_eq!(outside.header("content-range"), Some(format!("bytes */{}", whole.len()).as_str()));
        read(client.anonymous(Method::HEAD, url)).await.expect(200);
    }

    let files = machines.files();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(files[0].starts_with("films/hosted/") && files[1].starts_with("films/renders/"), "{files:?}");
    client.delete(&format!("/serve/v1/assets/{}", assets[0]["attributes"]["id"].as_str().unwrap())).await.expect(204);
    read(client.anonymous(Method::GET, hosted)).await.expect(404);
    wait::until("the hosted copy to be removed", async || (machines.files() == files[1..]).then_some(())).await;

    for machine in [&front, &back] {
        assert_eq!(in_folder(machine, "files"), 0);
        assert!(!machine.data().join("master.key").exists() && !machine.data().join("log.db").exists());
        let said = machine.output();
        let said = String::from_utf8_lossy(&said);
        let secrets = [&machines.bucket.settings().secret_key, rushes_tests::machines::MASTER_KEY, "X-Amz-Signature"];
        assert!(secrets.iter().all(|secret| !said.contains(*secret)), "{said}");
    }
}

#[tokio::test]
async fn a_worker_that_was_killed_is_followed_by_one_on_another_machine() {
    let machines = Machines::start();
    let server = machines.machine().serve_as("api").await;
    let client = server.client();
    let mut first = machines.machine().work();
    let ids = [
        client.accepted(&long(&machines.origin.media("photo.jpg"), 8.0)).await,
        client.accepted(&still("<p>x</p>")).await,
    ];
    wait::until("the first worker to render", async || {
        (client.status(&ids[0]).await["status"] == json!("rendering")).then_some(())
    })
    .await;
    first.kill();
    let _second = machines.machine().work();
    for id in &ids {
        client.finished(id).await;
        assert_eq!(client.assets(id, 1).await[0]["attributes"]["status"], json!("ready"));
    }
    let stories = machines.log().await.check_ended(&ids);
    assert_eq!(stories[&ids[0]].render.attempt, 2, "{:?}", stories[&ids[0]].events);
    assert_eq!(machines.bucket.unfinished_uploads().unwrap(), 0);
}

#[tokio::test]
async fn a_bucket_that_goes_away_is_503_until_it_is_back() {
    let mut machines = Machines::start();
    let server = machines.machine().serve_as("api").await;
    let _worker = machines.machine().work();
    let client = server.client();
    let before = client.render(&still("<p>before</p>")).await;
    let url = before.response["url"].as_str().unwrap();

    machines.bucket.stop();
    let refused = read(client.anonymous(Method::GET, url)).await.expect(503);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(refused.json()["code"], json!("unavailable"));
    client.get("/readyz").await.expect(503);
    client.get("/healthz").await.expect(200);
    // What needs no file goes on.
    let during = client.accepted(&still("<p>during</p>")).await;
    wait::until("an attempt to fail", async || {
        let log = machines.log().await;
        let failed = log.events.iter().find(|event| event.event_type == "render.attempt_failed")?;
        let failed: Value = serde_json::from_slice(&failed.data).unwrap();
        assert_eq!(failed["failure"]["code"], json!("storage_unavailable"), "{failed}");
        Some(())
    })
    .await;

    machines.bucket.start_again().unwrap();
    client.get("/readyz").await.expect(200);
    read(client.anonymous(Method::GET, url)).await.expect(200);
    client.finished(&during).await;
    let stories = machines.log().await.check_ended([&during]);
    let render = &stories[&during].render;
    assert!(render.phase == Phase::Done && render.attempt > 1, "{:?}", stories[&during].events);
}

#[tokio::test]
async fn processes_that_answer_count_requests_and_know_people_together() {
    let machines = Machines::start();
    let machine =
        || machines.machine().with("RUSHES_RATE_LIMITS_ENABLED", "true").with("RUSHES_RATE_LIMITS_SERVE_V1", "6");
    let one = machine().serve_as("api").await;
    let other = machine().serve_as("api").await;
    let keys = one.setup().bootstrap();
    let clients = [&one.base, &other.base].map(|base| Client::new(base, "v1", &keys.api_keys.v1));

    let path = "/serve/v1/assets/00000000-0000-4000-8000-000000000000";
    let mut left = vec![];
    for request in 0..6 {
        let reply = clients[request % 2].get(path).await.expect(404);
        left.push(reply.header("ratelimit-remaining").unwrap().parse::<u32>().unwrap());
    }
    // A minute may end in the middle; then it begins again for both.
    assert!(left.windows(2).all(|pair| pair[1] + 1 == pair[0] || pair[1] == 5), "{left:?}");
    let refused = wait::until("the limit", async || {
        let reply = clients[1].get(path).await;
        (reply.status == 429).then_some(reply)
    })
    .await;
    assert!(refused.header("retry-after").is_some());
    clients[0].get(path).await.expect(429);

    let login = json!({ "email": keys.owner.email, "password": keys.owner.password });
    let login = clients[0].anonymous(Method::POST, "/rushes/v1/auth/login").json(&login);
    let session = read(login).await.expect(200).json();
    for client in &clients {
        let list = client.anonymous(Method::GET, "/rushes/v1/renders").bearer_auth(session["token"].as_str().unwrap());
        read(list).await.expect(200);
    }
}
