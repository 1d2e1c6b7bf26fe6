//! What the server does not see of ids.

use super::{event, numbers, stream};
use crate::kurrentdb::KurrentLog;
use crate::{Error, EventStore, Expected};
use domain::ids::EventId;
use kurrentdb_double::{Double, Log};
use uuid::Uuid;

fn reused(id: u128) -> Result<crate::Appended, Error> {
    Err(Error::IdReused { id: EventId(Uuid::from_u128(id)) })
}

#[tokio::test]
async fn an_id_that_lies_further_ahead_is_refused_by_who_has_read_the_stream_and_by_who_has_not() {
    let double = Double::start().unwrap();
    let log = KurrentLog::open(&double.url()).await.unwrap();
    log.append(&stream("a-1"), Expected::NoStream, vec![event(1), event(2)]).await.unwrap();
    for log in [log, KurrentLog::open(&double.url()).await.unwrap()] {
        assert_eq!(log.append(&stream("a-1"), Expected::At(1), vec![event(3), event(1)]).await, reused(1));
        assert_eq!(log.append(&stream("a-1"), Expected::Exists, vec![event(2), event(1)]).await, reused(2));
        assert_eq!(log.append(&stream("a-1"), Expected::Exists, vec![event(2), event(3)]).await, reused(2));
        assert_eq!(numbers(&log.read_stream(&stream("a-1"), 0, 10).await.unwrap()), [1, 2]);
    }
}

#[tokio::test]
async fn what_another_process_appended_meanwhile_is_looked_at() {
    let double = Double::start().unwrap();
    let (one, other) = (KurrentLog::open(&double.url()).await.unwrap(), KurrentLog::open(&double.url()).await.unwrap());
    one.append(&stream("a-1"), Expected::NoStream, vec![event(1)]).await.unwrap();
    for n in 1..4 {
        other.append(&stream("a-1"), Expected::At(n - 1), vec![event(u128::from(n) + 1)]).await.unwrap();
    }
    assert_eq!(one.append(&stream("a-1"), Expected::At(3), vec![event(3)]).await, reused(3));
    let again = one.append(&stream("a-1"), Expected::Exists, vec![event(2), event(3)]).await.unwrap();
    assert_eq!(again.revision, 2);
}

#[tokio::test]
async fn a_long_stream_is_looked_at_whole() {
    let double = Double::start().unwrap();
    let log = KurrentLog::open(&double.url()).await.unwrap();
    let many: Vec<_> = (1..=700).map(event).collect();
    log.append(&stream("a-1"), Expected::NoStream, many).await.unwrap();
    let log = KurrentLog::open(&double.url()).await.unwrap();
    assert_eq!(log.append(&stream("a-1"), Expected::At(699), vec![event(650)]).await, reused(650));
    assert_eq!(log.append(&stream("a-1"), Expected::At(699), vec![event(701)]).await.unwrap().revision, 700);
}

#[tokio::test]
async fn an_append_again_where_the_stream_exists_is_the_old_one_although_the_server_has_forgotten_it() {
    let folder = tempfile::tempdir().unwrap();
    let serve = || Double::of(Log::in_folder(folder.path()).unwrap()).unwrap();
    let (double, batch) = (serve(), vec![event(2), event(3)]);
    let log = KurrentLog::open(&double.url()).await.unwrap();
    log.append(&stream("a-1"), Expected::NoStream, vec![event(1)]).await.unwrap();
    let first = log.append(&stream("a-1"), Expected::Exists, batch.clone()).await.unwrap();
    log.append(&stream("a-1"), Expected::At(2), vec![event(4)]).await.unwrap();
    drop((log, double));
    let double = serve();
    let log = KurrentLog::open(&double.url()).await.unwrap();
    assert_eq!(log.append(&stream("a-1"), Expected::Exists, batch).await, Ok(first));
    assert_eq!(numbers(&log.read_stream(&stream("a-1"), 0, 10).await.unwrap()), [1, 2, 3, 4]);
}

/// The one case that is found by nobody here: the documentation says so.
#[tokio::test]
async fn an_id_of_another_stream_is_not_known_again() {
    let double = Double::start().unwrap();
    let log = KurrentLog::open(&double.url()).await.unwrap();
    log.append(&stream("a-1"), Expected::NoStream, vec![event(1)]).await.unwrap();
    assert_eq!(log.append(&stream("b-1"), Expected::NoStream, vec![event(1)]).await.unwrap().revision, 0);
}
