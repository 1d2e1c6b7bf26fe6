//! A test's object goes away again.

use super::Phase;
use crate::errors::{Refusal, refusal};
use crate::requests::Call;
use crate::transfer::Transfer;
use crate::xml;
use plugin_sdk::responses::Reply;
use plugin_sdk::{Action, Reason, Response, Timestamp};

impl Transfer {
    /// In buckets that keep versions, deleting without one would only hide what was written.
    pub(crate) fn ask_delete(&self, version: Option<&str>, now: Timestamp) -> Action {
        let call = Call::new("delete", "DELETE", &self.file.key);
        let call = match version {
            Some(version) => call.query("versionId", version),
            None => call,
        };
        Action::http([call.sign(&self.store, now)])
    }

    pub(super) fn hear_delete(&mut self, reply: Reply) -> Option<Action> {
        let Phase::Delete { version, then } = &mut self.phase else { return None };
        // Somebody stopped it: one attempt at tidying up is all there is.
        if let Some(fail) = then {
            return Some(Action::Fail(fail.clone()));
        }
        match reply {
            Reply::Later => None,
            Reply::Good(_) => Some(self.done()),
            // Versions are deleted by a permission of their own. Hiding what was written is better than leaving it.
            Reply::Bad(response) if response.status == 403 && version.take().is_some() => None,
            // Some say so when it was deleted before.
            Reply::Bad(response) if is_gone(&response) => Some(self.done()),
            Reply::Bad(response) => match refusal(&response, &self.store, "s3:DeleteObject") {
                Refusal::Later => None,
                Refusal::Final(mut fail) => {
                    if fail.reason == Reason::PermissionDenied {
                        let (key, name) = (&self.file.key, self.store.name());
                        fail.message = format!(
                            "files can be written to {name}, but the test's file `{key}` could not be deleted again: \
                             allow the access key `s3:DeleteObject` there, and delete that file"
                        );
                    }
                    Some(Action::Fail(fail))
                }
                Refusal::NoUpload | Refusal::LostParts => Some(Action::Fail(self.nonsense())),
            },
        }
    }
}

fn is_gone(response: &Response) -> bool {
    let code = xml::text(&response.body, "Code");
    response.status == 404 && matches!(code.as_deref(), Some("NoSuchKey" | "NoSuchVersion"))
}
