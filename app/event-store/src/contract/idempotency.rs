//! The same ids in the same place are one append.

use super::Log;
use super::support::{event, events, ids, new_ids, read_everything, store, stream};
use crate::{Error, Expected, Filter};
use std::sync::Arc;

pub(super) async fn the_same_append_again_is_the_old_result(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let batch = events(3);
    let first = store.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    assert_eq!(store.append(&stream("a-1"), Expected::NoStream, batch).await, Ok(first));
}

pub(super) async fn an_append_again_is_the_old_result_although_the_stream_went_on(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let (beginning, middle) = (events(1), events(2));
    let begun = store.append(&stream("a-1"), Expected::NoStream, beginning.clone()).await.unwrap();
    let gone_on = store.append(&stream("a-1"), Expected::At(0), middle.clone()).await.unwrap();
    store.append(&stream("a-1"), Expected::At(2), events(1)).await.unwrap();
    assert_eq!(store.append(&stream("a-1"), Expected::At(0), middle).await, Ok(gone_on));
    assert_eq!(store.append(&stream("a-1"), Expected::NoStream, beginning).await, Ok(begun));
}

pub(super) async fn an_append_again_where_the_stream_exists(log: Arc<dyn Log>) {
    let store = store(&log).await;
    store.append(&stream("a-1"), Expected::NoStream, events(1)).await.unwrap();
    let batch = events(2);
    let first = store.append(&stream("a-1"), Expected::Exists, batch.clone()).await.unwrap();
    assert_eq!(store.append(&stream("a-1"), Expected::Exists, batch).await, Ok(first));
}

pub(super) async fn a_part_of_an_append_again_is_refused(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let batch = events(2);
    store.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    // The second event alone does not lie where a beginning would put it.
    let refused = store.append(&stream("a-1"), Expected::NoStream, vec![batch[1].clone()]).await;
    assert!(matches!(refused, Err(Error::IdReused { .. } | Error::Conflict { .. })), "{refused:?}");
}

pub(super) async fn the_same_ids_in_another_order_are_refused(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let mut batch = events(2);
    store.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    batch.reverse();
    let refused = store.append(&stream("a-1"), Expected::NoStream, batch).await;
    assert!(matches!(refused, Err(Error::IdReused { .. } | Error::Conflict { .. })), "{refused:?}");
}

pub(super) async fn known_and_unknown_ids_together_are_refused(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let batch = events(1);
    store.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    let more = vec![batch[0].clone(), event("new")];
    let refused = store.append(&stream("a-1"), Expected::NoStream, more).await;
    assert!(matches!(refused, Err(Error::IdReused { .. } | Error::Conflict { .. })), "{refused:?}");
    assert_eq!(store.read_stream(&stream("a-1"), 0, 10).await.unwrap().len(), 1);
}

pub(super) async fn a_repeated_append_is_read_once(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let batch = events(2);
    for _ in 0..3 {
        store.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    }
    assert_eq!(ids(&read_everything(store.as_ref(), &Filter::All, 10).await), new_ids(&batch));
}
