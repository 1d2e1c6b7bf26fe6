//! Destinations that do not take the file: said plainly, tried again on demand, never in the render's way.

use reqwest::Method;
use rushes_tests::edits::still;
use rushes_tests::{Owner, Place, Setup};
use serde_json::{Value, json};

#[tokio::test]
async fn a_transfer_that_was_refused_is_tried_again_once_its_cause_is_gone() {
    let place = Place::start("r2");
    let setup = Setup::default().with("RUSHES_EGRESS_ALLOW", "127.0.0.0/8").with_plugins(&["s3"]);
    let server = setup.serve().await;
    let (client, owner) = (server.client(), Owner::of(&server).await);
    let mut config = place.config();
    config["secretAccessKey"] = json!("not-the-secret");
    let input = json!({ "provider": "r2", "name": "Bucket", "config": config });
    let made = owner.ask(Method::POST, "/v1/integrations", Some(&input)).await.expect(201).json();
    let id = made["integration"]["id"].as_str().unwrap();
    let tested = owner.ask(Method::POST, &format!("/v1/integrations/{id}/test"), None).await.expect(200).json();
    assert_eq!(tested["success"], json!(false), "{tested}");
    assert!(tested["error"].as_str().is_some_and(|error| !error.contains("not-the-secret")), "{tested}");

    let mut edit = still("<p>refused</p>");
    edit["output"]["destinations"] = json!([{ "integrationId": id, "provider": "r2" }]);
    let done = client.render(&edit).await;
    let outputs = owner.outputs(&done.id, 1).await;
    assert_eq!(outputs[0]["status"], json!("failed"), "{outputs:?}");
    assert_eq!(client.status(&done.id).await["status"], json!("done"), "the render is not the worse for it");
    let transfer = outputs[0]["id"].as_str().unwrap();
    let attempts = async || {
        let path = format!("/rushes/v1/transfers?renderId={}&status=failed", done.id);
        let mut listed = owner.get(&path).await.expect(200).json();
        let Value::Array(listed) = listed["transfers"].take() else { panic!("no list") };
        listed.iter().map(|one| (one["attempt"].as_u64(), one["failure"]["code"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(attempts().await, [(Some(1), json!("destination_refused"))], "it is not tried again for ever");

    let change = json!({ "config": place.config() });
    owner.ask(Method::PUT, &format!("/v1/integrations/{id}"), Some(&change)).await.expect(200);
    let retried = owner.ask(Method::POST, &format!("/rushes/v1/transfers/{transfer}/retry"), None).await;
    assert!((200..300).contains(&retried.status), "{}", retried.text());
    let bytes = std::fs::read(&done.file).unwrap();
    let arrived = rushes_tests::wait::until("the copy", async || {
        let outputs = owner.outputs(&done.id, 1).await;
        (outputs[0]["status"] == json!("completed")).then_some(outputs)
    });
    arrived.await;
    assert_eq!(place.object(&format!("{}.jpg", done.id), None), bytes);
}
