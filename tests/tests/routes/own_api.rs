//! Our own API: signing in, lists, history, progress, cancelling.

use futures::StreamExt;
use reqwest::Method;
use rushes_tests::client::read;
use rushes_tests::edits::{clip, image, of, still};
use rushes_tests::{Client, Origin, Reply, Server, Setup, wait};
use serde_json::{Value, json};

async fn login(client: &Client, email: &str, password: &str) -> Reply {
    let body = json!({ "email": email, "password": password });
    read(client.anonymous(Method::POST, "/rushes/v1/auth/login").json(&body)).await
}

async fn token(server: &Server) -> String {
    let owner = server.setup().bootstrap().owner;
    let session = login(&server.client(), &owner.email, &owner.password).await.expect(200).json();
    session["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_owner_signs_in_and_nobody_else() {
    let server = Setup::default().serve_as("api").await;
    let (client, bootstrap) = (server.client(), server.setup().bootstrap());
    let session =
        login(&client, &bootstrap.owner.email.to_uppercase(), &bootstrap.owner.password).await.expect(200).json();
    assert_eq!((&session["workspaceId"], &session["role"]), (&json!(bootstrap.workspace_id), &json!("owner")));
    assert_eq!(session["tokenType"], json!("Bearer"));

    let wrong = login(&client, &bootstrap.owner.email, "wrong").await.expect(401);
    let nobody = login(&client, "nobody@example.com", "wrong").await.expect(401);
    assert_eq!(wrong.header("content-type"), Some("application/problem+json"));
    let (mut wrong, mut nobody) = (wrong.json(), nobody.json());
    assert_ne!(wrong["requestId"].take(), nobody["requestId"].take());
    assert_eq!(wrong, nobody, "whether the address exists must not show");
    assert_eq!(wrong["code"], json!("unauthorized"));

    let list = |bearer: String| client.anonymous(Method::GET, "/rushes/v1/renders").header("authorization", bearer);
    let token = session["token"].as_str().unwrap();
    read(list(format!("Bearer {token}"))).await.expect(200);
    for wrong in [format!("Bearer {token}x"), format!("Basic {token}"), "Bearer ".into(), token.to_owned()] {
        read(list(wrong)).await.expect(401);
    }
    read(client.anonymous(Method::GET, "/rushes/v1/renders")).await.expect(401);
}

#[tokio::test]
async fn renders_are_listed_newest_first_page_by_page() {
    let server = Setup::default().serve_as("api").await;
    let (production, sandbox) = (server.client(), server.stage());
    let mut ids = vec![];
    for number in 0..5 {
        let client = if number == 2 { &sandbox } else { &production };
        ids.push(client.accepted(&still(&format!("<p>{number}</p>"))).await);
    }
    ids.reverse();
    let token = token(&server).await;
    let page = async |query: &str| {
        let request = production.anonymous(Method::GET, &format!("/rushes/v1/renders?{query}"));
        read(request.bearer_auth(&token)).await.expect(200).json()
    };
    let listed = |page: &Value| -> Vec<String> {
        page["renders"].as_array().unwrap().iter().map(|render| render["id"].as_str().unwrap().to_owned()).collect()
    };
    let (mut all, mut query) = (vec![], "limit=2".to_owned());
    loop {
        let page = page(&query).await;
        all.extend(listed(&page));
        let Some(cursor) = page.get("nextCursor") else { break };
        query = format!("limit=2&cursor={}", cursor.as_str().unwrap());
    }
    assert_eq!(all, ids, "everybody sees both environments");
    assert_eq!(listed(&page("environment=stage").await), ids[2..3]);
    // A key sees its own.
    let own = production.get("/rushes/v1/renders").await.expect(200).json();
    assert_eq!(listed(&own), [&ids[..2], &ids[3..]].concat());
    assert_eq!((&own["renders"][0]["format"], &own["renders"][0]["width"]), (&json!("jpg"), &json!(320)));
    production.get("/rushes/v1/renders?environment=stage").await.expect(403);
    for query in ["limit=0", "limit=101", "limit=x", "cursor=nonsense", "environment=v2"] {
        production.get(&format!("/rushes/v1/renders?{query}")).await.expect(400);
    }
}

#[tokio::test]
async fn history_and_detail_tell_what_happened() {
    let origin = Origin::start();
    let server = Setup::with_origin(&origin).serve().await;
    let client = server.client();
    let done = client.render(&of(&[json!([clip(image(&origin.media("photo.jpg")), 1.0)])], "png")).await;

    let path = format!("/rushes/v1/renders/{}", done.id);
    let history = client.get(&format!("{path}/events")).await.expect(200).json();
    let events = history["events"].as_array().unwrap();
    let types: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    let all = ["render.queued", "render.attempt_started", "render.fetched", "render.rendered", "render.saved"];
    assert_eq!(types, all);
    let revisions: Vec<u64> = events.iter().map(|event| event["revision"].as_u64().unwrap()).collect();
    assert_eq!(revisions, [0, 1, 2, 3, 4]);
    assert!(events[0]["actor"].as_str().unwrap().starts_with("key:"), "{}", events[0]);
    assert_eq!(events[1]["actor"], json!("worker"));
    let photo = std::fs::metadata(rushes_tests::media::file("photo.jpg")).unwrap().len();
    assert_eq!(events[2]["data"]["sources"][0]["bytes"], json!(photo));
    assert!(events[2]["data"]["sources"][0]["pointer"].as_str().unwrap().starts_with("timeline.tracks[0].clips[0]"));

    let detail = client.get(&path).await.expect(200).json();
    let output = &detail["files"][0];
    assert_eq!((&detail["status"], &detail["attempts"]), (&json!("done"), &json!(1)));
    assert_eq!((&output["role"], &output["mediaType"]), (&json!("main"), &json!("image/png")));
    let file = read(client.anonymous(Method::GET, output["url"].as_str().unwrap())).await.expect(200).bytes;
    assert_eq!(output["bytes"], json!(file.len()));
    use sha2::Digest;
    assert_eq!(output["sha256"], json!(hex::encode(sha2::Sha256::digest(&file))));
}

#[tokio::test]
async fn progress_is_streamed_to_the_end() {
    let origin = Origin::start();
    let server = Setup::with_origin(&origin).serve().await;
    let client = server.client();
    let edit = of(&[json!([clip(image(&origin.url("/gate/photo.jpg")), 2.0)])], "mp4");
    let id = client.accepted(&edit).await;
    wait::until("the worker to fetch", async || origin.requests().first().cloned()).await;

    let path = format!("/rushes/v1/renders/{id}/progress");
    let stream = client.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let (mut chunks, mut text) = (stream.bytes_stream(), String::new());
    let mut gate_opened = false;
    while let Some(chunk) = tokio::time::timeout(wait::LONGEST, chunks.next()).await.expect("the stream ends") {
        text.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
        if !gate_opened && text.contains("fetching") {
            gate_opened = true;
            origin.open_gate();
        }
    }
    let events: Vec<&str> = text.split("\n\n").filter(|event| event.contains("data:")).collect();
    assert!(events.iter().all(|event| event.contains("event: progress")), "{text}");
    let data = events.iter().map(|event| event.lines().find_map(|line| line.strip_prefix("data:")).unwrap().trim());
    let told: Vec<Value> = data.map(|data| serde_json::from_str(data).unwrap()).collect();
    let statuses: Vec<&str> = told.iter().map(|told| told["status"].as_str().unwrap()).collect();
    assert_eq!((statuses.first(), statuses.last()), (Some(&"fetching"), Some(&"done")), "{told:?}");
    let order = ["queued", "fetching", "rendering", "saving", "done"];
    let places: Vec<_> =
        statuses.iter().map(|status| order.iter().position(|known| known == status).unwrap()).collect();
    assert!(places.is_sorted(), "{statuses:?}");
    assert_eq!(told.last().unwrap()["percent"], json!(100));
    assert!(told.iter().all(|told| told["attempt"] == json!(1)), "{told:?}");

    // Of a render that has ended, the stream says so and ends.
    let again = client.get(&path).await.expect(200).text();
    assert_eq!(again.matches("event: progress").count(), 1, "{again}");
    assert!(again.contains(r#""status":"done""#), "{again}");
}

#[tokio::test]
async fn a_queued_render_can_be_cancelled_once_and_for_all() {
    let server = Setup::default().serve_as("api").await;
    let client = server.client();
    let id = client.accepted(&still("<p>never</p>")).await;
    let path = format!("/rushes/v1/renders/{id}/cancel");
    for _ in 0..2 {
        let cancelled = client.send(Method::POST, &path, None).await.expect(200).json();
        assert_eq!(cancelled, json!({ "id": id, "status": "failed", "cancelled": true }));
    }
    let status = client.status(&id).await;
    assert_eq!((&status["status"], &status["error"]), (&json!("failed"), &json!("Cancelled")));
    let listed = client.get("/rushes/v1/renders").await.expect(200).json();
    assert_eq!(listed["renders"][0]["cancelled"], json!(true));
    client.send(Method::POST, "/rushes/v1/renders/00000000-0000-4000-8000-000000000000/cancel", None).await.expect(404);
}

#[tokio::test]
async fn a_render_that_is_done_cannot_be_cancelled() {
    let server = Setup::default().serve().await;
    let client = server.client();
    let done = client.render(&still("<p>done</p>")).await;
    let reply = client.send(Method::POST, &format!("/rushes/v1/renders/{}/cancel", done.id), None).await.expect(409);
    assert_eq!(reply.json()["code"], json!("conflict"));
    assert_eq!(client.status(&done.id).await["status"], json!("done"));
}

#[tokio::test]
async fn health_metrics_and_documents_need_no_key() {
    let server = Setup::default().serve_as("api").await;
    let client = server.client();
    client.accepted(&still("<p>counted</p>")).await;
    let get = async |path: &str| read(client.anonymous(Method::GET, path)).await.expect(200).text();
    assert_eq!(get("/healthz").await, r#"{"status":"ok"}"#);
    assert_eq!(get("/readyz").await, r#"{"status":"ready"}"#);
    let metrics = get("/metrics").await;
    assert!(metrics.contains(r#"rushes_renders_accepted_total{environment="v1"} 1"#), "{metrics}");
    assert!(get("/docs").await.contains("<html"));
}
