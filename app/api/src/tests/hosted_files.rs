use super::world::{World, edit};
use domain::ids::RenderId;
use domain::render::Command;
use poem::http::StatusCode;
use poem::test::TestResponse;

const BYTES: &[u8] = b"0123456789";

async fn bytes(response: TestResponse) -> Vec<u8> {
    response.0.into_body().into_vec().await.unwrap()
}

async fn hosted(world: &World, media_type: &str) -> (RenderId, String, domain::ids::TransferId) {
    let render = world.submit(&edit()).await;
    let output = world.finish(render, BYTES).await;
    let id = world.order_copy(render, &output, media_type).await;
    world.complete_copy(id, &output, BYTES).await;
    (render, format!("/cdn/v1/{}/{render}.mp4", world.workspace), id)
}

#[tokio::test]
async fn a_hosted_copy_is_public_and_may_be_used_by_other_pages() {
    let world = World::new().await;
    let (_, path, _) = hosted(&world, "video/mp4").await;
    let response = world.client.get(&path).send().await;
    response.assert_status_is_ok();
    for (name, value) in [
        ("content-type", "video/mp4"),
        ("content-length", "10"),
        ("accept-ranges", "bytes"),
        ("access-control-allow-origin", "*"),
        ("x-content-type-options", "nosniff"),
        ("etag", &format!("\"{}\"", "ab".repeat(32))),
    ] {
        response.assert_header(name, value);
    }
    assert!(response.0.header("content-disposition").unwrap().starts_with("inline"));
    assert_eq!(bytes(response).await, BYTES);
    let head = world.client.head(&path).send().await;
    head.assert_header("content-length", "10");
    assert_eq!((head.0.status(), bytes(head).await), (StatusCode::OK, vec![]));
}

#[tokio::test]
async fn parts_of_a_file_can_be_had() {
    let world = World::new().await;
    let (_, path, _) = hosted(&world, "video/mp4").await;
    let part = |range: &str| world.client.get(&path).header("range", range).send();
    for (range, header, expected) in [
        ("bytes=2-4", "bytes 2-4/10", &BYTES[2..5]),
        ("bytes=7-", "bytes 7-9/10", &BYTES[7..]),
        ("bytes=-3", "bytes 7-9/10", &BYTES[7..]),
        ("bytes=8-100", "bytes 8-9/10", &BYTES[8..]),
    ] {
        let response = part(range).await;
        assert_eq!(response.0.status(), StatusCode::PARTIAL_CONTENT, "{range}");
        response.assert_header("content-range", header);
        assert_eq!(bytes(response).await, expected);
    }
    let outside = part("bytes=10-").await;
    assert_eq!(outside.0.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    outside.assert_header("content-range", "bytes */10");
    assert_eq!(bytes(part("bytes=0-1,4-5").await).await, BYTES);
}

#[tokio::test]
async fn validators_hold() {
    let world = World::new().await;
    let (_, path, _) = hosted(&world, "video/mp4").await;
    let etag = format!("\"{}\"", "ab".repeat(32));
    let known = world.client.get(&path).header("if-none-match", &etag).send().await;
    assert_eq!(known.0.status(), StatusCode::NOT_MODIFIED);
    let same = world.client.get(&path).header("range", "bytes=0-0").header("if-range", &etag).send().await;
    assert_eq!(same.0.status(), StatusCode::PARTIAL_CONTENT);
    let other = world.client.get(&path).header("range", "bytes=0-0").header("if-range", "\"other\"").send().await;
    assert_eq!(other.0.status(), StatusCode::OK);
}

#[tokio::test]
async fn what_a_browser_would_run_is_a_download() {
    let world = World::new().await;
    let (_, path, _) = hosted(&world, "image/svg+xml").await;
    let response = world.client.get(&path).send().await;
    assert!(response.0.header("content-disposition").unwrap().starts_with("attachment"));
    response.assert_header("content-security-policy", "default-src 'none'; sandbox");
}

#[tokio::test]
async fn a_deleted_copy_is_gone_at_once_and_others_never_were() {
    let world = World::new().await;
    let (render, path, id) = hosted(&world, "video/mp4").await;
    for other in [
        format!("/cdn/stage/{}/{render}.mp4", world.workspace),
        format!("/cdn/v1/{render}/{render}.mp4"),
        format!("/cdn/v1/{}/{render}.gif", world.workspace),
        format!("/cdn/v1/{}/x", world.workspace),
        "/cdn/v9/x/y".to_owned(),
    ] {
        assert_eq!(world.client.get(&other).send().await.0.status(), StatusCode::NOT_FOUND, "{other}");
    }
    let delete = world.client.delete(format!("/serve/v1/assets/{id}")).header("x-api-key", &world.v1);
    assert_eq!(delete.send().await.0.status(), StatusCode::NO_CONTENT);
    assert_eq!(world.client.get(&path).send().await.0.status(), StatusCode::NOT_FOUND);
}

async fn signed(world: &World) -> (RenderId, String) {
    let render = world.submit(&edit()).await;
    world.finish(render, BYTES).await;
    let (_, body) = super::world::answer(world.get(&format!("/edit/v1/render/{render}"), &world.v1)).await;
    (render, body["response"]["url"].as_str().unwrap().strip_prefix("http://localhost").unwrap().to_owned())
}

#[tokio::test]
async fn a_signed_address_opens_its_file_for_a_day() {
    let world = World::new().await;
    let (_, path) = signed(&world).await;
    let response = world.client.get(&path).send().await;
    response.assert_status_is_ok();
    response.assert_header("cache-control", "private, max-age=3600");
    assert_eq!(bytes(response).await, BYTES);
    assert_eq!(world.client.head(&path).send().await.0.status(), StatusCode::OK);
    world.advance(24 * 3_600_000);
    assert_eq!(world.client.get(&path).send().await.0.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_changed_address_opens_nothing() {
    let world = World::new().await;
    let (render, path) = signed(&world).await;
    let (other, _) = signed(&world).await;
    let (bare, query) = path.split_once('?').unwrap();
    for changed in [
        bare.to_owned(),
        format!("{bare}?{}", query.replace("expires=1", "expires=2")),
        format!("{}A", path),
        path.replace(&render.to_string(), &other.to_string()),
    ] {
        assert_eq!(world.client.get(&changed).send().await.0.status(), StatusCode::NOT_FOUND, "{changed}");
    }
}

#[tokio::test]
async fn removed_files_are_not_found_though_the_signature_holds() {
    let world = World::new().await;
    let (render, path) = signed(&world).await;
    world.drive(render, Command::RemoveOutputs).await;
    assert_eq!(world.client.get(&path).send().await.0.status(), StatusCode::NOT_FOUND);
}
