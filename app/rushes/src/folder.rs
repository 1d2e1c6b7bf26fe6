//! The data folder: what lies where in it.

use crate::exit::Exit;
use std::path::{Path, PathBuf};

/// The data folder.
#[derive(Clone, Debug)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// Uses the folder, making it (for its owner only) when there is none.
    pub fn open(path: &Path) -> Result<Self, Exit> {
        use std::os::unix::fs::DirBuilderExt;
        let cannot = |error| Exit::input(format!("the data folder {} cannot be used: {error}", path.display()));
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(cannot)?;
        let folder = Self(path.canonicalize().map_err(cannot)?);
        for part in [folder.files(), folder.sources(), folder.scratch()] {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(part).map_err(cannot)?;
        }
        Ok(folder)
    }

    /// The event log.
    pub fn log(&self) -> PathBuf {
        self.0.join("log.db")
    }

    /// What is durable and cannot be derived.
    pub fn state(&self) -> PathBuf {
        self.0.join("state.db")
    }

    /// What is derived.
    pub fn views(&self) -> PathBuf {
        self.0.join("views.db")
    }

    /// The master key.
    pub fn master_key(&self) -> PathBuf {
        self.0.join("master.key")
    }

    /// The first workspace's keys and owner.
    pub fn bootstrap(&self) -> PathBuf {
        self.0.join("bootstrap.json")
    }

    /// The same until it is finished.
    pub fn bootstrap_draft(&self) -> PathBuf {
        self.0.join("bootstrap.draft")
    }

    /// Outputs and hosted copies.
    pub fn files(&self) -> PathBuf {
        self.0.join("files")
    }

    /// Fetched sources.
    pub fn sources(&self) -> PathBuf {
        self.0.join("sources")
    }

    /// Encoded segments.
    pub fn segments(&self) -> PathBuf {
        self.0.join("segments")
    }

    /// Folders of running work.
    pub fn scratch(&self) -> PathBuf {
        self.0.join("scratch")
    }

    /// What GStreamer knows of its plugins.
    pub fn registry(&self) -> PathBuf {
        self.0.join("gstreamer.registry")
    }
}

/// Makes a database's file, for its owner only, before anybody opens it: the folder may be open to others when somebody else
/// made it. SQLite gives the files beside a database the same mode.
pub fn keep_private(database: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create(true).truncate(false).mode(0o600).open(database)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))
}
