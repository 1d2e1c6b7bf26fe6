//! The stores of one installation, opened together.

use crate::config::{self as settings, Config};
use crate::exit::Exit;
use crate::folder::DataFolder;
use crate::master_key::{self, GivenKeys};
use crate::system::{Clock, Ids, clock, ids};
use domain::ids::WorkspaceId;
use event_store::EventStore;
use event_store::kurrentdb::KurrentLog;
use event_store::postgres::PostgresLog;
use event_store::sqlite::SqliteLog;
use read_models::{Projector, Views};
use state::State;
use std::path::Path;
use std::sync::Arc;
use storage::{Blobs, Bucket, BucketSettings, LocalFolder};
use vault::{Keyring, MasterKey, OsRandomness, Randomness, Rotation};

/// Everything that is kept, and what opens it.
#[derive(Clone)]
pub struct Stores {
    pub folder: DataFolder,
    pub log: Arc<dyn EventStore>,
    pub state: State,
    pub views: Views,
    pub master: Arc<MasterKey>,
    pub keyring: Keyring,
    pub blobs: Arc<dyn Blobs>,
    pub randomness: Arc<dyn Randomness>,
    pub clock: Clock,
    pub ids: Ids,
    /// This process's random name in leases and events.
    pub name: String,
}

/// The fact that says where the log is that the state belongs to.
const LOG: &str = "log";

/// What the settings give beside the data folder, for machines that share none.
#[derive(Default)]
struct Given {
    blobs: Option<Arc<dyn Blobs>>,
    keys: GivenKeys,
}

impl Stores {
    /// Opens what the settings name.
    pub async fn of(config: &Config) -> Result<Self, Exit> {
        let stores = Self::whatever_is_there(config).await?;
        let unfinished = archive::unfinished(&stores.state).await;
        if let Some(name) = unfinished.map_err(Exit::later)? {
            return Err(Exit::input(format!("the backup {name} is half restored here; run `rushes restore` again")));
        }
        let rotation = Rotation::new(stores.keyring.clone());
        for key in rotation.missing_master_keys().await.map_err(Exit::later)? {
            tracing::error!(
                %key,
                "data keys are wrapped by a master key that is not at hand, and what they seal does not open: give it as \
                 vault.previous_master_key or vault.previous_master_key_file, and run `rushes admin rotate-keys`"
            );
        }
        Ok(stores)
    }

    /// Goes on without the master key of this id, which is lost. How many documents each workspace had.
    pub async fn without_master_key(config: &Config, lost: &str) -> Result<(Self, Vec<(WorkspaceId, u64)>), Exit> {
        let folder = DataFolder::open(&config.server.data)?;
        let state = state(&folder, config.database.url.expose()).await?;
        let erased = master_key::give_up(&folder.master_key(), &state, GivenKeys::of(&config.vault)?, lost).await?;
        Ok((Self::of(config).await?, erased))
    }

    /// The same for putting a backup back, which needs the master key of old: none is made.
    pub async fn for_restoring(config: &Config) -> Result<Self, Exit> {
        let folder = DataFolder::open(&config.server.data)?;
        if GivenKeys::of(&config.vault)?.master.is_none() && !folder.master_key().exists() {
            let message =
                "give the master key of the backup first: as master.key in the data folder, or in vault.master_key";
            return Err(Exit::input(message));
        }
        Self::whatever_is_there(config).await
    }

    async fn whatever_is_there(config: &Config) -> Result<Self, Exit> {
        let folder = DataFolder::open(&config.server.data)?;
        let given = Given { blobs: bucket(&config.storage)?, keys: GivenKeys::of(&config.vault)? };
        Self::at(folder, config.database.url.expose(), config.database.log_url.expose(), given).await
    }

    /// Opens the log, the state, the views, the master key and the files in the data folder, making what is not there.
    #[cfg(test)]
    pub async fn open(folder: DataFolder) -> Result<Self, Exit> {
        Self::at(folder, None, None, Given::default()).await
    }

    /// The same, with log, state and views on a PostgreSQL server where one is named, and the log on a server of its own where
    /// that is named.
    async fn at(folder: DataFolder, url: Option<&str>, log_url: Option<&str>, given: Given) -> Result<Self, Exit> {
        let log: Arc<dyn EventStore> = match (log_url, url) {
            (Some(log_url), _) => Arc::new(KurrentLog::open(log_url).await.map_err(log_error)?),
            (None, Some(url)) => Arc::new(PostgresLog::open(url).await.map_err(log_error)?),
            (None, None) => {
                private(&folder.log())?;
                Arc::new(SqliteLog::open(&folder.log()).await.map_err(log_error)?)
            }
        };
        let state = state(&folder, url).await?;
        let views = match url {
            Some(url) => Views::connect(url).await,
            None => {
                private(&folder.views())?;
                Views::open(&folder.views()).await
            }
        };
        let views = views.map_err(|e| Exit::store(&e))?;
        let kept = if log_url.is_some() { "on KurrentDB" } else { "with the state" };
        Self::over(folder, log, kept, state, views, given).await
    }

    async fn over(
        folder: DataFolder,
        log: Arc<dyn EventStore>,
        kept: &str,
        state: State,
        views: Views,
        given: Given,
    ) -> Result<Self, Exit> {
        // The state and the views are of one log. Beside another one nothing would fit together.
        let known = state.facts().insert_if_absent(LOG, kept).await.map_err(|e| Exit::store(&e))?;
        if known != kept {
            let message = format!("this installation keeps its log {known}; set database.log_url as it was before");
            return Err(Exit::input(message));
        }
        let master = Arc::new(master_key::open(&folder.master_key(), &state, given.keys, &OsRandomness).await?);
        let blobs = match given.blobs {
            Some(blobs) => blobs,
            None => Arc::new(LocalFolder::open(folder.files()).map_err(|e| Exit::storage(&e))?),
        };
        let randomness: Arc<dyn Randomness> = Arc::new(OsRandomness);
        let ids = ids();
        Ok(Self {
            keyring: Keyring::new(state.clone(), master.clone(), randomness.clone()),
            name: ids().to_string(),
            blobs,
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

    /// Tries whether files can be kept, so that a wrong setting is known at the start and not after the first render.
    pub async fn try_files(&self) -> Result<(), Exit> {
        storage::check(self.blobs.as_ref(), &self.name).await.map_err(|e| Exit::storage(&e))
    }

    /// Keeps the views up to date.
    pub fn projector(&self) -> Projector {
        let (views, log, state) = (self.views.clone(), self.log.clone(), self.state.clone());
        Projector::new(views, log, state, self.name.clone(), self.clock.clone())
    }
}

async fn state(folder: &DataFolder, url: Option<&str>) -> Result<State, Exit> {
    let opened = match url {
        Some(url) => State::connect(url).await,
        None => {
            private(&folder.state())?;
            State::open(&folder.state()).await
        }
    };
    opened.map_err(|e| Exit::store(&e))
}

fn private(database: &Path) -> Result<(), Exit> {
    let private = crate::folder::keep_private(database);
    private.map_err(|error| Exit::input(format!("the databases in the data folder cannot be opened: {error}")))
}

fn log_error(error: event_store::Error) -> Exit {
    if error.retryable() { Exit::later(error) } else { Exit::input(error) }
}

/// The bucket that the settings name, if they do.
fn bucket(settings: &settings::Storage) -> Result<Option<Arc<dyn Blobs>>, Exit> {
    if settings.url.trim().is_empty() {
        return Ok(None);
    }
    let text = |hidden: &settings::Hidden| hidden.expose().unwrap_or_default().to_owned();
    let bucket = Bucket::open(&BucketSettings {
        url: settings.url.clone(),
        endpoint: text(&settings.endpoint),
        region: settings.region.clone(),
        access_key: text(&settings.access_key),
        secret_key: text(&settings.secret_key),
    });
    bucket.map(|bucket| Some(Arc::new(bucket) as Arc<dyn Blobs>)).map_err(|e| Exit::storage(&e))
}
