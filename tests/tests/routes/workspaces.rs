//! What belongs to another workspace does not exist.

use reqwest::Method;
use rushes_tests::client::read;
use rushes_tests::edits::still;
use rushes_tests::{Client, Setup};
use serde_json::json;

#[tokio::test]
async fn another_workspaces_things_are_unknown() {
    let server = Setup::default().serve().await;
    let (setup, ours) = (server.setup(), server.client());
    let other = setup.run(&["admin", "workspace", "create", "Other"]);
    let key = setup.run(&["admin", "key", "create", other.trim()]);
    let password = setup.run(&["admin", "user", "create", other.trim(), "them@example.com", "--role", "owner"]);
    let theirs = Client::new(&server.base, "v1", key.trim());

    let done = ours.render(&still("<p>ours</p>")).await;
    let asset = ours.assets(&done.id, 1).await[0]["attributes"]["id"].as_str().unwrap().to_owned();
    let login = json!({ "email": "them@example.com", "password": password.trim() });
    let session = read(theirs.anonymous(Method::POST, "/rushes/v1/auth/login").json(&login)).await.expect(200).json();
    assert_eq!(session["workspaceId"], json!(other.trim()));

    let id = &done.id;
    let paths = [
        (Method::GET, format!("/edit/v1/render/{id}")),
        (Method::GET, format!("/v1/render/{id}")),
        (Method::GET, format!("/serve/v1/assets/{asset}")),
        (Method::DELETE, format!("/serve/v1/assets/{asset}")),
        (Method::GET, format!("/serve/v1/assets/render/{id}")),
        (Method::GET, format!("/rushes/v1/renders/{id}")),
        (Method::GET, format!("/rushes/v1/renders/{id}/events")),
        (Method::GET, format!("/rushes/v1/renders/{id}/progress")),
        (Method::POST, format!("/rushes/v1/renders/{id}/cancel")),
    ];
    for (method, path) in &paths {
        let (foreign, unknown) = (path.as_str(), path.replace(id, UNKNOWN).replace(&asset, UNKNOWN));
        let foreign = theirs.send(method.clone(), foreign, None).await;
        let unknown = theirs.send(method.clone(), &unknown, None).await;
        assert_eq!((foreign.status, unknown.status), (404, 404), "{path}: {}", foreign.text());
        assert_eq!(neutral(&foreign.text(), id, &asset), neutral(&unknown.text(), id, &asset), "{path}");
    }
    let token = session["token"].as_str().unwrap();
    for path in ["", "/events", "/progress"] {
        let path = format!("/rushes/v1/renders/{id}{path}");
        read(theirs.anonymous(Method::GET, &path).bearer_auth(token)).await.expect(404);
    }
    let listed = theirs.get("/rushes/v1/renders").await.expect(200).json();
    assert_eq!(listed, json!({ "renders": [] }));
    // Nothing of this has changed anything of ours.
    assert_eq!(ours.assets(id, 1).await[0]["attributes"]["status"], json!("ready"));
}

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";

/// A body without the ids that differ from request to request.
fn neutral(body: &str, id: &str, asset: &str) -> String {
    let body = body.replace(id, UNKNOWN).replace(asset, UNKNOWN);
    match serde_json::from_str::<serde_json::Value>(&body) {
        Ok(mut json) => {
            json.as_object_mut().map(|object| object.remove("requestId"));
            json.to_string()
        }
        Err(_) => body,
    }
}
