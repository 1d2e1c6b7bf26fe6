//! Two handles on one log, as two processes have.

use super::Log;
use super::support::{
    assert_streams_in_order, event, events, ids, new_ids, next_events, read_everything, store, stream, until_caught_up,
};
use crate::{Error, EventStore, Expected, Filter};
use std::sync::Arc;

pub(super) async fn what_one_appends_the_other_reads(log: Arc<dyn Log>) {
    let (one, other) = (store(&log).await, store(&log).await);
    let batch = events(3);
    one.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    assert_eq!(ids(&other.read_stream(&stream("a-1"), 0, 10).await.unwrap()), new_ids(&batch));
}

pub(super) async fn a_conflict_is_seen_across_handles(log: Arc<dyn Log>) {
    let (one, other) = (store(&log).await, store(&log).await);
    one.append(&stream("a-1"), Expected::NoStream, events(1)).await.unwrap();
    other.append(&stream("a-1"), Expected::At(0), events(1)).await.unwrap();
    let refused = one.append(&stream("a-1"), Expected::At(0), events(1)).await;
    assert!(matches!(refused, Err(Error::Conflict { actual: Some(1), .. })), "{refused:?}");
}

pub(super) async fn idempotency_holds_across_handles(log: Arc<dyn Log>) {
    let (one, other) = (store(&log).await, store(&log).await);
    let batch = events(2);
    let first = one.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    assert_eq!(other.append(&stream("a-1"), Expected::NoStream, batch).await, Ok(first));
}

pub(super) async fn a_subscription_sees_the_other_handles_appends(log: Arc<dyn Log>) {
    let (one, other) = (store(&log).await, store(&log).await);
    let mut messages = one.subscribe_all(None, Filter::All);
    until_caught_up(&mut messages).await;
    let batch = events(2);
    other.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    assert_eq!(ids(&next_events(&mut messages, 2).await), new_ids(&batch));
}

async fn write(store: Arc<dyn EventStore>, writer: &'static str) {
    for n in 0..60 {
        let expected = if n == 0 { Expected::NoStream } else { Expected::At(n - 1) };
        store.append(&stream(writer), expected, vec![event(writer)]).await.unwrap();
    }
}

pub(super) async fn both_write_at_the_same_time(log: Arc<dyn Log>) {
    let (one, other) = (store(&log).await, store(&log).await);
    let mut messages = one.subscribe_all(None, Filter::All);
    let writers = [tokio::spawn(write(one.clone(), "one-1")), tokio::spawn(write(other.clone(), "other-1"))];
    let seen = next_events(&mut messages, 120).await;
    for writer in writers {
        writer.await.unwrap();
    }
    assert_streams_in_order(&seen);
    assert_eq!(seen, read_everything(other.as_ref(), &Filter::All, 50).await);
}
