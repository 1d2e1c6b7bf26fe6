//! Aggregates on the log.

use super::Log;
use super::support::{metadata, new_id, store, typed_event};
use crate::{ExecuteError, Expected, Filter, LoadError, StreamName, create, execute, load};
use domain::ids::EventId;
use domain::workspace::{Command, Created, Refusal, Workspace};
use std::sync::Arc;
use uuid::Uuid;

const ID: Uuid = Uuid::from_u128(42);

fn creation() -> Command {
    Command::Create(Created { name: "house".into() })
}

pub(super) async fn an_aggregate_is_loaded_as_it_was_appended(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let executed = execute::<Workspace>(store.as_ref(), ID, creation(), &metadata(), |_| new_id()).await.unwrap();
    assert_eq!(executed.events.len(), 1);
    let loaded = load::<Workspace>(store.as_ref(), ID).await.unwrap();
    assert_eq!(loaded.state, executed.state);
    assert_eq!(loaded.state.name.as_deref(), Some("house"));
    assert_eq!((loaded.revision, loaded.position), (Some(0), executed.position));
    assert_eq!((loaded.first, loaded.last), (Some(metadata()), Some(metadata())));
    let missing = load::<Workspace>(store.as_ref(), Uuid::from_u128(43)).await.unwrap();
    assert_eq!((missing.state, missing.revision, missing.position), (Workspace::default(), None, None));
}

pub(super) async fn a_refusal_appends_nothing(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let removal = Command::EraseDocuments { documents: 1 };
    let refused = execute::<Workspace>(store.as_ref(), ID, removal, &metadata(), |_| new_id()).await;
    assert!(matches!(refused, Err(ExecuteError::Refused(Refusal::Unknown))), "{refused:?}");
    assert!(store.read_all(None, &Filter::All, 1).await.unwrap().events.is_empty());
}

pub(super) async fn a_command_without_events_appends_nothing(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let key = domain::ids::ApiKeyId(Uuid::from_u128(5));
    let created = domain::workspace::KeyCreated {
        key,
        name: "key".into(),
        environment: domain::Environment::Stage,
        dialect: domain::Dialect::Shotstack,
        prefix: "abc".into(),
        hash: "00".into(),
    };
    let mut last = None;
    let commands = [creation(), Command::CreateKey(created), Command::RevokeKey(key), Command::RevokeKey(key)];
    let mut numbers = Vec::new();
    for command in commands {
        let executed = execute::<Workspace>(store.as_ref(), ID, command, &metadata(), |_| new_id()).await.unwrap();
        numbers.push(executed.events.len());
        // Who has nothing to do still learns what to wait for.
        if executed.events.is_empty() {
            assert_eq!(executed.position, last);
        }
        last = executed.position;
    }
    assert_eq!(numbers, [1, 1, 1, 0]);
    assert_eq!(load::<Workspace>(store.as_ref(), ID).await.unwrap().revision, Some(2));
}

pub(super) async fn what_is_created_twice_with_the_same_ids_is_one(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let event = new_id();
    let ids = |_| event;
    let first = create::<Workspace>(store.as_ref(), ID, creation(), &metadata(), ids).await.unwrap();
    let second = create::<Workspace>(store.as_ref(), ID, creation(), &metadata(), ids).await.unwrap();
    assert_eq!(first, second);
    let other = create::<Workspace>(store.as_ref(), ID, creation(), &metadata(), |_| new_id()).await;
    assert!(matches!(other, Err(ExecuteError::Append(crate::Error::Conflict { .. }))), "{other:?}");
    assert_eq!(load::<Workspace>(store.as_ref(), ID).await.unwrap().revision, Some(0));
}

pub(super) async fn an_unknown_event_is_an_error(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let stream = StreamName::of::<Workspace>(ID);
    let strange = crate::NewEvent { id: EventId(Uuid::from_u128(1)), ..typed_event("workspace.abducted", b"{}") };
    store.append(&stream, Expected::NoStream, vec![strange]).await.unwrap();
    let loaded = load::<Workspace>(store.as_ref(), ID).await;
    assert!(matches!(&loaded, Err(LoadError::Decode { revision: 0, .. })), "{loaded:?}");
}
