//! Encoded segments and sound that are kept for later renders: one folder for each workspace, all within a limit.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where segments are kept. Nothing crosses from one namespace to another.
#[derive(Clone, Debug)]
pub struct KeptSegments {
    root: PathBuf,
    limit: u64,
}

impl KeptSegments {
    /// In a folder, which is made when something is kept, within so many bytes. None when nothing is to be kept.
    pub fn within(root: PathBuf, limit: u64) -> Option<Self> {
        (limit > 0).then_some(Self { root, limit })
    }

    /// The folder of a namespace, such as a workspace's id: a name that a folder may have.
    pub fn of(&self, namespace: &str) -> PathBuf {
        self.root.join(namespace)
    }

    /// Removes what was least recently used until all is within the limit. Renders that are using it have names of their own for
    /// it; other processes may do the same at the same time.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn evict(&self) -> io::Result<()> {
        let mut files: Vec<(SystemTime, PathBuf, u64)> = Vec::new();
        for namespace in entries(&self.root)? {
            for path in entries(&namespace)? {
                // Gone in the meantime: somebody else evicts too.
                let Ok(metadata) = fs::metadata(&path) else { continue };
                files.push((metadata.modified()?, path, metadata.len()));
            }
        }
        files.sort();
        let mut bytes: u64 = files.iter().map(|(_, _, bytes)| bytes).sum();
        for (_, path, size) in files {
            if bytes <= self.limit {
                break;
            }
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => bytes -= size,
            }
        }
        Ok(())
    }
}

/// What is in a folder; nothing when there is none.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(vec![]),
        entries => entries?.map(|entry| entry.map(|entry| entry.path())).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_newest_stay_whoever_they_belong_to() {
        let folder = tempfile::tempdir().unwrap();
        let kept = KeptSegments::within(folder.path().join("segments"), 250).unwrap();
        kept.evict().unwrap();
        let file = |namespace: &str, name: &str, age: u64| {
            let path = kept.of(namespace).join(name);
            fs::create_dir_all(kept.of(namespace)).unwrap();
            fs::write(&path, [0; 100]).unwrap();
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 - age);
            fs::File::open(&path).unwrap().set_modified(time).unwrap();
            path
        };
        let files = [file("a", "1", 10), file("a", "2", 40), file("b", "1", 30), file("b", "2", 20)];
        kept.evict().unwrap();
        assert_eq!(files.map(|file| file.exists()), [true, false, false, true]);
        kept.evict().unwrap();
        assert!(kept.of("a").join("1").exists());
        assert!(KeptSegments::within(folder.path().to_owned(), 0).is_none());
    }
}
