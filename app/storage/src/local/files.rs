//! The blocking half: files, folders, and making both durable.

use crate::{Entry, Key, Meta, StorageError};
use domain::Timestamp;
use sha2::{Digest, Sha256};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Where files are written before they get their name. No key can start with a dot.
const DRAFTS: &str = ".drafts";

/// How often making a folder is tried again when deletes remove it, being empty, at the same moment.
const FOLDER_TRIES: u32 = 16;

#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    next_draft: AtomicU64,
}

impl Folder {
    pub(super) fn open(root: PathBuf) -> Result<Self, StorageError> {
        fs::create_dir_all(root.join(DRAFTS))?;
        File::open(&root)?.sync_all()?;
        Ok(Self { root, next_draft: AtomicU64::new(0) })
    }

    pub(super) fn put_file(&self, key: &Key, from: &Path) -> Result<Meta, StorageError> {
        let source = File::open(from).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StorageError::SourceMissing(key.clone()),
            _ => error.into(),
        })?;
        source.sync_all()?;
        match self.publish(from, key) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                let draft = self.copied_draft(source)?;
                self.publish_draft(&draft, key)?;
                fs::remove_file(from)?;
            }
            published => published?,
        }
        self.stat(key)
    }

    pub(super) fn put_bytes(&self, key: &Key, bytes: &[u8]) -> Result<Meta, StorageError> {
        let (draft, mut file) = self.new_draft()?;
        if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_all()) {
            drop_draft(&draft);
            return Err(error.into());
        }
        self.publish_draft(&draft, key)?;
        Ok(meta(&file.metadata()?))
    }

    pub(super) fn read(&self, key: &Key) -> Result<(File, Meta), StorageError> {
        let file = File::open(self.path(key)).map_err(|error| StorageError::of(key, error))?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(StorageError::NotFound(key.clone()));
        }
        Ok((file, meta(&metadata)))
    }

    pub(super) fn stat(&self, key: &Key) -> Result<Meta, StorageError> {
        let metadata = fs::metadata(self.path(key)).map_err(|error| StorageError::of(key, error))?;
        if !metadata.is_file() {
            return Err(StorageError::NotFound(key.clone()));
        }
        Ok(meta(&metadata))
    }

    pub(super) fn delete(&self, key: &Key) -> Result<(), StorageError> {
        let path = self.path(key);
        match fs::remove_file(&path).map_err(|error| StorageError::of(key, error)) {
            Err(StorageError::NotFound(_)) => return Ok(()),
            removed => removed?,
        }
        let mut folder = path.parent();
        while let Some(parent) = folder.filter(|parent| *parent != self.root) {
            // Fails as soon as one is not empty; who puts at this moment makes the folder again.
            if fs::remove_dir(parent).is_err() {
                return Ok(sync_if_there(parent)?);
            }
            folder = parent.parent();
        }
        Ok(sync_if_there(&self.root)?)
    }

    pub(super) fn list(&self, prefix: &str, after: Option<&Key>, limit: usize) -> Result<Vec<Entry>, StorageError> {
        // Only the folder that the prefix names whole can hold what starts with it.
        let start = prefix.rsplit_once('/').map_or("", |(folder, _)| folder);
        if !start.is_empty() && Key::new(start).is_err() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        self.walk(start, prefix, &mut found)?;
        found.retain(|entry| after.is_none_or(|after| entry.key > *after));
        found.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        found.truncate(limit);
        Ok(found)
    }

    pub(super) fn copy(&self, from: &Key, to: &Key) -> Result<Meta, StorageError> {
        let (source, _) = self.read(from)?;
        let draft = match self.linked_draft(&self.path(from)) {
            Ok(draft) => draft,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(StorageError::NotFound(from.clone())),
            // Some file systems have no hard links, or no more of them for this file.
            Err(_) => self.copied_draft(source)?,
        };
        self.publish_draft(&draft, to)?;
        // Renaming onto another name of the same file does nothing and leaves the draft.
        drop_draft(&draft);
        self.stat(to)
    }

    pub(super) fn sweep_drafts(&self, before: Timestamp) -> io::Result<u64> {
        let mut removed = 0;
        for entry in fs::read_dir(self.root.join(DRAFTS))? {
            let entry = entry?;
            let Ok(metadata) = entry.metadata() else { continue };
            if meta(&metadata).modified < before && fs::remove_file(entry.path()).is_ok() {
                removed += 1;
            }
        }
        Ok(removed)
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.root.join(key.as_str())
    }

    fn walk(&self, folder: &str, prefix: &str, found: &mut Vec<Entry>) -> Result<(), StorageError> {
        let entries = match fs::read_dir(self.root.join(folder)) {
            Ok(entries) => entries,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            let Ok(key) = Key::new(path) else { continue };
            let Ok(metadata) = entry.metadata() else { continue };
            let text = key.as_str();
            if metadata.is_dir() {
                let may_hold = text.starts_with(prefix)
                    || format!("{text}/").starts_with(prefix)
                    || prefix.starts_with(&format!("{text}/"));
                if may_hold {
                    self.walk(text, prefix, found)?;
                }
            } else if metadata.is_file() && text.starts_with(prefix) {
                found.push(Entry { meta: meta(&metadata), key });
            }
        }
        Ok(())
    }

    /// A name for a draft that nobody uses, tried with `make` until one is free.
    fn draft<T>(&self, make: impl Fn(&Path) -> io::Result<T>) -> io::Result<(PathBuf, T)> {
        loop {
            let number = self.next_draft.fetch_add(1, Ordering::Relaxed);
            let path = self.root.join(DRAFTS).join(format!("{}-{number}", std::process::id()));
            match make(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => return Ok((path, made?)),
            }
        }
    }

    fn new_draft(&self) -> io::Result<(PathBuf, File)> {
        self.draft(|path| OpenOptions::new().write(true).create_new(true).open(path))
    }

    fn linked_draft(&self, from: &Path) -> io::Result<PathBuf> {
        self.draft(|path| fs::hard_link(from, path)).map(|(path, ())| path)
    }

    fn copied_draft(&self, mut from: File) -> io::Result<PathBuf> {
        let (path, mut draft) = self.new_draft()?;
        match io::copy(&mut from, &mut draft).and_then(|_| draft.sync_all()) {
            Ok(()) => Ok(path),
            Err(error) => {
                drop_draft(&path);
                Err(error)
            }
        }
    }

    fn publish_draft(&self, draft: &Path, key: &Key) -> io::Result<()> {
        self.publish(draft, key).inspect_err(|_| drop_draft(draft))
    }

    /// Gives the durable file at `from` its name, replacing what had it, and makes the name durable.
    fn publish(&self, from: &Path, key: &Key) -> io::Result<()> {
        let to = self.path(key);
        let folder = to.parent().unwrap_or(&self.root);
        let mut tries = 0;
        loop {
            tries += 1;
            // Making several levels fails, too, where a delete takes the upper one away between them.
            match fs::create_dir_all(folder).and_then(|()| fs::rename(from, &to)) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && tries < FOLDER_TRIES && from.exists() => {}
                renamed => {
                    renamed?;
                    break;
                }
            }
        }
        // A folder's name is durable once the folder above it is.
        for folder in folder.ancestors() {
            sync_if_there(folder)?;
            if folder == self.root {
                break;
            }
        }
        Ok(())
    }
}

fn drop_draft(draft: &Path) {
    // What stays behind is swept.
    let _ = fs::remove_file(draft);
}

fn sync_if_there(folder: &Path) -> io::Result<()> {
    match File::open(folder) {
        Ok(folder) => folder.sync_all(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn meta(metadata: &Metadata) -> Meta {
    // Files are never written in place here, so inode, size and time of the last write change with the content.
    let mut validator = Sha256::new();
    for part in [metadata.ino(), metadata.size(), metadata.mtime() as u64, metadata.mtime_nsec() as u64] {
        validator.update(part.to_le_bytes());
    }
    Meta {
        size: metadata.size(),
        modified: Timestamp::from_millis(metadata.mtime() * 1000 + metadata.mtime_nsec() / 1_000_000),
        etag: hex::encode(&validator.finalize()[..16]),
    }
}
