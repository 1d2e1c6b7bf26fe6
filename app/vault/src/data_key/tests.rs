use super::*;
use crate::OsRandomness;
use proptest::prelude::*;

const WORKSPACE: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
const OTHER: WorkspaceId = WorkspaceId(Uuid::from_u128(2));
const CONTEXT: Context<'static> = Context { kind: "edit", record: "7" };

fn key(workspace: WorkspaceId) -> DataKey {
    DataKey::generate(workspace, DataKeyId(Uuid::from_u128(9)), &|bytes: &mut [u8]| bytes.fill(5)).unwrap()
}

fn master() -> MasterKey {
    MasterKey::from_parts([1; 8], [2; 32])
}

fn is_refused<T>(result: Result<T, VaultError>) -> bool {
    matches!(result, Err(VaultError::Broken | VaultError::UnknownFormat | VaultError::OtherMasterKey { .. }))
}

proptest! {
    #[test]
    fn what_is_sealed_opens_again(plaintext: Vec<u8>, kind: String, record: String) {
        let context = Context { kind: &kind, record: &record };
        let sealed = key(WORKSPACE).seal(context, &plaintext, &OsRandomness).unwrap();
        prop_assert_eq!(sealed.len(), plaintext.len() + 45);
        let opened = key(WORKSPACE).open(context, &sealed).unwrap();
        prop_assert_eq!(opened.expose(), plaintext.as_slice());
    }

    #[test]
    fn another_context_never_opens(a: (String, String), b: (String, String)) {
        prop_assume!(a != b);
        let sealed = key(WORKSPACE).seal(Context { kind: &a.0, record: &a.1 }, b"x", &OsRandomness).unwrap();
        let elsewhere = Context { kind: &b.0, record: &b.1 };
        prop_assert!(is_refused(key(WORKSPACE).open(elsewhere, &sealed)));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>) {
        prop_assert!(is_refused(key(WORKSPACE).open(CONTEXT, &bytes)));
        prop_assert!(is_refused(DataKey::unwrap(WORKSPACE, &bytes, &master())));
    }
}

#[test]
fn each_changed_or_missing_byte_breaks_the_seal() {
    let sealed = key(WORKSPACE).seal(CONTEXT, b"{\"timeline\":{}}", &OsRandomness).unwrap();
    for at in 0..sealed.len() {
        for flip in [1, 0x80, 0xff] {
            let mut changed = sealed.clone();
            changed[at] ^= flip;
            assert!(is_refused(key(WORKSPACE).open(CONTEXT, &changed)), "byte {at} flipped");
        }
        assert!(is_refused(key(WORKSPACE).open(CONTEXT, &sealed[..at])), "cut at {at}");
    }
    assert!(is_refused(key(WORKSPACE).open(CONTEXT, &[&sealed[..], &[0]].concat())));
}

#[test]
fn each_changed_byte_breaks_the_wrapping() {
    let wrapped = key(WORKSPACE).wrap(&master(), &OsRandomness).unwrap();
    assert_eq!(wrapped.len(), 1 + 8 + 16 + 12 + 48);
    for at in 0..wrapped.len() {
        let mut changed = wrapped.clone();
        changed[at] ^= 1;
        assert!(is_refused(DataKey::unwrap(WORKSPACE, &changed, &master())), "byte {at} flipped");
        assert!(is_refused(DataKey::unwrap(WORKSPACE, &wrapped[..at], &master())), "cut at {at}");
    }
}

#[test]
fn nothing_crosses_between_workspaces() {
    // Same bytes and the same id: only the associated data keeps them apart.
    let sealed = key(WORKSPACE).seal(CONTEXT, b"x", &OsRandomness).unwrap();
    assert!(matches!(key(OTHER).open(CONTEXT, &sealed), Err(VaultError::Broken)));
    let wrapped = key(WORKSPACE).wrap(&master(), &OsRandomness).unwrap();
    assert!(matches!(DataKey::unwrap(OTHER, &wrapped, &master()), Err(VaultError::Broken)));
}

#[test]
fn a_wrapped_key_opens_what_the_original_sealed() {
    let original = DataKey::generate(WORKSPACE, DataKeyId(Uuid::from_u128(3)), &OsRandomness).unwrap();
    let sealed = original.seal(CONTEXT, b"document", &OsRandomness).unwrap();
    let wrapped = original.wrap(&master(), &OsRandomness).unwrap();
    let again = DataKey::unwrap(WORKSPACE, &wrapped, &master()).unwrap();
    assert_eq!((again.id(), again.workspace()), (original.id(), WORKSPACE));
    assert_eq!(again.open(CONTEXT, &sealed).unwrap().expose(), b"document");
    assert_eq!(again.digest(b"document"), original.digest(b"document"));
}

#[test]
fn the_wrong_master_key_is_named() {
    let wrapped = key(WORKSPACE).wrap(&master(), &OsRandomness).unwrap();
    let refused = DataKey::unwrap(WORKSPACE, &wrapped, &MasterKey::from_parts([3; 8], [2; 32])).unwrap_err();
    assert!(refused.to_string().contains("0101010101010101") && refused.to_string().contains("0303030303030303"));
    let same_id = MasterKey::from_parts([1; 8], [4; 32]);
    assert!(matches!(DataKey::unwrap(WORKSPACE, &wrapped, &same_id), Err(VaultError::Broken)));
}

#[test]
fn the_format_is_version_key_id_nonce_ciphertext() {
    let sealed = key(WORKSPACE).seal(CONTEXT, b"secret words", &|bytes: &mut [u8]| bytes.fill(0xab)).unwrap();
    assert_eq!(sealed[0], 1);
    assert_eq!(sealed[1..17], *Uuid::from_u128(9).as_bytes());
    assert_eq!(sealed[17..29], [0xab; 12]);
    assert!(!sealed.windows(6).any(|window| window == b"secret"));
    let mut newer = sealed.clone();
    newer[0] = 2;
    assert!(matches!(key(WORKSPACE).open(CONTEXT, &newer), Err(VaultError::UnknownFormat)));
}

#[test]
fn sealing_twice_never_gives_the_same_bytes() {
    let seal = || key(WORKSPACE).seal(CONTEXT, b"x", &OsRandomness).unwrap();
    assert_ne!(seal(), seal());
}

#[test]
fn digests_are_keyed_by_workspace_key() {
    let other = DataKey::generate(WORKSPACE, DataKeyId(Uuid::from_u128(9)), &|b: &mut [u8]| b.fill(6)).unwrap();
    assert_eq!(key(WORKSPACE).digest(b"x").len(), 64);
    assert_ne!(key(WORKSPACE).digest(b"x"), key(WORKSPACE).digest(b"y"));
    assert_ne!(key(WORKSPACE).digest(b"x"), other.digest(b"x"));
    assert!(!format!("{other:?}").contains("6, 6"));
}
