//! Views made anew beside those in use, and put in their place once they are true as far: nobody has to stop for it.

use crate::checkpoints;
use crate::registration::VIEWS;
use crate::view::View;
use crate::views::{Place, SCHEMA};
use crate::{ProjectionError, Projector, StoreError, StoreErrorKind, Views};
use migrations::sql::begin_write;
use migrations::sqlite::{Durability, connect};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, TransactionTrait};
use std::cmp::Ordering;
use std::path::{Path, PathBuf};

/// Where views are made anew on a server.
const BESIDE: &str = "rushes_views_rebuild";

/// What came of making a view anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Which.
    pub view: &'static str,
    /// How many rows it has.
    pub rows: u64,
    /// How many rows were not as they should have been; none where that cannot be told, because the new view was already
    /// further than the old one.
    pub mended: Option<u64>,
}

/// The names of all views.
pub fn names() -> impl Iterator<Item = &'static str> {
    VIEWS.iter().map(|view| view.name())
}

impl Projector {
    /// Makes views anew from the log: all of them, or those of these names. Tells how many events each step took.
    ///
    /// # Errors
    /// [`ProjectionError`]; [`ProjectionError::HeldElsewhere`] when another process is making views anew.
    pub async fn rebuild(
        self,
        only: &[String],
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Vec<Rebuilt>, ProjectionError> {
        let live = self.views().clone();
        let holder = self.rebuilding();
        let wanted: Vec<&'static dyn View> = VIEWS.iter().copied().filter(|view| is_wanted(*view, only)).collect();
        let work = async {
            // Under the lease alone: what lies there may be another process's.
            discard(&live).await?;
            let beside = Views::at(live.place.beside(), wanted.into()).await?;
            let filling = holder.over(beside.clone());
            filling.project(true, progress).await?;
            let rebuilt = swap(&live, &filling).await?;
            drop(filling);
            beside.database.close().await.map_err(StoreError::from)?;
            discard(&live).await?;
            Ok(rebuilt)
        };
        holder.alone(work).await
    }
}

fn is_wanted(view: &dyn View, only: &[String]) -> bool {
    only.is_empty() || only.iter().any(|name| name == view.name())
}

impl Place {
    fn beside(&self) -> Place {
        match self {
            Place::File(path) => Place::File(beside(path)),
            Place::Server { url, .. } => Place::Server { url: url.clone(), schema: BESIDE },
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    path.with_extension("rebuild.db")
}

/// Removes what was made beside, also by a process that died over it.
async fn discard(live: &Views) -> Result<(), StoreError> {
    match &live.place {
        Place::Server { .. } => {
            live.database.execute_unprepared(&format!("DROP SCHEMA IF EXISTS {BESIDE} CASCADE")).await?;
        }
        Place::File(path) => {
            for suffix in ["", "-wal", "-shm"] {
                let mut file = beside(path).into_os_string();
                file.push(suffix);
                match std::fs::remove_file(PathBuf::from(file)) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(cannot_remove(&error)),
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

fn cannot_remove(error: &std::io::Error) -> StoreError {
    StoreError::new(
        StoreErrorKind::CannotOpen,
        format!("the file in which views are made anew cannot be removed: {error}"),
    )
}

/// Puts the new rows in place of the old ones, in one transaction: readers see the one or the other.
async fn swap(live: &Views, filling: &Projector) -> Result<Vec<Rebuilt>, ProjectionError> {
    let (database, ours, theirs) = both(live).await?;
    let transaction = lock(&database).await?;
    // Nobody projects into the old ones now; the new ones read what was projected since.
    filling.project(true, &mut |_| {}).await?;
    let (new, store) = (filling.views(), filling.store());
    let reached = new.position(store).await?;
    let old = checkpoints::read(&transaction).await?;
    let mut rebuilt = Vec::new();
    for view in new.kept.iter() {
        let table = view.table().name();
        let known = old.get(table).and_then(|checkpoint| checkpoint.position.clone());
        let as_far = match (&known, &reached) {
            (Some(known), Some(reached)) => store.compare(known, reached)? == Ordering::Equal,
            (None, None) => true,
            _ => false,
        };
        let (ours, theirs) = (format!("{ours}.{table}"), format!("{theirs}.{table}"));
        let mended = match as_far {
            true => Some(
                count(&transaction, &format!("(SELECT * FROM {theirs} EXCEPT SELECT * FROM {ours})"))
                    .await?
                    .max(count(&transaction, &format!("(SELECT * FROM {ours} EXCEPT SELECT * FROM {theirs})")).await?),
            ),
            false => None,
        };
        for sql in [format!("DELETE FROM {ours}"), format!("INSERT INTO {ours} SELECT * FROM {theirs}")] {
            transaction.execute_unprepared(&sql).await.map_err(StoreError::from)?;
        }
        rebuilt.push(Rebuilt { view: view.name(), rows: count(&transaction, &ours).await?, mended });
    }
    if let Some(reached) = &reached {
        checkpoints::advance(&transaction, &new.kept, reached).await?;
    }
    transaction.commit().await.map_err(StoreError::from)?;
    live.projected.send_replace(());
    Ok(rebuilt)
}

/// Begins a transaction that keeps projectors from the old views. An SQLite file that is attached is not locked with them.
async fn lock(database: &DatabaseConnection) -> Result<DatabaseTransaction, StoreError> {
    if database.get_database_backend() == DbBackend::Postgres {
        return Ok(begin_write(database, checkpoints::TABLE).await?);
    }
    let transaction = database.begin().await?;
    transaction.execute_unprepared("DELETE FROM main.checkpoints WHERE FALSE").await?;
    Ok(transaction)
}

/// A connection that sees both, and what the places are called there.
async fn both(live: &Views) -> Result<(DatabaseConnection, &'static str, &'static str), StoreError> {
    match &live.place {
        Place::Server { .. } => Ok((live.database.clone(), SCHEMA, BESIDE)),
        Place::File(path) => {
            // One connection: what is attached to it is seen by no other.
            let database = connect(path, Durability::Normal, 1).await?;
            let path = beside(path).display().to_string().replace('\'', "''");
            database.execute_unprepared(&format!("ATTACH DATABASE '{path}' AS rebuilt")).await?;
            Ok((database, "main", "rebuilt"))
        }
    }
}

async fn count(transaction: &DatabaseTransaction, what: &str) -> Result<u64, StoreError> {
    let sql = format!("SELECT COUNT(*) FROM {what} AS counted");
    let row = transaction.query_one_raw(migrations::sql::statement(transaction, &sql, [])).await?;
    let counted: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    crate::column::count(counted)
}
