//! When the log does not answer, nothing is accepted, and the client is told to come again.

use super::world::{World, answer, edit, read};
use event_store::sqlite::SqliteLog;
use event_store::*;
use serde_json::json;
use std::cmp::Ordering;
use std::sync::Arc;

/// A log that can be reached for comparing positions only.
struct Unreachable(Arc<dyn EventStore>);

fn down() -> Error {
    Error::Store(StoreError::new(StoreErrorKind::Unavailable, "/secret/path: the disk is gone"))
}

#[async_trait::async_trait]
impl EventStore for Unreachable {
    async fn append_checked(&self, _: &StreamName, _: Expected, _: Batch) -> Result<Appended, Error> {
        Err(down())
    }

    async fn read_stream(&self, _: &StreamName, _: u64, _: usize) -> Result<Vec<RecordedEvent>, Error> {
        Err(down())
    }

    async fn read_all(&self, _: Option<&Position>, _: &Filter, _: usize) -> Result<Page, Error> {
        Err(down())
    }

    async fn end(&self) -> Result<Option<Position>, Error> {
        Err(down())
    }

    fn subscribe_all(&self, after: Option<Position>, filter: Filter) -> Messages {
        self.0.subscribe_all(after, filter)
    }

    fn compare(&self, a: &Position, b: &Position) -> Result<Ordering, Error> {
        self.0.compare(a, b)
    }
}

#[tokio::test]
async fn an_unreachable_log_is_503_in_each_dialect_and_shows_nothing_inside() {
    let folder = tempfile::tempdir().unwrap();
    let log: Arc<dyn EventStore> = Arc::new(SqliteLog::open(&folder.path().join("log.db")).await.unwrap());
    let world = World::over(folder, log.clone(), Arc::new(Unreachable(log)), |_| {}).await;

    let response = world.post("/edit/v1/render", &world.v1, &edit()).send().await;
    response.assert_header("retry-after", "2");
    let (status, body) = read(response).await;
    assert_eq!((status, &body["success"], &body["message"]), (503, &json!(false), &json!("Service Unavailable")));
    assert!(!body.to_string().contains("secret"));
    // Whose integrations cannot be read is told nothing of them, and nothing is kept.
    let mut sent = edit();
    sent["output"]["destinations"] = json!([{ "provider": "s3" }]);
    let stored = world.services.state.documents().erase(world.workspace).await.unwrap();
    assert_eq!(answer(world.post("/edit/v1/render", &world.v1, &sent)).await.0, 503);
    assert_eq!((stored, world.services.state.documents().erase(world.workspace).await.unwrap()), (1, 0));

    let id = uuid::Uuid::new_v4();
    assert_eq!(answer(world.get(&format!("/serve/v1/assets/{id}"), &world.v1)).await.0, 503);
    let (status, body) = answer(world.get(&format!("/rushes/v1/renders/{id}"), &world.v1)).await;
    assert_eq!((status, &body["code"], &body["retryable"]), (503, &json!("unavailable"), &json!(true)));
    let create = world.client.post("/v1/api-keys").header("authorization", format!("Bearer {}", world.owner_token()));
    let (status, body) = answer(create.body_json(&json!({}))).await;
    assert_eq!((status, body["error"].is_string()), (503, true));
    assert_eq!(answer(world.client.get("/readyz")).await.0, 503);
    assert_eq!(answer(world.client.get("/healthz")).await.0, 200);
}
