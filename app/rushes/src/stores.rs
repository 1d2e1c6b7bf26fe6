//! The stores of one installation, opened together.

use crate::config::Config;
use crate::exit::Exit;
use crate::folder::DataFolder;
use crate::system::{Clock, Ids, clock, ids};
use event_store::EventStore;
use event_store::kurrentdb::KurrentLog;
use event_store::postgres::PostgresLog;
use event_store::sqlite::SqliteLog;
use read_models::{Projector, Views};
use state::State;
use std::path::Path;
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

/// The fact that names the master key which the state's secrets are sealed with.
const MASTER_KEY: &str = "master key";
/// The fact that says where the log is that the state belongs to.
const LOG: &str = "log";

impl Stores {
    /// Opens what the settings name.
    pub async fn of(config: &Config) -> Result<Self, Exit> {
        let folder = DataFolder::open(&config.server.data)?;
        Self::at(folder, config.database.url.expose(), config.database.log_url.expose()).await
    }

    /// Opens the log, the state, the views, the master key and the files in the data folder, making what is not there.
    #[cfg(test)]
    pub async fn open(folder: DataFolder) -> Result<Self, Exit> {
        Self::at(folder, None, None).await
    }

    /// The same, with log, state and views on a PostgreSQL server where one is named, and the log on a server of its own where
    /// that is named.
    async fn at(folder: DataFolder, url: Option<&str>, log_url: Option<&str>) -> Result<Self, Exit> {
        let log: Arc<dyn EventStore> = match (log_url, url) {
            (Some(log_url), _) => Arc::new(KurrentLog::open(log_url).await.map_err(log_error)?),
            (None, Some(url)) => Arc::new(PostgresLog::open(url).await.map_err(log_error)?),
            (None, None) => {
                private(&folder.log())?;
                Arc::new(SqliteLog::open(&folder.log()).await.map_err(log_error)?)
            }
        };
        let (state, views) = match url {
            Some(url) => (State::connect(url).await, Views::connect(url).await),
            None => {
                private(&folder.state())?;
                private(&folder.views())?;
                (State::open(&folder.state()).await, Views::open(&folder.views()).await)
            }
        };
        let (state, views) = (state.map_err(|e| Exit::store(&e))?, views.map_err(|e| Exit::store(&e))?);
        let kept = if log_url.is_some() { "on KurrentDB" } else { "with the state" };
        Self::over(folder, log, kept, state, views).await
    }

    async fn over(
        folder: DataFolder,
        log: Arc<dyn EventStore>,
        kept: &str,
        state: State,
        views: Views,
    ) -> Result<Self, Exit> {
        // The state and the views are of one log. Beside another one nothing would fit together.
        let known = state.facts().insert_if_absent(LOG, kept).await.map_err(|e| Exit::store(&e))?;
        if known != kept {
            let message = format!("this installation keeps its log {known}; set database.log_url as it was before");
            return Err(Exit::input(message));
        }
        // Another key would open nothing of what is there, and seal what the others cannot open.
        let wrong =
            || Exit::input("master.key in the data folder is not what this database was sealed with; put it there");
        let known = state.facts().get(MASTER_KEY).await.map_err(|e| Exit::store(&e))?;
        if known.is_some() && !folder.master_key().exists() {
            return Err(wrong());
        }
        let master = MasterKey::load_or_create(&folder.master_key());
        let master = Arc::new(master.map_err(|e| if e.retryable() { Exit::later(e) } else { Exit::input(e) })?);
        let own = master.id().to_string();
        if state.facts().insert_if_absent(MASTER_KEY, &own).await.map_err(|e| Exit::store(&e))? != own {
            return Err(wrong());
        }
        let blobs = LocalFolder::open(folder.files());
        let blobs = blobs.map_err(|e| if e.retryable() { Exit::later(e) } else { Exit::input(e) })?;
        let randomness: Arc<dyn Randomness> = Arc::new(OsRandomness);
        let ids = ids();
        Ok(Self {
            documents: Documents::new(state.clone(), master.clone(), randomness.clone()),
            name: ids().to_string(),
            blobs: Arc::new(blobs),
            log,
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

fn private(database: &Path) -> Result<(), Exit> {
    let private = crate::folder::keep_private(database);
    private.map_err(|error| Exit::input(format!("the databases in the data folder cannot be opened: {error}")))
}

fn log_error(error: event_store::Error) -> Exit {
    if error.retryable() { Exit::later(error) } else { Exit::input(error) }
}
