//! SHA-256 of what is read.

use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// Reads to the end and answers how many bytes that were, and their digest. `alive` is called now and then.
pub(crate) fn sha256(from: &mut impl Read, mut alive: impl FnMut()) -> io::Result<(u64, [u8; 32])> {
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut block = vec![0; 64 * 1024];
    loop {
        match from.read(&mut block)? {
            0 => return Ok((bytes, hasher.finalize().into())),
            count => {
                hasher.update(&block[..count]);
                alive();
                bytes += count as u64;
            }
        }
    }
}
