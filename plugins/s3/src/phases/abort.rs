//! A multipart upload is abandoned, so that its parts do not stay and cost money.

use crate::requests::Call;
use crate::transfer::Transfer;
use plugin_sdk::{Action, Timestamp};

impl Transfer {
    /// One attempt: whether it works does not change how the transfer ends.
    pub(crate) fn ask_abort(&self, upload: &str, now: Timestamp) -> Action {
        let call = Call::new("abort", "DELETE", &self.file.key).query("uploadId", upload);
        Action::http([call.sign(&self.store, now)])
    }
}
