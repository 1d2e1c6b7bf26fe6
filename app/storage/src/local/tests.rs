use super::*;
use crate::contract::{Store as Any, key, keys, read, suite};
use std::fs;
use std::os::unix::fs::MetadataExt;

struct Store {
    home: tempfile::TempDir,
    blobs: LocalFolder,
}

fn store() -> Store {
    let home = tempfile::tempdir().unwrap();
    let blobs = LocalFolder::open(home.path().join("blobs")).unwrap();
    Store { home, blobs }
}

fn any() -> (Any, tempfile::TempDir) {
    let Store { home, blobs } = store();
    (Arc::new(blobs), home)
}

suite!(any);

fn drafts(store: &Store) -> usize {
    fs::read_dir(store.home.path().join("blobs/.drafts")).unwrap().count()
}

#[tokio::test]
async fn a_file_is_taken_over_without_a_copy() {
    let store = store();
    let from = store.home.path().join("output.mp4");
    fs::write(&from, b"film").unwrap();
    let inode = fs::metadata(&from).unwrap().ino();
    store.blobs.put_file(&key("renders/1/2/output.mp4"), &from).await.unwrap();
    assert_eq!(fs::metadata(store.home.path().join("blobs/renders/1/2/output.mp4")).unwrap().ino(), inode);
    assert_eq!(drafts(&store), 0);
}

#[tokio::test]
async fn a_file_of_another_file_system_is_copied() {
    // /dev/shm is a file system of its own on Linux; where it is not, the file is moved and the outcome is the same.
    let store = store();
    let elsewhere = tempfile::tempdir_in("/dev/shm").unwrap();
    let from = elsewhere.path().join("output.mp4");
    fs::write(&from, b"film").unwrap();
    store.blobs.put_file(&key("output.mp4"), &from).await.unwrap();
    assert!(!from.exists());
    assert_eq!(read(&store.blobs, "output.mp4", None).await, b"film");
    assert_eq!(drafts(&store), 0);
}

#[tokio::test]
async fn deleting_leaves_no_empty_folders() {
    let store = store();
    store.blobs.put_bytes(&key("a/b/c"), b"1").await.unwrap();
    store.blobs.put_bytes(&key("a/d"), b"2").await.unwrap();
    store.blobs.delete(&key("a/b/c")).await.unwrap();
    assert!(!store.home.path().join("blobs/a/b").exists());
    assert_eq!(keys(&store.blobs, "").await, ["a/d"]);
    store.blobs.delete(&key("a/d")).await.unwrap();
    assert!(!store.home.path().join("blobs/a").exists());
}

#[tokio::test]
async fn a_folder_is_no_blob() {
    let store = store();
    store.blobs.put_bytes(&key("a/b"), b"1").await.unwrap();
    assert!(matches!(store.blobs.stat(&key("a")).await, Err(StorageError::NotFound(_))));
    assert!(matches!(store.blobs.open(&key("a"), None).await, Err(StorageError::NotFound(_))));
    assert!(matches!(store.blobs.open(&key("a/b/c"), None).await, Err(StorageError::NotFound(_))));
    assert!(store.blobs.put_bytes(&key("a"), b"2").await.is_err());
    store.blobs.delete(&key("a")).await.unwrap();
    assert_eq!(read(&store.blobs, "a/b", None).await, b"1");
    assert_eq!(drafts(&store), 0);
}

#[tokio::test]
async fn a_copy_shares_bytes() {
    let store = store();
    let meta = store.blobs.put_bytes(&key("a"), b"one").await.unwrap();
    let copied = store.blobs.copy(&key("a"), &key("x/y")).await.unwrap();
    assert_eq!(copied, meta, "the same file under two names");
    store.blobs.copy(&key("a"), &key("x/y")).await.unwrap();
    store.blobs.copy(&key("a"), &key("a")).await.unwrap();
    assert_eq!(drafts(&store), 0);
}

#[tokio::test]
async fn drafts_of_the_dead_are_swept_by_age() {
    let store = store();
    fs::write(store.home.path().join("blobs/.drafts/1-0"), b"half").unwrap();
    assert_eq!(store.blobs.sweep_drafts(Timestamp::from_millis(0)).await.unwrap(), 0);
    assert_eq!(store.blobs.sweep_drafts(Timestamp::from_millis(i64::MAX)).await.unwrap(), 1);
    assert_eq!(drafts(&store), 0);
}
