//! Where a test's state is: a file, or a PostgreSQL server; gone with the test.

use migrations::testing::Cluster;
use state::State;
use tempfile::TempDir;

pub enum Home {
    Folder(TempDir),
    Server(Cluster),
}

impl Home {
    pub fn new() -> Self {
        if crate::ON_A_SERVER { Self::Server(Cluster::start()) } else { Self::Folder(tempfile::tempdir().unwrap()) }
    }

    /// Another handle on it, as another process would have.
    pub async fn open(&self) -> State {
        match self {
            Home::Folder(folder) => State::open(&folder.path().join("state.db")).await.unwrap(),
            Home::Server(server) => State::connect(&server.url()).await.unwrap(),
        }
    }
}
