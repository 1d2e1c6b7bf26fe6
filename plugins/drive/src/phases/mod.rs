//! The steps of a transfer, in their order; each file says what is asked, and what is made of the answers.

mod begin;
mod delete;
mod folders;
mod ids;
mod look;
mod search;
mod upload;

use crate::checkpoint::Memory;
use crate::folder::Place;
use crate::transfer::Transfer;
use plugin_sdk::{Action, Fail, Kind, Request, Response};
pub use upload::Upload;

/// Where a transfer is.
pub enum Phase {
    /// The file's checksum is wanted.
    Measure,
    /// A file that this transfer made before is looked for.
    Search,
    /// Ids are wanted for what is going to be made.
    Ids,
    /// The next folder is looked for.
    FindFolder,
    /// It is made.
    MakeFolder,
    /// An upload is begun.
    Begin,
    /// The file goes up.
    Upload(Upload),
    /// The file is looked at: it may be there, and may be complete.
    Look,
    /// A file is deleted.
    Delete {
        /// Its id.
        file: String,
        /// How the transfer ends then, unless well.
        then: Option<Fail>,
        /// It may not be deleted for good, so it is put into the bin.
        is_binned: bool,
    },
}

impl Phase {
    /// What is next for a transfer that got so far.
    pub fn next(memory: &Memory, place: &Place) -> Self {
        if let Some(file) = &memory.written {
            Phase::Delete { file: file.clone(), then: None, is_binned: false }
        } else if memory.md5.is_none() {
            Phase::Measure
        } else if !memory.is_searched {
            Phase::Search
        } else if memory.ids.is_empty() {
            Phase::Ids
        } else if let Some(session) = &memory.session {
            Phase::Upload(Upload::new(session.clone()))
        } else if memory.folders.len() < place.folders.len() {
            Phase::FindFolder
        } else {
            Phase::Begin
        }
    }
}

impl Transfer {
    /// The request of this phase, without its token. While a digest is wanted, nobody asks.
    pub(crate) fn request(&self) -> Request {
        match &self.phase {
            Phase::Measure | Phase::Search => self.search(),
            Phase::Ids => self.ids(),
            Phase::FindFolder => self.find_folder(),
            Phase::MakeFolder => self.make_folder(),
            Phase::Begin => self.begin(),
            Phase::Upload(upload) => upload.request(self.file.bytes),
            Phase::Look => self.look(),
            Phase::Delete { file, is_binned, .. } => self.delete(file, *is_binned),
        }
    }

    pub(crate) fn hear_good(&mut self, response: &Response) -> Option<Action> {
        match &self.phase {
            Phase::Measure => None,
            Phase::Search => self.hear_search(response),
            Phase::Ids => self.hear_ids(response),
            Phase::FindFolder => self.hear_found_folder(response),
            Phase::MakeFolder => self.hear_made_folder(),
            Phase::Begin => self.hear_begun(response),
            Phase::Upload(_) => self.hear_complete(response),
            Phase::Look => self.hear_look(response),
            Phase::Delete { .. } => Some(self.hear_deleted()),
        }
    }

    /// What a refusal means to this phase alone: nothing, or what it makes of it.
    pub(crate) fn hear_special(&mut self, response: &Response) -> Option<Option<Action>> {
        match (&self.phase, response.status) {
            // What has this id is there already: it was made before, and nobody heard of it.
            (Phase::MakeFolder, 409) => Some(self.hear_made_folder()),
            (Phase::Begin | Phase::Upload(_), 409) | (Phase::Upload(_), 404 | 410 | 499) => {
                self.memory.session = None;
                self.phase = Phase::Look;
                Some(None)
            }
            (Phase::Look, 404) => {
                // The file is not there. `Begin` is next, unless that was tried too often.
                Some(self.lost())
            }
            (Phase::FindFolder | Phase::MakeFolder | Phase::Begin, 404) if !self.memory.folders.is_empty() => {
                // A folder that was there is not any more: all are looked for again.
                self.memory = self.memory.anew();
                Some(self.lost())
            }
            (Phase::Delete { .. }, 404) => Some(Some(self.hear_deleted())),
            (Phase::Delete { .. }, 403) => Some(self.hear_kept()),
            _ => None,
        }
    }

    /// What was sent may have arrived or not: it is asked.
    pub(crate) fn forget_position(&mut self) {
        if let Phase::Upload(upload) = &mut self.phase {
            upload.position = None;
        }
    }

    /// What tidies up after a transfer that nobody wants. The file's id is this transfer's alone, so it is deleted in case it
    /// is there; folders may be in use by now, and stay.
    pub(crate) fn tidying(&self) -> Vec<Request> {
        let (session, file) = match &self.phase {
            Phase::Upload(upload) => (Some(upload.abandon()), self.memory.ids.last()),
            Phase::Begin | Phase::Look => (None, self.memory.ids.last()),
            Phase::Delete { file, .. } => (None, Some(file)),
            _ => (None, None),
        };
        let delete = file.filter(|_| self.drive.has_token()).map(|file| self.delete(file, false));
        session.into_iter().chain(delete).map(|request| self.drive.authorised(request)).collect()
    }

    pub(crate) fn is_test(&self) -> bool {
        self.kind == Kind::Test
    }
}
