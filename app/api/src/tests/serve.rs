use super::world::{World, answer, edit};
use domain::transfer::Command;
use domain::{Environment, Failure, FailureCode};
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn an_asset_goes_from_importing_to_ready_to_deleted() {
    let world = World::new().await;
    let render = world.submit(&edit()).await;
    let list = format!("/serve/v1/assets/render/{render}");
    assert_eq!(answer(world.get(&list, &world.v1)).await, (200, json!({ "data": [] })));
    let output = world.finish(render, b"0123456789").await;
    let id = world.order_copy(render, &output, "video/mp4").await;
    let path = format!("/serve/v1/assets/{id}");
    let mut attributes = json!({
        "id": id.to_string(),
        "owner": world.workspace.to_string(),
        "region": "au",
        "renderId": render.to_string(),
        "providerId": id.to_string(),
        "filename": format!("{render}.mp4"),
        "status": "importing",
        "created": "2027-01-15T08:00:00.000Z",
        "updated": "2027-01-15T08:00:00.000Z",
    });
    let asset = |attributes: &serde_json::Value| json!({ "type": "asset", "attributes": attributes });
    assert_eq!(answer(world.get(&path, &world.v1)).await, (200, json!({ "data": asset(&attributes) })));

    world.complete_copy(id, &output, b"0123456789").await;
    attributes["status"] = json!("ready");
    attributes["url"] = json!(format!("http://localhost/cdn/v1/{}/{render}.mp4", world.workspace));
    assert_eq!(answer(world.get(&path, &world.v1)).await, (200, json!({ "data": asset(&attributes) })));
    assert_eq!(answer(world.get(&list, &world.v1)).await, (200, json!({ "data": [asset(&attributes)] })));

    let delete = || world.client.delete(&path).header("x-api-key", &world.v1);
    assert_eq!(answer(delete()).await, (204, serde_json::Value::Null));
    assert_eq!(answer(delete()).await.0, 204);
    let (_, body) = answer(world.get(&path, &world.v1)).await;
    assert_eq!(body["data"]["attributes"]["status"], "deleted");
    assert!(body["data"]["attributes"].get("url").is_none());
}

#[tokio::test]
async fn a_copy_that_failed_says_so() {
    let world = World::new().await;
    let render = world.submit(&edit()).await;
    let output = world.finish(render, b"x").await;
    let id = world.order_copy(render, &output, "video/mp4").await;
    let now = world.services.now();
    world.drive_copy(id, Command::StartAttempt { worker: "w".into(), now }).await;
    let failure = Failure::new(FailureCode::LimitReached, "too large");
    world.drive_copy(id, Command::Fail { attempt: 1, failure, not_before: None, now }).await;
    let (_, body) = answer(world.get(&format!("/serve/v1/assets/{id}"), &world.v1)).await;
    assert_eq!(body["data"]["attributes"]["status"], "failed");
}

#[tokio::test]
async fn another_workspace_s_asset_is_unknown() {
    let world = World::new().await;
    let render = world.submit(&edit()).await;
    let output = world.finish(render, b"x").await;
    let id = world.order_copy(render, &output, "video/mp4").await;
    let stranger = world.stranger(Environment::Production).await;
    let unknown = json!({ "errors": [{ "status": "404", "title": "Not Found", "detail": "there is no such asset" }] });
    for (path, key) in [
        (format!("/serve/v1/assets/{id}"), &stranger),
        (format!("/serve/stage/assets/{id}"), &world.stage),
        (format!("/serve/v1/assets/{}", Uuid::new_v4()), &world.v1),
        ("/serve/v1/assets/nothing".to_owned(), &world.v1),
    ] {
        assert_eq!(answer(world.get(&path, key)).await, (404, unknown.clone()));
        assert_eq!(answer(world.client.delete(&path).header("x-api-key", key)).await, (404, unknown.clone()));
    }
    assert_eq!(answer(world.get(&format!("/serve/v1/assets/render/{render}"), &stranger)).await.0, 404);
    let missing = answer(world.client.get(format!("/serve/v1/assets/{id}"))).await;
    assert_eq!(missing, (403, json!({ "message": "Forbidden" })));
    let (_, body) = answer(world.get(&format!("/serve/v1/assets/{id}"), &world.v1)).await;
    assert_eq!(body["data"]["attributes"]["status"], "importing");
}
