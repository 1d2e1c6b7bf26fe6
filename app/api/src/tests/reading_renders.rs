use super::world::{World, answer, edit};
use domain::render::Command;
use domain::{Environment, Failure, FailureCode};
use serde_json::{Value, json};
use uuid::Uuid;

async fn render(world: &World, path: &str) -> Value {
    let (status, body) = answer(world.get(path, &world.v1)).await;
    assert_eq!((status, &body["success"], &body["message"]), (200, &json!(true), &json!("OK")), "{body}");
    body["response"].clone()
}

#[tokio::test]
async fn a_queued_render_echoes_its_edit_and_nothing_that_is_not_there() {
    let world = World::new().await;
    let id = world.submit(&edit()).await;
    let shown = render(&world, &format!("/edit/v1/render/{id}")).await;
    let expected = json!({
        "id": id.to_string(),
        "owner": world.workspace.to_string(),
        "status": "queued",
        "poster": null,
        "thumbnail": null,
        "data": edit(),
        "created": "2027-01-15T08:00:00.000Z",
        "updated": "2027-01-15T08:00:00.000Z",
    });
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn the_edit_is_left_out_or_merged_on_request() {
    let world = World::new().await;
    let id = world.submit(&edit()).await;
    for off in ["false", "False", "FALSE"] {
        let shown = render(&world, &format!("/edit/v1/render/{id}?data={off}")).await;
        assert!(shown.get("data").is_none());
    }
    let source = "/data/timeline/tracks/0/clips/0/asset/src";
    let merged = render(&world, &format!("/edit/v1/render/{id}?data=True&merged=True")).await;
    assert_eq!(merged.pointer(source).unwrap(), "https://example.com/logo.png");
    let plain = render(&world, &format!("/edit/v1/render/{id}?merged=false")).await;
    assert_eq!(plain.pointer(source).unwrap(), "https://example.com/{{ NAME }}.png");
    assert_eq!(answer(world.get(&format!("/edit/v1/render/{id}?data=perhaps"), &world.v1)).await.0, 400);
}

#[tokio::test]
async fn an_erased_edit_is_left_out() {
    let world = World::new().await;
    let id = world.submit(&edit()).await;
    assert_eq!(world.services.state.documents().erase(world.workspace).await.unwrap(), 1);
    let shown = render(&world, &format!("/edit/v1/render/{id}")).await;
    assert_eq!((shown.get("data"), &shown["status"]), (None, &json!("queued")));
}

#[tokio::test]
async fn its_status_follows_its_events_in_six_words() {
    let world = World::new().await;
    let id = world.submit(&edit()).await;
    let path = format!("/edit/v1/render/{id}?data=false");
    world.start(id).await;
    assert_eq!(render(&world, &path).await["status"], "fetching");
    world.advance(5000);
    let failure = Failure::new(FailureCode::SourceUnavailable, "clip 1: the source was not found");
    world.drive(id, Command::Fail { attempt: 1, failure, now: world.services.now() }).await;
    let failed = render(&world, &path).await;
    assert_eq!((&failed["status"], &failed["error"]), (&json!("failed"), &json!("clip 1: the source was not found")));
    assert_eq!(failed["updated"], "2027-01-15T08:00:05.000Z");
    assert!(failed.get("url").is_none());

    let cancelled = world.submit(&edit()).await;
    world.drive(cancelled, Command::Cancel).await;
    let cancelled = render(&world, &format!("/edit/v1/render/{cancelled}")).await;
    assert_eq!((&cancelled["status"], &cancelled["error"]), (&json!("failed"), &json!("Cancelled")));
}

#[tokio::test]
async fn a_finished_render_has_an_address_until_its_files_are_removed() {
    let world = World::new().await;
    let id = world.submit(&edit()).await;
    world.finish(id, b"0123456789").await;
    let path = format!("/edit/v1/render/{id}?data=false");
    let done = render(&world, &path).await;
    assert_eq!(done["status"], "done");
    assert_eq!((&done["duration"], &done["renderTime"]), (&json!(2.0), &json!(1234.0)));
    let url = done["url"].as_str().unwrap();
    let prefix = format!("http://localhost/rushes/v1/files/{id}/{id}.mp4?expires=");
    assert!(url.starts_with(&prefix), "{url}");
    world.drive(id, Command::RemoveOutputs).await;
    let later = render(&world, &path).await;
    assert_eq!((later.get("url"), &later["status"]), (None, &json!("done")));
}

#[tokio::test]
async fn the_address_is_the_configured_one_or_the_request_s() {
    let configured = World::with(|settings| settings.public_url = Some("https://video.example/".into())).await;
    let id = configured.submit(&edit()).await;
    configured.finish(id, b"x").await;
    let shown = render(&configured, &format!("/edit/v1/render/{id}")).await;
    assert!(shown["url"].as_str().unwrap().starts_with("https://video.example/rushes/v1/files/"));

    let world = World::new().await;
    let id = world.submit(&edit()).await;
    world.finish(id, b"x").await;
    let request = world.get(&format!("/edit/v1/render/{id}"), &world.v1).header("host", "10.0.0.7:8080");
    let (_, body) = answer(request).await;
    assert!(body["response"]["url"].as_str().unwrap().starts_with("http://10.0.0.7:8080/rushes/v1/files/"));
}

#[tokio::test]
async fn another_workspace_s_render_is_unknown() {
    let world = World::new().await;
    let id = world.submit(&edit()).await;
    let stranger = world.stranger(Environment::Production).await;
    let unknown = answer(world.get(&format!("/edit/v1/render/{}", Uuid::new_v4()), &world.v1)).await;
    assert_eq!(unknown.0, 404);
    let expected =
        json!({ "success": false, "message": "Not Found", "response": { "message": "there is no such render" } });
    assert_eq!(unknown.1, expected);
    assert_eq!(answer(world.get(&format!("/edit/v1/render/{id}"), &stranger)).await, unknown);
    assert_eq!(answer(world.get(&format!("/edit/stage/render/{id}"), &world.stage)).await, unknown);
    assert_eq!(answer(world.get("/edit/v1/render/no-id", &world.v1)).await, unknown);
}
