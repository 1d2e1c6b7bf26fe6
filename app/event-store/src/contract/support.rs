//! Events and streams for the cases.

use super::Log;
use crate::{Actor, EventStore, Filter, Message, Messages, Metadata, NewEvent, Position, RecordedEvent, StreamName};
use domain::ids::{EventId, WorkspaceId};
use domain::{Environment, Timestamp};
use futures::StreamExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use uuid::Uuid;

/// How long a case waits for what must come.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) async fn store(log: &Arc<dyn Log>) -> Arc<dyn EventStore> {
    log.open().await
}

pub(super) fn stream(name: &str) -> StreamName {
    name.parse().expect("a stream name")
}

/// An id that no other event of this process has.
pub(super) fn new_id() -> EventId {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    EventId(Uuid::from_u64_pair(1, NEXT.fetch_add(1, Ordering::Relaxed)))
}

pub(super) fn metadata() -> Metadata {
    let at = Timestamp::from_millis(1_700_000_000_123);
    let workspace = WorkspaceId(Uuid::from_u128(1));
    Metadata::new(workspace, Actor::system("contract"), Uuid::from_u128(2), at).within(Environment::Stage)
}

pub(super) fn typed_event(event_type: &str, data: &[u8]) -> NewEvent {
    NewEvent { id: new_id(), event_type: event_type.into(), version: 1, data: data.to_vec(), metadata: metadata() }
}

pub(super) fn event(data: &str) -> NewEvent {
    typed_event("thing.happened", data.as_bytes())
}

pub(super) fn events(count: usize) -> Vec<NewEvent> {
    (0..count).map(|n| event(&format!("{{\"n\":{n}}}"))).collect()
}

pub(super) fn ids(events: &[RecordedEvent]) -> Vec<EventId> {
    events.iter().map(|event| event.id).collect()
}

pub(super) fn new_ids(events: &[NewEvent]) -> Vec<EventId> {
    events.iter().map(|event| event.id).collect()
}

/// The whole log, page by page.
pub(super) async fn read_everything(store: &dyn EventStore, filter: &Filter, limit: usize) -> Vec<RecordedEvent> {
    let mut after: Option<Position> = None;
    let mut found = Vec::new();
    loop {
        let page = store.read_all(after.as_ref(), filter, limit).await.expect("the log can be read");
        found.extend(page.events);
        after = page.next;
        if page.at_end {
            return found;
        }
    }
}

/// The next message, or a panic if none comes.
pub(super) async fn next(messages: &mut Messages) -> Message {
    let message = tokio::time::timeout(PATIENCE, messages.next()).await.expect("a message comes");
    message.expect("a subscription does not end").expect("the log can be read")
}

/// Messages up to and with the first `CaughtUp`: the events and the checkpoints.
pub(super) async fn until_caught_up(messages: &mut Messages) -> (Vec<RecordedEvent>, Vec<Position>) {
    let (mut events, mut checkpoints) = (Vec::new(), Vec::new());
    loop {
        match next(messages).await {
            Message::Event(event) => events.push(event),
            Message::Checkpoint(position) => checkpoints.push(position),
            Message::CaughtUp => return (events, checkpoints),
        }
    }
}

/// The next `count` events, whatever else comes between.
pub(super) async fn next_events(messages: &mut Messages, count: usize) -> Vec<RecordedEvent> {
    let mut events = Vec::new();
    while events.len() < count {
        if let Message::Event(event) = next(messages).await {
            events.push(event);
        }
    }
    events
}

/// Asserts that every stream's revisions grow by one in the order in which its events stand.
pub(super) fn assert_streams_in_order(events: &[RecordedEvent]) {
    let mut expected = std::collections::HashMap::new();
    for event in events {
        let revision = expected.entry(event.stream.clone()).or_insert(0);
        assert_eq!(event.revision, *revision, "{}", event.stream);
        *revision += 1;
    }
}
