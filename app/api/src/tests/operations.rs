use super::world::{World, answer};
use serde_json::json;

#[tokio::test]
async fn health_readiness_and_metrics_need_no_credential() {
    let world = World::new().await;
    assert_eq!(answer(world.client.get("/healthz")).await, (200, json!({ "status": "ok" })));
    assert_eq!(answer(world.client.get("/readyz")).await, (200, json!({ "status": "ready" })));
    let metrics = world.client.get("/metrics").send().await;
    metrics.assert_content_type("text/plain; version=0.0.4");
    metrics.assert_text("rushes_up 1\n").await;
}

#[tokio::test]
async fn the_documents_are_served_with_a_page_to_read_them() {
    let world = World::new().await;
    let documents = crate::documents().unwrap();
    assert_eq!(answer(world.client.get("/openapi/shotstack.json")).await, (200, documents.shotstack));
    assert_eq!(answer(world.client.get("/openapi/rushes.json")).await, (200, documents.rushes));
    for path in ["/docs", "/docs/shotstack", "/docs/rushes"] {
        let page = world.client.get(path).send().await;
        page.assert_status_is_ok();
        assert!(page.0.content_type().unwrap().starts_with("text/html"));
    }
}
