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
use std::path::Path;
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

/// All views, in an SQLite file or a PostgreSQL schema that any number of processes may share. Clones share the connections.
#[derive(Clone)]
pub struct Views {
    pub(crate) database: DatabaseConnection,
    /// Changes after each projection in this process.
    pub(crate) projected: Arc<watch::Sender<()>>,
}

impl Views {
    /// Opens the file, or makes it. Views that another version made are emptied, and fill again as the log is projected.
    ///
    /// # Errors
    /// [`StoreError`] with the kind of what is wrong with the file.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        Self::over(open::<migrations::views::Migrator>(path, Durability::Normal, CONNECTIONS).await?).await
    }

    /// Connects to a PostgreSQL server, and makes or updates the schema. Otherwise as [`Views::open`].
    ///
    /// # Errors
    /// [`StoreError`] with the kind of what is wrong.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let opened = postgres::open::<migrations::views::Migrator>(url, "rushes_views", SERVER_CONNECTIONS).await;
        Self::over(opened?.0).await
    }

    async fn over(database: DatabaseConnection) -> Result<Self, StoreError> {
        let transaction = begin_write(&database, checkpoints::TABLE).await?;
        let known = checkpoints::read(&transaction).await?;
        for view in VIEWS {
            if known.get(view.table().name()).is_none_or(|checkpoint| checkpoint.version != view.version()) {
                reset(&transaction, *view).await?;
            }
        }
        transaction.commit().await?;
        Ok(Self { database, projected: Arc::new(watch::Sender::new(())) })
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
        for view in VIEWS {
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
        for view in VIEWS {
            // Writing to a String cannot fail.
            let _infallible = writeln!(text, "# {} {}", view.name(), view.version());
            for row in view.table().dump(&self.database).await? {
                text.push_str(&row);
                text.push('\n');
            }
        }
        Ok(text)
    }

    /// Empties every view.
    pub(crate) async fn reset(&self) -> Result<(), StoreError> {
        let transaction = begin_write(&self.database, checkpoints::TABLE).await?;
        for view in VIEWS {
            reset(&transaction, *view).await?;
        }
        Ok(transaction.commit().await?)
    }
}

async fn reset(transaction: &DatabaseTransaction, view: &dyn View) -> Result<(), StoreError> {
    view.table().recreate(transaction).await?;
    checkpoints::begin(transaction, view).await
}
