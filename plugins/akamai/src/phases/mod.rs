//! The steps of a transfer: what each asks, and what it makes of the answers. Each asks one request at a time.
//!
//! `Folders`, `Upload`, `Rename` and `Look` follow each other; `Occupied` and `Clear` are the way round a NetStorage
//! that does not replace a file by renaming; `Delete` ends tests and what goes wrong.

mod folders;
mod look;
mod rename;
mod upload;

use crate::checkpoint::Checkpoint;
use crate::errors::reply;
use crate::names;
use crate::requests::Moment;
use crate::transfer::Transfer;
use plugin_sdk::{Action, Algorithm, Digest, DigestRange, Fail, File, Kind, Outcome, Timestamp};

/// Where a transfer is.
pub enum Phase {
    /// The folders of the file are made.
    Folders {
        /// Which, counted from 0, the outermost.
        place: usize,
        /// Whether the one around it was just made.
        is_descending: bool,
    },
    /// The file is sent, under its temporary name.
    Upload,
    /// The file gets its own name.
    Rename {
        /// Whether what had that name was deleted.
        is_cleared: bool,
    },
    /// Something has the file's name; is the temporary one still there?
    Occupied {
        /// How the transfer ends when it is, though what had the name was deleted before.
        then: Option<Fail>,
    },
    /// What has the file's name is deleted.
    Clear,
    /// The file is looked at.
    Look {
        /// Its MD5 in hexadecimal, once it is known.
        md5: Option<String>,
        /// Whether NetStorage said that it was renamed.
        is_renamed: bool,
    },
    /// The temporary file is deleted.
    Delete {
        /// How the transfer ends then, unless well.
        then: Option<Fail>,
    },
}

impl Phase {
    /// Where a checkpoint says that a transfer of this file is.
    pub fn at(checkpoint: Checkpoint, file: &File, kind: Kind) -> Self {
        match (checkpoint, kind) {
            (Checkpoint::Uploaded, Kind::Test) => Phase::Delete { then: None },
            (Checkpoint::Uploaded, Kind::Send) => Phase::Rename { is_cleared: false },
            (Checkpoint::Renamed, Kind::Send) => Phase::Look { md5: None, is_renamed: true },
            // Most folders are there already, and where they need not be made, the innermost makes the others.
            _ => match names::folders(&file.key).len().checked_sub(1) {
                Some(place) => Phase::Folders { place, is_descending: false },
                None => Phase::Upload,
            },
        }
    }

    /// What is to be remembered. Absent: what was remembered before, whatever that is.
    pub fn checkpoint(&self) -> Option<Checkpoint> {
        match self {
            Phase::Folders { .. } | Phase::Upload => Some(Checkpoint::Beginning),
            Phase::Rename { .. } | Phase::Occupied { .. } | Phase::Clear | Phase::Delete { then: None } => {
                Some(Checkpoint::Uploaded)
            }
            Phase::Look { is_renamed: true, .. } => Some(Checkpoint::Renamed),
            Phase::Look { .. } | Phase::Delete { .. } => None,
        }
    }
}

impl Transfer {
    pub(crate) fn ask(&self, moment: Moment) -> Action {
        let Self { group, file, temporary, .. } = self;
        let request = match &self.phase {
            Phase::Folders { place, .. } => {
                let folders = names::folders(&file.key);
                group.mkdir(folders.get(*place).copied().unwrap_or_default(), moment)
            }
            Phase::Upload => group.upload(temporary, file, moment),
            Phase::Rename { .. } => group.rename(temporary, &file.key, moment),
            Phase::Occupied { .. } => group.stat(temporary, moment),
            Phase::Clear => group.delete(&file.key, moment),
            Phase::Look { md5: Some(_), .. } => group.stat(&file.key, moment),
            Phase::Look { md5: None, .. } => {
                let id = "file".to_owned();
                let range = DigestRange { id, algorithm: Algorithm::Md5, offset: 0, length: file.bytes };
                return Action::Digest { ranges: vec![range] };
            }
            Phase::Delete { .. } => group.delete(temporary, moment),
        };
        Action::http([request])
    }

    /// Takes in the digest that was asked for.
    pub(crate) fn learn(&mut self, digests: Vec<Digest>) {
        let md5_of_file = digests.into_iter().find(|digest| digest.algorithm == Algorithm::Md5);
        if let (Phase::Look { md5, .. }, Some(digest)) = (&mut self.phase, md5_of_file) {
            *md5 = Some(digest.hex);
        }
    }

    /// Takes in the response. An action is the transfer's end; without one, there is more to ask.
    pub(crate) fn hear(&mut self, outcomes: Vec<Outcome>, now: Timestamp) -> Option<Action> {
        let reply = reply(outcomes.into_iter().next()?);
        match self.phase {
            Phase::Folders { place, is_descending } => self.hear_folder(place, is_descending, reply, now),
            Phase::Upload => self.hear_upload(reply, now),
            Phase::Rename { is_cleared } => self.hear_rename(is_cleared, reply, now),
            Phase::Occupied { .. } => self.hear_occupied(reply, now),
            Phase::Clear => self.hear_clear(reply, now),
            Phase::Look { .. } => self.hear_look(reply, now),
            Phase::Delete { .. } => self.hear_delete(reply, now),
        }
    }
}
