use super::*;
use crate::{
    Credentials, Documents, EDIT, MasterKey, OsRandomness, Purpose, SecretValues, Subkey, TransferCheckpoints,
};
use domain::ids::{CredentialsId, DocumentId, TransferId};
use serde_json::Map;
use state::{SealedDocument, State};
use std::sync::Arc;

const OURS: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
const THEIRS: WorkspaceId = WorkspaceId(Uuid::from_u128(2));

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + seconds * 1000)
}

struct World {
    folder: tempfile::TempDir,
    state: State,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let state = State::open(&folder.path().join("state.db")).await.unwrap();
        let world = Self { folder, state };
        world.fill(&world.ring(first()), 1).await;
        world
    }

    /// Another process with this master key.
    fn ring(&self, master: MasterKey) -> Keyring {
        Keyring::new(self.state.clone(), Arc::new(master), Arc::new(OsRandomness))
    }

    /// One of everything, for both workspaces.
    async fn fill(&self, ring: &Keyring, n: u128) {
        for (workspace, n) in [(OURS, n), (THEIRS, n + 1000)] {
            let bytes = format!("document {n}").into_bytes();
            Documents::new(ring.clone())
                .keep(workspace, EDIT, DocumentId(Uuid::from_u128(n)), &bytes, at(0))
                .await
                .unwrap();
            let id = CredentialsId(Uuid::from_u128(n));
            Credentials::new(ring.clone()).keep(workspace, id, &secret(n), at(0)).await.unwrap();
            let (checkpoints, id) = (TransferCheckpoints::new(ring.clone()), TransferId(Uuid::from_u128(n)));
            assert!(checkpoints.keep(workspace, id, 1, &bytes, at(0)).await.unwrap());
        }
    }

    /// Everything that was filled in opens.
    async fn opens(&self, ring: &Keyring, n: u128) {
        for (workspace, n) in [(OURS, n), (THEIRS, n + 1000)] {
            let bytes = format!("document {n}").into_bytes();
            let id = DocumentId(Uuid::from_u128(n));
            let opened = Documents::new(ring.clone()).open(workspace, EDIT, id).await.unwrap().unwrap();
            assert_eq!(opened.expose(), bytes);
            let id = CredentialsId(Uuid::from_u128(n));
            assert_eq!(Credentials::new(ring.clone()).open(workspace, id).await.unwrap(), Some(secret(n)));
            let id = TransferId(Uuid::from_u128(n));
            let opened = TransferCheckpoints::new(ring.clone()).open(workspace, id).await.unwrap().unwrap();
            assert_eq!(opened.expose(), bytes);
        }
    }

    async fn key_of(&self, workspace: WorkspaceId, master: &MasterKey) -> Uuid {
        let wrapped = self.state.data_keys().get(workspace).await.unwrap().unwrap();
        DataKey::unwrap(workspace, &wrapped, master).unwrap().id().0
    }
}

fn secret(n: u128) -> SecretValues {
    SecretValues::new(Map::from_iter([("secret".to_owned(), format!("secret {n}").into())]))
}

fn first() -> MasterKey {
    MasterKey::from_parts([1; 8], [1; 32])
}

fn second() -> MasterKey {
    MasterKey::from_parts([2; 8], [2; 32])
}

#[tokio::test]
async fn a_renewed_key_seals_and_the_one_before_opens_until_nothing_needs_it() {
    let world = World::new().await;
    let ring = world.ring(first());
    let rotation = Rotation::new(ring.clone());
    let old = world.key_of(OURS, &first()).await;
    assert!(rotation.renew(OURS, at(10)).await.unwrap());
    assert_ne!(world.key_of(OURS, &first()).await, old);
    // Cut short here: everything opens, old and new.
    world.fill(&ring, 2).await;
    world.opens(&ring, 1).await;
    world.opens(&ring, 2).await;
    assert_eq!(rotation.seal_anew(OURS, at(10)).await.unwrap(), SealedAnew { rows: 3, broken: 0 });
    let again = rotation.seal_anew(OURS, at(10)).await.unwrap();
    assert_eq!(again, SealedAnew::default(), "a second time finds nothing to do");
    assert!(!world.state.sealed_rows().any_under(OURS, old).await.unwrap());
    world.opens(&ring, 1).await;
    // Somebody had the old key in hand, and stores only now.
    let late = TransferCheckpoints::new(ring.clone());
    let retired = world.state.retired_keys().get(OURS, old).await.unwrap().unwrap();
    let key = DataKey::unwrap(OURS, &retired, &first()).unwrap();
    let (id, context) = (TransferId(Uuid::from_u128(3)), record(Uuid::from_u128(3)));
    let sealed = key.seal(Context { kind: checkpoints::KIND, record: &context }, b"late", &OsRandomness).unwrap();
    world.state.transfer_checkpoints().put(OURS, id, 1, &sealed, at(11)).await.unwrap();
    assert_eq!(rotation.retire(at(12)).await.unwrap(), (0, 1), "it is too young to be forgotten");
    assert_eq!(late.open(OURS, id).await.unwrap().unwrap().expose(), b"late");
    assert_eq!(rotation.retire(at(10 + 3_601)).await.unwrap(), (1, 0));
    assert_eq!(late.open(OURS, id).await.unwrap().unwrap().expose(), b"late");
    world.opens(&ring, 1).await;
    world.opens(&ring, 2).await;
    assert_eq!(world.state.retired_keys().list().await.unwrap(), []);
}

#[tokio::test]
async fn a_rotation_that_died_before_its_new_key_forgets_no_key_in_use() {
    let world = World::new().await;
    let ring = world.ring(first());
    let wrapped = world.state.data_keys().get(OURS).await.unwrap().unwrap();
    let id = world.key_of(OURS, &first()).await;
    let retired = RetiredKey { id, workspace: OURS, wrapped, retired_at: at(0) };
    world.state.retired_keys().keep(&retired).await.unwrap();
    assert_eq!(Rotation::new(ring.clone()).retire(at(9_999)).await.unwrap(), (0, 1));
    world.opens(&ring, 1).await;
}

#[tokio::test]
async fn no_key_is_forgotten_while_a_backup_is_taken() {
    let world = World::new().await;
    let rotation = Rotation::new(world.ring(first()));
    world.state.retired_keys().hold("backup", at(3_000)).await.unwrap();
    rotation.renew(OURS, at(0)).await.unwrap();
    assert_eq!(rotation.retire(at(3_601)).await.unwrap(), (0, 1));
    world.state.retired_keys().let_go("backup").await.unwrap();
    assert_eq!(rotation.retire(at(3_602)).await.unwrap(), (1, 0));
    // Whoever asked and died is not waited for for ever.
    world.state.retired_keys().hold("dead", at(4_000)).await.unwrap();
    rotation.renew(OURS, at(4_000)).await.unwrap();
    assert_eq!(rotation.retire(at(4_000 + 24 * 3_600 - 1)).await.unwrap(), (0, 1));
    assert_eq!(rotation.retire(at(4_000 + 24 * 3_600)).await.unwrap(), (1, 0));
}

#[tokio::test]
async fn a_broken_row_keeps_nothing_else_from_being_sealed_anew() {
    let world = World::new().await;
    let ring = world.ring(first());
    let rotation = Rotation::new(ring.clone());
    let (documents, old) = (world.state.documents(), world.key_of(OURS, &first()).await);
    let moved = documents.get(OURS, DocumentId(Uuid::from_u128(1))).await.unwrap().unwrap();
    let put = async |n: u128, sealed: &[u8]| {
        let (id, sealed) = (DocumentId(Uuid::from_u128(n)), sealed.to_vec());
        documents.put(&SealedDocument { id, workspace: OURS, sealed, created_at: at(0) }).await.unwrap();
    };
    // A row in another's place comes first, then one of no format, then one that opens.
    put(2, &moved).await;
    put(3, b"no format, but long enough for a name").await;
    Documents::new(ring.clone()).keep(OURS, EDIT, DocumentId(Uuid::from_u128(4)), b"4", at(0)).await.unwrap();
    rotation.renew(OURS, at(10)).await.unwrap();
    assert_eq!(rotation.seal_anew(OURS, at(10)).await.unwrap(), SealedAnew { rows: 4, broken: 2 });
    world.opens(&ring, 1).await;
    let opened = Documents::new(ring.clone()).open(OURS, EDIT, DocumentId(Uuid::from_u128(4))).await.unwrap();
    assert_eq!(opened.unwrap().expose(), b"4");
    assert_eq!(documents.get(OURS, DocumentId(Uuid::from_u128(2))).await.unwrap(), Some(moved));
    assert_eq!(rotation.retire(at(9_999)).await.unwrap(), (0, 1), "what it sealed may be put right");
    assert!(world.state.sealed_rows().any_under(OURS, old).await.unwrap());
}

#[tokio::test]
async fn a_row_that_is_sealed_anew_while_it_is_read_is_read_again() {
    let world = World::new().await;
    let ring = world.ring(first());
    let rotation = Rotation::new(ring.clone());
    let id = DocumentId(Uuid::from_u128(1));
    let before = world.state.documents().get(OURS, id).await.unwrap();
    rotation.renew(OURS, at(0)).await.unwrap();
    rotation.seal_anew(OURS, at(0)).await.unwrap();
    assert_eq!(rotation.retire(at(3_601)).await.unwrap(), (1, 0));
    let (documents, record) = (world.state.documents(), record(id.0));
    let context = Context { kind: EDIT, record: &record };
    let first_read = std::sync::Mutex::new(before.clone());
    let read = || {
        let late = first_read.lock().unwrap().take();
        async move { if late.is_some() { Ok(late) } else { documents.get(OURS, id).await } }
    };
    assert_eq!(ring.open_row(OURS, context, read).await.unwrap().unwrap().expose(), b"document 1");
    // What goes on to say the same is broken.
    let same = || async { Ok(before.clone()) };
    let refused = ring.open_row(OURS, context, same).await;
    assert!(matches!(refused, Err(SealedError::Vault(VaultError::Broken))));
}

#[tokio::test]
async fn two_rotations_at_once_lose_nothing() {
    let world = World::new().await;
    let ring = world.ring(first());
    for n in 2..30 {
        world.fill(&ring, n).await;
    }
    let rotate = async |seconds: i64| {
        let rotation = Rotation::new(world.ring(first()));
        for workspace in rotation.workspaces().await.unwrap() {
            rotation.renew(workspace, at(seconds)).await.unwrap();
            assert_eq!(rotation.seal_anew(workspace, at(seconds)).await.unwrap().broken, 0);
        }
    };
    tokio::join!(rotate(1), rotate(2), rotate(3));
    Rotation::new(ring.clone()).retire(at(4_000)).await.unwrap();
    assert_eq!(world.state.retired_keys().list().await.unwrap(), []);
    for n in 1..30 {
        world.opens(&ring, n).await;
    }
}

#[tokio::test]
async fn writing_and_rotating_at_once_loses_nothing() {
    let world = Arc::new(World::new().await);
    let ring = world.ring(first());
    let writing = {
        let (world, ring) = (world.clone(), ring.clone());
        tokio::spawn(async move {
            for n in 10..40 {
                world.fill(&ring, n).await;
                world.opens(&ring, n).await;
            }
        })
    };
    let rotation = Rotation::new(ring.clone());
    let mut seconds = 0;
    while !writing.is_finished() {
        seconds += 1;
        for workspace in rotation.workspaces().await.unwrap() {
            rotation.renew(workspace, at(seconds)).await.unwrap();
            rotation.seal_anew(workspace, at(seconds)).await.unwrap();
        }
        tokio::task::yield_now().await;
    }
    writing.await.unwrap();
    rotation.retire(at(seconds + 3_700)).await.unwrap();
    for n in [1].into_iter().chain(10..40) {
        world.opens(&ring, n).await;
    }
    assert_eq!(world.state.retired_keys().list().await.unwrap(), []);
}

#[tokio::test]
async fn another_master_key_wraps_everything_and_needs_the_one_before_until_then() {
    let world = World::new().await;
    let rotation = Rotation::new(world.ring(first()));
    rotation.renew(OURS, at(10)).await.unwrap();
    let refused = Documents::new(world.ring(second())).open(OURS, EDIT, DocumentId(Uuid::from_u128(1))).await;
    assert!(matches!(refused, Err(SealedError::Vault(VaultError::OtherMasterKey { .. }))));
    let both = world.ring(second().beside(first()));
    world.opens(&both, 1).await;
    let (alone, beside) = (Rotation::new(world.ring(second())), Rotation::new(both));
    assert_eq!(alone.missing_master_keys().await.unwrap(), [first().id()]);
    assert!(alone.wrap_anew().await.is_err());
    assert_eq!(beside.missing_master_keys().await.unwrap(), []);
    assert_eq!(beside.wrap_anew().await.unwrap(), 3, "two in use, one from before");
    assert_eq!(beside.wrap_anew().await.unwrap(), 0);
    assert_eq!(alone.missing_master_keys().await.unwrap(), []);
    world.opens(&world.ring(second()), 1).await;
    // Whoever has the old one beside goes on as well.
    world.opens(&world.ring(first().beside(second())), 1).await;
    assert!(world.folder.path().exists());
}

#[test]
fn what_api_keys_are_found_with_outlives_its_master_key() {
    let lookup = first().subkey(Purpose::KeyLookup);
    let same = |key: &Subkey| key.expose() == lookup.expose();
    assert!(!same(&second().subkey(Purpose::KeyLookup)));
    let master = second().finding_with(lookup.clone());
    assert!(same(&master.subkey(Purpose::KeyLookup)));
    assert!(!same(&master.subkey(Purpose::SessionTokens)));
}
