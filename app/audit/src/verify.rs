//! Whether the log still says what the ledger says that it said.

use crate::chain::{GENESIS, digest, link};
use domain::ids::WorkspaceId;
use event_store::{EventStore, Filter, Position, RecordedEvent};
use state::{LedgerFilter, LedgerLine, LedgerOrder, State, StoreError};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

/// Events looked at in one go.
const PAGE: usize = 500;

/// Why it could not be found out.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The log failed.
    #[error("the log: {0}")]
    Log(#[from] event_store::Error),
    /// The state, where the ledger is, failed.
    #[error("the ledger: {0}")]
    Ledger(#[from] StoreError),
    /// An event's envelope cannot be written.
    #[error("the envelope of an event cannot be written: {0}")]
    Envelope(#[from] serde_json::Error),
}

/// What was found where log and ledger agree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Events that were compared.
    pub events: u64,
    /// Events that are not in the ledger yet.
    pub unwritten: u64,
    /// The head of every workspace's chain: how many lines, and the last one's hash.
    pub heads: BTreeMap<WorkspaceId, (u64, Vec<u8>)>,
}

/// The first place where they do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which line of its ledger.
    pub sequence: u64,
    /// Which stream.
    pub stream: String,
    /// Which of its events, from 0.
    pub revision: u64,
    /// What is wrong.
    pub finding: Finding,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The log's event is not what it was when it was written into the ledger.
    EventChanged,
    /// The log no longer has the event.
    EventMissing,
    /// The log has an event that should be in the ledger and is not.
    EventInserted,
    /// The ledger's line does not follow from the line before.
    LineChanged,
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Break { workspace, sequence, stream, revision, finding } = self;
        let what = match finding {
            Finding::EventChanged => "was changed in the log after it was written into the ledger",
            Finding::EventMissing => "is in the ledger, but no longer in the log",
            Finding::EventInserted => "is in the log where the ledger has another event or none",
            Finding::LineChanged => {
                "has a line in the ledger that does not follow from the line before: the ledger was changed"
            }
        };
        write!(f, "the event {revision} of {stream} {what} (line {sequence} of workspace {workspace})")
    }
}

/// Compares log and ledger from the beginning; the first break, or what was proven.
///
/// # Errors
/// [`VerifyError`].
pub async fn verify(log: &dyn EventStore, state: &State) -> Result<Result<Proof, Break>, VerifyError> {
    let ledger = state.ledger();
    // Lines first: what is added meanwhile is not missed in the log.
    let lines: BTreeMap<WorkspaceId, u64> = ledger.workspaces().await?.into_iter().collect();
    let written = ledger.checkpoint().await?.map(Position::new);
    let (mut proof, mut place) = (Proof::default(), None);
    loop {
        let page = log.read_all(place.as_ref(), &Filter::All, PAGE).await?;
        let mut pages: BTreeMap<WorkspaceId, Vec<RecordedEvent>> = BTreeMap::new();
        for event in page.events {
            let is_written = match &written {
                Some(written) => log.compare(&event.position, written)? != Ordering::Greater,
                None => false,
            };
            match is_written {
                true => pages.entry(event.metadata.workspace).or_default().push(event),
                false => proof.unwritten += 1,
            }
        }
        for (workspace, events) in pages {
            let (last, before) = proof.heads.remove(&workspace).unwrap_or_else(|| (0, GENESIS.to_vec()));
            // One more: when the log has lost an event, the next one stands a line further down.
            let limit = u32::try_from(events.len() + 1).unwrap_or(u32::MAX);
            let order = LedgerOrder::OldestAfter(last);
            let expected = ledger.lines(workspace, &LedgerFilter::default(), order, limit).await?;
            proof.events += events.len() as u64;
            match compare(workspace, (last, before), &events, &expected)? {
                Ok(head) => proof.heads.insert(workspace, head),
                Err(broken) => return Ok(Err(broken)),
            };
        }
        place = page.next;
        if page.at_end {
            break;
        }
    }
    for (workspace, lines) in lines {
        let seen = proof.heads.get(&workspace).map_or(0, |(seen, _)| *seen);
        if lines > seen {
            let order = LedgerOrder::OldestAfter(seen);
            let missing = ledger.lines(workspace, &LedgerFilter::default(), order, 1).await?;
            if let Some(line) = missing.first() {
                return Ok(Err(broken(line, Finding::EventMissing)));
            }
        }
    }
    Ok(Ok(proof))
}

/// The head after these events, when they are what the lines say.
fn compare(
    workspace: WorkspaceId,
    (mut last, mut before): (u64, Vec<u8>),
    events: &[RecordedEvent],
    lines: &[LedgerLine],
) -> Result<Result<(u64, Vec<u8>), Break>, VerifyError> {
    for (index, event) in events.iter().enumerate() {
        let sequence = last + 1;
        let Some(line) = lines.get(index) else {
            return Ok(Err(Break {
                workspace,
                sequence,
                stream: event.stream.to_string(),
                revision: event.revision,
                finding: Finding::EventInserted,
            }));
        };
        if line.sequence != sequence || line.hash != link(workspace, sequence, &before, &line.digest) {
            return Ok(Err(broken(line, Finding::LineChanged)));
        }
        if line.event != event.id {
            // Whether the log lost the line's event or got another one before it shows in what comes next.
            let lost = lines[index..].iter().any(|line| line.event == event.id);
            let finding = if lost { Finding::EventMissing } else { Finding::EventInserted };
            let at = match finding {
                Finding::EventMissing => broken(line, finding),
                _ => Break { workspace, sequence, stream: event.stream.to_string(), revision: event.revision, finding },
            };
            return Ok(Err(at));
        }
        if line.digest != digest(event, &serde_json::to_vec(&event.metadata)?) {
            return Ok(Err(broken(line, Finding::EventChanged)));
        }
        (last, before) = (sequence, line.hash.clone());
    }
    Ok(Ok((last, before)))
}

fn broken(line: &LedgerLine, finding: Finding) -> Break {
    let LedgerLine { workspace, sequence, stream, revision, .. } = line.clone();
    Break { workspace, sequence, stream, revision, finding }
}
