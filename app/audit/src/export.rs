//! A ledger outside of the installation: one line of JSON an event, checkable without anything else.

use crate::chain::{Digest, GENESIS, digest, link};
use domain::ids::WorkspaceId;
use event_store::{Metadata, Position, RecordedEvent};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use state::LedgerLine;

/// A line of an export. `data` and `metadata` are the exact texts that the digest is made of.
#[derive(Debug, Serialize, Deserialize)]
pub struct ExportLine {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Its place in the workspace's ledger, from 1.
    pub sequence: u64,
    /// Hexadecimal: the hash of the line before.
    pub previous: String,
    /// Hexadecimal: what is made of the line before and of the digest.
    pub hash: String,
    /// Hexadecimal: digest of the event.
    pub digest: String,
    /// The event's id.
    pub id: domain::ids::EventId,
    /// Its stream.
    pub stream: String,
    /// Its place there, from 0.
    pub revision: u64,
    /// Its type.
    #[serde(rename = "type")]
    pub event_type: String,
    /// Its schema version.
    pub version: u16,
    /// Who, where, when and why.
    pub metadata: Box<RawValue>,
    /// What.
    pub data: Box<RawValue>,
}

/// An export that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// How many lines.
    pub lines: u64,
    /// The last line's place, and its hash.
    pub head: Option<(u64, Digest)>,
}

/// Why an export does not hold.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the file {reason}")]
pub struct NotWhatItSays {
    /// Which, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
}

impl ExportLine {
    /// The ledger's line with its event, and the hash of the line before.
    ///
    /// # Errors
    /// When the event's data is no JSON, which the log's decoders rule out.
    pub fn new(line: &LedgerLine, previous: &[u8], event: &RecordedEvent) -> Result<Self, serde_json::Error> {
        let data = String::from_utf8_lossy(&event.data).into_owned();
        Ok(Self {
            workspace: line.workspace,
            sequence: line.sequence,
            previous: hex::encode(previous),
            hash: hex::encode(&line.hash),
            digest: hex::encode(&line.digest),
            id: event.id,
            stream: event.stream.to_string(),
            revision: event.revision,
            event_type: event.event_type.clone(),
            version: event.version,
            metadata: RawValue::from_string(serde_json::to_string(&event.metadata)?)?,
            data: RawValue::from_string(data)?,
        })
    }

    /// The event as it was in the log, but for its position.
    fn event(&self) -> Result<RecordedEvent, String> {
        let metadata: Metadata = serde_json::from_str(self.metadata.get()).map_err(|error| error.to_string())?;
        Ok(RecordedEvent {
            stream: self.stream.parse().map_err(|error: event_store::InvalidStreamName| error.to_string())?,
            revision: self.revision,
            position: Position::new(""),
            id: self.id,
            event_type: self.event_type.clone(),
            version: self.version,
            data: self.data.get().as_bytes().to_vec(),
            metadata,
        })
    }
}

/// Checks an export: each line follows from the one before and from its own event. It may begin anywhere, and must have no gap.
///
/// # Errors
/// [`NotWhatItSays`] at the first line that does not hold.
pub fn verify_export<'a>(lines: impl IntoIterator<Item = &'a str>) -> Result<Exported, NotWhatItSays> {
    let mut exported = Exported { lines: 0, head: None };
    for text in lines {
        let line = exported.lines + 1;
        let refused = |reason: String| NotWhatItSays { line, reason };
        let read: ExportLine =
            serde_json::from_str(text).map_err(|error| refused(format!("is no line of an export: {error}")))?;
        let previous = match exported.head {
            Some((last, _)) if read.sequence != last + 1 => {
                return Err(refused(format!("is number {} of its ledger, after number {last}", read.sequence)));
            }
            Some((_, hash)) => hash.to_vec(),
            None if read.sequence == 1 => GENESIS.to_vec(),
            None => hex::decode(&read.previous).map_err(|_| refused("has no hash of the line before".into()))?,
        };
        let event = read.event().map_err(|error| refused(format!("has an event that cannot be read: {error}")))?;
        let digest = digest(&event, read.metadata.get().as_bytes());
        if hex::encode(digest) != read.digest {
            return Err(refused("has an event that is not what its digest was made of".into()));
        }
        let hash = link(read.workspace, read.sequence, &previous, &digest);
        if hex::encode(hash) != read.hash {
            return Err(refused("does not follow from the line before".into()));
        }
        exported = Exported { lines: line, head: Some((read.sequence, hash)) };
    }
    Ok(exported)
}
