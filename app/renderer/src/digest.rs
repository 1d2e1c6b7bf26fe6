//! SHA-256 of what is read.

use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

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

/// SHA-256 of a file's bytes in hexadecimal.
///
/// # Errors
/// When it cannot be read.
pub fn file_sha256(path: &Path) -> io::Result<String> {
    let (_, digest) = sha256(&mut File::open(path)?, || {})?;
    Ok(hex::encode(digest))
}
