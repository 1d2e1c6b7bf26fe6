//! The folder of encoded segments: whose is whose, and how large it may become.

use domain::ids::WorkspaceId;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// Segments that renders have encoded, a folder a workspace. Nothing is used again across workspaces.
#[derive(Clone, Debug)]
pub struct Segments {
    folder: PathBuf,
    limit: u64,
    tidying: Arc<AtomicBool>,
}

impl Segments {
    /// At most `limit` bytes in `folder`, now and then some more for a moment. 0: nothing is kept.
    pub fn new(folder: PathBuf, limit: u64) -> Self {
        Self { folder, limit, tidying: Arc::default() }
    }

    /// Where a workspace's are.
    pub fn of(&self, workspace: WorkspaceId) -> Option<PathBuf> {
        (self.limit > 0).then(|| self.folder.join(workspace.to_string()))
    }

    /// The workspaces that have some here.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn workspaces(&self) -> io::Result<Vec<WorkspaceId>> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut found = Vec::new();
        for entry in entries {
            found.extend(entry?.file_name().to_str().and_then(|name| name.parse().ok()).map(WorkspaceId));
        }
        found.sort();
        Ok(found)
    }

    /// Removes all segments of a workspace that were not used since `before`, or whenever they were.
    ///
    /// # Errors
    /// One cannot be removed.
    pub fn erase(&self, workspace: WorkspaceId, before: Option<SystemTime>) -> io::Result<()> {
        let mut files = Vec::new();
        collect(&self.folder.join(workspace.to_string()), &mut files)?;
        for (used, _, path) in files {
            if before.is_none_or(|before| used < before) {
                remove(&path)?;
            }
        }
        Ok(())
    }

    /// Removes what was not used for longest until the rest is within the limit, beside everything else.
    pub fn tidy(&self) {
        if self.tidying.swap(true, Ordering::AcqRel) {
            return;
        }
        let own = self.clone();
        tokio::task::spawn_blocking(move || {
            if let Err(error) = tidy(&own.folder, own.limit) {
                tracing::warn!(error = %error.kind(), "the cache of segments could not be tidied up");
            }
            own.tidying.store(false, Ordering::Release);
        });
    }
}

/// What is read at that moment is read to its end; whoever comes too late encodes anew.
fn tidy(folder: &Path, limit: u64) -> io::Result<()> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    files.sort();
    let mut bytes: u64 = files.iter().map(|(_, bytes, _)| bytes).sum();
    for (_, size, path) in files {
        if bytes <= limit {
            break;
        }
        remove(&path)?;
        bytes -= size;
    }
    metrics::gauge!("rushes_segments_cache_bytes").set(bytes as f64);
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn collect(folder: &Path, files: &mut Vec<(SystemTime, u64, PathBuf)>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let Ok(facts) = entry.metadata() else { continue };
        if facts.is_dir() {
            collect(&entry.path(), files)?;
        } else {
            files.push((facts.modified()?, facts.len(), entry.path()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_oldest_go_until_the_rest_fits() {
        let folder = tempfile::tempdir().unwrap();
        let begun = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        for (index, name) in ["a/xx/old", "b/yy/new", "a/zz/middle"].into_iter().enumerate() {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, [0; 100]).unwrap();
            let used = begun + Duration::from_secs([0, 20, 10][index]);
            fs::File::options().append(true).open(&path).unwrap().set_modified(used).unwrap();
        }
        let left = |limit| {
            tidy(folder.path(), limit).unwrap();
            let mut files = Vec::new();
            collect(folder.path(), &mut files).unwrap();
            files.sort();
            files.iter().map(|file| file.2.file_name().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(left(300), ["old", "middle", "new"]);
        assert_eq!(left(299), ["middle", "new"]);
        assert_eq!(left(100), ["new"]);
        assert_eq!(left(1), [""; 0]);
        tidy(&folder.path().join("nowhere"), 1).unwrap();
    }

    #[test]
    fn a_workspace_s_are_erased_and_no_other_s() {
        let folder = tempfile::tempdir().unwrap();
        let segments = Segments::new(folder.path().to_owned(), 0);
        assert_eq!(segments.workspaces().unwrap(), []);
        let [one, other] = [1, 2].map(|id| WorkspaceId(uuid::Uuid::from_u128(id)));
        let used = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        for (workspace, name, seconds) in [(one, "old", 0), (one, "new", 10), (other, "old", 0)] {
            let path = folder.path().join(workspace.to_string()).join("xx").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let file = fs::File::create(&path).unwrap();
            file.set_modified(used + Duration::from_secs(seconds)).unwrap();
        }
        fs::write(folder.path().join("something else"), []).unwrap();
        let left = || {
            let mut files = Vec::new();
            collect(folder.path(), &mut files).unwrap();
            files.len() - 1
        };
        assert_eq!(segments.workspaces().unwrap(), [one, other]);
        segments.erase(one, Some(used)).unwrap();
        assert_eq!(left(), 3);
        segments.erase(one, Some(used + Duration::from_secs(10))).unwrap();
        assert_eq!(left(), 2, "the new one, and the other's");
        segments.erase(one, None).unwrap();
        assert_eq!(left(), 1);
        segments.erase(WorkspaceId(uuid::Uuid::from_u128(3)), None).unwrap();
    }

    #[test]
    fn each_workspace_has_its_own_and_a_limit_of_nothing_keeps_nothing() {
        let segments = Segments::new("cache".into(), 1);
        let [one, other] = [1, 2].map(|id| segments.of(WorkspaceId(uuid::Uuid::from_u128(id))).unwrap());
        assert_ne!(one, other);
        assert_eq!(Segments::new("cache".into(), 0).of(WorkspaceId(uuid::Uuid::from_u128(1))), None);
    }
}
