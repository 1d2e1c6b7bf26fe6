//! Files of any size that lie nowhere.

use delivery::{FileRanges, RangeReader};
use futures::future::BoxFuture;
use sha2::{Digest, Sha256};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, ReadBuf};

use crate::watch::Watch;

/// A prime number of bytes is repeated, so that no two parts of a file are alike, wherever they begin.
const PERIOD: usize = 65_521;
/// The most that is given at once, so that a file can be stopped within its parts.
const PIECE: usize = 32 << 10;

/// What follows a film so that it may be of any size: a box of MP4 and QuickTime that is free, and goes on to the end.
const FREE_TO_THE_END: [u8; 8] = *b"\0\0\0\0free";

/// The bytes of a file, made as they are read.
#[derive(Clone)]
pub(crate) struct Content {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    /// What it begins with,
    head: Arc<Vec<u8>>,
    /// and what is repeated behind that.
    table: Arc<Vec<u8>>,
}

impl Content {
    /// A file of so many bytes; another `seed` gives another one.
    pub(crate) fn new(bytes: u64, seed: u64) -> Self {
        Self::of(Vec::new(), bytes, seed)
    }

    /// A film that begins with this one and has at least so many bytes.
    pub(crate) fn film(film: &[u8], bytes: u64, seed: u64) -> Self {
        let head = [film, &FREE_TO_THE_END].concat();
        let bytes = bytes.max(head.len() as u64);
        Self::of(head, bytes, seed)
    }

    fn of(head: Vec<u8>, bytes: u64, seed: u64) -> Self {
        let mut content = Self { bytes, sha256: String::new(), head: Arc::new(head), table: Arc::new(table(seed)) };
        let (mut hasher, mut at) = (Sha256::new(), 0);
        while at < bytes {
            let piece = content.piece(at, bytes - at);
            hasher.update(piece);
            at += piece.len() as u64;
        }
        content.sha256 = hex::encode(hasher.finalize());
        content
    }

    /// What comes at this place, at most so many bytes of it.
    fn piece(&self, at: u64, most: u64) -> &[u8] {
        let head = self.head.len() as u64;
        let (source, begin) = if at < head { (&self.head, at) } else { (&self.table, (at - head) % PERIOD as u64) };
        // Within what is in memory, so it fits.
        let begin = usize::try_from(begin).unwrap_or_default();
        let most = usize::try_from(most).unwrap_or(usize::MAX).min(source.len() - begin);
        &source[begin..begin + most]
    }
}

fn table(seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut table = Vec::with_capacity(PERIOD + 8);
    while table.len() < PERIOD {
        // SplitMix64: well spread from any seed.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        table.extend((mixed ^ (mixed >> 31)).to_le_bytes());
    }
    table.truncate(PERIOD);
    table
}

/// A file for one delivery, which may be told to come to a stop.
pub(crate) struct Ranges<'a> {
    pub(crate) content: &'a Content,
    pub(crate) watch: &'a Arc<Watch>,
}

impl FileRanges for Ranges<'_> {
    fn open(&self, offset: u64, length: u64) -> BoxFuture<'_, io::Result<RangeReader>> {
        let (content, watch) = (self.content.clone(), self.watch.clone());
        let reader = Reader { content, watch, at: offset, left: length, is_stuck: false };
        Box::pin(async move { Ok(Box::pin(reader) as RangeReader) })
    }
}

struct Reader {
    content: Content,
    watch: Arc<Watch>,
    at: u64,
    left: u64,
    /// For good: a connection may ask again by itself.
    is_stuck: bool,
}

impl AsyncRead for Reader {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.is_stuck || self.watch.is_to_stop() {
            self.is_stuck = true;
            // Nobody is to be woken: whoever reads is dropped, or gives up.
            return Poll::Pending;
        }
        let most = self.left.min(buffer.remaining().min(PIECE) as u64);
        let piece = self.content.piece(self.at, most);
        buffer.put_slice(piece);
        let read = piece.len() as u64;
        self.at += read;
        self.left -= read;
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::Trap;
    use tokio::io::AsyncReadExt;

    #[tokio::test]
    async fn ranges_are_parts_of_one_file_that_has_its_digest() {
        let content = Content::new(200_000, 7);
        let watch = Watch::new(Trap::None);
        let files = Ranges { content: &content, watch: &watch };
        let mut whole = Vec::new();
        for (offset, length) in [(0, 65_520), (65_520, 2), (65_522, 134_478)] {
            files.open(offset, length).await.unwrap().read_to_end(&mut whole).await.unwrap();
        }
        assert_eq!((whole.len() as u64, hex::encode(Sha256::digest(&whole))), (200_000, content.sha256.clone()));
        assert_ne!(whole[..1000], whole[65_536..66_536]);
        assert_ne!(Content::new(200_000, 8).sha256, content.sha256);
        assert_eq!(Content::new(0, 1).sha256, hex::encode(Sha256::digest(b"")));
    }

    #[tokio::test]
    async fn a_film_is_made_longer_by_what_players_pass_over() {
        for (wanted, bytes) in [(0, 13), (100_000, 100_000)] {
            let content = Content::film(b"movie", wanted, 1);
            let watch = Watch::new(Trap::None);
            let files = Ranges { content: &content, watch: &watch };
            let mut whole = Vec::new();
            files.open(0, content.bytes).await.unwrap().read_to_end(&mut whole).await.unwrap();
            assert_eq!((whole.len(), &whole[..13]), (bytes, &b"movie\0\0\0\0free"[..]));
            assert_eq!(hex::encode(Sha256::digest(&whole)), content.sha256);
        }
    }
}
