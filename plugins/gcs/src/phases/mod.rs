//! The steps of a transfer: its checksum is computed (`Measure`), an upload is begun (`Begin`), the file goes up
//! (`Upload`), and what a test wrote is deleted (`Delete`). One file for each that sends something.

mod begin;
mod delete;
mod upload;

use crate::bucket::Bucket;
use crate::checkpoint::Checkpoint;
use crate::transfer::Transfer;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use plugin_sdk::{Action, Algorithm, Digest, DigestRange, File, Kind, Request, Response};
pub use upload::Upload;

/// Where a transfer is.
pub enum Phase {
    /// The file's checksum is wanted.
    Measure,
    /// An upload is begun.
    Begin {
        /// The file's CRC-32C, in Base64.
        crc32c: String,
    },
    /// The file goes up.
    Upload(Upload),
    /// A test's object is deleted.
    Delete {
        /// Which generation of it.
        generation: Option<String>,
    },
}

impl Phase {
    /// Where a checkpoint says that a transfer is.
    pub fn at(checkpoint: Checkpoint, kind: Kind, bucket: &Bucket) -> Self {
        match checkpoint {
            Checkpoint::Written { generation } if kind == Kind::Test => Phase::Delete { generation },
            // One from before `endpoint` was changed is of no use.
            Checkpoint::Uploading { crc32c, session } if bucket.is_own(&session) => {
                Phase::Upload(Upload::new(crc32c, session))
            }
            _ => Phase::Measure,
        }
    }

    /// What is to be remembered.
    pub fn checkpoint(&self) -> Checkpoint {
        match self {
            Phase::Measure | Phase::Begin { .. } => Checkpoint::Beginning,
            Phase::Upload(upload) => {
                Checkpoint::Uploading { crc32c: upload.crc32c.clone(), session: upload.session.clone() }
            }
            Phase::Delete { generation } => Checkpoint::Written { generation: generation.clone() },
        }
    }

    /// The digests that are wanted.
    pub fn digests(&self, file: &File) -> Option<Vec<DigestRange>> {
        let range =
            DigestRange { id: "crc32c".to_owned(), algorithm: Algorithm::Crc32c, offset: 0, length: file.bytes };
        matches!(self, Phase::Measure).then(|| vec![range])
    }

    /// Whether the file goes up.
    pub fn is_upload(&self) -> bool {
        matches!(self, Phase::Upload(_))
    }
}

impl Transfer {
    /// Takes in the digest that was asked for.
    pub(crate) fn learn(&mut self, digests: Vec<Digest>) {
        let crc32c = digests.into_iter().find(|digest| digest.algorithm == Algorithm::Crc32c);
        if let (Phase::Measure, Some(bytes)) = (&self.phase, crc32c.and_then(|digest| hex::decode(digest.hex).ok())) {
            self.phase = Phase::Begin { crc32c: STANDARD.encode(bytes) };
        }
    }

    /// The request of this phase, without its token. While a digest is wanted, nobody asks.
    pub(crate) fn request(&self) -> Request {
        match &self.phase {
            Phase::Measure => self.begin(""),
            Phase::Begin { crc32c } => self.begin(crc32c),
            Phase::Upload(upload) => upload.request(self.file.bytes),
            Phase::Delete { generation } => self.delete(generation.as_deref()),
        }
    }

    pub(crate) fn hear_good(&mut self, response: &Response) -> Option<Action> {
        match &self.phase {
            Phase::Measure => None,
            Phase::Begin { crc32c } => {
                let crc32c = crc32c.clone();
                self.hear_begun(response, crc32c)
            }
            Phase::Upload(_) => self.hear_complete(response),
            Phase::Delete { .. } => Some(self.done(None)),
        }
    }

    /// What a refusal means to this phase alone: nothing, or what it makes of it.
    pub(crate) fn hear_special(&mut self, response: &Response) -> Option<Option<Action>> {
        match &self.phase {
            Phase::Upload(_) => self.hear_refused_upload(response),
            Phase::Delete { .. } => self.hear_refused_delete(response).map(Some),
            Phase::Measure | Phase::Begin { .. } => None,
        }
    }

    /// What was sent may have arrived or not: it is asked.
    pub(crate) fn forget_position(&mut self) {
        if let Phase::Upload(upload) = &mut self.phase {
            upload.position = None;
        }
    }

    /// What tidies up after a transfer that nobody wants.
    pub(crate) fn tidying(&self) -> Vec<Request> {
        let upload = match &self.phase {
            Phase::Upload(upload) => Some(upload.abandon()),
            Phase::Measure | Phase::Begin { .. } | Phase::Delete { .. } => None,
        };
        // It may have been written already. For a file this stays: something else may have had its name before.
        let written = match &self.phase {
            Phase::Delete { generation } => Some(self.delete(generation.as_deref())),
            Phase::Upload(_) if self.kind == Kind::Test => Some(self.delete(None)),
            _ => None,
        };
        let with_token = |request: Request| self.token.as_ref().map(|token| token.on(request));
        // An upload's address is enough to abandon it.
        let abandon = upload.map(|request| match &self.token {
            Some(token) => token.on(request),
            None => request,
        });
        abandon.into_iter().chain(written.and_then(with_token)).collect()
    }
}
