//! What a test wrote is deleted.

use crate::transfer::Transfer;
use plugin_sdk::{Action, Reason, Request, Response};

impl Transfer {
    pub(super) fn delete(&self, generation: Option<&str>) -> Request {
        // Without a generation, buckets that keep versions would only hide it.
        Request::new("delete", "DELETE", self.bucket.object_url(&self.file.key, generation, self.payer()))
    }

    pub(super) fn hear_refused_delete(&self, response: &Response) -> Option<Action> {
        match response.status {
            // Deleted before, and nobody heard of it.
            404 => Some(self.done(None)),
            403 if !response.body.contains("LimitExceeded") => Some(Action::fail(
                Reason::PermissionDenied,
                format!(
                    "the service account may write into bucket `{}`, and not delete or replace what is there: allow it \
                     `storage.objects.delete`, and delete `{}` there",
                    self.bucket.name, self.file.key
                ),
            )),
            _ => None,
        }
    }
}
