//! Reading streams and the whole log.

use super::Log;
use super::support::{event, events, ids, metadata, new_id, new_ids, read_everything, store, stream, typed_event};
use crate::{Actor, Error, Expected, Filter, Metadata, NewEvent, Position};
use domain::ids::{ApiKeyId, EventId};
use std::cmp::Ordering;
use std::sync::Arc;
use uuid::Uuid;

pub(super) async fn a_missing_stream_is_empty(log: Arc<dyn Log>) {
    let store = store(&log).await;
    assert_eq!(store.read_stream(&stream("a-1"), 0, 10).await, Ok(vec![]));
}

pub(super) async fn a_stream_is_read_from_a_revision_on(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let batch = events(5);
    store.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    store.append(&stream("a-2"), Expected::NoStream, events(1)).await.unwrap();
    let found = store.read_stream(&stream("a-1"), 3, 10).await.unwrap();
    assert_eq!(ids(&found), new_ids(&batch[3..]));
    assert_eq!(store.read_stream(&stream("a-1"), 5, 10).await, Ok(vec![]));
}

pub(super) async fn a_stream_is_read_up_to_a_limit(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let batch = events(5);
    store.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    let found = store.read_stream(&stream("a-1"), 1, 2).await.unwrap();
    assert_eq!(ids(&found), new_ids(&batch[1..3]));
}

pub(super) async fn every_field_comes_back(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let full = Metadata {
        environment: None,
        actor: Actor::Key { id: ApiKeyId(Uuid::from_u128(77)) },
        request_id: Some("request 9".into()),
        causation: Some(EventId(Uuid::from_u128(78))),
        ..metadata()
    };
    let event = NewEvent {
        id: new_id(),
        event_type: "thing.done".into(),
        version: u16::MAX,
        data: b"{}".to_vec(),
        metadata: full.clone(),
    };
    let name = stream("thing-with-many-hyphens_and.more:signs/too");
    let appended = store.append(&name, Expected::NoStream, vec![event.clone()]).await.unwrap();
    let found = store.read_all(None, &Filter::All, 10).await.unwrap().events.remove(0);
    assert_eq!(found.stream, name);
    assert_eq!((found.revision, found.position), (0, appended.position));
    assert_eq!((found.id, found.event_type, found.version), (event.id, "thing.done".into(), u16::MAX));
    assert_eq!((found.data, found.metadata), (event.data, full));
}

pub(super) async fn exact_bytes_come_back(log: Arc<dyn Log>) {
    let store = store(&log).await;
    // Spaces, key order, doubled keys, numbers and non-characters that a JSON column would rewrite or refuse.
    let samples: [&[u8]; 5] =
        [br#"{ "b" : 1.0, "a":1e2, "a":2 }"#, b"\"\\u0000\"", b"", &[0, 255, 254, 0, 10], "„ü\u{1F3AC}“".as_bytes()];
    let batch: Vec<NewEvent> = samples.iter().map(|data| typed_event("thing.happened", data)).collect();
    store.append(&stream("a-1"), Expected::NoStream, batch).await.unwrap();
    let by_stream = store.read_stream(&stream("a-1"), 0, 10).await.unwrap();
    let by_log = read_everything(store.as_ref(), &Filter::All, 2).await;
    for (index, sample) in samples.iter().enumerate() {
        assert_eq!(by_stream[index].data, *sample);
        assert_eq!(by_log[index].data, *sample);
    }
}

pub(super) async fn an_empty_log_has_no_position(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let page = store.read_all(None, &Filter::All, 10).await.unwrap();
    assert_eq!((page.events, page.next, page.at_end), (vec![], None, true));
}

pub(super) async fn the_end_is_where_everything_acknowledged_has_been_read(log: Arc<dyn Log>) {
    let (store, other) = (store(&log).await, log.open().await);
    assert_eq!(store.end().await, Ok(None));
    for (number, count) in [(1, 3), (2, 1)] {
        let appended = other.append(&stream(&format!("a-{number}")), Expected::NoStream, events(count)).await.unwrap();
        assert_eq!(store.end().await, Ok(Some(appended.position)));
    }
    let page = store.read_all(None, &Filter::All, 10).await.unwrap();
    assert_eq!(store.end().await, Ok(page.next));
}

pub(super) async fn pages_join_without_gap_or_overlap(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let mut appended = Vec::new();
    for name in ["a-1", "b-1", "c-1", "d-1"] {
        let batch = events(3);
        appended.extend(new_ids(&batch));
        store.append(&stream(name), Expected::NoStream, batch).await.unwrap();
    }
    for limit in [1, 2, 5, 12, 13, 100] {
        assert_eq!(ids(&read_everything(store.as_ref(), &Filter::All, limit).await), appended, "limit {limit}");
    }
}

pub(super) async fn a_filter_by_type_finds_prefixes_only(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let types = ["render.queued", "transfer.queued", "render.saved", "prerender.queued", "Render.queued"];
    let batch: Vec<NewEvent> = types.iter().map(|event_type| typed_event(event_type, b"1")).collect();
    store.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    let found = read_everything(store.as_ref(), &Filter::types(["render."]), 10).await;
    assert_eq!(ids(&found), [batch[0].id, batch[2].id]);
    let found = read_everything(store.as_ref(), &Filter::types(["render.saved", "transfer."]), 10).await;
    assert_eq!(ids(&found), [batch[1].id, batch[2].id]);
}

pub(super) async fn a_filter_by_stream_finds_prefixes_only(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let mut first_of = Vec::new();
    for name in ["render-1", "renderer-1", "transfer-1", "render-2"] {
        let batch = events(1);
        first_of.push(batch[0].id);
        store.append(&stream(name), Expected::NoStream, batch).await.unwrap();
    }
    let found = read_everything(store.as_ref(), &Filter::streams(["render-"]), 10).await;
    assert_eq!(ids(&found), [first_of[0], first_of[3]]);
}

pub(super) async fn a_filter_takes_its_prefixes_literally(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let batch = vec![typed_event("a%b.x", b"1"), typed_event("a_b.x", b"2"), typed_event("acb.x", b"3")];
    store.append(&stream("a-1"), Expected::NoStream, batch.clone()).await.unwrap();
    assert_eq!(ids(&read_everything(store.as_ref(), &Filter::types(["a%"]), 10).await), [batch[0].id]);
    assert_eq!(ids(&read_everything(store.as_ref(), &Filter::types(["a_b"]), 10).await), [batch[1].id]);
}

pub(super) async fn a_filter_without_prefixes_finds_nothing(log: Arc<dyn Log>) {
    let store = store(&log).await;
    store.append(&stream("a-1"), Expected::NoStream, events(2)).await.unwrap();
    for filter in [Filter::Types(vec![]), Filter::Streams(vec![])] {
        let page = store.read_all(None, &filter, 10).await.unwrap();
        assert!(page.events.is_empty() && page.at_end);
    }
}

pub(super) async fn a_filtered_page_moves_past_what_it_leaves_out(log: Arc<dyn Log>) {
    let store = store(&log).await;
    store.append(&stream("a-1"), Expected::NoStream, vec![typed_event("wanted.x", b"1")]).await.unwrap();
    let last = store.append(&stream("b-1"), Expected::NoStream, events(20)).await.unwrap().position;
    let page = store.read_all(None, &Filter::types(["wanted."]), 10).await.unwrap();
    assert!(page.at_end);
    assert_eq!(page.events.len(), 1);
    assert_eq!(store.compare(&page.next.unwrap(), &last), Ok(Ordering::Equal));
}

pub(super) async fn a_foreign_position_is_an_error(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let own = store.append(&stream("a-1"), Expected::NoStream, vec![event("1")]).await.unwrap().position;
    let foreign = Position::new("not a position of any log");
    let read = store.read_all(Some(&foreign), &Filter::All, 10).await;
    assert!(matches!(read, Err(Error::Store(_))), "{read:?}");
    assert!(matches!(store.compare(&own, &foreign), Err(Error::Store(_))));
}

pub(super) async fn positions_compare_as_the_log_is_ordered(log: Arc<dyn Log>) {
    let store = store(&log).await;
    // Enough to make text and numbers differ in order.
    store.append(&stream("a-1"), Expected::NoStream, events(120)).await.unwrap();
    let found = read_everything(store.as_ref(), &Filter::All, 50).await;
    assert_eq!(found.len(), 120);
    for (a, one) in found.iter().enumerate() {
        for (b, other) in found.iter().enumerate() {
            assert_eq!(store.compare(&one.position, &other.position), Ok(a.cmp(&b)));
        }
    }
}
