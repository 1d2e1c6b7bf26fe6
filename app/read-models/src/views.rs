//! The views' database.

use crate::checkpoints;
use crate::registration::VIEWS;
use crate::view::View;
use crate::{ProjectionError, StoreError};
use event_store::{EventStore, Position};
use migrations::postgres;
use migrations::sql::begin_write;
use migrations::sqlite::{Durability, open};
use sea_orm::{DatabaseConnection, DatabaseTransaction};
use std::cmp::Ordering;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout_at};

/// How many calls may work at the same time.
const CONNECTIONS: u32 = 6;

/// How often a waiting reader looks for what another process has projected.
const POLL: Duration = Duration::from_millis(20);

/// The same to a server, which more processes share.
const SERVER_CONNECTIONS: u32 = 12;

/// The views' schema on a server.
pub(crate) const SCHEMA: &str = "rushes_views";

/// Where views are.
#[derive(Clone)]
pub(crate) enum Place {
    File(PathBuf),
    /// The address may hold a password: never printed.
    Server {
        url: Arc<str>,
        schema: &'static str,
    },
}

impl Place {
    async fn open(&self) -> Result<DatabaseConnection, StoreError> {
        match self {
            Place::File(path) => open::<migrations::views::Migrator>(path, Durability::Normal, CONNECTIONS).await,
            Place::Server { url, schema } => {
                Ok(postgres::open::<migrations::views::Migrator>(url, schema, SERVER_CONNECTIONS).await?.0)
            }
        }
    }
}

/// All views, in an SQLite file or a PostgreSQL schema that any number of processes may share. Clones share the connections.
#[derive(Clone)]
pub struct Views {
    pub(crate) database: DatabaseConnection,
    /// Where they are, so that others can be made beside them.
    pub(crate) place: Place,
    /// Which of them are kept here: all, but where some are made anew.
    pub(crate) kept: Arc<[&'static dyn View]>,
    /// Changes after each projection in this process.
    pub(crate) projected: Arc<watch::Sender<()>>,
}

impl Views {
    /// Opens the file, or makes it. Views that another version made are emptied, and fill again as the log is projected.
    ///
    /// # Errors
    /// [`StoreError`] with the kind of what is wrong with the file.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Self::at(Place::File(path.to_owned()), VIEWS.into()).await
    }

    /// Connects to a PostgreSQL server, and makes or updates the schema. Otherwise as [`Views::open`].
    ///
    /// # Errors
    /// [`StoreError`] with the kind of what is wrong.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::at(Place::Server { url: url.into(), schema: SCHEMA }, VIEWS.into()).await
    }

    pub(crate) async fn at(place: Place, kept: Arc<[&'static dyn View]>) -> Result<Self, StoreError> {
        let database = place.open().await?;
        let transaction = begin_write(&database, checkpoints::TABLE).await?;
        let known = checkpoints::read(&transaction).await?;
        for view in kept.iter() {
            if known.get(view.table().name()).is_none_or(|checkpoint| checkpoint.version != view.version()) {
                reset(&transaction, *view).await?;
            }
        }
        transaction.commit().await?;
        Ok(Self { database, place, kept, projected: Arc::new(watch::Sender::new(())) })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.database.ping().await?)
    }

    /// Waits until every view tells of everything up to `position`: true then, false when `timeout` was over first.
    ///
    /// # Errors
    /// [`ProjectionError`].
    pub async fn wait_for(
        &self,
        store: &dyn EventStore,
        position: &Position,
        timeout: Duration,
    ) -> Result<bool, ProjectionError> {
        let deadline = Instant::now() + timeout;
        let mut projected = self.projected.subscribe();
        loop {
            projected.borrow_and_update();
            if let Some(reached) = self.position(store).await?
                && store.compare(&reached, position)? != Ordering::Less
            {
                return Ok(true);
            }
            let now = Instant::now();
            if now >= deadline {
                return Ok(false);
            }
            // Another process may project, so the wait for this one's signal is short.
            let look_again = deadline.min(now + POLL);
            match timeout_at(look_again, projected.changed()).await {
                Ok(Ok(())) | Err(_) => {}
                Ok(Err(_)) => sleep_until(look_again).await,
            }
        }
    }

    /// Up to where every view is true; none while one of them is empty.
    ///
    /// # Errors
    /// [`ProjectionError`].
    pub async fn position(&self, store: &dyn EventStore) -> Result<Option<Position>, ProjectionError> {
        let mut checkpoints = checkpoints::read(&self.database).await?;
        let mut least: Option<Position> = None;
        for view in self.kept.iter() {
            let checkpoint = checkpoints.remove(view.table().name());
            let Some(position) = checkpoint.and_then(|checkpoint| checkpoint.position) else { return Ok(None) };
            least = match least {
                Some(other) if store.compare(&other, &position)? == Ordering::Less => Some(other),
                _ => Some(position),
            };
        }
        Ok(least)
    }

    /// Every row of every view as text, in a fixed order: equal texts are equal views.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn dump(&self) -> Result<String, StoreError> {
        let mut text = String::new();
        for view in self.kept.iter() {
            // Writing to a String cannot fail.
            let _infallible = writeln!(text, "# {} {}", view.name(), view.version());
            for row in view.table().dump(&self.database).await? {
                text.push_str(&row);
                text.push('\n');
            }
        }
        Ok(text)
    }
}

async fn reset(transaction: &DatabaseTransaction, view: &dyn View) -> Result<(), StoreError> {
    view.table().recreate(transaction).await?;
    checkpoints::begin(transaction, view).await
}
