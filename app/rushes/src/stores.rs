//! The stores of one installation, opened together.

use crate::exit::Exit;
use crate::folder::DataFolder;
use crate::system::{Clock, Ids, clock, ids};
use event_store::EventStore;
use event_store::sqlite::SqliteLog;
use read_models::{Projector, Views};
use state::State;
use std::sync::Arc;
use storage::{Blobs, LocalFolder};
use vault::{Documents, MasterKey, OsRandomness, Randomness};

/// Everything that is kept, and what opens it.
#[derive(Clone)]
pub struct Stores {
    pub folder: DataFolder,
    pub log: Arc<dyn EventStore>,
    pub state: State,
    pub views: Views,
    pub master: Arc<MasterKey>,
    pub documents: Documents,
    pub blobs: Arc<dyn Blobs>,
    pub randomness: Arc<dyn Randomness>,
    pub clock: Clock,
    pub ids: Ids,
    /// This process's random name in leases and events.
    pub name: String,
}

impl Stores {
    /// Opens the log, the state, the views, the master key and the files in the data folder, making what is not there.
    pub async fn open(folder: DataFolder) -> Result<Self, Exit> {
        let master = MasterKey::load_or_create(&folder.master_key());
        let master = Arc::new(master.map_err(|e| if e.retryable() { Exit::later(e) } else { Exit::input(e) })?);
        let private = folder.keep_databases_private();
        private.map_err(|error| Exit::input(format!("the databases in the data folder cannot be opened: {error}")))?;
        let log = SqliteLog::open(&folder.log()).await;
        let log = log.map_err(|e| if e.retryable() { Exit::later(e) } else { Exit::input(e) })?;
        let state = State::open(&folder.state()).await.map_err(|e| Exit::store(&e))?;
        let views = Views::open(&folder.views()).await.map_err(|e| Exit::store(&e))?;
        let blobs = LocalFolder::open(folder.files());
        let blobs = blobs.map_err(|e| if e.retryable() { Exit::later(e) } else { Exit::input(e) })?;
        let randomness: Arc<dyn Randomness> = Arc::new(OsRandomness);
        let ids = ids();
        Ok(Self {
            documents: Documents::new(state.clone(), master.clone(), randomness.clone()),
            name: ids().to_string(),
            blobs: Arc::new(blobs),
            log: Arc::new(log),
            clock: clock(),
            folder,
            state,
            views,
            master,
            randomness,
            ids,
        })
    }

    /// Keeps the views up to date.
    pub fn projector(&self) -> Projector {
        let (views, log, state) = (self.views.clone(), self.log.clone(), self.state.clone());
        Projector::new(views, log, state, self.name.clone(), self.clock.clone())
    }
}
