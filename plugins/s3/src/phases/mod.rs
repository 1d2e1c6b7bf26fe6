//! The steps of a transfer, one file each: what each asks, and what it makes of the answers.
//!
//! `Put` is all there is for small files, with `Delete` behind it for tests. Larger ones go through `Create`, `Parts`,
//! `Complete` and `Look`; `Abort` is the way out.

mod abort;
mod complete;
mod create;
mod delete;
mod look;
mod parts;
mod put;

use crate::checkpoint::Checkpoint;
use crate::integrity::Digests;
use crate::transfer::Transfer;
use plugin_sdk::{Action, Algorithm, Digest, Fail, File, Kind, Outcome};
use std::collections::BTreeMap;

/// The size of a part in bytes, unless that made too many; what is no larger goes in one request.
pub const PART_BYTES: u64 = 8 << 20;

/// How many parts are sent at once.
pub const PARALLEL: u32 = 4;

/// The most parts. S3 takes 10,000; what is remembered of them has to fit into a checkpoint, also where what a provider
/// answers to a part is long.
const MOST_PARTS: u64 = 400;

/// The largest file in bytes: so many parts of the largest size that every provider takes, 5 GiB less a little.
pub const LARGEST_FILE: u64 = MOST_PARTS * (5000 << 20);

/// Where a transfer is.
pub enum Phase {
    /// The file goes in one request.
    Put {
        /// Its MD5 in hexadecimal, once it is known.
        md5: Option<String>,
    },
    /// A test's object is deleted.
    Delete {
        /// The version that was written, in buckets that keep versions.
        version: Option<String>,
        /// How the transfer ends then, unless well.
        then: Option<Fail>,
    },
    /// A multipart upload is begun.
    Create,
    /// Its parts are sent.
    Parts(Upload),
    /// Its parts become the object.
    Complete(Upload),
    /// The object is looked at.
    Look(Why),
    /// The upload is abandoned.
    Abort {
        /// Its id.
        upload: String,
        /// How the transfer ends then.
        then: Fail,
    },
}

/// A multipart upload under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    /// Its id.
    pub id: String,
    /// Bytes of each part but the last.
    pub part_bytes: u64,
    /// What the provider answered to each part that it has.
    pub tags: Vec<Option<String>>,
    /// Digests of parts that it does not have, by their place.
    pub digests: BTreeMap<usize, Digests>,
}

/// Why an object is looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// The provider says that it is complete.
    Completed,
    /// The provider does not know the upload, or did not say what became of it: it may have been completed before.
    NoUpload,
    /// The provider refuses to complete the upload, as some do when it was completed before.
    Refused {
        /// The upload, which may be there still.
        upload: Upload,
        /// What it said.
        fail: Fail,
    },
}

impl Phase {
    /// Where a checkpoint says that a transfer of this file is.
    pub fn at(checkpoint: Checkpoint, file: &File, kind: Kind) -> Self {
        match checkpoint {
            Checkpoint::Written { version } if kind == Kind::Test => Phase::Delete { version, then: None },
            Checkpoint::Uploading { upload, part_bytes, tags }
                if !tags.is_empty() && Upload::parts_of(file.bytes, part_bytes) == tags.len() =>
            {
                Phase::of(Upload { id: upload, part_bytes, tags, digests: BTreeMap::new() })
            }
            Checkpoint::Completed => Phase::Look(Why::Completed),
            _ if kind == Kind::Test || file.bytes <= PART_BYTES => Phase::Put { md5: None },
            _ => Phase::Create,
        }
    }

    /// What is next for an upload.
    fn of(upload: Upload) -> Self {
        if upload.tags.iter().all(Option::is_some) { Phase::Complete(upload) } else { Phase::Parts(upload) }
    }

    /// What is to be remembered. Absent: what was remembered before, whatever that is.
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        match self {
            Phase::Put { .. } | Phase::Create => Some(Checkpoint::Beginning),
            // Another attempt shall not meet the same upload again.
            Phase::Abort { then, .. } if then.retryable => Some(Checkpoint::Beginning),
            Phase::Delete { then: None, version } => Some(Checkpoint::Written { version: version.clone() }),
            Phase::Parts(upload) | Phase::Complete(upload) => Some(Checkpoint::Uploading {
                upload: upload.id.clone(),
                part_bytes: upload.part_bytes,
                tags: upload.tags.clone(),
            }),
            Phase::Look(Why::Completed) => Some(Checkpoint::Completed),
            Phase::Delete { .. } | Phase::Look(_) | Phase::Abort { .. } => None,
        }
    }
}

impl Upload {
    /// One that was just begun, of a file of so many bytes.
    pub fn new(id: String, bytes: u64) -> Self {
        // In whole MiB, and all of one size, as R2 wants them.
        let part_bytes = PART_BYTES.max(bytes.div_ceil(MOST_PARTS).next_multiple_of(1 << 20));
        let tags = vec![None; Self::parts_of(bytes, part_bytes)];
        Self { id, part_bytes, tags, digests: BTreeMap::new() }
    }

    /// How many parts a file of so many bytes has; none when parts have none.
    fn parts_of(bytes: u64, part_bytes: u64) -> usize {
        usize::try_from(bytes.checked_div(part_bytes).map_or(0, |_| bytes.div_ceil(part_bytes))).unwrap_or(0)
    }

    /// First byte and length of a part.
    fn range(&self, place: usize, bytes: u64) -> (u64, u64) {
        let offset = place as u64 * self.part_bytes;
        (offset, self.part_bytes.min(bytes - offset))
    }
}

impl Transfer {
    /// Takes in digests that were asked for; their ids end in the part's place.
    pub(crate) fn learn(&mut self, digests: Vec<Digest>) {
        for Digest { id, algorithm, hex } in digests {
            match &mut self.phase {
                Phase::Put { md5 } if algorithm == Algorithm::Md5 => *md5 = Some(hex),
                Phase::Parts(upload) => {
                    let Some(place) = parts::place(&id) else { continue };
                    let known = upload.digests.entry(place).or_default();
                    match algorithm {
                        Algorithm::Sha256 => known.sha256 = Some(hex),
                        Algorithm::Md5 => known.md5 = Some(hex),
                        Algorithm::Crc32c => {}
                    }
                }
                _ => {}
            }
        }
    }

    /// Takes in responses. An action is the transfer's end; without one, there is more to ask.
    pub(crate) fn hear(&mut self, outcomes: Vec<Outcome>) -> Option<Action> {
        match &self.phase {
            Phase::Parts(_) => return self.hear_parts(outcomes),
            Phase::Abort { then, .. } => return Some(Action::Fail(then.clone())),
            _ => {}
        }
        // All others ask one request at a time.
        let reply = outcomes.into_iter().next()?.reply();
        match &self.phase {
            Phase::Put { .. } => self.hear_put(reply),
            Phase::Delete { .. } => self.hear_delete(reply),
            Phase::Create => self.hear_create(reply),
            Phase::Complete(_) => self.hear_complete(reply),
            Phase::Look(_) => self.hear_look(reply),
            Phase::Parts(_) | Phase::Abort { .. } => None,
        }
    }
}
