//! The blocks of a file, a few at a time.

use super::{Phase, base64};
use crate::checkpoint::Checkpoint;
use crate::errors::refusal;
use crate::requests::Call;
use crate::transfer::Transfer;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Algorithm, Body, DigestRange, Fail, Outcome, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// The size of a block in bytes, unless that made too many; what is no larger goes in one request.
pub const BLOCK_BYTES: u64 = 8 << 20;

/// How many blocks are sent at once.
pub const PARALLEL: u32 = 4;

/// The most blocks. Azure takes 50,000; which of them it has is to fit into a checkpoint.
const MOST_BLOCKS: u64 = 1000;

/// The largest file in bytes: so many blocks of the largest size that Azure takes.
pub const LARGEST_FILE: u64 = MOST_BLOCKS * (4000 << 20);

/// The blocks of a file, and how far they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Blocks {
    /// Bytes of each but the last.
    block_bytes: u64,
    count: u32,
    /// Which of them Azure has, by their place.
    sent: BTreeSet<u32>,
    /// MD5 in hexadecimal of those that it does not have, by their place.
    digests: BTreeMap<u32, String>,
}

impl Blocks {
    /// Those of a file of so many bytes; none is sent.
    pub fn new(bytes: u64) -> Self {
        let block_bytes = BLOCK_BYTES.max(bytes.div_ceil(MOST_BLOCKS).next_multiple_of(1 << 20));
        let count = u32::try_from(bytes.div_ceil(block_bytes)).unwrap_or(u32::MAX);
        Self { block_bytes, count, sent: BTreeSet::new(), digests: BTreeMap::new() }
    }

    /// As they were remembered. Those of another size are of no use any more.
    pub fn again(block_bytes: u64, sent: BTreeSet<u32>, bytes: u64) -> Self {
        let new = Self::new(bytes);
        let is_of_use = block_bytes == new.block_bytes && sent.last().is_none_or(|last| *last < new.count);
        if is_of_use { Self { sent, ..new } } else { new }
    }

    /// Which of them Azure does not have.
    pub fn missing(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.count).filter(|place| !self.sent.contains(place))
    }

    /// What is to be remembered.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint::Blocks { block_bytes: self.block_bytes, sent: self.sent.clone() }
    }

    /// The ids of all of them in a transfer, in their order.
    pub fn ids(&self, transfer: &str) -> impl Iterator<Item = String> {
        (0..self.count).map(move |place| id(transfer, place))
    }

    /// Takes in the digest of a block.
    pub fn learn(&mut self, id: &str, md5: String) {
        if let Some(place) = place(id) {
            self.digests.insert(place, md5);
        }
    }

    /// First byte and length of a block.
    fn range(&self, place: u32, bytes: u64) -> (u64, u64) {
        let offset = u64::from(place) * self.block_bytes;
        (offset, self.block_bytes.min(bytes - offset))
    }
}

/// A block's id: the same whenever it is sent, and another one than any other transfer's. All are of one length, since
/// a blob takes no others.
fn id(transfer: &str, place: u32) -> String {
    STANDARD.encode(format!("{transfer}-{place:05}"))
}

/// The block's place that the id of a request or digest ends in.
fn place(id: &str) -> Option<u32> {
    id.rsplit('-').next()?.parse().ok()
}

impl Transfer {
    pub(crate) fn ask_blocks(&self, blocks: &Blocks, now: Timestamp) -> Action {
        let next = blocks.missing().take(PARALLEL as usize).collect::<Vec<_>>();
        let unknown = next.iter().filter(|place| !blocks.digests.contains_key(place));
        let ranges = unknown.map(|place| {
            let (offset, length) = blocks.range(*place, self.file.bytes);
            DigestRange { id: format!("block-{place}"), algorithm: Algorithm::Md5, offset, length }
        });
        let ranges = ranges.collect::<Vec<_>>();
        if !ranges.is_empty() {
            return Action::Digest { ranges };
        }
        let requests = next.iter().filter_map(|place| {
            let (offset, length) = blocks.range(*place, self.file.bytes);
            let call = Call::new(format!("block-{place}"), "PUT", &self.file.key)
                .query("comp", "block")
                .query("blockid", id(&self.id, *place))
                .header("content-md5", &base64(blocks.digests.get(place)?))
                .body(Body::File { offset, length })
                .keep("content-md5");
            Some(call.sign(&self.account, now))
        });
        Action::http(requests)
    }

    pub(super) fn hear_blocks(&mut self, outcomes: Vec<Outcome>, now: Timestamp) -> Option<Action> {
        let mut refused: Option<Fail> = None;
        let mut is_corrupted = false;
        let Phase::Blocks(blocks) = &mut self.phase else { return None };
        for outcome in outcomes {
            let Some(place) = place(outcome.id()) else { continue };
            match outcome.reply() {
                Reply::Later => {}
                Reply::Good(response) => {
                    let sent = blocks.digests.get(&place).map(|md5| base64(md5));
                    let got = response.header("content-md5");
                    if got.is_some() && got != sent.as_deref() {
                        is_corrupted = true;
                    } else {
                        blocks.sent.insert(place);
                        blocks.digests.remove(&place);
                    }
                }
                Reply::Bad(response) => {
                    refused = refused.or_else(|| Some(refusal(&response, &self.account, now).into_fail()));
                }
            }
        }
        if let Some(fail) = refused {
            return Some(Action::Fail(fail));
        }
        if is_corrupted {
            return Some(self.corrupted());
        }
        if blocks.missing().next().is_none() {
            self.phase = Phase::Commit(blocks.clone());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_grow_with_the_file_and_cover_it() {
        for bytes in [BLOCK_BYTES + 1, 200 << 20, 8000 << 20, (8000 << 20) + 1, LARGEST_FILE] {
            let blocks = Blocks::new(bytes);
            assert!(u64::from(blocks.count) <= MOST_BLOCKS && blocks.block_bytes <= 4000 << 20, "{bytes}");
            let end = (0..blocks.count).fold(0, |end, place| {
                let (offset, length) = blocks.range(place, bytes);
                assert!(offset == end && length > 0);
                end + length
            });
            assert_eq!(end, bytes);
        }
        assert_eq!(Blocks::new(200 << 20).count, 25);
        assert_eq!(Blocks::new(LARGEST_FILE).block_bytes, 4000 << 20);
    }

    #[test]
    fn ids_differ_and_are_of_one_length() {
        let transfer = "6f2c7e0e-5f43-4a64-9a0e-1f4c3d8f3a11";
        let ids = Blocks::new(LARGEST_FILE).ids(transfer).collect::<BTreeSet<_>>();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.len() == 56), "42 characters in Base64; Azure takes 64");
    }

    #[test]
    fn what_is_remembered_of_all_blocks_fits_into_a_checkpoint() {
        let mut blocks = Blocks::new(LARGEST_FILE);
        blocks.sent = (0..blocks.count).collect();
        assert!(serde_json::to_string(&blocks.checkpoint()).unwrap().len() < plugin_sdk::CHECKPOINT_BYTES);
        let Checkpoint::Blocks { block_bytes, sent } = blocks.checkpoint() else { panic!("other than blocks") };
        assert_eq!(Blocks::again(block_bytes, sent.clone(), LARGEST_FILE), blocks);
        assert_eq!(Blocks::again(block_bytes, sent, 9 << 20), Blocks::new(9 << 20));
    }
}
