//! Taking a backup, while everything goes on.

use crate::ArchiveError;
use crate::files::Wanted;
use crate::format::{EventLine, FILES, LOG, Lines, MANIFEST, Manifest, RowLine, STATE};
use domain::Timestamp;
use event_store::{EventStore, Filter, Position};
use state::{ARCHIVED, Cell, State};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use storage::Blobs;

/// Events or rows read in one go.
const PAGE: usize = 500;

/// What is backed up.
pub struct Source<'a> {
    /// The log.
    pub log: &'a dyn EventStore,
    /// The state.
    pub state: &'a State,
    /// The files.
    pub blobs: &'a dyn Blobs,
    /// The name of the master key that opens what is sealed.
    pub master_key: String,
}

/// Writes a backup into `folder`, which must be empty or not there. `name`: its own random name. Tells of each event, row and
/// file.
///
/// What is consistent about it: the log is read up to an end; everything that its events refer to was written before them, and is
/// read after it; and rows are read before the keys that sealed them, of which none is forgotten meanwhile.
///
/// # Errors
/// [`ArchiveError`]. A file that is missing from storage is no error: the manifest names it.
pub async fn backup(
    source: &Source<'_>,
    folder: &Path,
    name: String,
    now: Timestamp,
    progress: &mut (dyn FnMut() + Send),
) -> Result<Manifest, ArchiveError> {
    if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
        let message = format!("{} is not empty: give each backup a folder of its own", folder.display());
        return Err(ArchiveError::NotHere(message));
    }
    fs::create_dir_all(folder.join(FILES))?;
    let mut manifest = Manifest::new(name, now, source.master_key.clone());
    // Before the log: a checkpoint that lies behind is caught up, one that lies ahead would skip events.
    let checkpoints = checkpoints(source.state).await?;
    let logged = log(source, folder, &checkpoints, &mut manifest, progress).await?;
    let keys = source.state.retired_keys();
    keys.hold(&manifest.name, now).await?;
    let taken = state(source, folder, &logged, &mut manifest, progress).await;
    keys.let_go(&manifest.name).await?;
    taken?;
    logged.files.copy(source, &folder.join(FILES), &mut manifest, progress).await?;
    let draft = folder.join("manifest.draft");
    fs::write(&draft, serde_json::to_vec_pretty(&manifest).map_err(std::io::Error::from)?)?;
    fs::File::open(&draft)?.sync_all()?;
    fs::rename(draft, folder.join(MANIFEST))?;
    fs::File::open(folder)?.sync_all()?;
    Ok(manifest)
}

async fn checkpoints(state: &State) -> Result<BTreeMap<String, Position>, ArchiveError> {
    let Some(table) = ARCHIVED.iter().find(|table| table.name == "checkpoints") else { return Ok(BTreeMap::new()) };
    let rows = state.archive().rows(table, None, u32::MAX).await?;
    let pairs = rows.into_iter().filter_map(|row| match <[Cell; 2]>::try_from(row) {
        Ok([Cell::Text(name), Cell::Text(position)]) => Some((name, Position::new(position))),
        _ => None,
    });
    Ok(pairs.collect())
}

/// What was seen in the log.
struct Logged {
    /// How many events come up to each checkpoint.
    ordinals: BTreeMap<String, u64>,
    /// How many events of each workspace the ledger had when the backup began.
    ledger: BTreeMap<Vec<u8>, u64>,
    files: Wanted,
}

async fn log(
    source: &Source<'_>,
    folder: &Path,
    checkpoints: &BTreeMap<String, Position>,
    manifest: &mut Manifest,
    progress: &mut (dyn FnMut() + Send),
) -> Result<Logged, ArchiveError> {
    let mut lines = Lines::create(&folder.join(LOG))?;
    let mut logged = Logged { ordinals: BTreeMap::new(), ledger: BTreeMap::new(), files: Wanted::default() };
    let mut place = None;
    loop {
        let page = source.log.read_all(place.as_ref(), &Filter::All, PAGE).await?;
        for event in &page.events {
            lines.write(&EventLine::from(event))?;
            logged.files.see(event)?;
            manifest.events += 1;
            for (name, position) in checkpoints {
                if source.log.compare(&event.position, position)? != Ordering::Greater {
                    logged.ordinals.insert(name.clone(), manifest.events);
                    if name == "ledger" {
                        let workspace = event.metadata.workspace.0.as_bytes().to_vec();
                        *logged.ledger.entry(workspace).or_insert(0) += 1;
                    }
                }
            }
            progress();
        }
        place = page.next;
        if page.at_end {
            break;
        }
    }
    manifest.log_sha256 = lines.finish()?;
    Ok(logged)
}

async fn state(
    source: &Source<'_>,
    folder: &Path,
    logged: &Logged,
    manifest: &mut Manifest,
    progress: &mut (dyn FnMut() + Send),
) -> Result<(), ArchiveError> {
    let mut lines = Lines::create(&folder.join(STATE))?;
    for table in &ARCHIVED {
        let mut after: Option<Vec<Cell>> = None;
        loop {
            let limit = u32::try_from(PAGE).unwrap_or(u32::MAX);
            let rows = source.state.archive().rows(table, after.as_deref(), limit).await?;
            let is_last = rows.len() < PAGE;
            after = rows.last().cloned();
            for row in rows {
                if let Some(row) = logged.kept(table.name, row) {
                    lines.write(&RowLine::new(table, &row))?;
                    manifest.rows += 1;
                    progress();
                }
            }
            if is_last {
                break;
            }
        }
    }
    manifest.state_sha256 = lines.finish()?;
    Ok(())
}

impl Logged {
    /// The row as the backup keeps it.
    fn kept(&self, table: &str, row: Vec<Cell>) -> Option<Vec<Cell>> {
        match (table, row.as_slice()) {
            // Positions are one store's own; how many events come before is true everywhere.
            ("checkpoints", [Cell::Text(name), _]) => {
                let ordinal = self.ordinals.get(name)?;
                Some(vec![Cell::Text(name.clone()), Cell::Text(ordinal.to_string())])
            }
            // Written since: the events are not in the backup either.
            ("ledger", [Cell::Bytes(workspace), Cell::Number(sequence), ..]) => {
                let lines = self.ledger.get(workspace).copied().unwrap_or(0);
                u64::try_from(*sequence).is_ok_and(|number| number <= lines).then_some(row)
            }
            _ => Some(row),
        }
    }
}
