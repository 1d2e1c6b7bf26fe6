//! Shotstack's Edit and Serve APIs, as plain HTTP.

use reqwest::Method;
use rushes_tests::client::read;
use rushes_tests::edits::{clip, of, still, video};
use rushes_tests::{Client, Origin, Setup};
use serde_json::{Value, json};

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";

fn answer(reply: &rushes_tests::Reply) -> Value {
    reply.json()["response"].clone()
}

#[tokio::test]
async fn an_edit_is_echoed_merged_or_left_out() {
    let server = Setup::default().serve_as("api").await;
    let client = server.client();
    let mut edit = still("<p>{{ NAME }}</p>");
    edit["merge"] = json!([{ "find": "NAME", "replace": "Ada" }]);
    let id = client.accepted(&edit).await;
    let get = async |query: &str| answer(&client.get(&format!("/edit/v1/render/{id}{query}")).await.expect(200));

    let shown = get("").await;
    assert_eq!(shown["data"], edit);
    assert_eq!((&shown["status"], &shown["id"]), (&json!("queued"), &json!(id)));
    assert_eq!(shown["owner"], json!(server.setup().bootstrap().workspace_id));
    let keys: Vec<&str> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["created", "data", "id", "owner", "poster", "status", "thumbnail", "updated"],
        "absent, not null"
    );
    // Python's client writes booleans so.
    for query in ["?data=false", "?data=False", "?data=FALSE&merged=true"] {
        assert!(get(query).await.get("data").is_none(), "{query}");
    }
    for query in ["?merged=true", "?data=True&merged=True"] {
        let html = &get(query).await["data"]["timeline"]["tracks"][0]["clips"][0]["asset"]["html"];
        assert_eq!(html, &json!("<p>Ada</p>"), "{query}");
    }
    client.get(&format!("/edit/v1/render/{id}?data=perhaps")).await.expect(400);
}

#[tokio::test]
async fn the_older_base_without_edit_is_the_same() {
    let server = Setup::default().serve().await;
    let (client, sandbox) = (server.client(), server.stage());
    let reply = client.post("/v1/render", still("<p>old</p>")).await.expect(201).json();
    assert_eq!((&reply["success"], &reply["message"]), (&json!(true), &json!("Created")));
    assert_eq!(reply["response"]["message"], json!("Render Successfully Queued"));
    let id = reply["response"]["id"].as_str().unwrap();
    client.ended(id).await;
    let old = answer(&client.get(&format!("/v1/render/{id}?data=false")).await.expect(200));
    assert_eq!((&old["status"], &old["id"]), (&json!("done"), &json!(id)));
    client.post("/v1/render", json!({})).await.expect(400);
    client.get(&format!("/v1/render/{UNKNOWN}")).await.expect(404);

    let reply = sandbox.post("/stage/render", still("<p>old</p>")).await.expect(201).json();
    let id = reply["response"]["id"].as_str().unwrap().to_owned();
    sandbox.get(&format!("/stage/render/{id}")).await.expect(200);
    sandbox.ended(&id).await;
}

#[tokio::test]
async fn keys_open_their_own_environment_only() {
    let server = Setup::default().serve_as("api").await;
    let (production, sandbox) = (server.client(), server.stage());
    let keys = server.setup().bootstrap().api_keys;
    for key in [&keys.v1, &keys.stage] {
        assert!(key.len() == 40 && key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");
    }
    let id = production.accepted(&still("<p>x</p>")).await;
    let forbidden = async |client: &Client, method: Method, path: &str| {
        let body = (method == Method::POST).then(|| still("<p>x</p>"));
        let reply = client.send(method, path, body).await.expect(403);
        assert_eq!(reply.json(), json!({ "message": "Forbidden" }), "{path}");
    };
    let (unknown, none) = (production.with_key(&"a".repeat(40)), production.with_key(""));
    for client in [&sandbox, &unknown, &none, &production.with_key("short")] {
        forbidden(client, Method::POST, "/edit/v1/render").await;
        forbidden(client, Method::GET, &format!("/edit/v1/render/{id}")).await;
        forbidden(client, Method::GET, &format!("/serve/v1/assets/render/{id}")).await;
        forbidden(client, Method::DELETE, &format!("/serve/v1/assets/{UNKNOWN}")).await;
    }
    let bare = read(production.anonymous(Method::GET, &format!("/edit/v1/render/{id}"))).await.expect(403);
    assert_eq!(bare.json(), json!({ "message": "Forbidden" }));
    forbidden(&production, Method::POST, "/edit/stage/render").await;
    // What one environment has, the other does not know.
    sandbox.get(&format!("/edit/stage/render/{id}")).await.expect(404);
    sandbox.get(&format!("/rushes/v1/renders/{id}")).await.expect(404);
}

#[tokio::test]
async fn unknown_ids_are_404_in_the_words_of_their_api() {
    let server = Setup::default().serve_as("api").await;
    let client = server.client();
    for id in [UNKNOWN, "not-an-id", "..", "%00"] {
        let edit = client.get(&format!("/edit/v1/render/{id}")).await;
        assert!(edit.status == 404, "{id}: {} {}", edit.status, edit.text());
    }
    let edit = client.get(&format!("/edit/v1/render/{UNKNOWN}")).await.expect(404).json();
    assert_eq!((&edit["success"], &edit["message"]), (&json!(false), &json!("Not Found")));
    let serve = client.get(&format!("/serve/v1/assets/{UNKNOWN}")).await.expect(404).json();
    assert_eq!(serve["errors"][0]["status"], json!("404"));
    client.get(&format!("/serve/v1/assets/render/{UNKNOWN}")).await.expect(404);
    client.delete(&format!("/serve/v1/assets/{UNKNOWN}")).await.expect(404);
    let reply = client.send(Method::PUT, &format!("/edit/v1/render/{UNKNOWN}"), None).await.expect(405);
    assert_eq!(reply.header("allow"), Some("GET"));
}

#[tokio::test]
async fn hosted_copies_can_be_had_in_parts_until_they_are_deleted() {
    let origin = Origin::start();
    let server = Setup::with_origin(&origin).serve().await;
    let client = server.client();
    let mut edit = of(&[json!([clip(video(&origin.media("film.mp4")), 1.0)])], "mp4");
    edit["output"]["poster"] = json!({ "capture": 0 });
    let done = client.render(&edit).await;
    let whole = std::fs::read(&done.file).unwrap();

    let assets = client.assets(&done.id, 2).await;
    let attributes: Vec<&Value> = assets.iter().map(|asset| &asset["attributes"]).collect();
    let names: Vec<_> = attributes.iter().map(|asset| asset["filename"].as_str().unwrap()).collect();
    assert_eq!(names, [format!("{}.mp4", done.id), format!("{}-poster.jpg", done.id)]);
    let main = attributes[0];
    assert_eq!((&main["status"], &main["renderId"]), (&json!("ready"), &json!(done.id)));
    assert_eq!((&main["region"], &main["providerId"]), (&json!("au"), &main["id"]));
    let url = main["url"].as_str().unwrap();
    let owner = main["owner"].as_str().unwrap();
    assert_eq!(url, format!("{}/cdn/v1/{owner}/{}.mp4", server.base, done.id));

    // The render's own file and its hosted copy, alike and without a key.
    for url in [url, done.response["url"].as_str().unwrap()] {
        let get = async |range: Option<&str>| {
            let request = client.anonymous(Method::GET, url);
            read(range.map_or_else(
                || request.try_clone().unwrap(),
                |range| request.try_clone().unwrap().header("range", range),
            ))
            .await
        };
        let reply = get(None).await.expect(200);
        assert_eq!(reply.bytes, whole);
        assert_eq!(reply.header("content-type"), Some("video/mp4"));
        assert_eq!(reply.header("accept-ranges"), Some("bytes"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
        let tag = reply.header("etag").unwrap().to_owned();
        let (first, last) = (get(Some("bytes=0-99")).await.expect(206), get(Some("bytes=-100")).await.expect(206));
        assert_eq!((&first.bytes[..], &last.bytes[..]), (&whole[..100], &whole[whole.len() - 100..]));
        assert_eq!(first.header("content-range"), Some(format!("bytes 0-99/{}", whole.len()).as_str()));
        get(Some(&format!("bytes={}-", whole.len()))).await.expect(416);
        let same = read(client.anonymous(Method::GET, url).header("if-none-match", tag)).await.expect(304);
        assert_eq!(same.bytes, b"");
        let head = read(client.anonymous(Method::HEAD, url)).await.expect(200);
        assert_eq!(head.header("content-length"), Some(whole.len().to_string().as_str()));
    }
    // A signature that was tampered with opens nothing.
    let signed = done.response["url"].as_str().unwrap();
    let (path, query) = signed.split_once('?').unwrap();
    for wrong in
        [path.to_owned(), format!("{path}?{}", query.replace(['1', '2', '3'], "4")), signed.replace(".mp4", ".mp3")]
    {
        read(client.anonymous(Method::GET, &wrong)).await.expect(404);
    }

    let asset = format!("/serve/v1/assets/{}", main["id"].as_str().unwrap());
    assert_eq!(client.delete(&asset).await.expect(204).bytes, b"");
    let deleted = client.get(&asset).await.expect(200).json()["data"]["attributes"].take();
    assert_eq!((&deleted["status"], deleted.get("url")), (&json!("deleted"), None));
    read(client.anonymous(Method::GET, url)).await.expect(404);
    // The render's own file is another matter.
    read(client.anonymous(Method::GET, signed)).await.expect(200);
}

#[tokio::test]
async fn an_output_that_opts_out_is_not_hosted() {
    let server = Setup::default().serve().await;
    let client = server.client();
    let mut edit = still("<p>private</p>");
    edit["output"]["destinations"] = json!([{ "provider": "shotstack", "exclude": true }]);
    let done = client.render(&edit).await;
    // A render that came later is hosted, so the one that opted out would be by now.
    let later = client.render(&still("<p>public</p>")).await;
    client.assets(&later.id, 1).await;
    assert_eq!(client.assets(&done.id, 0).await, Vec::<Value>::new());
    let owner = done.response["owner"].as_str().unwrap();
    read(client.anonymous(Method::GET, &format!("/cdn/v1/{owner}/{}.jpg", done.id))).await.expect(404);
}

#[tokio::test]
async fn requests_are_counted_and_refused_beyond_the_limit() {
    let setup = Setup::default().with("RUSHES_RATE_LIMITS_ENABLED", "true").with("RUSHES_RATE_LIMITS_EDIT_V1", "5");
    let server = setup.serve_as("api").await;
    let client = server.client();
    let path = format!("/edit/v1/render/{UNKNOWN}");
    let mut refused = None;
    for _ in 0..20 {
        let reply = client.get(&path).await;
        if reply.status == 429 {
            refused = Some(reply);
            break;
        }
        assert_eq!((reply.status, reply.header("ratelimit-limit")), (404, Some("5")));
    }
    let refused = refused.expect("twenty requests pass a limit of five");
    assert_eq!(refused.json()["message"], json!("Too Many Requests"));
    let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
    // Another key has its own count.
    server.stage().get(&format!("/edit/stage/render/{UNKNOWN}")).await.expect(404);
}
