//! `/v1/integrations` and `/v1/destination`: what is kept, what is shown, what is refused.

use super::world::{World, answer};
use domain::integration::Integrations;
use domain::workspace::Role;
use poem::test::TestRequestBuilder;
use serde_json::{Value, json};
use uuid::Uuid;

const PATH: &str = "/v1/integrations";
const MASK: &str = "••••••••";

fn by<'a>(request: TestRequestBuilder<'a, crate::Front>, token: &str) -> TestRequestBuilder<'a, crate::Front> {
    request.header("authorization", format!("Bearer {token}"))
}

fn bucket(secret: &str) -> Value {
    json!({ "bucket": "films", "accessKeyId": "AKIA", "secretAccessKey": secret, "pathPrefix": "renders/" })
}

async fn made(world: &World, body: &Value) -> (u16, Value) {
    answer(by(world.client.post(PATH), &world.owner_token()).body_json(body)).await
}

/// The path and message of the only fault.
async fn refused(world: &World, body: &Value) -> (String, String) {
    let (status, said) = made(world, body).await;
    assert_eq!(status, 400, "{said}");
    let errors = said["details"]["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{said}");
    let text = |name: &str| errors[0][name].as_str().unwrap().to_owned();
    assert!(said["error"].as_str().unwrap().contains(&text("message")), "{said}");
    (text("path"), text("message"))
}

#[tokio::test]
async fn an_integration_is_saved_shown_without_its_secret_changed_and_removed() {
    let world = World::with_destinations().await;
    let owner = world.owner_token();
    let input = json!({ "provider": "s3", "name": "Films", "isDefault": true, "config": bucket("canary-secret") });
    let (status, said) = made(&world, &input).await;
    assert_eq!(status, 201, "{said}");
    let integration = &said["integration"];
    for required in
        ["id", "workspaceId", "provider", "name", "isActive", "isDefault", "config", "createdAt", "updatedAt"]
    {
        assert!(!integration[required].is_null(), "{required}: {integration}");
    }
    assert_eq!((&integration["isActive"], &integration["isDefault"]), (&json!(true), &json!(true)));
    assert_eq!(integration["config"]["secretAccessKey"], MASK);
    assert_eq!(integration["environments"], json!(["v1", "stage"]));
    let path = format!("{PATH}/{}", integration["id"].as_str().unwrap());

    // What is left out, and the mask, mean the secret that is there; the rest takes the place of what was.
    let change =
        json!({ "config": { "bucket": "drafts", "accessKeyId": "AKIA", "secretAccessKey": MASK }, "isActive": false });
    let (status, said) = answer(by(world.client.put(&path), &owner).body_json(&change)).await;
    assert_eq!(status, 200, "{said}");
    let changed = &said["integration"];
    assert_eq!(changed["config"], json!({ "bucket": "drafts", "accessKeyId": "AKIA", "secretAccessKey": MASK }));
    assert_eq!(
        (&changed["name"], &changed["isActive"], &changed["isDefault"]),
        (&json!("Films"), &json!(false), &json!(true))
    );
    let kept = async || {
        let loaded = event_store::load::<Integrations>(world.services.log.as_ref(), world.workspace.0).await.unwrap();
        let integration = loaded.state.all.values().next().unwrap().clone();
        let secrets =
            world.services.credentials.open(world.workspace, integration.credentials().unwrap()).await.unwrap();
        (integration.credentials(), secrets.unwrap().expose()["secretAccessKey"].clone())
    };
    let (id, secret) = kept().await;
    assert_eq!(secret, "canary-secret");
    let change = json!({ "config": bucket("another") });
    answer(by(world.client.put(&path), &owner).body_json(&change)).await;
    let (other, secret) = kept().await;
    assert_eq!(secret, "another");
    assert_ne!(other, id, "who is sending with the old ones still finds them");

    let (_, listed) = answer(by(world.client.get(PATH), &owner)).await;
    assert_eq!(listed["integrations"].as_array().unwrap().len(), 1);
    assert!(!listed.to_string().contains("another"));
    let history = event_store::history::<Integrations>(world.services.log.as_ref(), world.workspace.0).await.unwrap();
    for (event, _) in history {
        assert!(!String::from_utf8_lossy(&event.data).contains("canary"), "an event holds a secret");
    }
    assert_eq!(answer(by(world.client.delete(&path), &owner)).await, (200, json!({ "success": true })));
    assert_eq!(answer(by(world.client.delete(&path), &owner)).await.0, 404);
}

#[tokio::test]
async fn an_endpoint_whose_name_leads_nowhere_today_is_kept() {
    let world = World::with_destinations().await;
    let mut config = bucket("x");
    config["endpoint"] = json!("https://account.nowhere.invalid");
    assert_eq!(made(&world, &json!({ "provider": "s3", "name": "x", "config": config })).await.0, 201);
}

#[tokio::test]
async fn secrets_that_were_damaged_can_be_entered_again() {
    let world = World::with_destinations().await;
    let owner = world.owner_token();
    let (_, said) = made(&world, &json!({ "provider": "s3", "name": "x", "config": bucket("x") })).await;
    let path = format!("{PATH}/{}", said["integration"]["id"].as_str().unwrap());
    let loaded = event_store::load::<Integrations>(world.services.log.as_ref(), world.workspace.0).await.unwrap();
    let credentials = loaded.state.all.values().next().unwrap().credentials().unwrap();
    let (state, now) = (&world.services.state, world.services.now());
    state.credentials().put(world.workspace, credentials, b"damaged", now).await.unwrap();
    let (status, listed) = answer(by(world.client.get(PATH), &owner)).await;
    assert_eq!(status, 200, "{listed}");
    assert!(listed["integrations"][0]["config"]["secretAccessKey"].is_null(), "{listed}");
    let (status, said) = answer(by(world.client.put(&path), &owner).body_json(&json!({ "config": bucket("y") }))).await;
    assert_eq!((status, &said["integration"]["config"]["secretAccessKey"]), (200, &json!(MASK)), "{said}");
}

#[tokio::test]
async fn the_default_is_one() {
    let world = World::with_destinations().await;
    for name in ["one", "two"] {
        world.advance(1_000);
        made(&world, &json!({ "provider": "s3", "name": name, "isDefault": true, "config": bucket("x") })).await;
    }
    let (_, listed) = answer(by(world.client.get(PATH), &world.owner_token())).await;
    let defaults = listed["integrations"].as_array().unwrap().iter().map(|one| one["isDefault"].as_bool().unwrap());
    assert_eq!(defaults.collect::<Vec<_>>(), [false, true]);
}

#[tokio::test]
async fn bad_configurations_are_refused_with_their_path_and_nothing_is_kept() {
    let world = World::with_destinations().await;
    let with = |name: &str, value: Value| {
        let mut config = bucket("canary-secret");
        config[name] = value;
        json!({ "provider": "s3", "name": "x", "config": config })
    };
    let mut short = with("bucket", json!("films"));
    short["config"].as_object_mut().unwrap().remove("bucket");
    for (body, path, part) in [
        (json!({ "provider": "ftp", "name": "x", "config": {} }), "provider", "there are: "),
        (json!({ "name": "x", "config": {} }), "provider", "required"),
        (json!({ "provider": "s3", "config": bucket("x") }), "name", "required"),
        (json!({ "provider": "s3", "name": "x" }), "config", "required"),
        (json!({ "provider": "s3", "name": " ", "config": bucket("x") }), "name", "1 to 200"),
        (json!({ "provider": "s3", "name": "x", "environments": [], "config": bucket("x") }), "environments", "one"),
        (short, "config.bucket", "missing"),
        (with("bucket", json!(7)), "config.bucket", "text"),
        (with("colour", json!("red")), "config.colour", "not known"),
        (with("pathPrefix", json!("../up")), "config.pathPrefix", "no name"),
        (with("endpoint", json!("http://169.254.169.254/")), "config.endpoint", "egress.allow"),
        (with("endpoint", json!("https://10.0.0.1/")), "config.endpoint", "egress.allow"),
    ] {
        let (at, message) = refused(&world, &body).await;
        assert_eq!(at, path, "{body}: {message}");
        assert!(message.contains(part), "{body}: {message}");
        assert!(!message.contains("canary"), "{message}");
    }
    let (_, listed) = answer(by(world.client.get(PATH), &world.owner_token())).await;
    assert_eq!(listed, json!({ "integrations": [] }));
}

#[tokio::test]
async fn members_look_owners_change_keys_do_neither_and_nobody_sees_anothers() {
    let world = World::with_destinations().await;
    let (_, said) = made(&world, &json!({ "provider": "s3", "name": "x", "config": bucket("x") })).await;
    let path = format!("{PATH}/{}", said["integration"]["id"].as_str().unwrap());
    let member = world.member(Role::Member).await;
    assert_eq!(answer(by(world.client.get(PATH), &member)).await.0, 200);
    let body = json!({ "provider": "s3", "name": "x", "config": bucket("x") });
    for request in [
        world.client.post(PATH).body_json(&body),
        world.client.put(&path).body_json(&body),
        world.client.delete(&path),
        world.client.post(format!("{path}/test")),
        world.client.get("/v1/integrations/drive/auth-url"),
        world.client.get("/v1/destination"),
        world.client.put("/v1/destination").body_json(&body),
        world.client.post("/v1/destination/test"),
        world.client.delete("/v1/destination"),
    ] {
        let (status, said) = answer(by(request, &member)).await;
        assert_eq!(status, 403, "{said}");
    }
    assert_eq!(answer(world.get(PATH, &world.live)).await.0, 401, "a key is no person");
    let nobody = format!("{PATH}/{}", Uuid::new_v4());
    for path in [nobody.as_str(), "/v1/integrations/x"] {
        assert_eq!(answer(by(world.client.delete(path), &world.owner_token())).await.0, 404);
    }
    let stranger = world.stranger_token().await;
    assert_eq!(answer(by(world.client.delete(&path), &stranger)).await.0, 404);
    assert_eq!(answer(by(world.client.get(PATH), &stranger)).await.1, json!({ "integrations": [] }));
}

#[tokio::test]
async fn older_clients_set_look_at_and_remove_the_default() {
    let world = World::with_destinations().await;
    let owner = world.owner_token();
    let ask = |request| answer(by(request, &owner));
    assert_eq!(ask(world.client.get("/v1/destination")).await.0, 404);
    let input = json!({
        "provider": "s3", "bucket": "films", "accessKeyId": "AKIA", "secretAccessKey": "canary-secret",
        "endpoint": null, "region": null, "publicUrl": null, "pathPrefix": "",
    });
    let (status, said) = ask(world.client.put("/v1/destination").body_json(&input)).await;
    assert_eq!(status, 201, "{said}");
    let destination = &said["destination"];
    assert_eq!((&destination["bucket"], &destination["provider"]), (&json!("films"), &json!("s3")));
    assert_eq!((&destination["secretAccessKey"], &destination["endpoint"]), (&json!(MASK), &Value::Null));
    let id = destination["id"].clone();
    let changed = json!({ "provider": "s3", "bucket": "drafts", "accessKeyId": "AKIA", "secretAccessKey": MASK });
    let (status, said) = ask(world.client.put("/v1/destination").body_json(&changed)).await;
    assert_eq!((status, &said["destination"]["id"]), (200, &id), "{said}");
    let (_, listed) = ask(world.client.get(PATH)).await;
    assert_eq!((&listed["integrations"][0]["id"], &listed["integrations"][0]["isDefault"]), (&id, &json!(true)));
    let other = json!({ "provider": "gcs", "bucket": "x", "accessKeyId": "x", "secretAccessKey": "x" });
    assert_eq!(ask(world.client.put("/v1/destination").body_json(&other)).await.0, 400);
    assert_eq!(ask(world.client.delete("/v1/destination")).await, (200, json!({ "success": true })));
    assert_eq!(ask(world.client.get("/v1/destination")).await.0, 404);
    assert_eq!(ask(world.client.post("/v1/destination/test")).await.0, 404, "nothing is stored, nothing was sent");
}

#[tokio::test]
async fn providers_are_described_for_forms() {
    let world = World::with_destinations().await;
    let (status, said) = answer(world.get("/rushes/v1/providers", &world.v1)).await;
    assert_eq!(status, 200);
    let providers = said["providers"].as_array().unwrap();
    let s3 = providers.iter().find(|one| one["id"] == "s3").unwrap();
    assert_eq!(s3["configSchema"]["properties"]["secretAccessKey"]["writeOnly"], json!(true));
    assert_eq!(answer(world.client.get("/rushes/v1/providers")).await.0, 401);
}
