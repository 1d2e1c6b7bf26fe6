//! While the views lag behind the log, as they do for a moment after a crash, nobody is refused for what they do not show.

use super::world::{World, answer, edit};
use std::time::Duration;

#[tokio::test]
async fn a_key_that_the_views_do_not_show_yet_opens_once_they_do() {
    let mut world = World::new().await;
    world.stop_projecting().await;
    let key = world.unseen_key().await;
    let services = world.services.clone();
    let asked = tokio::spawn({
        let client = poem::test::TestClient::new(crate::routes(services).unwrap());
        let key = key.clone();
        async move { client.post("/edit/v1/render").header("x-api-key", key).body_json(&edit()).send().await.0.status() }
    });
    world.resume_projecting();
    assert_eq!(asked.await.unwrap(), 201);
    let foreign = "A".repeat(40);
    assert_eq!(answer(world.post("/edit/v1/render", &foreign, &edit())).await.0, 403);
}

#[tokio::test]
async fn whoever_cannot_be_told_from_a_stranger_in_time_comes_again() {
    let mut world = World::with(|settings| settings.read_your_writes = Duration::ZERO).await;
    world.stop_projecting().await;
    let key = world.unseen_key().await;
    let response = world.post("/edit/v1/render", &key, &edit()).send().await;
    response.assert_header("retry-after", "1");
    assert_eq!(response.0.status(), 503);
    assert_eq!(world.render_events().await, 0);
    // Neither is the server ready; whom the views show already is served all the same.
    assert_eq!(answer(world.client.get("/readyz")).await.0, 503);
    assert_eq!(answer(world.post("/edit/v1/render", &world.v1, &edit())).await.0, 201);
}
