//! What every adapter of [`Blobs`] has to do: each function is a test over an empty store. [`suite`] makes them tests of one
//! adapter.

use crate::{Blobs, ByteRange, Key, StorageError};
use std::collections::HashSet;
use std::fs;
use std::sync::Arc;
use tokio::io::AsyncReadExt;

/// An empty store of some kind.
pub(crate) type Store = Arc<dyn Blobs>;

/// A key.
pub(crate) fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

/// What a blob holds, or the part of it.
pub(crate) async fn read(blobs: &dyn Blobs, name: &str, range: Option<ByteRange>) -> Vec<u8> {
    let mut opened = blobs.open(&key(name), range).await.unwrap();
    let mut bytes = Vec::new();
    opened.content.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes.len() as u64, opened.range.end - opened.range.start);
    bytes
}

/// The keys that begin with `prefix`.
pub(crate) async fn keys(blobs: &dyn Blobs, prefix: &str) -> Vec<String> {
    blobs.list(prefix, None, usize::MAX).await.unwrap().iter().map(|entry| entry.key.to_string()).collect()
}

pub(crate) async fn what_is_put_is_read_whole_and_in_parts(store: Store) {
    let meta = store.put_bytes(&key("a/b/c.txt"), b"0123456789").await.unwrap();
    assert_eq!(meta.size, 10);
    assert_eq!(store.stat(&key("a/b/c.txt")).await.unwrap(), meta);
    let part = async |range| read(store.as_ref(), "a/b/c.txt", range).await;
    assert_eq!(part(None).await, b"0123456789");
    assert_eq!(part(Some(ByteRange::Between(2, 4))).await, b"234");
    assert_eq!(part(Some(ByteRange::Between(0, 0))).await, b"0");
    assert_eq!(part(Some(ByteRange::Between(7, u64::MAX))).await, b"789");
    assert_eq!(part(Some(ByteRange::From(8))).await, b"89");
    assert_eq!(part(Some(ByteRange::From(0))).await, b"0123456789");
    assert_eq!(part(Some(ByteRange::Last(1))).await, b"9");
    assert_eq!(part(Some(ByteRange::Last(40))).await, b"0123456789");
    let opened = store.open(&key("a/b/c.txt"), Some(ByteRange::Between(2, 4))).await.unwrap();
    assert_eq!((opened.meta, opened.range), (meta, 2..5));
}

pub(crate) async fn ranges_without_bytes_are_refused(store: Store) {
    store.put_bytes(&key("ten"), b"0123456789").await.unwrap();
    store.put_bytes(&key("empty"), b"").await.unwrap();
    assert_eq!(read(store.as_ref(), "empty", None).await, b"");
    let (from, between, last) = (ByteRange::From, ByteRange::Between, ByteRange::Last);
    let cases = [from(10), from(u64::MAX), between(10, 20), between(5, 4), last(0)].map(|range| ("ten", 10, range));
    let of_nothing = [from(0), between(0, 9), last(5)].map(|range| ("empty", 0, range));
    for (name, size, range) in cases.into_iter().chain(of_nothing) {
        let refused = store.open(&key(name), Some(range)).await.unwrap_err();
        assert!(
            matches!(refused, StorageError::RangeNotSatisfiable { size: told } if told == size),
            "{name} {range:?}"
        );
    }
}

pub(crate) async fn a_file_is_taken_over(store: Store) {
    let home = tempfile::tempdir().unwrap();
    let from = home.path().join("output.mp4");
    fs::write(&from, b"film").unwrap();
    let meta = store.put_file(&key("renders/1/2/output.mp4"), &from).await.unwrap();
    assert_eq!(meta.size, 4);
    assert!(!from.exists());
    let again = store.put_file(&key("renders/1/2/output.mp4"), &from).await;
    assert!(matches!(again, Err(StorageError::SourceMissing(_))));
    assert_eq!(read(store.as_ref(), "renders/1/2/output.mp4", None).await, b"film");
}

pub(crate) async fn a_large_file_arrives_as_it_was(store: Store) {
    let home = tempfile::tempdir().unwrap();
    let from = home.path().join("output.mp4");
    // Not a multiple of any length that a store may cut it into.
    let bytes: Vec<u8> = (0..20_000_003_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    fs::write(&from, &bytes).unwrap();
    let meta = store.put_file(&key("large"), &from).await.unwrap();
    assert_eq!((meta.size, from.exists()), (20_000_003, false));
    assert!(read(store.as_ref(), "large", None).await == bytes);
    let middle = read(store.as_ref(), "large", Some(ByteRange::Between(8_388_600, 16_777_300))).await;
    assert!(middle == bytes[8_388_600..=16_777_300]);
    let copied = store.copy(&key("large"), &key("copies/large")).await.unwrap();
    assert_eq!(copied.size, meta.size);
    assert!(read(store.as_ref(), "copies/large", None).await == bytes);
}

pub(crate) async fn replacing_changes_the_etag_and_leaves_readers_alone(store: Store) {
    let first = store.put_bytes(&key("a"), b"one").await.unwrap();
    let mut reader = store.open(&key("a"), None).await.unwrap();
    let second = store.put_bytes(&key("a"), b"two").await.unwrap();
    assert_ne!(first.etag, second.etag);
    for etag in [&first.etag, &second.etag] {
        assert!(!etag.is_empty() && !etag.contains('"'), "{etag}");
    }
    store.delete(&key("a")).await.unwrap();
    let mut bytes = Vec::new();
    reader.content.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes, b"one");
}

pub(crate) async fn what_is_not_there_is_said_so(store: Store) {
    let (name, other) = (key("a/b"), key("c"));
    assert!(matches!(store.stat(&name).await, Err(StorageError::NotFound(missing)) if missing == name));
    assert!(matches!(store.open(&name, None).await, Err(StorageError::NotFound(missing)) if missing == name));
    let range = Some(ByteRange::Last(1));
    assert!(matches!(store.open(&name, range).await, Err(StorageError::NotFound(missing)) if missing == name));
    assert!(matches!(store.copy(&name, &other).await, Err(StorageError::NotFound(missing)) if missing == name));
    assert_eq!(store.stat(&name).await.unwrap_err().to_string(), "there is no file a/b in storage");
    let home = tempfile::tempdir().unwrap();
    let gone = store.put_file(&other, &home.path().join("gone")).await.unwrap_err();
    assert!(!gone.to_string().contains(home.path().to_str().unwrap()));
}

pub(crate) async fn deleting_is_idempotent(store: Store) {
    store.put_bytes(&key("a/b/c"), b"1").await.unwrap();
    store.put_bytes(&key("a/d"), b"2").await.unwrap();
    for name in ["a/b/c", "a/b/c", "a/d/e", "never/there"] {
        store.delete(&key(name)).await.unwrap();
    }
    assert_eq!(keys(store.as_ref(), "").await, ["a/d"]);
    store.delete(&key("a/d")).await.unwrap();
    assert!(matches!(store.stat(&key("a/d")).await, Err(StorageError::NotFound(_))));
    assert_eq!(keys(store.as_ref(), "").await, [""; 0]);
}

pub(crate) async fn listings_are_by_prefix_in_order_and_in_pages(store: Store) {
    for name in ["r/10/1/a", "r/1/1/a", "r/1/2/a", "r/1/2/b", "s/1", "r-2", "R/1"] {
        store.put_bytes(&key(name), name.as_bytes()).await.unwrap();
    }
    let all = ["R/1", "r-2", "r/1/1/a", "r/1/2/a", "r/1/2/b", "r/10/1/a", "s/1"];
    assert_eq!(keys(store.as_ref(), "").await, all);
    assert_eq!(keys(store.as_ref(), "r/1").await, ["r/1/1/a", "r/1/2/a", "r/1/2/b", "r/10/1/a"]);
    assert_eq!(keys(store.as_ref(), "r/1/").await, ["r/1/1/a", "r/1/2/a", "r/1/2/b"]);
    assert_eq!(keys(store.as_ref(), "r/1/2/b").await, ["r/1/2/b"]);
    for nothing in ["x", "r/1/2/b/", "../", "/", "r/1/3/", ".drafts/", "ä", "r/1/1/a\0", "r?", "&<"] {
        assert_eq!(keys(store.as_ref(), nothing).await, [""; 0], "{nothing}");
    }
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let page = store.list("r/", after.as_ref(), 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.key.clone());
        pages.push(page.len());
    }
    assert_eq!(pages, [3, 1]);
    assert_eq!(store.list("s", None, 9).await.unwrap()[0].meta.size, 3);
    assert_eq!(store.list("", None, 0).await.unwrap(), []);
    // One that is not there still has a place in the order.
    let after = store.list("", Some(&key("r/1/1/zzz")), 2).await.unwrap();
    assert_eq!(after.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>(), ["r/1/2/a", "r/1/2/b"]);
}

pub(crate) async fn a_copy_does_not_share_its_fate(store: Store) {
    let meta = store.put_bytes(&key("a"), b"one").await.unwrap();
    for _ in 0..2 {
        assert_eq!(store.copy(&key("a"), &key("x/y")).await.unwrap().size, meta.size);
    }
    assert_eq!(store.copy(&key("a"), &key("a")).await.unwrap().size, 3);
    store.put_bytes(&key("a"), b"two").await.unwrap();
    assert_eq!(read(store.as_ref(), "x/y", None).await, b"one");
    store.delete(&key("a")).await.unwrap();
    assert_eq!(read(store.as_ref(), "x/y", None).await, b"one");
}

pub(crate) async fn puts_and_deletes_at_once_in_one_folder_all_succeed(store: Store) {
    let workers = (0..8).map(|worker| {
        let blobs = store.clone();
        tokio::spawn(async move {
            for round in 0..20 {
                let name = key(&format!("shared/folder/{worker}-{round}"));
                blobs.put_bytes(&name, b"x").await.unwrap();
                assert_eq!(blobs.stat(&name).await.unwrap().size, 1);
                blobs.delete(&name).await.unwrap();
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    assert_eq!(keys(store.as_ref(), "").await, [""; 0]);
}

pub(crate) async fn a_reader_sees_the_old_or_the_new_never_a_mixture(store: Store) {
    let versions: Vec<Vec<u8>> = (0..4_u8).map(|version| vec![version; 200_000]).collect();
    store.put_bytes(&key("a"), &versions[0]).await.unwrap();
    let writer = {
        let (blobs, versions) = (store.clone(), versions.clone());
        tokio::spawn(async move {
            for round in 0..40 {
                blobs.put_bytes(&key("a"), &versions[round % 4]).await.unwrap();
            }
        })
    };
    let mut seen = HashSet::new();
    while !writer.is_finished() {
        let bytes = read(store.as_ref(), "a", None).await;
        assert!(versions.contains(&bytes));
        seen.insert(bytes[0]);
    }
    writer.await.unwrap();
    assert!(!seen.is_empty());
}

pub(crate) async fn a_store_that_works_passes_its_check(store: Store) {
    crate::check(store.as_ref(), "one").await.unwrap();
    assert_eq!(keys(store.as_ref(), "").await, [""; 0]);
}

/// Makes every test above a test over `$store()`, which gives a [`Store`] and what keeps it alive.
macro_rules! suite {
    ($store:path) => {
        suite! { $store:
            what_is_put_is_read_whole_and_in_parts ranges_without_bytes_are_refused a_file_is_taken_over
            a_large_file_arrives_as_it_was replacing_changes_the_etag_and_leaves_readers_alone
            what_is_not_there_is_said_so deleting_is_idempotent listings_are_by_prefix_in_order_and_in_pages
            a_copy_does_not_share_its_fate puts_and_deletes_at_once_in_one_folder_all_succeed
            a_reader_sees_the_old_or_the_new_never_a_mixture a_store_that_works_passes_its_check
        }
    };
    ($store:path: $($name:ident)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                let (store, _alive) = $store();
                $crate::contract::$name(store).await;
            }
        )+
    };
}
pub(crate) use suite;
