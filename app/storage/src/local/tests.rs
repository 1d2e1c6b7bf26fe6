use super::*;
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

fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

async fn read(blobs: &LocalFolder, name: &str, range: Option<ByteRange>) -> Vec<u8> {
    let mut opened = blobs.open(&key(name), range).await.unwrap();
    let mut bytes = Vec::new();
    opened.content.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes.len() as u64, opened.range.end - opened.range.start);
    bytes
}

async fn keys(blobs: &LocalFolder, prefix: &str) -> Vec<String> {
    blobs.list(prefix, None, usize::MAX).await.unwrap().iter().map(|entry| entry.key.to_string()).collect()
}

fn drafts(store: &Store) -> usize {
    fs::read_dir(store.home.path().join("blobs/.drafts")).unwrap().count()
}

#[tokio::test]
async fn what_is_put_is_read_whole_and_in_parts() {
    let store = store();
    let meta = store.blobs.put_bytes(&key("a/b/c.txt"), b"0123456789").await.unwrap();
    assert_eq!(meta.size, 10);
    assert_eq!(store.blobs.stat(&key("a/b/c.txt")).await.unwrap(), meta);
    assert_eq!(read(&store.blobs, "a/b/c.txt", None).await, b"0123456789");
    assert_eq!(read(&store.blobs, "a/b/c.txt", Some(ByteRange::Between(2, 4))).await, b"234");
    assert_eq!(read(&store.blobs, "a/b/c.txt", Some(ByteRange::From(8))).await, b"89");
    assert_eq!(read(&store.blobs, "a/b/c.txt", Some(ByteRange::Last(1))).await, b"9");
    let refused = store.blobs.open(&key("a/b/c.txt"), Some(ByteRange::From(10))).await;
    assert!(matches!(refused, Err(StorageError::RangeNotSatisfiable { size: 10 })));
    store.blobs.put_bytes(&key("empty"), b"").await.unwrap();
    assert_eq!(read(&store.blobs, "empty", None).await, b"");
    assert_eq!(drafts(&store), 0);
}

#[tokio::test]
async fn a_file_is_taken_over_without_a_copy() {
    let store = store();
    let from = store.home.path().join("output.mp4");
    fs::write(&from, b"film").unwrap();
    let inode = fs::metadata(&from).unwrap().ino();
    let meta = store.blobs.put_file(&key("renders/1/2/output.mp4"), &from).await.unwrap();
    assert_eq!(meta.size, 4);
    assert!(!from.exists());
    assert_eq!(fs::metadata(store.home.path().join("blobs/renders/1/2/output.mp4")).unwrap().ino(), inode);
    let again = store.blobs.put_file(&key("renders/1/2/output.mp4"), &from).await;
    assert!(matches!(again, Err(StorageError::SourceMissing(_))));
    assert_eq!(read(&store.blobs, "renders/1/2/output.mp4", None).await, b"film");
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
async fn replacing_changes_the_etag_and_leaves_readers_alone() {
    let store = store();
    let first = store.blobs.put_bytes(&key("a"), b"one").await.unwrap();
    let mut reader = store.blobs.open(&key("a"), None).await.unwrap();
    let second = store.blobs.put_bytes(&key("a"), b"two").await.unwrap();
    assert_ne!(first.etag, second.etag);
    store.blobs.delete(&key("a")).await.unwrap();
    let mut bytes = Vec::new();
    reader.content.read_to_end(&mut bytes).await.unwrap();
    assert_eq!(bytes, b"one");
}

#[tokio::test]
async fn deleting_is_idempotent_and_leaves_no_empty_folders() {
    let store = store();
    store.blobs.put_bytes(&key("a/b/c"), b"1").await.unwrap();
    store.blobs.put_bytes(&key("a/d"), b"2").await.unwrap();
    store.blobs.delete(&key("a/b/c")).await.unwrap();
    store.blobs.delete(&key("a/b/c")).await.unwrap();
    store.blobs.delete(&key("a/d/e")).await.unwrap();
    assert!(!store.home.path().join("blobs/a/b").exists());
    assert_eq!(keys(&store.blobs, "").await, ["a/d"]);
    store.blobs.delete(&key("a/d")).await.unwrap();
    assert!(!store.home.path().join("blobs/a").exists());
    assert!(matches!(store.blobs.stat(&key("a/d")).await, Err(StorageError::NotFound(_))));
    assert!(matches!(store.blobs.open(&key("a"), None).await, Err(StorageError::NotFound(_))));
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
async fn listings_are_by_prefix_in_order_and_in_pages() {
    let store = store();
    for name in ["r/10/1/a", "r/1/1/a", "r/1/2/a", "r/1/2/b", "s/1", "r-2"] {
        store.blobs.put_bytes(&key(name), name.as_bytes()).await.unwrap();
    }
    assert_eq!(keys(&store.blobs, "").await, ["r-2", "r/1/1/a", "r/1/2/a", "r/1/2/b", "r/10/1/a", "s/1"]);
    assert_eq!(keys(&store.blobs, "r/1").await, ["r/1/1/a", "r/1/2/a", "r/1/2/b", "r/10/1/a"]);
    assert_eq!(keys(&store.blobs, "r/1/").await, ["r/1/1/a", "r/1/2/a", "r/1/2/b"]);
    assert_eq!(keys(&store.blobs, "r/1/2/b").await, ["r/1/2/b"]);
    for nothing in ["x", "r/1/2/b/", "../", "/", "r/1/3/", ".drafts/"] {
        assert_eq!(keys(&store.blobs, nothing).await, [""; 0], "{nothing}");
    }
    let mut pages = Vec::new();
    let mut after = None;
    loop {
        let page = store.blobs.list("r/", after.as_ref(), 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.key.clone());
        pages.push(page.len());
    }
    assert_eq!(pages, [3, 1]);
    assert_eq!(store.blobs.list("s", None, 9).await.unwrap()[0].meta.size, 3);
}

#[tokio::test]
async fn a_copy_shares_bytes_but_not_its_fate() {
    let store = store();
    let meta = store.blobs.put_bytes(&key("a"), b"one").await.unwrap();
    let copied = store.blobs.copy(&key("a"), &key("x/y")).await.unwrap();
    assert_eq!(copied, meta, "the same file under two names");
    store.blobs.copy(&key("a"), &key("x/y")).await.unwrap();
    store.blobs.copy(&key("a"), &key("a")).await.unwrap();
    store.blobs.put_bytes(&key("a"), b"two").await.unwrap();
    assert_eq!(read(&store.blobs, "x/y", None).await, b"one");
    store.blobs.delete(&key("a")).await.unwrap();
    assert_eq!(read(&store.blobs, "x/y", None).await, b"one");
    assert!(
        matches!(store.blobs.copy(&key("a"), &key("b")).await, Err(StorageError::NotFound(missing)) if missing == key("a"))
    );
    assert_eq!(drafts(&store), 0);
}

#[tokio::test]
async fn puts_and_deletes_at_once_in_one_folder_all_succeed() {
    let store = store();
    let workers = (0..8).map(|worker| {
        let blobs = store.blobs.clone();
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
    assert_eq!(keys(&store.blobs, "").await, [""; 0]);
}

#[tokio::test]
async fn a_reader_sees_the_old_or_the_new_never_a_mixture() {
    let store = store();
    let versions: Vec<Vec<u8>> = (0..4_u8).map(|version| vec![version; 200_000]).collect();
    store.blobs.put_bytes(&key("a"), &versions[0]).await.unwrap();
    let writer = {
        let (blobs, versions) = (store.blobs.clone(), versions.clone());
        tokio::spawn(async move {
            for round in 0..40 {
                blobs.put_bytes(&key("a"), &versions[round % 4]).await.unwrap();
            }
        })
    };
    while !writer.is_finished() {
        let bytes = read(&store.blobs, "a", None).await;
        assert!(versions.contains(&bytes));
    }
    writer.await.unwrap();
}

#[tokio::test]
async fn drafts_of_the_dead_are_swept_by_age() {
    let store = store();
    fs::write(store.home.path().join("blobs/.drafts/1-0"), b"half").unwrap();
    assert_eq!(store.blobs.sweep_drafts(Timestamp::from_millis(0)).await.unwrap(), 0);
    assert_eq!(store.blobs.sweep_drafts(Timestamp::from_millis(i64::MAX)).await.unwrap(), 1);
    assert_eq!(drafts(&store), 0);
}

#[tokio::test]
async fn errors_hold_no_local_path() {
    let store = store();
    let missing = store.blobs.stat(&key("a/b")).await.unwrap_err();
    assert_eq!(missing.to_string(), "there is no file a/b in storage");
    let gone = store.blobs.put_file(&key("c"), &store.home.path().join("gone")).await.unwrap_err();
    assert!(!gone.to_string().contains(store.home.path().to_str().unwrap()));
}
