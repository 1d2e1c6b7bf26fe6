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
            std::fs::create_dir_all(part).map_err(cannot)?;
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

    /// Outputs and hosted copies.
    pub fn files(&self) -> PathBuf {
        self.0.join("files")
    }

    /// Fetched sources.
    pub fn sources(&self) -> PathBuf {
        self.0.join("sources")
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
