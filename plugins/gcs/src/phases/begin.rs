//! An upload is begun. It shows nothing: doing it twice leaves one that is forgotten after a week.

use super::{Phase, Upload};
use crate::errors;
use crate::transfer::Transfer;
use plugin_sdk::{Action, Request, Response, json};

impl Transfer {
    pub(super) fn begin(&self, crc32c: &str) -> Request {
        let object = json!({
            "name": self.file.key,
            "contentType": self.file.media_type,
            // The service refuses to complete what has another one.
            "crc32c": crc32c,
            "metadata": { "rushes-transfer": self.id },
        });
        Request::new("begin", "POST", self.bucket.upload_url(&self.file.key, self.payer()))
            .json(&object)
            .header("x-upload-content-type", &self.file.media_type)
            .header("x-upload-content-length", self.file.bytes.to_string())
            .keep("location")
    }

    pub(super) fn hear_begun(&mut self, response: &Response, crc32c: String) -> Option<Action> {
        match response.header("location").filter(|address| self.bucket.is_own(address)) {
            Some(session) => {
                let mut upload = Upload::new(crc32c, session.to_owned());
                upload.position = Some(0);
                self.phase = Phase::Upload(upload);
                None
            }
            None => Some(Action::Fail(errors::strange())),
        }
    }
}
