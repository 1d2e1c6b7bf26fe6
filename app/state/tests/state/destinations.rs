//! What transfers and integrations keep.

use crate::home::Home;
use domain::Timestamp;
use domain::ids::{CredentialsId, DocumentId, TransferId, WorkspaceId};
use futures::future::join_all;
use state::{RetiredKey, SealedDocument, SealedTable, Sent};
use std::sync::Arc;
use uuid::Uuid;

const OURS: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
const THEIRS: WorkspaceId = WorkspaceId(Uuid::from_u128(2));

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + seconds * 1000)
}

#[tokio::test]
async fn credentials_are_replaced_by_their_workspace_alone() {
    let home = Home::new();
    let state = home.open().await;
    let (credentials, id) = (state.credentials(), CredentialsId(Uuid::from_u128(3)));
    credentials.put(OURS, id, b"one", at(0)).await.unwrap();
    credentials.put(THEIRS, id, b"stolen", at(1)).await.unwrap();
    assert_eq!(credentials.get(OURS, id).await, Ok(Some(b"one".to_vec())));
    assert_eq!(credentials.get(THEIRS, id).await, Ok(None));
    credentials.put(OURS, id, b"two", at(2)).await.unwrap();
    assert_eq!(credentials.get(OURS, id).await, Ok(Some(b"two".to_vec())));
    // Erasing documents leaves them.
    state.documents().erase(OURS).await.unwrap();
    assert_eq!(credentials.older_than(at(1), None, 10).await, Ok(vec![(at(0), id)]));
    assert_eq!(credentials.older_than(at(1), Some((at(0), id)), 10).await, Ok(vec![]));
    assert_eq!((credentials.delete(id).await, credentials.delete(id).await), (Ok(true), Ok(false)));
}

#[tokio::test]
async fn a_late_attempt_does_not_take_a_transfer_back() {
    let home = Home::new();
    let state = home.open().await;
    let (checkpoints, id) = (state.transfer_checkpoints(), TransferId(Uuid::from_u128(3)));
    assert_eq!(checkpoints.put(OURS, id, 1, b"1", at(0)).await, Ok(true));
    assert_eq!(checkpoints.put(OURS, id, 2, b"2", at(1)).await, Ok(true));
    assert_eq!(checkpoints.put(OURS, id, 1, b"late", at(2)).await, Ok(false));
    assert_eq!(checkpoints.put(THEIRS, id, 3, b"stolen", at(2)).await, Ok(false));
    assert_eq!(checkpoints.get(OURS, id).await, Ok(Some(b"2".to_vec())));
    assert_eq!(checkpoints.get(THEIRS, id).await, Ok(None));
    assert_eq!((checkpoints.forget(at(1)).await, checkpoints.forget(at(2)).await), (Ok(0), Ok(1)));
    assert_eq!(checkpoints.delete(id).await, Ok(false));
}

#[tokio::test]
async fn a_late_attempt_reports_no_progress() {
    let home = Home::new();
    let state = home.open().await;
    let (progress, id) = (state.transfer_progress(), TransferId(Uuid::from_u128(3)));
    let report = |attempt, sent| Sent { attempt, sent, updated_at: at(sent.try_into().unwrap()) };
    for (attempt, sent) in [(1, 70), (2, 10), (1, 80)] {
        progress.set(id, &report(attempt, sent)).await.unwrap();
    }
    assert_eq!(progress.get(id).await, Ok(Some(report(2, 10))));
    progress.clear(id, 1).await.unwrap();
    assert_eq!(progress.get(id).await, Ok(Some(report(2, 10))));
    progress.clear(id, 2).await.unwrap();
    assert_eq!(progress.get(id).await, Ok(None));
}

#[tokio::test]
async fn a_connection_ends_once_in_time_and_where_it_began() {
    let home = Home::new();
    let state = Arc::new(home.open().await);
    let id = Uuid::from_u128(3);
    state.connections().start(id, OURS, b"sealed", at(10)).await.unwrap();
    assert!(state.connections().start(id, OURS, b"again", at(10)).await.is_err());
    assert_eq!(state.connections().take(id, THEIRS, at(1)).await, Ok(None));
    assert_eq!(state.connections().take(id, OURS, at(10)).await, Ok(None));
    let takes = join_all((0..8).map(|_| {
        let state = state.clone();
        async move { state.connections().take(id, OURS, at(9)).await.unwrap() }
    }));
    assert_eq!(takes.await.into_iter().flatten().collect::<Vec<_>>(), [b"sealed".to_vec()]);
    state.connections().start(id, OURS, b"sealed", at(10)).await.unwrap();
    assert_eq!(
        (state.connections().forget_expired(at(9)).await, state.connections().forget_expired(at(10)).await),
        (Ok(0), Ok(1))
    );
}

#[tokio::test]
async fn what_is_sealed_under_other_keys_is_found_and_replaced_once() {
    let home = Home::new();
    let state = home.open().await;
    let (old, new) = (Uuid::from_u128(7), Uuid::from_u128(8));
    let sealed = |key: Uuid, n: u8| [&[1][..], key.as_bytes(), &[n]].concat();
    for n in 1..=3 {
        let id = CredentialsId(Uuid::from_u128(n.into()));
        state.credentials().put(OURS, id, &sealed(old, n), at(0)).await.unwrap();
        let id = TransferId(Uuid::from_u128(n.into()));
        state.transfer_checkpoints().put(OURS, id, 1, &sealed(if n == 2 { new } else { old }, n), at(0)).await.unwrap();
    }
    let (rows, table) = (state.sealed_rows(), SealedTable::TransferCheckpoints);
    let found = rows.not_under(table, OURS, new, None, 10).await.unwrap();
    assert_eq!(found, [(Uuid::from_u128(1), sealed(old, 1)), (Uuid::from_u128(3), sealed(old, 3))]);
    assert_eq!(rows.not_under(table, OURS, new, Some(Uuid::from_u128(1)), 10).await.unwrap(), found[1..]);
    assert_eq!(rows.not_under(table, OURS, new, None, 1).await.unwrap(), found[..1]);
    assert_eq!(rows.not_under(table, THEIRS, new, None, 10).await.unwrap(), []);
    let replace = async |n: u8| {
        let row = Uuid::from_u128(n.into());
        rows.replace(table, row, &sealed(old, n), &sealed(new, n)).await.unwrap()
    };
    assert_eq!((replace(1).await, replace(1).await, replace(3).await), (true, false, true));
    let holds = async |n: u8, key: Uuid| rows.holds(table, Uuid::from_u128(n.into()), &sealed(key, n)).await.unwrap();
    assert_eq!((holds(1, new).await, holds(1, old).await, holds(9, new).await), (true, false, false));
    assert_eq!(rows.any_under(OURS, old).await, Ok(true), "credentials are");
    for n in 1..=3 {
        assert!(state.credentials().delete(CredentialsId(Uuid::from_u128(n))).await.unwrap());
    }
    assert_eq!(rows.any_under(OURS, old).await, Ok(false));
    assert_eq!((rows.any_under(OURS, new).await, rows.any_under(THEIRS, new).await), (Ok(true), Ok(false)));
}

#[tokio::test]
async fn a_data_key_is_replaced_by_one_of_those_who_try() {
    let home = Home::new();
    let state = home.open().await;
    let keys = state.data_keys();
    keys.insert_if_absent(OURS, b"one", at(0)).await.unwrap();
    assert_eq!(
        (keys.replace(OURS, b"one", b"two").await, keys.replace(OURS, b"one", b"three").await),
        (Ok(true), Ok(false))
    );
    assert_eq!((keys.get(OURS).await, keys.workspaces().await), (Ok(Some(b"two".to_vec())), Ok(vec![OURS])));
    let retired = RetiredKey { id: Uuid::from_u128(9), workspace: OURS, wrapped: b"one".to_vec(), retired_at: at(1) };
    state.retired_keys().keep(&retired).await.unwrap();
    state.retired_keys().keep(&RetiredKey { retired_at: at(2), ..retired.clone() }).await.unwrap();
    assert_eq!(state.retired_keys().list().await, Ok(vec![RetiredKey { retired_at: at(2), ..retired.clone() }]));
    assert_eq!(state.retired_keys().get(THEIRS, retired.id).await, Ok(None));
    state.retired_keys().rewrap(retired.id, b"again").await.unwrap();
    assert_eq!(state.retired_keys().get(OURS, retired.id).await, Ok(Some(b"again".to_vec())));
    state.retired_keys().delete(retired.id).await.unwrap();
    assert_eq!(state.retired_keys().list().await, Ok(vec![]));
}

#[tokio::test]
async fn keys_are_held_until_everybody_let_go_or_died() {
    let home = Home::new();
    let state = home.open().await;
    let keys = state.retired_keys();
    assert!(state.leases().acquire("something else", "one", std::time::Duration::from_secs(60), at(0)).await.unwrap());
    assert_eq!(keys.are_held(at(0)).await, Ok(false));
    keys.hold("one", at(0)).await.unwrap();
    keys.hold("two", at(0)).await.unwrap();
    keys.let_go("one").await.unwrap();
    assert_eq!((keys.are_held(at(1)).await, keys.are_held(at(24 * 3_600)).await), (Ok(true), Ok(false)));
    keys.let_go("two").await.unwrap();
    assert_eq!(keys.are_held(at(1)).await, Ok(false));
}

#[tokio::test]
async fn everything_sealed_is_erased_with_its_keys() {
    let home = Home::new();
    let state = home.open().await;
    for workspace in [OURS, THEIRS] {
        state.data_keys().insert_if_absent(workspace, b"key", at(0)).await.unwrap();
    }
    for n in 0..2 {
        let id = DocumentId(Uuid::from_u128(n));
        let document = SealedDocument { id, workspace: OURS, sealed: b"sealed".to_vec(), created_at: at(0) };
        state.documents().put(&document).await.unwrap();
    }
    let (credentials, transfer) = (CredentialsId(Uuid::from_u128(3)), TransferId(Uuid::from_u128(3)));
    state.credentials().put(OURS, credentials, b"sealed", at(0)).await.unwrap();
    state.transfer_checkpoints().put(OURS, transfer, 1, b"sealed", at(0)).await.unwrap();
    state.facts().set("kept", "yes").await.unwrap();
    assert_eq!(state.sealed_rows().erase_all().await, Ok(vec![(OURS, 2), (THEIRS, 0)]));
    assert_eq!(state.credentials().get(OURS, credentials).await, Ok(None));
    assert_eq!(state.transfer_checkpoints().get(OURS, transfer).await, Ok(None));
    assert_eq!(
        (state.data_keys().workspaces().await, state.facts().get("kept").await),
        (Ok(vec![]), Ok(Some("yes".into())))
    );
    assert_eq!(state.sealed_rows().erase_all().await, Ok(vec![]));
}
