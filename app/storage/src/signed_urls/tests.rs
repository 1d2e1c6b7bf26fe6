use super::*;
use proptest::prelude::*;
use uuid::Uuid;

const WORKSPACE: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
const NOON: Timestamp = Timestamp::from_millis(1_700_000_000_000);
const PATH: &str = "/cdn/v1/owner/film.mp4";

fn urls() -> SignedUrls {
    SignedUrls::new([7; 32])
}

fn signed() -> SignedQuery {
    urls().sign("GET", PATH, NOON, WORKSPACE).unwrap()
}

fn before(millis: i64) -> Timestamp {
    NOON.plus_millis(-millis)
}

/// `path` with every byte but slashes percent-encoded where `choices` say so, in small or capital letters.
fn respelled(path: &str, choices: &[u8]) -> String {
    path.bytes()
        .enumerate()
        .map(|(at, byte)| match (byte, choices.get(at).copied().unwrap_or(0) % 3) {
            (b'/', _) | (_, 0) if byte.is_ascii() => char::from(byte).to_string(),
            (_, 1) => format!("%{byte:02x}"),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn decoded(path: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        let byte = if byte == b'%' {
            let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
            u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
        } else {
            byte
        };
        out.push(byte);
    }
    out
}

proptest! {
    #[test]
    fn spelling_a_path_otherwise_changes_nothing(name in "[a-zA-Z0-9 ~_é.%?#&+-]{1,20}", choices: Vec<u8>) {
        let plain = format!("/cdn/{}/x", name.replace('%', "%25"));
        prop_assume!(canonical_path(&plain).is_some());
        let raw = String::from_utf8(decoded(&plain)).unwrap();
        // A raw percent sign is the one byte that cannot stand for itself.
        prop_assume!(!raw.contains('%'));
        let query = urls().sign("GET", &plain, NOON, WORKSPACE).unwrap();
        let other = respelled(&raw, &choices);
        prop_assert_eq!(urls().verify("GET", &other, query.expose(), WORKSPACE, before(1)), Ok(()));
    }

    #[test]
    fn the_canonical_path_is_its_own(path in "/[a-z%2fF./ é-]{0,20}") {
        if let Some(canonical) = canonical_path(&path) {
            prop_assert_eq!(canonical_path(&canonical), Some(canonical.clone()));
            prop_assert_eq!(decoded(&canonical), decoded(&path));
        }
    }

    #[test]
    fn different_paths_have_different_canons(a in "/[ab%/2F]{0,8}", b in "/[ab%/2F]{0,8}") {
        if let (Some(one), Some(other)) = (canonical_path(&a), canonical_path(&b)) {
            prop_assert!(one != other || decoded(&a) == decoded(&b));
        }
    }

    #[test]
    fn no_query_makes_it_panic_or_pass(query: String) {
        prop_assert!(urls().verify("GET", PATH, &query, WORKSPACE, before(1)).is_err());
    }
}

#[test]
fn opens_until_it_expires() {
    let query = signed();
    assert!(query.expose().starts_with("expires=1700000000&signature="));
    assert_eq!(urls().verify("GET", PATH, query.expose(), WORKSPACE, before(86_400_000)), Ok(()));
    assert_eq!(urls().verify("GET", PATH, query.expose(), WORKSPACE, before(1)), Ok(()));
    assert_eq!(urls().verify("GET", PATH, query.expose(), WORKSPACE, NOON), Err(Refused::Expired));
    let rounded_up = urls().sign("GET", PATH, before(999), WORKSPACE).unwrap();
    assert_eq!(rounded_up, query);
}

#[test]
fn fits_only_what_it_was_signed_for() {
    let query = signed();
    let verify = |method, path, workspace| urls().verify(method, path, query.expose(), workspace, before(1));
    assert_eq!(verify("HEAD", PATH, WORKSPACE), Ok(()));
    assert_eq!(verify("PUT", PATH, WORKSPACE), Err(Refused::WrongSignature));
    assert_eq!(verify("GET", "/cdn/v1/owner/film.mp5", WORKSPACE), Err(Refused::WrongSignature));
    assert_eq!(verify("GET", "/cdn/v1/owner%2Ffilm.mp4", WORKSPACE), Err(Refused::WrongSignature));
    assert_eq!(verify("GET", PATH, WorkspaceId(Uuid::from_u128(2))), Err(Refused::WrongSignature));
    let other_key = SignedUrls::new([8; 32]);
    assert_eq!(other_key.verify("GET", PATH, query.expose(), WORKSPACE, before(1)), Err(Refused::WrongSignature));
}

#[test]
fn each_changed_character_is_refused() {
    let query = signed();
    for at in 0..query.expose().len() {
        let mut changed = query.expose().as_bytes().to_vec();
        changed[at] = if changed[at] == b'1' { b'2' } else { b'1' };
        let changed = String::from_utf8(changed).unwrap();
        assert!(urls().verify("GET", PATH, &changed, WORKSPACE, before(1)).is_err(), "{changed}");
    }
}

#[test]
fn an_unsigned_doubled_or_crooked_url_is_malformed() {
    let query = signed();
    let twice = format!("{0}&{0}", query.expose());
    for bad in ["", "expires=1700000000", "signature=AAAA", "expires=soon&signature=AAAA", twice.as_str()] {
        assert_eq!(urls().verify("GET", PATH, bad, WORKSPACE, before(1)), Err(Refused::Malformed), "{bad}");
    }
    for path in ["", "cdn", "/a/../b", "/a/%2e%2E/b", "/a/./b", "/%", "/%4", "/%zz"] {
        assert_eq!(urls().sign("GET", path, NOON, WORKSPACE), Err(Refused::Malformed), "{path}");
    }
    let more = format!("utm=1&{}&x=y", query.expose());
    assert_eq!(urls().verify("GET", PATH, &more, WORKSPACE, before(1)), Ok(()));
}

#[test]
fn debug_shows_nothing() {
    assert_eq!(format!("{:?} {:?}", signed(), urls()), "SignedQuery(••••••••) SignedUrls(••••••••)");
}
