//! What the server holds besides our events, and how ours look to others.

use super::{event, numbers, stranger, stream};
use crate::kurrentdb::{KurrentLog, position};
use crate::{EventStore, Expected, Filter, Message, NewEvent};
use eventstore::{AppendToStreamOptions, EventData};
use futures::StreamExt;
use kurrentdb_double::Double;

/// Events as the server itself writes them.
async fn server_writes(double: &Double) {
    let (client, anywhere) = (stranger(double).await, AppendToStreamOptions::default());
    for (stream, event_type) in [("$$a-1", "$metadata"), ("$stats", "$statsCollected"), ("$ce-a", "thing.happened")] {
        let event = EventData::binary(event_type, "{}".into());
        client.append_to_stream(stream, &anywhere, event).await.unwrap();
    }
}

#[tokio::test]
async fn the_server_s_own_events_are_not_ours() {
    let double = Double::start().unwrap();
    server_writes(&double).await;
    let log = KurrentLog::open(&double.url()).await.unwrap();
    assert_eq!(log.end().await, Ok(None));
    let page = log.read_all(None, &Filter::All, 10).await.unwrap();
    assert_eq!((page.events, page.at_end), (vec![], true));

    let ours = log.append(&stream("a-1"), Expected::NoStream, vec![event(1), event(2)]).await.unwrap();
    for _ in 0..60 {
        server_writes(&double).await;
    }
    assert_eq!(log.end().await, Ok(Some(ours.position.clone())));
    for limit in [1, 2, 3, 10] {
        let (mut after, mut found) = (None, vec![]);
        loop {
            let page = log.read_all(after.as_ref(), &Filter::All, limit).await.unwrap();
            found.extend(numbers(&page.events));
            after = page.next;
            if page.at_end {
                break;
            }
        }
        assert_eq!(found, [1, 2], "limit {limit}");
    }
    let (mut found, mut messages) = (vec![], log.subscribe_all(None, Filter::All));
    loop {
        match messages.next().await.unwrap().unwrap() {
            Message::Event(event) => found.push(event),
            Message::Checkpoint(_) => {}
            Message::CaughtUp => break,
        }
    }
    assert_eq!(numbers(&found), [1, 2]);
}

#[tokio::test]
async fn what_would_not_be_read_back_is_not_appended() {
    let double = Double::start().unwrap();
    let log = KurrentLog::open(&double.url()).await.unwrap();
    let of_type = NewEvent { event_type: "$thing".into(), ..event(1) };
    for (name, event) in [("$a-1", event(1)), ("a-1", of_type)] {
        let error = log.append(&stream(name), Expected::NoStream, vec![event]).await.unwrap_err();
        assert!(!error.retryable() && error.to_string().contains('$'), "{error}");
    }
    assert_eq!(log.end().await, Ok(None));
}

#[tokio::test]
async fn a_stranger_s_event_is_an_error_that_names_its_position() {
    let double = Double::start().unwrap();
    let log = KurrentLog::open(&double.url()).await.unwrap();
    let foreign = EventData::binary("order.placed", "{}".into());
    let options = AppendToStreamOptions::default();
    let written = stranger(&double).await.append_to_stream("order-1", &options, foreign).await.unwrap();
    let error = log.read_all(None, &Filter::All, 10).await.unwrap_err();
    let at = position::write(written.position).to_string();
    assert!(!error.retryable() && error.to_string().contains(&at) && error.to_string().contains("shared"), "{error}");
}

#[tokio::test]
async fn logs_within_prefixes_see_nothing_of_each_other() {
    let double = Double::start().unwrap();
    let within = async |prefix: &str| KurrentLog::open_within(&double.url(), prefix).await.unwrap();
    let (one, other) = (within("one/").await, within("other/").await);
    let appended = one.append(&stream("a-1"), Expected::NoStream, vec![event(1), event(2)]).await.unwrap();
    other.append(&stream("a-1"), Expected::NoStream, vec![event(3)]).await.unwrap();
    assert_eq!(one.end().await, Ok(Some(appended.position)));
    for filter in [Filter::All, Filter::types(["thing."]), Filter::streams(["a-"])] {
        for (log, expected) in [(&one, &[1, 2][..]), (&other, &[3])] {
            let found = log.read_all(None, &filter, 10).await.unwrap().events;
            assert_eq!(numbers(&found), expected, "{filter:?}");
            assert!(found.iter().all(|event| event.stream == stream("a-1")));
        }
    }
}

#[tokio::test]
async fn data_is_kept_to_the_byte_and_json_is_shown_as_such() {
    let double = Double::start().unwrap();
    let log = KurrentLog::open(&double.url()).await.unwrap();
    let data: [(&[u8], bool); 7] = [
        (b"{}", true),
        (br#"{ "b" : 1.0, "a":1e2, "a":2 }"#, true),
        (b"\"\\u0000\"", true),
        (b" {}", false),
        (b"{}\n", false),
        (&[0, 255, 254, 13, 10], false),
        (b"", false),
    ];
    let batch = data.iter().zip(1..).map(|((data, _), id)| NewEvent { data: data.to_vec(), ..event(id) }).collect();
    log.append(&stream("a-1"), Expected::NoStream, batch).await.unwrap();
    let found = log.read_stream(&stream("a-1"), 0, 10).await.unwrap();
    let mut kept = stranger(&double).await.read_stream("a-1", &Default::default()).await.unwrap();
    for (found, (data, is_json)) in found.iter().zip(data) {
        assert_eq!(found.data, data);
        let kept = kept.next().await.unwrap().unwrap().event.unwrap();
        assert_eq!((&kept.data[..], kept.is_json, &*kept.event_type), (data, is_json, "thing.happened"));
        let said: serde_json::Value = serde_json::from_slice(&kept.custom_metadata).unwrap();
        assert_eq!((&said["version"], &said["actor"]["name"]), (&1.into(), &"test".into()));
    }
}
