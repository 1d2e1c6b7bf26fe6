//! Google Drive, connected by somebody with a browser.

use reqwest::Method;
use rushes_tests::client::read;
use rushes_tests::edits::still;
use rushes_tests::{Owner, Reply, Server, Setup};
use serde_json::{Value, json};
use vendor_doubles::{Vendor, browse};

const CALLBACK: &str = "/v1/integrations/drive/callback";

/// A server that knows the double as Google.
async fn server(google: &Vendor) -> Server {
    let text = |name: &str| google.config()["oauth"][name].as_str().unwrap().to_owned();
    let setup = Setup::default()
        .with("RUSHES_EGRESS_ALLOW", "127.0.0.0/8")
        .with("RUSHES_GOOGLE_CLIENT_ID", &text("clientId"))
        .with("RUSHES_GOOGLE_CLIENT_SECRET", &text("clientSecret"))
        .with("RUSHES_GOOGLE_REDIRECT_URL", &text("redirectUri"))
        .with("RUSHES_GOOGLE_AUTHORIZE_URL", &text("authUrl"))
        .with("RUSHES_GOOGLE_TOKEN_URL", &text("tokenUrl"))
        .with_plugins(&["drive"]);
    setup.serve().await
}

/// What Google sends the browser back with, once its owner has consented.
async fn consent(owner: &Owner, google: &Vendor) -> String {
    let begun = owner.get("/v1/integrations/drive/auth-url").await.expect(200).json();
    let back = google.config()["oauth"]["redirectUri"].as_str().unwrap();
    let at = browse(begun["url"].as_str().unwrap(), back);
    at.split_once('?').unwrap().1.to_owned()
}

async fn come_back(server: &Server, query: &str) -> Reply {
    read(server.client().anonymous(Method::GET, &format!("{CALLBACK}?{query}"))).await
}

async fn integrations(owner: &Owner) -> Vec<Value> {
    let mut said = owner.get("/v1/integrations").await.expect(200).json();
    let Value::Array(integrations) = said["integrations"].take() else { panic!("no list") };
    integrations
}

#[tokio::test]
async fn somebody_consents_and_files_go_to_their_drive_also_when_the_token_has_run_out() {
    let google = Vendor::start("google", &[]);
    let server = server(&google).await;
    let (client, owner) = (server.client(), Owner::of(&server).await);
    let query = consent(&owner, &google).await;
    let page = come_back(&server, &query).await.expect(200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(page.text().contains("Google Drive is connected"), "{}", page.text());
    // The same address again opens nothing.
    assert!(come_back(&server, &query).await.expect(400).text().contains("used before"));

    let made = integrations(&owner).await;
    let [drive] = made.as_slice() else { panic!("{made:?}") };
    assert_eq!((&drive["provider"], &drive["isActive"]), (&json!("drive"), &json!(true)));
    assert_eq!(drive["config"]["driveRefreshToken"], json!("••••••••"));
    let id = drive["id"].as_str().unwrap();
    let config = json!({ "endpoint": google.url(), "driveFolderId": google.text("driveFolderId") });
    owner.ask(Method::PUT, &format!("/v1/integrations/{id}"), Some(&json!({ "config": config }))).await.expect(200);

    google.expire_tokens();
    let tested = owner.ask(Method::POST, &format!("/v1/integrations/{id}/test"), None).await.expect(200).json();
    assert_eq!(tested["success"], json!(true), "{tested}");
    google.expire_tokens();
    let mut edit = still("<p>drive</p>");
    edit["output"]["destinations"] = json!([{ "provider": "google-drive", "options": { "filename": "promo" } }]);
    let done = client.render(&edit).await;
    let outputs = owner.outputs(&done.id, 1).await;
    assert_eq!((&outputs[0]["status"], &outputs[0]["outputKey"]), (&json!("completed"), &json!("promo.jpg")));
    assert_eq!(google.objects().len(), 1);

    // Connected again, it is the same integration, with what was configured.
    let query = consent(&owner, &google).await;
    come_back(&server, &query).await.expect(200);
    let again = integrations(&owner).await;
    assert_eq!((again.len(), &again[0]["id"]), (1, &json!(id)));
    assert_eq!(again[0]["config"]["driveFolderId"], config["driveFolderId"]);
}

#[tokio::test]
async fn who_comes_back_with_something_else_changes_nothing() {
    let google = Vendor::start("google", &[]);
    let server = server(&google).await;
    let owner = Owner::of(&server).await;
    let query = consent(&owner, &google).await;
    let state = query.split('&').find_map(|pair| pair.strip_prefix("state=")).unwrap();
    let (rest, last) = state.split_at(state.len() - 1);
    let tampered = query.replace(state, &format!("{rest}{}", if last == "0" { "1" } else { "0" }));
    for wrong in ["", "code=x", "state=x&code=x", "state=<script>", &tampered] {
        let page = come_back(&server, wrong).await.expect(400).text();
        assert!(page.contains("not connected") && !page.contains("<script>"), "{wrong}: {page}");
    }
    let denied = come_back(&server, &format!("state={state}&error=access_denied")).await.expect(400);
    assert!(denied.text().contains("not allowed"), "{}", denied.text());
    assert!(come_back(&server, &query).await.expect(400).text().contains("used before"), "the state was spent");
    assert_eq!(integrations(&owner).await, Vec::<Value>::new());

    let elsewhere = Setup::default().with_plugins(&["drive"]).serve_as("api").await;
    let owner = Owner::of(&elsewhere).await;
    let said = owner.get("/v1/integrations/drive/auth-url").await.expect(400).json();
    assert!(said["error"].as_str().unwrap().contains("google.client_id"), "{said}");
    let query = query.replace("code=", "code=x");
    assert!(come_back(&elsewhere, &query).await.expect(400).text().contains("not valid"), "another server's state");
}
