//! Digests of ranges of the file.

use super::ports::FileRanges;
use md5::Md5;
use plugin_sdk::{Algorithm, Digest, DigestRange};
use sha2::Digest as _;
use sha2::Sha256;
use std::io;
use tokio::io::AsyncReadExt;

/// How much is in memory at a time, in bytes.
const PIECE: usize = 128 << 10;

/// A digest under way.
enum Hasher {
    Sha256(Sha256),
    Md5(Md5),
    Crc32c(u32),
}

impl Hasher {
    fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha256 => Hasher::Sha256(Sha256::new()),
            Algorithm::Md5 => Hasher::Md5(Md5::new()),
            Algorithm::Crc32c => Hasher::Crc32c(0),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Hasher::Sha256(hasher) => hasher.update(bytes),
            Hasher::Md5(hasher) => hasher.update(bytes),
            Hasher::Crc32c(sum) => *sum = crc32c::crc32c_append(*sum, bytes),
        }
    }

    fn hex(self) -> String {
        match self {
            Hasher::Sha256(hasher) => hex::encode(hasher.finalize()),
            Hasher::Md5(hasher) => hex::encode(hasher.finalize()),
            Hasher::Crc32c(sum) => format!("{sum:08x}"),
        }
    }
}

/// Reads a range and digests it.
///
/// # Errors
/// That the file cannot be read, or is shorter than it should be.
pub(super) async fn digest(files: &dyn FileRanges, range: DigestRange) -> io::Result<Digest> {
    let DigestRange { id, algorithm, offset, length } = range;
    let mut hasher = Hasher::new(algorithm);
    if length > 0 {
        let mut reader = files.open(offset, length).await?.take(length);
        let (mut piece, mut left) = (vec![0; PIECE], length);
        while left > 0 {
            let read = reader.read(&mut piece).await?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            hasher.update(&piece[..read]);
            left -= read as u64;
        }
    }
    Ok(Digest { id, algorithm, hex: hasher.hex() })
}
