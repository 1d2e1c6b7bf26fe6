//! From the past into the present.

use super::Log;
use super::support::{
    assert_streams_in_order, event, events, ids, new_ids, next, next_events, store, stream, typed_event,
    until_caught_up,
};
use crate::{Expected, Filter, Message};
use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;

pub(super) async fn an_empty_log_is_caught_up_at_once(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let mut messages = store.subscribe_all(None, Filter::All);
    assert_eq!(next(&mut messages).await, Message::CaughtUp);
}

pub(super) async fn the_past_comes_before_caught_up(log: Arc<dyn Log>) {
    let store = store(&log).await;
    // More than any page.
    let batch = events(700);
    store.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    let (found, _) = until_caught_up(&mut store.subscribe_all(None, Filter::All)).await;
    assert_eq!(ids(&found), new_ids(&batch));
}

pub(super) async fn a_new_append_arrives_after_caught_up(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let mut messages = store.subscribe_all(None, Filter::All);
    until_caught_up(&mut messages).await;
    for n in 0..5 {
        let expected = if n == 0 { Expected::NoStream } else { Expected::At(n - 1) };
        let batch = events(1);
        store.append(&stream("a-1"), expected, batch.clone()).await.unwrap();
        assert_eq!(ids(&next_events(&mut messages, 1).await), new_ids(&batch));
    }
}

pub(super) async fn a_subscription_goes_on_after_its_position(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let batch = events(6);
    store.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    let read = store.read_stream(&stream("a-1"), 2, 1).await.unwrap();
    let mut messages = store.subscribe_all(Some(read[0].position.clone()), Filter::All);
    let (found, _) = until_caught_up(&mut messages).await;
    assert_eq!(ids(&found), new_ids(&batch[3..]));
}

pub(super) async fn the_present_follows_the_past_without_loss_or_doubles(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let writing = store.clone();
    store.append(&stream("a-0"), Expected::NoStream, events(300)).await.unwrap();
    let writer = tokio::spawn(async move {
        for n in 1..=150 {
            writing.append(&stream(&format!("a-{n}")), Expected::NoStream, events(2)).await.unwrap();
        }
    });
    // Subscribed somewhere in the middle of the writing.
    let mut messages = store.subscribe_all(None, Filter::All);
    let found = next_events(&mut messages, 600).await;
    writer.await.unwrap();
    let different: HashSet<_> = found.iter().map(|event| event.id).collect();
    assert_eq!(different.len(), 600);
    assert_streams_in_order(&found);
    for pair in found.windows(2) {
        assert_eq!(store.compare(&pair[0].position, &pair[1].position), Ok(Ordering::Less));
    }
}

pub(super) async fn a_filter_leaves_checkpoints(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let wanted = typed_event("wanted.x", b"1");
    store.append(&stream("a-1"), Expected::NoStream, vec![wanted.clone()]).await.unwrap();
    let last = store.append(&stream("b-1"), Expected::NoStream, events(20)).await.unwrap().position;
    let mut messages = store.subscribe_all(None, Filter::types(["wanted."]));
    let (found, checkpoints) = until_caught_up(&mut messages).await;
    assert_eq!(ids(&found), [wanted.id]);
    let checkpoint = checkpoints.last().expect("a reader can move past what it does not want");
    assert_eq!(store.compare(checkpoint, &last), Ok(Ordering::Equal));
    // Going on from a checkpoint misses nothing.
    let mut again = store.subscribe_all(Some(checkpoint.clone()), Filter::types(["wanted."]));
    let later = typed_event("wanted.y", b"2");
    store.append(&stream("a-1"), Expected::At(0), vec![later.clone()]).await.unwrap();
    assert_eq!(ids(&next_events(&mut again, 1).await), [later.id]);
}

pub(super) async fn two_subscriptions_see_the_same(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let (mut one, mut other) = (store.subscribe_all(None, Filter::All), store.subscribe_all(None, Filter::All));
    store.append(&stream("a-1"), Expected::NoStream, events(10)).await.unwrap();
    let (seen, also_seen) = (next_events(&mut one, 10).await, next_events(&mut other, 10).await);
    assert_eq!(seen, also_seen);
}

pub(super) async fn a_dropped_subscription_harms_nobody(log: Arc<dyn Log>) {
    let store = store(&log).await;
    store.append(&stream("a-1"), Expected::NoStream, events(10)).await.unwrap();
    let mut dropped = store.subscribe_all(None, Filter::All);
    next(&mut dropped).await;
    drop(dropped);
    store.append(&stream("a-1"), Expected::At(9), vec![event("later")]).await.unwrap();
    let (found, _) = until_caught_up(&mut store.subscribe_all(None, Filter::All)).await;
    assert_eq!(found.len(), 11);
}
