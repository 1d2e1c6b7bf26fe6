//! The contract, and what only this adapter promises.

use super::PostgresLog;
use crate::contract::{Log, check_model};
use crate::{Actor, EventStore, Expected, Filter, Message, Metadata, NewEvent, StreamName};
use domain::Timestamp;
use domain::ids::{EventId, WorkspaceId};
use futures::StreamExt;
use migrations::testing::Cluster;
use proptest::prelude::*;
use sea_orm::{ConnectionTrait, TransactionTrait};
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use uuid::Uuid;

/// A log in a server of its own, which goes with it.
struct PrivateLog {
    cluster: Cluster,
}

#[async_trait::async_trait]
impl Log for PrivateLog {
    async fn open(&self) -> Arc<dyn EventStore> {
        Arc::new(PostgresLog::open(&self.cluster.url()).await.unwrap())
    }
}

fn new_log() -> Arc<dyn Log> {
    Arc::new(PrivateLog { cluster: Cluster::start() })
}

contract_tests!(super::new_log());

/// A log in a database of its own, on a server that several cases share.
struct OneOfMany {
    url: String,
}

#[async_trait::async_trait]
impl Log for OneOfMany {
    async fn open(&self) -> Arc<dyn EventStore> {
        Arc::new(PostgresLog::open(&self.url).await.unwrap())
    }
}

#[test]
fn any_appends_end_as_the_model_says() {
    let cluster = Cluster::start();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let databases = std::cell::Cell::new(0);
    let steps = prop::collection::vec((0..3_u8, 0..6_u8, prop::collection::vec(0..6_u8, 0..4)), 1..20);
    let settings = ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() };
    let checked = proptest::test_runner::TestRunner::new(settings).run(&steps, |steps| {
        databases.set(databases.get() + 1);
        let url = runtime.block_on(cluster.database(&format!("case_{}", databases.get())));
        runtime.block_on(check_model(Arc::new(OneOfMany { url }), &steps));
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

/// An event written by hand in a transaction that stays open: the transaction has its number, and nobody sees the event.
async fn parked(log: &PostgresLog, name: &str, id: u128) -> sea_orm::DatabaseTransaction {
    let transaction = log.database.begin().await.unwrap();
    let metadata = serde_json::to_string(&event(id).metadata).unwrap();
    let id = Uuid::from_u128(id).simple();
    let insert = format!(
        "INSERT INTO events (stream, revision, event_id, event_type, version, data, metadata) \
         VALUES ('{name}', 0, '\\x{id}', 'thing.happened', 1, '{{}}', convert_to('{metadata}', 'UTF8'))"
    );
    transaction.execute_unprepared(&insert).await.unwrap();
    transaction
}

#[tokio::test]
async fn what_commits_late_is_not_skipped_by_who_has_read_on() {
    let cluster = Cluster::start();
    let log = PostgresLog::open(&cluster.url()).await.unwrap();
    log.append(&stream("a-1"), Expected::NoStream, vec![event(1)]).await.unwrap();
    let early = log.read_all(None, &Filter::All, 10).await.unwrap();
    assert_eq!(early.events.len(), 1);

    let late = parked(&log, "parked-1", 2).await;
    let newer = log.append(&stream("a-2"), Expected::NoStream, vec![event(3)]).await.unwrap();
    // The newer one is committed, and can be read in its stream, but not before the older one in the log.
    assert_eq!(log.read_stream(&stream("a-2"), 0, 10).await.unwrap().len(), 1);
    let page = log.read_all(early.next.as_ref(), &Filter::All, 10).await.unwrap();
    assert_eq!((page.events.len(), page.at_end), (0, true));
    assert_eq!(page.next, early.next);
    assert_eq!(log.end().await.unwrap(), Some(newer.position));
    let mut messages = log.subscribe_all(None, Filter::All);
    assert!(matches!(messages.next().await, Some(Ok(Message::Event(_)))));

    late.commit().await.unwrap();
    let page = log.read_all(early.next.as_ref(), &Filter::All, 10).await.unwrap();
    let streams: Vec<_> = page.events.iter().map(|event| event.stream.as_str()).collect();
    assert_eq!(streams, ["parked-1", "a-2"]);
    assert_eq!(messages.next().await, Some(Ok(Message::CaughtUp)));
    let mut seen = vec![];
    while seen.len() < 2 {
        if let Some(Ok(Message::Event(event))) = messages.next().await {
            seen.push(event.stream.as_str().to_owned());
        }
    }
    assert_eq!(seen, ["parked-1", "a-2"]);
}

#[tokio::test]
async fn what_is_given_up_holds_nobody_back() {
    let cluster = Cluster::start();
    let log = PostgresLog::open(&cluster.url()).await.unwrap();
    let given_up = parked(&log, "parked-1", 1).await;
    log.append(&stream("a-1"), Expected::NoStream, vec![event(2)]).await.unwrap();
    assert_eq!(log.read_all(None, &Filter::All, 10).await.unwrap().events.len(), 0);
    given_up.rollback().await.unwrap();
    assert_eq!(log.read_all(None, &Filter::All, 10).await.unwrap().events.len(), 1);
}

#[tokio::test]
async fn a_notice_of_another_process_wakes_a_reader_that_never_polls() {
    let cluster = Cluster::start();
    let never = std::time::Duration::from_secs(86_400);
    let reader = PostgresLog::open(&cluster.url()).await.unwrap().polling(never);
    let writer = PostgresLog::open(&cluster.url()).await.unwrap();
    let mut messages = reader.subscribe_all(None, Filter::All);
    assert_eq!(messages.next().await, Some(Ok(Message::CaughtUp)));
    // The reader may not listen yet when the first one is appended; one of those that follow reaches it.
    let writing = tokio::spawn(async move {
        for n in 1.. {
            writer.append(&stream(&format!("a-{n}")), Expected::NoStream, vec![event(n)]).await.unwrap();
        }
    });
    assert!(matches!(messages.next().await, Some(Ok(Message::Event(_)))));
    writing.abort();
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_its_address() {
    let url = "postgres://ana:canary-secret@127.0.0.1:1/rushes";
    let error = PostgresLog::open(url).await.err().unwrap();
    assert!(error.retryable(), "{error}");
    assert!(!error.to_string().contains("canary"), "{error}");
    let error = PostgresLog::open("no address").await.err().unwrap();
    assert!(!error.retryable() && error.to_string().contains("postgres://"), "{error}");
}

#[tokio::test]
async fn calls_that_are_dropped_halfway_leave_no_connection_that_fails_the_next() {
    let cluster = Cluster::start();
    let log = PostgresLog::open(&cluster.url()).await.unwrap();
    log.append(&stream("thing-1"), Expected::NoStream, vec![event(1)]).await.unwrap();
    // Dropped after so many steps, each as far as an answer of the server's: before its transaction begins, while it begins, and
    // later. Which answers come together is the server's matter, so there are several rounds.
    for _ in 0..10 {
        let mut ended = false;
        for steps in 0.. {
            let (mut reading, mut done) = (log.read_all(None, &Filter::All, 10), 0);
            let dropped = poll_fn(|context| match done == steps {
                true => Poll::Ready(None),
                false => {
                    done += 1;
                    reading.as_mut().poll(context).map(Some)
                }
            });
            if let Some(page) = dropped.await {
                assert_eq!(page.unwrap().events.len(), 1);
                ended = true;
            }
            drop(reading);
            assert_eq!(log.read_all(None, &Filter::All, 10).await.unwrap().events.len(), 1);
            if ended {
                break;
            }
        }
    }
}
