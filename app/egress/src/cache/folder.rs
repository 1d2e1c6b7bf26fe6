//! The blocking half: `<root>/<namespace>/files/<sha256>`, `<root>/<namespace>/index/<digest of the URL>` and
//! `<root>/drafts/`.

use super::{Cached, Evicted, Freshness};
use crate::Fetched;
use crate::body::Validators;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const DRAFTS: &str = "drafts";

/// A draft that nobody wrote to for this long is of a process that died.
const DEAD_DRAFT: Duration = Duration::from_secs(3600);

/// How often a file that goes away at the moment it is put there is put there again.
const ADOPT_TRIES: u32 = 16;

/// Keeps a cached file from being evicted by any process, while it lives; the system lets go of it when the process dies.
#[derive(Debug)]
pub struct Pin {
    _locked: File,
}

/// Where a URL of a namespace lies. Digests only: neither name nor URL could be a file name.
#[derive(Clone, Debug)]
pub(super) struct Namespace {
    folder: String,
    url: String,
}

impl Namespace {
    pub(super) fn of(namespace: &str, url: &str) -> Self {
        let digest = |text: &str| hex::encode(Sha256::digest(text.as_bytes()));
        Self { folder: digest(namespace), url: digest(url) }
    }

    pub(super) fn key(&self) -> (String, String) {
        (self.folder.clone(), self.url.clone())
    }
}

/// What is known about a URL.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct IndexEntry {
    sha256: String,
    bytes: u64,
    media_type: Option<String>,
    pub(super) validators: Validators,
    /// Milliseconds since the Unix epoch.
    fetched_at: u64,
}

impl IndexEntry {
    pub(super) fn new(fetched: Fetched, validators: Validators, now: SystemTime) -> Self {
        let Fetched { sha256, bytes, media_type } = fetched;
        Self { sha256, bytes, media_type, validators, fetched_at: millis(now) }
    }

    /// Fetched in the future counts as old: a clock was set back.
    pub(super) fn is_fresh(&self, freshness: Freshness) -> bool {
        let age = millis(freshness.now).checked_sub(self.fetched_at);
        age.is_some_and(|age| u128::from(age) <= freshness.max_age.as_millis())
    }

    pub(super) fn confirmed(self, now: SystemTime) -> Self {
        Self { fetched_at: millis(now), ..self }
    }

    pub(super) fn cached(self, (path, pin): (PathBuf, Pin), hit: bool) -> Cached {
        Cached { path, sha256: self.sha256, bytes: self.bytes, media_type: self.media_type, hit, pin }
    }
}

fn millis(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// A pinned file and where it lies.
pub(super) type Pinned = (PathBuf, Pin);

pub(super) struct Folder {
    root: PathBuf,
    limit: u64,
    next_draft: AtomicU64,
    /// When, in nanoseconds: tells our drafts from those of another cache on the same folder, even of a process with the
    /// same id in another container.
    opened: u128,
}

impl Folder {
    pub(super) fn open(root: PathBuf, limit: u64) -> io::Result<Self> {
        fs::create_dir_all(root.join(DRAFTS))?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        Ok(Self { root, limit, next_draft: AtomicU64::new(0), opened: now })
    }

    /// A name for a file to be fetched.
    pub(super) fn draft(&self) -> PathBuf {
        let number = self.next_draft.fetch_add(1, Ordering::Relaxed);
        self.root.join(DRAFTS).join(format!("{}-{:x}-{number}", std::process::id(), self.opened))
    }

    pub(super) fn known(&self, place: &Namespace, now: SystemTime) -> io::Result<Option<(IndexEntry, Pinned)>> {
        let text = match fs::read(self.index(place)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // A torn entry, after a power cut, is as good as none.
        let Ok(entry) = serde_json::from_slice::<IndexEntry>(&text) else { return Ok(None) };
        Ok(self.pin(place, &entry, now)?.map(|pinned| (entry, pinned)))
    }

    /// Gives the draft its place and pins it. A file of this content that is there already is used instead, since others
    /// may have pinned it.
    pub(super) fn adopt(
        &self,
        place: &Namespace,
        draft: &Path,
        entry: &IndexEntry,
        now: SystemTime,
    ) -> io::Result<Pinned> {
        let path = self.file(place, &entry.sha256);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut pinned = None;
        for _ in 0..ADOPT_TRIES {
            match fs::hard_link(draft, &path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
            // None when another process evicted it at this moment, or a damaged one was in its place.
            pinned = self.pin(place, entry, now)?;
            if pinned.is_some() {
                break;
            }
        }
        let pinned = pinned.ok_or(io::ErrorKind::ResourceBusy)?;
        fs::remove_file(draft)?;
        self.write_index(place, entry)?;
        Ok(pinned)
    }

    pub(super) fn write_index(&self, place: &Namespace, entry: &IndexEntry) -> io::Result<()> {
        let path = self.index(place);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let draft = self.draft();
        fs::write(&draft, serde_json::to_vec(entry)?)?;
        fs::rename(draft, path)
    }

    pub(super) fn evict(&self, now: SystemTime) -> io::Result<Evicted> {
        let mut files = Vec::new();
        for namespace in listed(&self.root)?.filter(|entry| entry.file_name() != DRAFTS) {
            for file in listed(&namespace.path().join("files"))? {
                let Ok(metadata) = file.metadata() else { continue };
                files.push((metadata.modified()?, metadata.len(), file.path()));
            }
        }
        files.sort();
        let mut evicted = Evicted { remaining: files.iter().map(|(_, bytes, _)| bytes).sum(), ..Evicted::default() };
        for (_, bytes, path) in files {
            if evicted.remaining <= self.limit {
                break;
            }
            if remove_unpinned(&path)? {
                evicted.files += 1;
                evicted.bytes += bytes;
                evicted.remaining -= bytes;
            }
        }
        metrics::counter!("rushes_egress_cache_evicted_bytes_total").increment(evicted.bytes);
        if evicted.files > 0 {
            self.forget_missing()?;
        }
        self.sweep_drafts(now)?;
        Ok(evicted)
    }

    /// The file of this content and its size.
    pub(super) fn by_content(
        &self,
        place: &Namespace,
        sha256: &str,
        now: SystemTime,
    ) -> io::Result<Option<(Pinned, u64)>> {
        // A name, not a path.
        if sha256.len() != 64 || !sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        let bytes = match fs::metadata(self.file(place, sha256)) {
            Ok(metadata) => metadata.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let entry = IndexEntry {
            sha256: sha256.to_owned(),
            bytes,
            media_type: None,
            validators: Validators::default(),
            fetched_at: millis(now),
        };
        let Some(pinned) = self.pin(place, &entry, now)? else { return Ok(None) };
        let is_whole = digest(&mut File::open(&pinned.0)?)? == sha256;
        Ok(is_whole.then_some((pinned, bytes)))
    }

    /// None when the file is not there, or is not what the index says.
    fn pin(&self, place: &Namespace, entry: &IndexEntry, now: SystemTime) -> io::Result<Option<Pinned>> {
        let path = self.file(place, &entry.sha256);
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        file.lock_shared()?;
        let metadata = file.metadata()?;
        if !is_named(&path, &metadata) {
            return Ok(None);
        }
        if metadata.len() != entry.bytes {
            drop(file);
            remove_unpinned(&path)?;
            return Ok(None);
        }
        file.set_modified(now)?;
        Ok(Some((path, Pin { _locked: file })))
    }

    /// Removes index entries whose file is gone.
    fn forget_missing(&self) -> io::Result<()> {
        for namespace in listed(&self.root)?.filter(|entry| entry.file_name() != DRAFTS) {
            for entry in listed(&namespace.path().join("index"))? {
                let known =
                    fs::read(entry.path()).ok().and_then(|text| serde_json::from_slice::<IndexEntry>(&text).ok());
                if known.is_none_or(|known| !namespace.path().join("files").join(known.sha256).exists()) {
                    // At worst somebody fetched it anew meanwhile, and fetches it once more.
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
        Ok(())
    }

    fn sweep_drafts(&self, now: SystemTime) -> io::Result<()> {
        for draft in listed(&self.root.join(DRAFTS))? {
            let Ok(metadata) = draft.metadata() else { continue };
            if now.duration_since(metadata.modified()?).is_ok_and(|age| age > DEAD_DRAFT) {
                let _ = fs::remove_file(draft.path());
            }
        }
        Ok(())
    }

    fn file(&self, place: &Namespace, sha256: &str) -> PathBuf {
        self.root.join(&place.folder).join("files").join(sha256)
    }

    fn index(&self, place: &Namespace) -> PathBuf {
        self.root.join(&place.folder).join("index").join(&place.url)
    }
}

/// SHA-256 of what a file holds, in hexadecimal.
fn digest(file: &mut File) -> io::Result<String> {
    let (mut hasher, mut piece) = (Sha256::new(), vec![0; 1 << 20]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex::encode(hasher.finalize())),
            read => hasher.update(&piece[..read]),
        }
    }
}

/// Removes the file unless somebody holds its pin; says whether it did.
fn remove_unpinned(path: &Path) -> io::Result<bool> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    match file.try_lock() {
        // The lock is held until the name is gone; who waits for it finds no name and fetches anew.
        Ok(()) if is_named(path, &file.metadata()?) => fs::remove_file(path).map(|()| true),
        Ok(()) => Ok(false),
        Err(fs::TryLockError::WouldBlock) => Ok(false),
        Err(fs::TryLockError::Error(error)) => Err(error),
    }
}

/// Whether `path` is (still) the name of the file that was opened under it. Between opening and locking it may have been
/// evicted, and fetched again as another file.
fn is_named(path: &Path, opened: &fs::Metadata) -> bool {
    fs::metadata(path).is_ok_and(|named| (named.dev(), named.ino()) == (opened.dev(), opened.ino()))
}

/// What is in a folder; nothing when there is no such folder.
fn listed(folder: &Path) -> io::Result<impl Iterator<Item = fs::DirEntry>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => Some(entries),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => None,
        Err(error) => return Err(error),
    };
    Ok(entries.into_iter().flatten().filter_map(Result::ok))
}
