//! Appends on disk: one record each, complete or not there.

use crate::protocol::streams::BatchAppendReq;
use prost::Message;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// A file of appends, each behind its length. What is written is synced before it is acknowledged.
pub(crate) struct Journal {
    file: File,
    length: u64,
}

impl Journal {
    /// Opens the folder's journal and reads every append in it. What a crash left of an unfinished one at the end was
    /// acknowledged to nobody, and is cut off.
    pub(crate) fn open(folder: &Path) -> io::Result<(Self, Vec<BatchAppendReq>)> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join("events.journal");
        let mut file = File::options().create(true).read(true).append(true).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let (mut rest, mut appends) = (bytes.as_slice(), Vec::new());
        let mut good = rest.len();
        while !rest.is_empty() {
            match BatchAppendReq::decode_length_delimited(&mut rest) {
                Ok(append) => appends.push(append),
                Err(_) => break,
            }
            good = rest.len();
        }
        let length = (bytes.len() - good) as u64;
        file.set_len(length)?;
        file.sync_all()?;
        Ok((Self { file, length }, appends))
    }

    /// Writes an append down. If that fails, nothing of it stays.
    pub(crate) fn write(&mut self, append: &BatchAppendReq) -> io::Result<()> {
        let record = append.encode_length_delimited_to_vec();
        let written = self.file.write_all(&record).and_then(|()| self.file.sync_data());
        match written {
            Ok(()) => self.length += record.len() as u64,
            Err(_) => self.file.set_len(self.length)?,
        }
        written
    }
}
