//! Sending the file, piece after piece, to the store that Mux has named.

use super::{PATIENCE, Reply};
use crate::checkpoint::{Phase, Sum, Then, Upload};
use crate::errors::{self, Doing};
use crate::requests::{self, id};
use crate::transfer::{Transfer, http};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use plugin_sdk::{Answer, Response, Timestamp};

impl Transfer {
    /// A new upload is empty: nobody has to ask.
    pub(crate) fn sending_from_the_start(&mut self, upload: Upload) -> Answer {
        self.offset = 0;
        self.idle = 0;
        let request = requests::piece(&upload, 0, &self.job);
        self.at.phase = Phase::Sending { upload };
        http(request).action.at(self.at.stored())
    }

    pub(crate) fn heard_sending(&mut self, reply: Reply, upload: Upload, now: Timestamp) -> Answer {
        match reply {
            Ok(response) if response.id == id::UPLOAD => self.heard_lost(Ok(response), upload, now),
            Ok(response) => self.enter(Phase::Settling { upload, sum: reported(&response) }, now),
            Err(response) if response.id == id::UPLOAD => self.heard_lost(Err(response), upload, now),
            Err(response) if response.status == 308 => self.stands_at(&response, upload, now),
            // The address is no longer good: was all of it there already?
            Err(response) if matches!(response.status, 400 | 401 | 403 | 404 | 410 | 499) => {
                http(requests::upload(&upload, &self.settings))
            }
            Err(response) => {
                let then = Then::Failed(errors::refused(&response, Doing::Send, &self.settings));
                self.enter(Phase::Cancelling { upload, then }, now)
            }
        }
    }

    /// The store says how much of the file it has.
    fn stands_at(&mut self, response: &Response, upload: Upload, now: Timestamp) -> Answer {
        let Some(offset) = stored(response) else { return self.ask_again(now) };
        let bytes = self.job.file.bytes;
        if offset > bytes {
            return self.enter(Phase::Cancelling { upload, then: Then::Failed(errors::corrupted()) }, now);
        }
        let asked = response.id == id::OFFSET;
        // Having all of it and asking for more, or taking a piece and not growing.
        if offset == bytes || (!asked && offset <= self.offset) {
            return self.ask_again(now);
        }
        if offset > self.offset {
            self.idle = 0;
        }
        self.offset = offset;
        http(requests::piece(&upload, offset, &self.job))
    }

    fn ask_again(&mut self, now: Timestamp) -> Answer {
        self.idle += 1;
        if self.idle > PATIENCE { errors::stuck().into() } else { self.ask(now) }
    }
}

/// How many bytes the store has, from `bytes=0-524287`. Nothing is said when there are none.
fn stored(response: &Response) -> Option<u64> {
    match response.header("range") {
        None => Some(0),
        Some(range) => range.trim().strip_prefix("bytes=0-")?.parse::<u64>().ok()?.checked_add(1),
    }
}

/// The CRC-32C that the store says, from `crc32c=n03x6A==,md5=…`.
fn reported(response: &Response) -> Sum {
    let sums = response.header("x-goog-hash").unwrap_or_default().split(',');
    let sum = sums.filter_map(|sum| sum.trim().strip_prefix("crc32c=")).find_map(|sum| STANDARD.decode(sum).ok());
    sum.map_or(Sum::Unknown, |sum| Sum::Reported(hex::encode(sum)))
}
