//! Many at the same time.

use super::Log;
use super::support::{assert_streams_in_order, event, events, metadata, new_id, read_everything, store, stream};
use crate::{Error, EventStore, Expected, Filter, Position, load};
use domain::ids::UserId;
use domain::workspace::{Command, Created, Role, UserAdded, Workspace};
use futures::future::join_all;
use std::collections::HashSet;
use std::sync::Arc;
use uuid::Uuid;

const WRITERS: usize = 12;

pub(super) async fn of_many_beginnings_one_wins(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let name = stream("a-1");
    let beginnings = (0..WRITERS).map(|_| store.append(&name, Expected::NoStream, events(2)));
    let results = join_all(beginnings).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
    assert!(results.iter().all(|result| matches!(result, Ok(_) | Err(Error::Conflict { .. }))));
    assert_eq!(store.read_stream(&name, 0, 10).await.unwrap().len(), 2);
}

/// Appends 25 times to its own stream and to one that all share.
async fn write(store: Arc<dyn EventStore>, writer: usize) {
    let own = stream(&format!("own-{writer}"));
    let shared = stream("shared-1");
    for n in 0..25 {
        let expected = if n == 0 { Expected::NoStream } else { Expected::At(n - 1) };
        store.append(&own, expected, vec![event("own")]).await.unwrap();
        store.append(&shared, Expected::Exists, vec![event("shared")]).await.unwrap();
    }
}

async fn write_all(store: &Arc<dyn EventStore>) {
    store.append(&stream("shared-1"), Expected::NoStream, vec![event("first")]).await.unwrap();
    join_all((0..WRITERS).map(|writer| tokio::spawn(write(store.clone(), writer)))).await.into_iter().for_each(
        |joined| {
            joined.unwrap();
        },
    );
}

pub(super) async fn twelve_writers_lose_nothing_and_keep_each_stream_in_order(log: Arc<dyn Log>) {
    let store = store(&log).await;
    write_all(&store).await;
    let found = read_everything(store.as_ref(), &Filter::All, 64).await;
    assert_eq!(found.len(), 1 + WRITERS * 50);
    assert_streams_in_order(&found);
}

pub(super) async fn a_reader_never_misses_an_event_behind_its_position(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let reader = store.clone();
    let total = 1 + WRITERS * 50;
    // Reads on and on while the writers write, and never looks back.
    let reading = tokio::spawn(async move {
        let mut after: Option<Position> = None;
        let mut found = Vec::new();
        while found.len() < total {
            let page = reader.read_all(after.as_ref(), &Filter::All, 7).await.unwrap();
            found.extend(page.events);
            after = page.next;
            tokio::task::yield_now().await;
        }
        found
    });
    write_all(&store).await;
    let found = reading.await.unwrap();
    let different: HashSet<_> = found.iter().map(|event| event.id).collect();
    assert_eq!((found.len(), different.len()), (total, total));
    assert_streams_in_order(&found);
}

pub(super) async fn one_callers_conflict_is_not_anothers(log: Arc<dyn Log>) {
    let store = store(&log).await;
    // Handed in together, so that an adapter that groups commits has both kinds in one group.
    let names: Vec<_> = (0..40).map(|n| stream(&format!("a-{n}"))).collect();
    let appends = names.iter().enumerate().map(|(n, name)| {
        let expected = if n % 2 == 0 { Expected::NoStream } else { Expected::At(5) };
        store.append(name, expected, events(1))
    });
    for (n, result) in join_all(appends).await.into_iter().enumerate() {
        assert_eq!(result.is_ok(), n % 2 == 0, "{n}: {result:?}");
    }
    assert_eq!(read_everything(store.as_ref(), &Filter::All, 100).await.len(), 20);
}

pub(super) async fn many_commands_on_one_stream_are_all_carried_out(log: Arc<dyn Log>) {
    let store = store(&log).await;
    let id = Uuid::from_u128(1);
    let create = Command::Create(Created { name: "house".into() });
    crate::execute::<Workspace>(store.as_ref(), id, create, &metadata(), |_| new_id()).await.unwrap();
    // Each may lose to each other one, yet none loses more often than there are others.
    let adding = (0..6_u128).map(|n| {
        let store = store.clone();
        tokio::spawn(async move {
            let user = UserId(Uuid::from_u128(n));
            let added = UserAdded { user, email: format!("{n}@example.com"), role: Role::Member };
            let (metadata, command) = (metadata(), Command::AddUser(added));
            crate::execute::<Workspace>(store.as_ref(), id, command, &metadata, |_| new_id()).await.unwrap();
        })
    });
    for joined in join_all(adding).await {
        joined.unwrap();
    }
    let loaded = load::<Workspace>(store.as_ref(), id).await.unwrap();
    assert_eq!((loaded.state.users.len(), loaded.revision), (6, Some(6)));
}
