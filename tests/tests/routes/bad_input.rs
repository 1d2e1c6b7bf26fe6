//! What is wrong is refused at once, wholly, by its path, and nothing of it is stored.

use reqwest::Method;
use rushes_tests::client::read;
use rushes_tests::edits::{clip, html, image, of, still};
use rushes_tests::{Client, Setup};
use serde_json::{Value, json};

const PICTURE: &str = "https://example.com/picture.png";

fn setup() -> Setup {
    Setup::default()
        .with("RUSHES_LIMITS_TRACKS", "3")
        .with("RUSHES_LIMITS_CLIPS", "5")
        .with("RUSHES_LIMITS_SOURCES", "2")
        .with("RUSHES_LIMITS_OUTPUT_SECONDS", "60")
        .with("RUSHES_LIMITS_BODY_BYTES", "20000")
}

/// The paths that a refusal names, sorted; the same three times over, once for each place that clients look into.
fn paths(answer: &Value) -> Vec<String> {
    assert_eq!((&answer["success"], &answer["message"]), (&json!(false), &json!("Bad Request")), "{answer}");
    let details = answer["response"]["error"]["details"].as_array().unwrap();
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(details.len(), errors.len(), "{answer}");
    for (detail, error) in details.iter().zip(errors) {
        assert_eq!((&detail["message"], &json!("400")), (&error["detail"], &error["status"]));
        assert!(detail["message"].as_str().unwrap().starts_with(detail["path"].as_str().unwrap()), "{detail}");
    }
    let mut paths: Vec<String> = details.iter().map(|detail| detail["path"].as_str().unwrap().to_owned()).collect();
    paths.sort();
    paths
}

fn base() -> Value {
    of(&[json!([clip(image(PICTURE), 1.0)])], "jpg")
}

/// An edit that is right but for one change.
fn but(change: impl FnOnce(&mut Value)) -> String {
    let mut edit = base();
    change(&mut edit);
    edit.to_string()
}

fn with_clip(change: impl FnOnce(&mut Value)) -> String {
    but(|edit| change(&mut edit["timeline"]["tracks"][0]["clips"][0]))
}

fn table() -> Vec<(&'static str, String, Vec<&'static str>)> {
    let at = |path: &'static str| vec![path];
    vec![
        ("malformed JSON", r#"{"timeline": "#.into(), at("")),
        ("NaN", base().to_string().replace("1.0", "NaN"), at("")),
        ("a number beyond all", base().to_string().replace("1.0", "1e999"), at("")),
        ("nothing", String::new(), at("")),
        ("an array", "[]".into(), at("")),
        ("an empty object", "{}".into(), vec!["output", "timeline"]),
        ("an unknown field", but(|e| e["timeline"]["colour"] = json!("#fff")), at("timeline.colour")),
        ("a wrong type", but(|e| e["timeline"]["tracks"] = json!("all")), at("timeline.tracks")),
        ("no tracks", but(|e| e["timeline"]["tracks"] = json!([])), at("timeline.tracks")),
        ("no clips", but(|e| e["timeline"]["tracks"][0]["clips"] = json!([])), at("timeline.tracks[0].clips")),
        ("a negative length", with_clip(|c| c["length"] = json!(-1)), at("timeline.tracks[0].clips[0].length")),
        ("NaN as text", with_clip(|c| c["length"] = json!("NaN")), at("timeline.tracks[0].clips[0].length")),
        ("infinity as text", with_clip(|c| c["start"] = json!("inf")), at("timeline.tracks[0].clips[0].start")),
        (
            "a leftover placeholder",
            with_clip(|c| c["length"] = json!("{{ SECONDS }}")),
            at("timeline.tracks[0].clips[0].length"),
        ),
        (
            "an unknown asset",
            with_clip(|c| c["asset"]["type"] = json!("hologram")),
            at("timeline.tracks[0].clips[0].asset.type"),
        ),
        (
            "a local file",
            with_clip(|c| c["asset"]["src"] = json!("/etc/passwd")),
            at("timeline.tracks[0].clips[0].asset.src"),
        ),
        (
            "a file URL",
            with_clip(|c| c["asset"]["src"] = json!("file:///etc/passwd")),
            at("timeline.tracks[0].clips[0].asset.src"),
        ),
        ("an unknown format", but(|e| e["output"]["format"] = json!("webm")), at("output.format")),
        ("a frame rate that is none", but(|e| e["output"]["fps"] = json!(26)), at("output.fps")),
        ("a size beyond all", but(|e| e["output"]["size"]["width"] = json!(5000)), at("output.size.width")),
        (
            "three faults at once",
            but(|e| {
                e["timeline"]["tracks"][0]["clips"][0]["start"] = json!(-1);
                e["timeline"]["tracks"][0]["clips"][0]["fit"] = json!("wide");
                e["output"]["quality"] = json!("best");
            }),
            vec!["output.quality", "timeline.tracks[0].clips[0].fit", "timeline.tracks[0].clips[0].start"],
        ),
    ]
}

/// Sends the body as it is.
async fn send(client: &Client, body: String) -> rushes_tests::Reply {
    let request = client.request(Method::POST, "/edit/v1/render");
    read(request.header("content-type", "application/json").body(body)).await
}

#[tokio::test]
async fn every_fault_is_named_and_nothing_is_stored() {
    let server = setup().serve_as("api").await;
    let client = server.client();
    let before = server.setup().log().await.events.len();
    for (name, body, expected) in table() {
        let reply = send(&client, body).await;
        assert_eq!(reply.status, 400, "{name}: {}", reply.text());
        assert_eq!(paths(&reply.json()), expected, "{name}: {}", reply.text());
    }
    assert_eq!(server.setup().log().await.events.len(), before);
    // The one that they were all made from is right.
    send(&client, base().to_string()).await.expect(201);
    assert_eq!(server.setup().log().await.events.len(), before + 1);
}

#[tokio::test]
async fn limits_come_from_the_settings() {
    let server = setup().serve_as("api").await;
    let client = server.client();
    let drawn = |length: f64| clip(html("<p>x</p>"), length);
    let tracks = of(&vec![json!([drawn(1.0)]); 4], "jpg");
    let clips = of(&[Value::Array(vec![drawn(1.0); 6])], "jpg");
    let pictures = (0..3).map(|number| clip(image(&format!("{PICTURE}?{number}")), 1.0));
    let sources = of(&[pictures.collect()], "jpg");
    let long = of(&[json!([drawn(61.0)])], "mp4");
    for (edit, limit) in [(&tracks, "<=3"), (&clips, "5 clips"), (&sources, "2 "), (&long, "60 s")] {
        let reply = client.submit(edit).await.expect(400);
        let paths = paths(&reply.json());
        assert!(paths.iter().all(|path| path.starts_with("timeline")), "{paths:?}");
        assert!(reply.text().contains(limit), "expected {limit}: {}", reply.text());
    }
    for within in [of(&vec![json!([drawn(1.0)]); 3], "jpg"), of(&[json!([drawn(60.0)])], "mp4")] {
        client.submit(&within).await.expect(201);
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_413_however_it_is_sent() {
    let server = setup().serve_as("api").await;
    let client = server.client();
    let sized = |bytes: usize| {
        let edit = still("<p></p>").to_string();
        edit.replace("<p></p>", &format!("<p>{}</p>", "x".repeat(bytes - edit.len())))
    };
    let before = server.setup().log().await.events.len();
    let reply = send(&client, sized(20_001)).await.expect(413).json();
    assert_eq!(reply["success"], json!(false), "{reply}");

    // In chunks, so that no header says how much is to come.
    let chunks: Vec<Result<Vec<u8>, std::io::Error>> =
        sized(20_001).into_bytes().chunks(999).map(|c| Ok(c.to_vec())).collect();
    let request = client.request(Method::POST, "/edit/v1/render").header("content-type", "application/json");
    read(request.body(reqwest::Body::wrap_stream(futures::stream::iter(chunks)))).await.expect(413);
    assert_eq!(server.setup().log().await.events.len(), before);
    send(&client, sized(20_000)).await.expect(201);
}
