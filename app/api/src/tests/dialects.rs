use super::world::{World, answer, edit, read};
use serde_json::json;

#[tokio::test]
async fn the_legacy_base_is_the_edit_api() {
    let world = World::new().await;
    for (path, key) in [("/v1/render", &world.v1), ("/stage/render", &world.stage)] {
        let (status, body) = answer(world.post(path, key, &edit())).await;
        assert_eq!(status, 201, "{path}: {body}");
        let id = body["response"]["id"].as_str().unwrap();
        let (status, body) = answer(world.get(&format!("{path}/{id}?data=false"), key)).await;
        assert_eq!((status, &body["response"]["status"]), (200, &json!("queued")));
        assert!(body["response"].get("data").is_none());
    }
}

#[tokio::test]
async fn under_v1_the_credential_decides_whose_rules_hold() {
    let world = World::new().await;
    let (status, body) = answer(world.client.post("/v1/render").body_json(&edit())).await;
    assert_eq!((status, body["error"].is_string()), (401, true));
    let unknown = "Z".repeat(40);
    let forbidden = (403, json!({ "message": "Forbidden" }));
    assert_eq!(answer(world.post("/v1/render", &unknown, &edit())).await, forbidden);
    assert_eq!(answer(world.get("/v1/api-keys", &unknown)).await, forbidden);
    let (status, body) = answer(world.get("/v1/nothing", "vf_live_unknown")).await;
    assert_eq!((status, body["error"].is_string()), (401, true));
    let (status, body) = answer(world.get("/v1/nothing", &world.live)).await;
    assert_eq!((status, body["error"].is_string()), (404, true));
    let response = world.client.get("/v1/api-keys").send().await;
    response.assert_header("www-authenticate", "Bearer");
}

#[tokio::test]
async fn a_body_of_the_other_dialect_is_sent_on_its_way() {
    let world = World::new().await;
    let video = json!({ "videoJSON": { "name": "x", "layers": [] } });
    let (status, body) = answer(world.post("/edit/v1/render", &world.v1, &video)).await;
    assert_eq!(status, 400);
    assert!(body["errors"][0]["detail"].as_str().unwrap().contains("POST /v1/render"));
    let (status, body) = answer(world.post("/v1/render", &world.live, &edit())).await;
    assert_eq!(status, 400);
    assert!(body["error"].as_str().unwrap().contains("POST /edit/v1/render"));
    assert_eq!(world.render_events().await, 0);
}

#[tokio::test]
async fn a_method_that_a_path_has_not_is_answered_with_those_it_has() {
    let world = World::new().await;
    let response = world.client.put("/edit/v1/render").header("x-api-key", &world.v1).send().await;
    response.assert_header("allow", "POST");
    let (status, body) = read(response).await;
    assert_eq!((status, &body["message"]), (405, &json!("Method Not Allowed")));
    let response = world.client.put("/rushes/v1/renders").send().await;
    response.assert_header("allow", "GET");
    assert_eq!(read(response).await.1["code"], "method_not_allowed");
}

#[tokio::test]
async fn every_answer_has_its_request_s_id() {
    let world = World::new().await;
    let given = world.client.get("/healthz").header("x-request-id", "trace-1").send().await;
    given.assert_header("x-request-id", "trace-1");
    let (_, body) = read(world.client.get("/rushes/v1/nowhere").header("x-request-id", "trace-2").send().await).await;
    assert_eq!((&body["requestId"], &body["code"]), (&json!("trace-2"), &json!("not_found")));
    let made = world.client.get("/edit/v1/render/x").send().await;
    assert_eq!(made.0.header("x-request-id").unwrap().len(), 36);
}

#[tokio::test]
async fn unknown_environments_and_paths_are_not_found() {
    let world = World::new().await;
    assert_eq!(answer(world.post("/edit/v2/render", &world.v1, &edit())).await.0, 404);
    assert_eq!(answer(world.get("/edit/v1/nowhere", &world.v1)).await.0, 404);
    assert_eq!(answer(world.get("/serve/v1/nowhere", &world.v1)).await.1["errors"][0]["status"], "404");
    assert_eq!(answer(world.client.get("/")).await.0, 404);
}
