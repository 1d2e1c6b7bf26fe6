//! An upload is begun. It shows nothing: doing it twice leaves one that is forgotten after a week.

use super::Upload;
use super::search::MARK;
use crate::errors;
use crate::phases::Phase;
use crate::requests::FIELDS;
use crate::transfer::Transfer;
use plugin_sdk::{Action, Request, Response, json};

impl Transfer {
    pub(super) fn begin(&self) -> Request {
        let file = json!({
            "id": self.memory.ids.last(),
            "name": self.place.name,
            "mimeType": self.file.media_type,
            "parents": [self.place.parent(&self.memory.folders)],
            "appProperties": { MARK: self.id },
        });
        self.drive
            .upload("begin", &[("uploadType", "resumable"), ("fields", FIELDS)])
            .json(&file)
            .header("x-upload-content-type", &self.file.media_type)
            .header("x-upload-content-length", self.file.bytes.to_string())
            .keep("location")
    }

    pub(super) fn hear_begun(&mut self, response: &Response) -> Option<Action> {
        let Some(session) = response.header("location").filter(|address| self.drive.is_own(address)) else {
            return Some(Action::Fail(errors::strange()));
        };
        let mut upload = Upload::new(session.to_owned());
        upload.position = Some(0);
        self.memory.session = Some(session.to_owned());
        self.phase = Phase::Upload(upload);
        None
    }
}
