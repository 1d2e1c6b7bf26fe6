//! Sending the file by the tus protocol, piece after piece.

use super::{PATIENCE, Reply};
use crate::checkpoint::{Phase, Then, Video};
use crate::errors::{self, Doing};
use crate::requests::{self, id};
use crate::transfer::{Transfer, http};
use plugin_sdk::{Answer, Response, Timestamp};

impl Transfer {
    /// A new upload is empty: nobody has to ask.
    pub(crate) fn sending_from_the_start(&mut self, video: Video) -> Answer {
        self.offset = 0;
        self.idle = 0;
        let request = requests::piece(&video, 0, self.job.file.bytes);
        self.at.phase = Phase::Sending { video };
        http(request).action.at(self.at.stored())
    }

    pub(crate) fn heard_sending(&mut self, reply: Reply, video: Video, now: Timestamp) -> Answer {
        match reply {
            Ok(response) if response.id == id::STATUS => self.heard_checking(Ok(response), video, now),
            Ok(response) if response.id == id::OFFSET => self.stands_at(&response, video, now),
            Ok(response) => {
                let before = self.offset;
                if number(&response, "upload-offset").is_some_and(|offset| offset > before) {
                    self.stands_at(&response, video, now)
                } else {
                    self.ask_again(now)
                }
            }
            Err(response) if response.id == id::STATUS => self.heard_checking(Err(response), video, now),
            // Another offset than Vimeo's, or a piece of before is still being written.
            Err(response) if matches!(response.status, 409 | 423) => self.ask_again(now),
            // The address is no longer good: was all of it there already?
            Err(response) if matches!(response.status, 401 | 403 | 404 | 410) => {
                http(requests::status(&video, &self.settings))
            }
            Err(response) => {
                let then = Then::Failed(errors::refused(&response, Doing::Send, &self.settings));
                self.enter(Phase::Removing { video, then }, now)
            }
        }
    }

    /// Vimeo says how much of the file it has.
    fn stands_at(&mut self, response: &Response, video: Video, now: Timestamp) -> Answer {
        let bytes = self.job.file.bytes;
        let Some(offset) = number(response, "upload-offset") else { return self.ask_again(now) };
        if offset > bytes || number(response, "upload-length").is_some_and(|length| length != bytes) {
            return self.enter(Phase::Removing { video, then: Then::Failed(errors::corrupted()) }, now);
        }
        if offset > self.offset {
            self.idle = 0;
        }
        self.offset = offset;
        if offset == bytes {
            return self.enter(Phase::Checking { video }, now);
        }
        http(requests::piece(&video, offset, bytes))
    }

    fn ask_again(&mut self, now: Timestamp) -> Answer {
        self.idle += 1;
        if self.idle > PATIENCE { errors::stuck().into() } else { self.ask(now) }
    }
}

fn number(response: &Response, header: &str) -> Option<u64> {
    response.header(header)?.trim().parse().ok()
}
