//! The steps of a transfer, one file each: what each asks, and what it makes of the answers.
//!
//! `Put` is all there is for small files, with `Delete` behind it for tests. Larger ones go through `Blocks`, `Commit`
//! and `Look`.

mod blocks;
mod commit;
mod delete;
mod look;
mod put;

use crate::checkpoint::Checkpoint;
use crate::transfer::Transfer;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
pub use blocks::{BLOCK_BYTES, Blocks, LARGEST_FILE, PARALLEL};
use plugin_sdk::{Action, Algorithm, Digest, Fail, File, Kind, Outcome, Timestamp};

/// Where a transfer is.
pub enum Phase {
    /// The file goes in one request.
    Put {
        /// Its MD5 in hexadecimal, once it is known.
        md5: Option<String>,
    },
    /// A test's blob is deleted.
    Delete {
        /// The version that was written, in accounts that keep versions.
        version: Option<String>,
        /// Whether the blob is deleted, and the version alone is left.
        is_hidden: bool,
        /// How the transfer ends then, unless well.
        then: Option<Fail>,
    },
    /// Blocks are sent.
    Blocks(Blocks),
    /// The blocks become the blob.
    Commit(Blocks),
    /// The blob is looked at.
    Look(Why),
}

/// Why a blob is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// Azure says that it is complete.
    Committed,
    /// Azure does not have the blocks: they may have become the blob before.
    LostBlocks,
}

impl Phase {
    /// Where a checkpoint says that a transfer of this file is.
    pub fn at(checkpoint: Checkpoint, file: &File, kind: Kind) -> Self {
        match checkpoint {
            Checkpoint::Written { version } if kind == Kind::Test => {
                Phase::Delete { version, is_hidden: false, then: None }
            }
            _ if kind == Kind::Test || file.bytes <= BLOCK_BYTES => Phase::Put { md5: None },
            Checkpoint::Blocks { block_bytes, sent } => Phase::of(Blocks::again(block_bytes, sent, file.bytes)),
            Checkpoint::Committed => Phase::Look(Why::Committed),
            Checkpoint::Beginning | Checkpoint::Written { .. } => Phase::Blocks(Blocks::new(file.bytes)),
        }
    }

    /// What is next for these blocks.
    fn of(blocks: Blocks) -> Self {
        if blocks.missing().next().is_none() { Phase::Commit(blocks) } else { Phase::Blocks(blocks) }
    }

    /// What is to be remembered. Absent: what was remembered before, whatever that is.
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        match self {
            Phase::Put { .. } => Some(Checkpoint::Beginning),
            Phase::Delete { then: None, version, .. } => Some(Checkpoint::Written { version: version.clone() }),
            Phase::Blocks(blocks) | Phase::Commit(blocks) => Some(blocks.checkpoint()),
            Phase::Look(Why::Committed) => Some(Checkpoint::Committed),
            Phase::Delete { .. } | Phase::Look(Why::LostBlocks) => None,
        }
    }
}

impl Transfer {
    /// Takes in digests that were asked for.
    pub(crate) fn learn(&mut self, digests: Vec<Digest>) {
        for digest in digests.into_iter().filter(|digest| digest.algorithm == Algorithm::Md5) {
            match &mut self.phase {
                Phase::Put { md5 } => *md5 = Some(digest.hex),
                Phase::Blocks(blocks) => blocks.learn(&digest.id, digest.hex),
                _ => {}
            }
        }
    }

    /// Takes in responses. An action is the transfer's end; without one, there is more to ask.
    pub(crate) fn hear(&mut self, outcomes: Vec<Outcome>, now: Timestamp) -> Option<Action> {
        if let Phase::Blocks(_) = self.phase {
            return self.hear_blocks(outcomes, now);
        }
        // All others ask one request at a time.
        let reply = outcomes.into_iter().next()?.reply();
        match &self.phase {
            Phase::Put { .. } => self.hear_put(reply, now),
            Phase::Delete { .. } => self.hear_delete(reply, now),
            Phase::Commit(_) => self.hear_commit(reply, now),
            Phase::Look(_) => self.hear_look(reply, now),
            Phase::Blocks(_) => None,
        }
    }
}

/// A digest as headers want it: Base64 of its bytes, of nothing when that is no hexadecimal.
fn base64(digest: &str) -> String {
    STANDARD.encode(hex::decode(digest).unwrap_or_default())
}
