//! The lines of a backup's files.

use crate::ArchiveError;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use domain::ids::EventId;
use event_store::{Metadata, NewEvent, RecordedEvent};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use state::{ARCHIVED, ArchivedTable, Cell, CellKind};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

pub(crate) const LOG: &str = "log.ndjson";
pub(crate) const STATE: &str = "state.ndjson";
pub(crate) const FILES: &str = "files";
pub(crate) const MANIFEST: &str = "manifest.json";
/// What the files look like. A change of it is a new number.
const VERSION: u32 = 1;

/// What a backup is. Written last: a folder without it is no backup.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// What the files look like.
    pub version: u32,
    /// Its own random name.
    pub name: String,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// Which master key opens what is sealed in it. The key itself is not in the backup.
    pub master_key: String,
    /// Events in the log.
    pub events: u64,
    /// Rows of the state.
    pub rows: u64,
    /// Files from storage.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that events name and that storage no longer had, or had otherwise.
    pub missing: Vec<String>,
    /// SHA-256 of `log.ndjson`, in hexadecimal.
    pub log_sha256: String,
    /// SHA-256 of `state.ndjson`, in hexadecimal.
    pub state_sha256: String,
}

impl Manifest {
    /// One of today's version.
    pub(crate) fn new(name: String, begun_at: Timestamp, master_key: String) -> Self {
        let (log_sha256, state_sha256) = (String::new(), String::new());
        let (events, rows, files, bytes, missing) = (0, 0, 0, 0, vec![]);
        Self {
            version: VERSION,
            name,
            begun_at,
            master_key,
            events,
            rows,
            files,
            bytes,
            missing,
            log_sha256,
            state_sha256,
        }
    }

    /// The manifest of the backup in this folder, once its files are found to be what it says.
    ///
    /// # Errors
    /// [`ArchiveError::NotABackup`].
    pub fn read(folder: &Path) -> Result<Self, ArchiveError> {
        let not = |reason: String| ArchiveError::NotABackup(format!("{} is no backup: {reason}", folder.display()));
        let text = std::fs::read(folder.join(MANIFEST)).map_err(|error| not(format!("{MANIFEST}: {error}")))?;
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|error| not(format!("{MANIFEST}: {error}")))?;
        if manifest.version != VERSION {
            return Err(not(format!("its version is {}, and this build reads {VERSION}", manifest.version)));
        }
        for (file, expected) in [(LOG, &manifest.log_sha256), (STATE, &manifest.state_sha256)] {
            if sha256(&mut File::open(folder.join(file))?)? != *expected {
                return Err(not(format!("{file} is not what {MANIFEST} says")));
            }
        }
        Ok(manifest)
    }
}

/// SHA-256 of what is read, in hexadecimal.
pub(crate) fn sha256(from: &mut impl Read) -> io::Result<String> {
    let (mut hasher, mut piece) = (Sha256::new(), vec![0; 1 << 20]);
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(hex::encode(hasher.finalize())),
            read => hasher.update(&piece[..read]),
        }
    }
}

/// Writes lines, and knows the digest of what it wrote.
pub(crate) struct Lines {
    file: io::BufWriter<File>,
    hasher: Sha256,
}

impl Lines {
    pub fn create(path: &Path) -> io::Result<Self> {
        Ok(Self { file: io::BufWriter::new(File::create(path)?), hasher: Sha256::new() })
    }

    pub fn write(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_vec(line)?;
        text.push(b'\n');
        self.hasher.update(&text);
        self.file.write_all(&text)
    }

    /// The digest, once everything is on the disk.
    pub fn finish(self) -> io::Result<String> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(hex::encode(self.hasher.finalize()))
    }
}

/// The lines of a file, read back.
pub(crate) fn lines<T: for<'a> Deserialize<'a>>(
    path: &Path,
) -> Result<impl Iterator<Item = Result<T, ArchiveError>>, ArchiveError> {
    let name = path.display().to_string();
    Ok(BufReader::new(File::open(path)?).lines().map(move |line| {
        serde_json::from_str(&line?).map_err(|error| ArchiveError::NotABackup(format!("{name}: {error}")))
    }))
}

/// An event in a backup.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EventLine {
    pub stream: String,
    pub revision: u64,
    id: EventId,
    #[serde(rename = "type")]
    event_type: String,
    version: u16,
    metadata: Metadata,
    /// The exact bytes, in base64.
    data: String,
}

impl From<&RecordedEvent> for EventLine {
    fn from(event: &RecordedEvent) -> Self {
        Self {
            stream: event.stream.to_string(),
            revision: event.revision,
            id: event.id,
            event_type: event.event_type.clone(),
            version: event.version,
            metadata: event.metadata.clone(),
            data: STANDARD.encode(&event.data),
        }
    }
}

impl EventLine {
    pub fn event(self) -> Result<NewEvent, ArchiveError> {
        let data =
            STANDARD.decode(&self.data).map_err(|_| ArchiveError::NotABackup("an event's data is torn".into()))?;
        let EventLine { id, event_type, version, metadata, .. } = self;
        Ok(NewEvent { id, event_type, version, data, metadata })
    }
}

/// A row of the state in a backup. Checkpoints name how many events come before them.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RowLine {
    pub table: String,
    row: Vec<Value>,
}

impl RowLine {
    pub fn new(table: &ArchivedTable, row: &[Cell]) -> Self {
        let row = row.iter().map(|cell| match cell {
            Cell::Bytes(bytes) => Value::String(STANDARD.encode(bytes)),
            Cell::Number(number) => Value::from(*number),
            Cell::Text(text) => Value::String(text.clone()),
            Cell::Nothing => Value::Null,
        });
        Self { table: table.name.to_owned(), row: row.collect() }
    }

    pub fn row(self) -> Result<(&'static ArchivedTable, Vec<Cell>), ArchiveError> {
        let torn = || ArchiveError::NotABackup(format!("a row of {} cannot be read", self.table));
        let table = ARCHIVED.iter().find(|table| table.name == self.table).ok_or_else(torn)?;
        if self.row.len() != table.columns.len() {
            return Err(torn());
        }
        let cells = self.row.iter().zip(table.columns).map(|(value, (_, kind))| {
            Ok(match (kind, value) {
                (CellKind::Bytes, Value::String(text)) => Cell::Bytes(STANDARD.decode(text).map_err(|_| torn())?),
                (CellKind::Number, Value::Number(number)) => Cell::Number(number.as_i64().ok_or_else(torn)?),
                (CellKind::Text | CellKind::Optional, Value::String(text)) => Cell::Text(text.clone()),
                (CellKind::Optional, Value::Null) => Cell::Nothing,
                _ => return Err(torn()),
            })
        });
        Ok((table, cells.collect::<Result<_, ArchiveError>>()?))
    }
}
