//! Appending where a stream is expected to be.

use super::Log;
use super::support::{event, events, ids, new_ids, read_everything, store, stream};
use crate::{Error, Expected, Filter};
use std::cmp::Ordering;
use std::sync::Arc;

pub(super) async fn a_new_stream_begins_at_revision_zero(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let appended = store.append(&stream("a-1"), Expected::NoStream, vec![event("1")]).await.unwrap();
    assert_eq!(appended.revision, 0);
    let found = store.read_stream(&stream("a-1"), 0, 10).await.unwrap();
    assert_eq!((found.len(), found[0].revision, &found[0].position), (1, 0, &appended.position));
}

pub(super) async fn events_of_one_append_have_consecutive_revisions(log: Arc<dyn Log>) {
    let store = store(&log).await;
    store.append(&stream("a-1"), Expected::NoStream, events(2)).await.unwrap();
    let appended = store.append(&stream("a-1"), Expected::At(1), events(3)).await.unwrap();
    assert_eq!(appended.revision, 4);
    let revisions: Vec<u64> =
        store.read_stream(&stream("a-1"), 0, 10).await.unwrap().iter().map(|event| event.revision).collect();
    assert_eq!(revisions, [0, 1, 2, 3, 4]);
}

pub(super) async fn a_second_beginning_is_a_conflict(log: Arc<dyn Log>) {
    let store = store(&log).await;
    store.append(&stream("a-1"), Expected::NoStream, events(1)).await.unwrap();
    let refused = store.append(&stream("a-1"), Expected::NoStream, events(1)).await;
    let expected = Expected::NoStream;
    assert_eq!(refused, Err(Error::Conflict { stream: stream("a-1"), expected, actual: Some(0) }));
}

pub(super) async fn a_stale_revision_is_a_conflict_that_names_the_actual_one(log: Arc<dyn Log>) {
    let store = store(&log).await;
    store.append(&stream("a-1"), Expected::NoStream, events(4)).await.unwrap();
    let refused = store.append(&stream("a-1"), Expected::At(2), events(1)).await;
    let expected = Expected::At(2);
    assert_eq!(refused, Err(Error::Conflict { stream: stream("a-1"), expected, actual: Some(3) }));
}

pub(super) async fn a_revision_ahead_of_the_stream_is_a_conflict(log: Arc<dyn Log>) {
    let store = store(&log).await;
    store.append(&stream("a-1"), Expected::NoStream, events(1)).await.unwrap();
    for ahead in [1, 7, u64::MAX] {
        let refused = store.append(&stream("a-1"), Expected::At(ahead), events(1)).await;
        assert!(matches!(refused, Err(Error::Conflict { actual: Some(0), .. })), "{refused:?}");
    }
}

pub(super) async fn a_missing_stream_does_not_exist(log: Arc<dyn Log>) {
    let store = store(&log).await;
    for expected in [Expected::Exists, Expected::At(0)] {
        let refused = store.append(&stream("a-1"), expected, events(1)).await;
        assert_eq!(refused, Err(Error::Conflict { stream: stream("a-1"), expected, actual: None }));
    }
}

pub(super) async fn an_existing_stream_takes_events_wherever_it_is(log: Arc<dyn Log>) {
    let store = store(&log).await;
    store.append(&stream("a-1"), Expected::NoStream, events(3)).await.unwrap();
    let appended = store.append(&stream("a-1"), Expected::Exists, events(1)).await.unwrap();
    assert_eq!(appended.revision, 3);
}

pub(super) async fn a_refused_append_leaves_nothing_behind(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let kept = events(1);
    store.append(&stream("a-1"), Expected::NoStream, kept.clone()).await.unwrap();
    let refused = events(3);
    store.append(&stream("a-1"), Expected::At(9), refused.clone()).await.unwrap_err();
    assert_eq!(ids(&read_everything(store.as_ref(), &Filter::All, 10).await), new_ids(&kept));
    // Nor are its ids remembered.
    store.append(&stream("a-1"), Expected::At(0), refused).await.unwrap();
}

pub(super) async fn positions_grow_with_every_append(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let first = store.append(&stream("b-1"), Expected::NoStream, events(2)).await.unwrap().position;
    let second = store.append(&stream("a-1"), Expected::NoStream, events(1)).await.unwrap().position;
    let third = store.append(&stream("b-1"), Expected::At(1), events(1)).await.unwrap().position;
    assert_eq!(store.compare(&first, &second), Ok(Ordering::Less));
    assert_eq!(store.compare(&second, &third), Ok(Ordering::Less));
    assert_eq!(store.compare(&third, &first), Ok(Ordering::Greater));
}
