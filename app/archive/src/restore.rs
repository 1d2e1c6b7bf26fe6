//! Putting a backup back into empty stores.

use crate::ArchiveError;
use crate::files::put_back;
use crate::format::{EventLine, LOG, Manifest, RowLine, STATE, lines};
use event_store::{EventStore, Expected, NewEvent, Position, StreamName};
use state::{ArchivedTable, Cell, State};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use storage::Blobs;

/// The fact that says which backup is being put back; empty once it is.
const UNFINISHED: &str = "restore";
/// Events appended in one go.
const BATCH: usize = 200;

/// What was put back.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    /// What the backup said of itself.
    pub manifest: Manifest,
    /// Files put into storage.
    pub files: u64,
}

/// The name of the backup that somebody began to put back and has not finished; such stores must not be used.
///
/// # Errors
/// [`ArchiveError::State`].
pub async fn unfinished(state: &State) -> Result<Option<String>, ArchiveError> {
    Ok(state.facts().get(UNFINISHED).await?.filter(|name| !name.is_empty()))
}

/// Puts the backup in `folder`, whose manifest was [read](Manifest::read), into stores that are empty but for the facts of their opening. Can be done again after a crash.
/// `scratch`: a folder on the disk of a local storage. Tells of each event, row and file.
///
/// # Errors
/// [`ArchiveError`].
pub async fn restore(
    (log, state, blobs): (&dyn EventStore, &State, &dyn Blobs),
    master_key: &str,
    (folder, manifest): (&Path, Manifest),
    scratch: &Path,
    progress: &mut (dyn FnMut() + Send),
) -> Result<Restored, ArchiveError> {
    if manifest.master_key != master_key {
        let message = format!(
            "the backup is sealed with the master key {}, and this is {master_key}: give the former first",
            manifest.master_key
        );
        return Err(ArchiveError::NotHere(message));
    }
    match unfinished(state).await? {
        Some(name) if name != manifest.name => {
            return Err(ArchiveError::NotHere(format!(
                "another backup, {name}, is half restored here: finish that one"
            )));
        }
        Some(_) => {}
        None if log.end().await?.is_some() || !state.archive().is_empty().await? => {
            return Err(ArchiveError::NotHere(
                "the stores are not empty; restore into an empty folder or database".into(),
            ));
        }
        None => {}
    }
    state.facts().set(UNFINISHED, &manifest.name).await?;
    // Twice over the rows, and none of them kept: documents may be many and large.
    let mut ordinals = BTreeMap::new();
    for line in lines::<RowLine>(&folder.join(STATE))? {
        if let ("checkpoints", [Cell::Text(name), Cell::Text(ordinal)]) = named(&line?.row()?) {
            let torn = || ArchiveError::NotABackup(format!("the checkpoint {name} cannot be read"));
            ordinals.insert(name.clone(), ordinal.parse::<u64>().map_err(|_| torn())?);
        }
    }
    let positions = append(log, &folder.join(LOG), &ordinals.values().copied().collect(), progress).await?;
    for line in lines::<RowLine>(&folder.join(STATE))? {
        let (table, mut row) = line?.row()?;
        match (table.name, row.as_mut_slice()) {
            // Positions are the log's to say.
            ("checkpoints", [Cell::Text(name), Cell::Text(position)]) => {
                let known = ordinals.get(name).and_then(|ordinal| positions.get(ordinal));
                let beyond = || ArchiveError::NotABackup(format!("the checkpoint {name} is beyond the log"));
                *position = known.ok_or_else(beyond)?.as_str().to_owned();
            }
            // Where the log is, and what else is of this place, is known here.
            ("facts", [Cell::Text(name), _])
                if matches!(name.as_str(), UNFINISHED | "log" | "master key" | "next master key") =>
            {
                continue;
            }
            // The keys in the log are found with this one, and not with what these stores began with.
            ("facts", [Cell::Text(name), Cell::Text(wrapped)]) if name == "lookup key" => {
                state.facts().set(name, wrapped).await?;
                continue;
            }
            _ => {}
        }
        state.archive().put(table, &row).await?;
        progress();
    }
    let files = put_back(blobs, folder, scratch, progress).await?;
    state.facts().set(UNFINISHED, "").await?;
    Ok(Restored { manifest, files })
}

fn named<'a>((table, row): &'a (&'static ArchivedTable, Vec<Cell>)) -> (&'static str, &'a [Cell]) {
    (table.name, row.as_slice())
}

/// Appends the events in their order; the positions of those of which it is asked, counted from 1. The same events in the same
/// places are no second ones, so that it can be done again.
async fn append(
    log: &dyn EventStore,
    file: &Path,
    asked: &BTreeSet<u64>,
    progress: &mut (dyn FnMut() + Send),
) -> Result<BTreeMap<u64, Position>, ArchiveError> {
    let mut positions = BTreeMap::new();
    let (mut batch, mut begins, mut number) = (Vec::<NewEvent>::new(), None::<(StreamName, u64)>, 0);
    for line in lines::<EventLine>(file)? {
        let line = line?;
        let stream: StreamName =
            line.stream.parse().map_err(|_| ArchiveError::NotABackup(format!("{} is no stream", line.stream)))?;
        let revision = line.revision;
        let goes_on =
            begins.as_ref().is_some_and(|(other, first)| *other == stream && first + batch.len() as u64 == revision);
        if !goes_on || batch.len() >= BATCH || asked.contains(&number) {
            flush(log, &mut begins, &mut batch, number, asked, &mut positions).await?;
            begins = Some((stream, revision));
        }
        batch.push(line.event()?);
        number += 1;
        progress();
    }
    flush(log, &mut begins, &mut batch, number, asked, &mut positions).await?;
    Ok(positions)
}

async fn flush(
    log: &dyn EventStore,
    begins: &mut Option<(StreamName, u64)>,
    batch: &mut Vec<NewEvent>,
    number: u64,
    asked: &BTreeSet<u64>,
    positions: &mut BTreeMap<u64, Position>,
) -> Result<(), ArchiveError> {
    let Some((stream, first)) = begins.take() else { return Ok(()) };
    let expected = first.checked_sub(1).map_or(Expected::NoStream, Expected::At);
    let appended = log.append(&stream, expected, std::mem::take(batch)).await?;
    if asked.contains(&number) {
        positions.insert(number, appended.position);
    }
    Ok(())
}
