//! The contract, and what only this adapter promises.

use super::SqliteLog;
use super::writer::Writer;
use crate::contract::{Log, check_model};
use crate::{Actor, Error, EventStore, Expected, Filter, Message, Metadata, NewEvent, StoreErrorKind, StreamName};
use domain::Timestamp;
use domain::ids::{EventId, WorkspaceId};
use futures::StreamExt;
use migrations::sqlite::{Durability, connect, open};
use proptest::prelude::*;
use sea_orm::ConnectionTrait;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use uuid::Uuid;

/// A log file in a folder that goes with it.
struct TemporaryLog {
    folder: TempDir,
}

#[async_trait::async_trait]
impl Log for TemporaryLog {
    async fn open(&self) -> Arc<dyn EventStore> {
        Arc::new(SqliteLog::open(&self.folder.path().join("log.db")).await.unwrap())
    }
}

fn new_log() -> Arc<dyn Log> {
    Arc::new(TemporaryLog { folder: tempfile::tempdir().unwrap() })
}

contract_tests!(super::new_log());

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_appends_end_as_the_model_says(
        steps in prop::collection::vec((0..3_u8, 0..6_u8, prop::collection::vec(0..6_u8, 0..4)), 1..30)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check_model(new_log(), &steps));
    }
}

fn event(id: u128, bytes: usize) -> NewEvent {
    let workspace = WorkspaceId(Uuid::nil());
    let metadata = Metadata::new(workspace, Actor::system("test"), Uuid::nil(), Timestamp::from_millis(0));
    NewEvent {
        id: EventId(Uuid::from_u128(id)),
        event_type: "thing.happened".into(),
        version: 1,
        data: vec![b'x'; bytes],
        metadata,
    }
}

fn stream(name: &str) -> StreamName {
    name.parse().unwrap()
}

#[tokio::test]
async fn an_id_is_known_in_every_stream() {
    let folder = tempfile::tempdir().unwrap();
    let log = SqliteLog::open(&folder.path().join("log.db")).await.unwrap();
    log.append(&stream("a-1"), Expected::NoStream, vec![event(7, 1)]).await.unwrap();
    let refused = log.append(&stream("b-1"), Expected::NoStream, vec![event(7, 1)]).await;
    assert_eq!(refused, Err(Error::IdReused { id: EventId(Uuid::from_u128(7)) }));
}

#[tokio::test]
async fn an_append_of_this_process_wakes_its_subscribers_without_polling() {
    let folder = tempfile::tempdir().unwrap();
    let log = SqliteLog::open(&folder.path().join("log.db")).await.unwrap().polling(Duration::from_secs(86_400));
    let mut messages = log.subscribe_all(None, Filter::All);
    assert_eq!(messages.next().await, Some(Ok(Message::CaughtUp)));
    for n in 0..20_u64 {
        let expected = if n == 0 { Expected::NoStream } else { Expected::At(n - 1) };
        log.append(&stream("a-1"), expected, vec![event(n.into(), 1)]).await.unwrap();
        let Some(Ok(Message::Event(seen))) = messages.next().await else { panic!("no event") };
        assert_eq!(seen.revision, n);
    }
}

#[tokio::test]
async fn a_subscription_outlives_the_log_that_it_came_from() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let mut messages = SqliteLog::open(&path).await.unwrap().subscribe_all(None, Filter::All);
    assert_eq!(messages.next().await, Some(Ok(Message::CaughtUp)));
    let other = SqliteLog::open(&path).await.unwrap();
    other.append(&stream("a-1"), Expected::NoStream, vec![event(1, 1)]).await.unwrap();
    assert!(matches!(messages.next().await, Some(Ok(Message::Event(_)))));
}

#[tokio::test]
async fn many_handles_open_a_new_file_at_the_same_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let opening = (0..12_u128).map(|n| {
        let path = path.clone();
        tokio::spawn(async move {
            let log = SqliteLog::open(&path).await.unwrap();
            log.append(&stream(&format!("a-{n}")), Expected::NoStream, vec![event(n, 10)]).await.unwrap();
        })
    });
    for opened in futures::future::join_all(opening).await {
        opened.unwrap();
    }
    let log = SqliteLog::open(&path).await.unwrap();
    assert_eq!(log.read_all(None, &Filter::All, 100).await.unwrap().events.len(), 12);
}

#[tokio::test]
async fn events_survive_closing_and_opening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let appended = {
        let log = SqliteLog::open(&path).await.unwrap();
        log.append(&stream("a-1"), Expected::NoStream, vec![event(1, 100)]).await.unwrap()
    };
    let log = SqliteLog::open(&path).await.unwrap();
    let found = log.read_stream(&stream("a-1"), 0, 10).await.unwrap();
    assert_eq!((found.len(), &found[0].position), (1, &appended.position));
    let next = log.append(&stream("a-1"), Expected::At(0), vec![event(2, 1)]).await.unwrap();
    assert_eq!(next.revision, 1);
}

#[tokio::test]
async fn what_is_no_database_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    std::fs::write(
        &path,
        "this is a letter, not a database; long enough to have a header of a hundred bytes, and more",
    )
    .unwrap();
    let Err(Error::Store(error)) = SqliteLog::open(&path).await.map(|_| ()) else { panic!("opened") };
    assert_eq!((error.kind, error.retryable()), (StoreErrorKind::Damaged, false));
    assert!(!error.message.contains(folder.path().to_str().unwrap()), "{error}");
}

#[tokio::test]
async fn a_missing_folder_is_said_to_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/log.db");
    let Err(Error::Store(error)) = SqliteLog::open(&path).await.map(|_| ()) else { panic!("opened") };
    assert_eq!(error.kind, StoreErrorKind::CannotOpen);
    assert!(error.message.contains("data folder"), "{error}");
}

/// A log whose writing connection a test can hinder.
async fn hindered(folder: &TempDir, hindrance: &str) -> (SqliteLog, sea_orm::DatabaseConnection) {
    let path = folder.path().join("log.db");
    let write = open::<migrations::log::Migrator>(&path, Durability::Full, 1).await.unwrap();
    write.execute_unprepared(hindrance).await.unwrap();
    let readers = connect(&path, Durability::Full, 1).await.unwrap();
    (SqliteLog::on(write.clone(), readers), write)
}

#[tokio::test]
async fn a_full_disk_is_a_retryable_error_of_the_appends_that_do_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    // SQLite answers as it does when the disk is full.
    let (log, write) = hindered(&folder, "PRAGMA max_page_count = 16").await;
    log.append(&stream("a-1"), Expected::NoStream, vec![event(1, 100)]).await.unwrap();
    let full = log.append(&stream("b-1"), Expected::NoStream, (10..15).map(|n| event(n, 60_000)).collect()).await;
    let Err(Error::Store(error)) = full else { panic!("{full:?}") };
    assert_eq!((error.kind, error.retryable()), (StoreErrorKind::Full, true));
    // What fits is still taken, in the same group as what does not.
    let (streams, large) = ((stream("c-1"), stream("d-1")), (20..25).map(|n| event(n, 60_000)).collect());
    let (small, large) = tokio::join!(
        log.append(&streams.0, Expected::NoStream, vec![event(2, 100)]),
        log.append(&streams.1, Expected::NoStream, large),
    );
    assert!(small.is_ok() && large.is_err(), "{small:?} {large:?}");
    // And once there is room, so is the rest.
    write.execute_unprepared("PRAGMA max_page_count = 100000").await.unwrap();
    log.append(&stream("b-1"), Expected::NoStream, (10..15).map(|n| event(n, 60_000)).collect()).await.unwrap();
    let found = log.read_all(None, &Filter::All, 100).await.unwrap().events;
    assert_eq!(found.len(), 7);
}

#[tokio::test]
async fn a_file_that_may_not_be_written_is_no_retryable_error() {
    let folder = tempfile::tempdir().unwrap();
    let (log, _write) = hindered(&folder, "PRAGMA query_only = ON").await;
    let refused = log.append(&stream("a-1"), Expected::NoStream, vec![event(1, 1)]).await;
    let Err(Error::Store(error)) = refused else { panic!("{refused:?}") };
    assert_eq!((error.kind, error.retryable()), (StoreErrorKind::NotWritable, false));
    assert!(error.message.contains("write access"), "{error}");
}

#[tokio::test]
async fn an_append_after_the_writer_ended_says_that_the_log_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.db");
    let runtime = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let writer = runtime.block_on(async {
            let write = open::<migrations::log::Migrator>(&path, Durability::Full, 1).await.unwrap();
            Writer::start(write, Arc::new(tokio::sync::watch::Sender::new(())))
        });
        drop(runtime);
        writer
    });
    let writer = runtime.join().unwrap();
    let batch = crate::Batch::check(vec![event(1, 1)]).unwrap();
    let refused = writer.append(stream("a-1"), Expected::NoStream, batch).await;
    assert!(matches!(&refused, Err(Error::Store(error)) if error.kind == StoreErrorKind::Closed), "{refused:?}");
}
