//! The contract over the protocol's double, and what only this adapter promises.

mod ids;
mod outages;
mod real_server;
mod server_events;

use super::KurrentLog;
use crate::contract::{Log, check_model};
use crate::{Actor, EventStore, Metadata, NewEvent, RecordedEvent, StreamName};
use domain::Timestamp;
use domain::ids::{EventId, WorkspaceId};
use kurrentdb_double::Double;
use proptest::prelude::*;
use std::sync::Arc;
use uuid::Uuid;

/// A log on a server of its own, which goes with it.
struct PrivateLog(Double);

#[async_trait::async_trait]
impl Log for PrivateLog {
    async fn open(&self) -> Arc<dyn EventStore> {
        Arc::new(KurrentLog::open(&self.0.url()).await.unwrap())
    }
}

fn new_log() -> Arc<dyn Log> {
    Arc::new(PrivateLog(Double::start().unwrap()))
}

contract_tests!(super::new_log());

#[test]
fn any_appends_end_as_the_model_says() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let steps = prop::collection::vec((0..3_u8, 0..6_u8, prop::collection::vec(0..6_u8, 0..4)), 1..20);
    let settings = ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() };
    let checked = proptest::test_runner::TestRunner::new(settings).run(&steps, |steps| {
        runtime.block_on(check_model(new_log(), &steps));
        Ok(())
    });
    checked.unwrap();
}

fn event(id: u128) -> NewEvent {
    let workspace = WorkspaceId(Uuid::nil());
    let metadata = Metadata::new(workspace, Actor::system("test"), Uuid::nil(), Timestamp::from_millis(0));
    NewEvent {
        id: EventId(Uuid::from_u128(id)),
        event_type: "thing.happened".into(),
        version: 1,
        data: b"{}".to_vec(),
        metadata,
    }
}

fn stream(name: &str) -> StreamName {
    name.parse().unwrap()
}

fn numbers(events: &[RecordedEvent]) -> Vec<u128> {
    events.iter().map(|event| event.id.0.as_u128()).collect()
}

/// The client itself, for what other users of the server do.
async fn stranger(double: &Double) -> eventstore::Client {
    eventstore::Client::new(double.url().parse().unwrap()).unwrap()
}
