//! Servers that go, come back, are not there, or do not answer.

use super::{event, numbers, stream};
use crate::kurrentdb::KurrentLog;
use crate::{Error, EventStore, Expected, Filter, Message, StoreErrorKind};
use futures::StreamExt;
use kurrentdb_double::Double;

#[tokio::test]
async fn a_server_that_comes_back_is_found_again() {
    let mut double = Double::start().unwrap();
    let log = KurrentLog::open(&double.url()).await.unwrap();
    log.append(&stream("a-1"), Expected::NoStream, vec![event(1)]).await.unwrap();
    let mut messages = log.subscribe_all(None, Filter::All);
    let Some(Ok(Message::Event(first))) = messages.next().await else { panic!("no event") };
    assert_eq!(messages.next().await, Some(Ok(Message::CaughtUp)));

    double.stop();
    let lost = messages.next().await;
    assert!(matches!(&lost, Some(Err(error)) if error.retryable()), "{lost:?}");
    assert_eq!(messages.next().await, None);
    for _ in 0..3 {
        let refused = log.append(&stream("a-1"), Expected::At(0), vec![event(2)]).await.unwrap_err();
        assert!(refused.retryable(), "{refused}");
        let unread = log.read_stream(&stream("a-1"), 0, 10).await.unwrap_err();
        assert!(unread.retryable() && unread.to_string().contains("try again"), "{unread}");
        assert!(log.end().await.unwrap_err().retryable());
        let unheard = log.subscribe_all(None, Filter::All).next().await;
        assert!(matches!(&unheard, Some(Err(error)) if error.retryable()), "{unheard:?}");
    }

    double.start_again().unwrap();
    log.append(&stream("a-1"), Expected::At(0), vec![event(2)]).await.unwrap();
    assert_eq!(numbers(&log.read_stream(&stream("a-1"), 0, 10).await.unwrap()), [1, 2]);
    let mut messages = log.subscribe_all(Some(first.position), Filter::All);
    let Some(Ok(Message::Event(second))) = messages.next().await else { panic!("no event") };
    assert_eq!(numbers(&[second]), [2]);
}

#[tokio::test]
async fn an_append_whose_answer_was_lost_is_done_once() {
    let double = Double::start().unwrap();
    let log = KurrentLog::open(&double.url()).await.unwrap();
    let cases = [(Expected::NoStream, 1), (Expected::At(0), 2), (Expected::Exists, 3)];
    for (revision, (expected, id)) in (0..).zip(cases) {
        double.lose_answers(1);
        let lost = log.append(&stream("a-1"), expected, vec![event(id)]).await.unwrap_err();
        assert!(lost.retryable(), "{lost}");
        assert_eq!(log.append(&stream("a-1"), expected, vec![event(id)]).await.unwrap().revision, revision);
    }
    assert_eq!(numbers(&log.read_all(None, &Filter::All, 10).await.unwrap().events), [1, 2, 3]);
}

fn kind(error: &Error) -> Option<StoreErrorKind> {
    if let Error::Store(error) = error { Some(error.kind) } else { None }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_its_address() {
    let url = "kurrentdb://ana:canary-secret@127.0.0.1:1?tls=false&discoveryInterval=1";
    let error = KurrentLog::open(url).await.err().unwrap();
    assert_eq!(kind(&error), Some(StoreErrorKind::Unavailable), "{error}");
    assert!(error.to_string().contains("the log's server") && !error.to_string().contains("canary"), "{error}");
    let error = KurrentLog::open("kurrentdb://ana:canary-secret@").await.err().unwrap();
    assert_eq!(kind(&error), Some(StoreErrorKind::CannotOpen), "{error}");
    assert!(error.to_string().contains("kurrentdb://user") && !error.to_string().contains("canary"), "{error}");
}

#[tokio::test]
async fn certificates_that_cannot_be_read_are_told_of() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    for text in ["", "-----BEGIN CERTIFICATE-----\nno base64\n-----END CERTIFICATE-----\n"] {
        std::fs::write(&file, text).unwrap();
        let url = format!("kurrentdb://localhost:1?discoveryInterval=1&tlsCaFile={}", file.display());
        let error = KurrentLog::open(&url).await.err().unwrap();
        let expected = if text.is_empty() { StoreErrorKind::Unavailable } else { StoreErrorKind::CannotOpen };
        assert_eq!(kind(&error), Some(expected), "{error}");
    }
}

#[tokio::test]
async fn an_append_that_is_too_large_for_the_server_says_what_to_do() {
    let double = Double::start().unwrap();
    let log = KurrentLog::open(&double.url()).await.unwrap();
    let large = |id| crate::NewEvent { data: vec![b'x'; 60_000], ..event(id) };
    let error = log.append(&stream("a-1"), Expected::NoStream, (1..30).map(large).collect()).await.unwrap_err();
    assert!(!error.retryable() && error.to_string().contains("MaxAppendSize"), "{error}");
}

#[tokio::test]
async fn readers_who_do_not_read_hold_nobody_up() {
    let double = Double::start().unwrap();
    let log = KurrentLog::open(&double.url()).await.unwrap();
    let large = |id| crate::NewEvent { data: vec![b'x'; 60_000], ..event(id) };
    // More than a connection holds of what is not read.
    for n in 0..12 {
        let batch = (n * 16..(n + 1) * 16).map(large).collect();
        log.append(&stream(&format!("a-{n}")), Expected::NoStream, batch).await.unwrap();
    }
    let mut readers = Vec::new();
    for _ in 0..6 {
        let mut messages = log.subscribe_all(None, Filter::All);
        assert!(matches!(messages.next().await, Some(Ok(Message::Event(_)))));
        readers.push(messages);
    }
    log.append(&stream("b-1"), Expected::NoStream, vec![event(1000)]).await.unwrap();
    assert_eq!(log.read_all(None, &Filter::All, 1000).await.unwrap().events.len(), 193);
    for messages in &mut readers {
        let events = messages.filter(|message| {
            let is_event = matches!(message, Ok(Message::Event(_)));
            async move { is_event }
        });
        assert_eq!(events.take(192).count().await, 192);
    }
}
