//! The main job, at each of the ten providers.

use reqwest::Method;
use rushes_tests::edits::{clip, html, of};
use rushes_tests::{Owner, Place, Setup, wait};
use serde_json::json;

/// Saves an integration, tests it, renders, and finds the file there.
async fn delivered(provider: &str) {
    let place = Place::start(provider);
    let setup = Setup::default().with("RUSHES_EGRESS_ALLOW", "127.0.0.0/8").with_plugins(&[place.plugin()]);
    let server = setup.serve().await;
    let (client, owner) = (server.client(), Owner::of(&server).await);

    let integration = owner.integrate(&place, "renders/").await;
    let tested =
        owner.ask(Method::POST, &format!("/v1/integrations/{integration}/test"), None).await.expect(200).json();
    assert_eq!(tested["success"], json!(true), "{tested}");
    assert_eq!(place.count(), 0, "a test leaves nothing");

    let mut edit = of(&[json!([clip(html("<p>delivered</p>"), 0.4)])], "mp4");
    edit["output"]["destinations"] =
        json!([{ "integrationId": integration, "provider": provider, "pathPrefix": "campaigns/summer-2026/" }]);
    let done = client.render(&edit).await;
    let outputs = owner.outputs(&done.id, 1).await;

    let output = &outputs[0];
    assert_eq!(output["status"], json!("completed"), "{output}");
    let key = format!("campaigns/summer-2026/{}.mp4", done.id);
    let bytes = std::fs::read(&done.file).unwrap();
    let both = |camel: &str, snake: &str| {
        assert_eq!(output[camel], output[snake], "{output}");
        output[camel].clone()
    };
    assert_eq!(output["provider"], json!(provider));
    assert_eq!(both("integrationId", "integration_id"), json!(integration));
    assert_eq!(both("outputKey", "output_key"), json!(key));
    assert_eq!(both("outputSizeBytes", "output_size_bytes"), json!(bytes.len()));

    // The Serve API has a record of each copy: ours, and theirs with what they call it.
    let assets = client.assets(&done.id, 2).await;
    let theirs = assets.iter().find(|asset| asset["attributes"]["id"] == output["id"]);
    let theirs = &theirs.unwrap_or_else(|| panic!("{assets:?}"))["attributes"];
    assert_eq!(theirs["status"], json!("ready"));
    let id = theirs["providerId"].as_str();
    assert_eq!(place.object(&key, id), bytes);
    assert_eq!(place.count(), 1);
    assert!(id.is_some() || place.has_keys(), "what has no key is found by its id: {theirs}");

    // The list is of another view than the records of copies, and may come to know of it a moment later.
    wait::until("the transfer among those that are ready", async || {
        let listed = owner.get("/rushes/v1/transfers?status=ready").await.expect(200).json();
        let mut all = listed["transfers"].as_array().expect("a list").iter();
        all.any(|one| one["id"] == output["id"] && one["key"] == json!(key)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn s3() {
    delivered("s3").await;
}

#[tokio::test]
async fn r2() {
    delivered("r2").await;
}

#[tokio::test]
async fn b2() {
    delivered("b2").await;
}

#[tokio::test]
async fn wasabi() {
    delivered("wasabi").await;
}

#[tokio::test]
async fn gcs() {
    delivered("gcs").await;
}

#[tokio::test]
async fn azure() {
    delivered("azure").await;
}

#[tokio::test]
async fn drive() {
    delivered("drive").await;
}

#[tokio::test]
async fn vimeo() {
    delivered("vimeo").await;
}

#[tokio::test]
async fn mux() {
    delivered("mux").await;
}

#[tokio::test]
async fn akamai() {
    delivered("akamai").await;
}
