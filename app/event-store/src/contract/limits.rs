//! What one append may hold.

use super::Log;
use super::support::{event, events, ids, metadata, new_ids, store, stream, typed_event};
use crate::{Error, Expected, MAX_EVENT_BYTES, MAX_EVENTS};
use std::sync::Arc;

/// Data that makes an event exactly this large.
fn data_for(bytes: usize) -> Vec<u8> {
    vec![b'x'; bytes - serde_json::to_vec(&metadata()).unwrap().len()]
}

pub(super) async fn the_largest_event_is_taken(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let data = data_for(MAX_EVENT_BYTES);
    store.append(&stream("a-1"), Expected::NoStream, vec![typed_event("big.one", &data)]).await.unwrap();
    assert_eq!(store.read_stream(&stream("a-1"), 0, 1).await.unwrap()[0].data, data);
}

pub(super) async fn a_larger_event_is_refused(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let batch = vec![event("small"), typed_event("big.one", &data_for(MAX_EVENT_BYTES + 1))];
    let refused = store.append(&stream("a-1"), Expected::NoStream, batch).await;
    let (bytes, limit) = (MAX_EVENT_BYTES + 1, MAX_EVENT_BYTES);
    assert_eq!(refused, Err(Error::TooLarge { event_type: "big.one".into(), bytes, limit }));
    assert_eq!(store.read_stream(&stream("a-1"), 0, 1).await, Ok(vec![]));
}

pub(super) async fn an_empty_append_is_refused(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let refused = store.append(&stream("a-1"), Expected::NoStream, vec![]).await;
    assert_eq!(refused, Err(Error::InvalidBatch { limit: MAX_EVENTS }));
}

pub(super) async fn the_same_id_twice_in_one_append_is_refused(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let twice = event("1");
    let refused = store.append(&stream("a-1"), Expected::NoStream, vec![twice.clone(), twice]).await;
    assert_eq!(refused, Err(Error::InvalidBatch { limit: MAX_EVENTS }));
}

pub(super) async fn many_events_in_one_append_stay_together(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let batch = events(MAX_EVENTS);
    let appended = store.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    assert_eq!(appended.revision, MAX_EVENTS as u64 - 1);
    assert_eq!(ids(&store.read_stream(&stream("a-1"), 0, MAX_EVENTS + 1).await.unwrap()), new_ids(&batch));
    let refused = store.append(&stream("a-2"), Expected::NoStream, events(MAX_EVENTS + 1)).await;
    assert_eq!(refused, Err(Error::InvalidBatch { limit: MAX_EVENTS }));
}
