//! Encoded segments of earlier renders, by what they show.
//!
//! A kept file is the packets and, behind them, their SHA-256: what was cut off or damaged is not there. It is written under
//! another name first, so that other processes see all of it or nothing, and read as a whole, so that whoever tidies up may
//! remove it at any time.

use crate::job::SegmentCache;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// Bytes of a digest.
const DIGEST: usize = 32;

/// How many files this process has begun.
static PARTS: AtomicU64 = AtomicU64::new(0);

/// A folder of encoded segments and sounds.
pub(super) struct Cache<'a>(&'a SegmentCache);

impl<'a> Cache<'a> {
    pub(super) fn new(cache: &'a SegmentCache) -> Self {
        Self(cache)
    }

    /// Copies what is kept under `key` to `to`; whether there was anything.
    pub(super) fn fetch(&self, key: &str, to: &Path) -> bool {
        let path = self.path(key);
        let Ok(kept) = fs::read(&path) else { return false };
        let Some((packets, digest)) = kept.split_last_chunk::<DIGEST>() else { return false };
        if Sha256::digest(packets).as_slice() != digest {
            tracing::warn!("a kept segment is damaged; it is made anew");
            return false;
        }
        // What was used last goes last. That it cannot be said is no reason not to use it.
        let used = File::options().append(true).open(&path).and_then(|file| file.set_modified(SystemTime::now()));
        if let Err(error) = used {
            tracing::debug!(%error, "a kept segment could not be marked as used");
        }
        fs::write(to, packets).is_ok()
    }

    /// Keeps the packets at `from` under `key`. A cache that cannot be written costs time later, and nothing now.
    pub(super) fn keep(&self, key: &str, from: &Path) {
        if let Err(error) = self.write(key, from) {
            tracing::warn!(error = %error.kind(), "an encoded segment could not be kept");
        }
    }

    fn write(&self, key: &str, from: &Path) -> io::Result<()> {
        let path = self.path(key);
        let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
        fs::create_dir_all(folder)?;
        let packets = fs::read(from)?;
        // Nobody else, here or in another process, writes under this name.
        let number = PARTS.fetch_add(1, Ordering::Relaxed);
        let part = folder.join(format!("{key}.{}-{number}.part", std::process::id()));
        let mut file = File::create(&part)?;
        file.write_all(&packets)?;
        file.write_all(&Sha256::digest(&packets))?;
        drop(file);
        fs::rename(&part, &path)
    }

    fn path(&self, key: &str) -> PathBuf {
        self.0.folder.join(key.get(..2).unwrap_or_default()).join(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_what_is_damaged_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let cache = SegmentCache { folder: folder.path().join("kept"), digests: Vec::new() };
        let cache = Cache::new(&cache);
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        fs::write(&from, b"packets").unwrap();
        assert!(!cache.fetch("abcd", &to));
        cache.keep("abcd", &from);
        assert!(cache.fetch("abcd", &to));
        assert_eq!(fs::read(&to).unwrap(), b"packets");
        assert!(!cache.fetch("abce", &to));

        let kept = folder.path().join("kept/ab/abcd");
        let whole = fs::read(&kept).unwrap();
        for broken in [&whole[..whole.len() - 1], &whole[1..], b"", &[b"P".as_slice(), &whole[1..]].concat()] {
            fs::write(&kept, broken).unwrap();
            assert!(!cache.fetch("abcd", &to), "{}", broken.len());
        }
        cache.keep("abcd", &from);
        assert!(cache.fetch("abcd", &to), "it is made anew");
        assert_eq!(fs::read_dir(folder.path().join("kept/ab")).unwrap().count(), 1, "nothing is left of the writing");
    }
}
