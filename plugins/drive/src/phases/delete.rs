//! What a test wrote, or what arrived as something else, is deleted. In shared drives few may do that: there it is put into
//! the bin.

use super::Phase;
use crate::transfer::Transfer;
use plugin_sdk::{Action, Done, Fail, Reason, Request, json};

impl Transfer {
    pub(super) fn delete(&self, file: &str, is_binned: bool) -> Request {
        if is_binned {
            return self.drive.file("bin", "PATCH", file, &[("fields", "id")]).json(&json!({ "trashed": true }));
        }
        self.drive.file("delete", "DELETE", file, &[])
    }

    /// It is gone.
    pub(super) fn hear_deleted(&mut self) -> Action {
        match self.take_end() {
            Some(fail) => self.fail(fail),
            None => Action::Done(Done::default()),
        }
    }

    /// It may not be deleted: then it may go into the bin, or it stays.
    pub(super) fn hear_kept(&mut self) -> Option<Action> {
        match &mut self.phase {
            Phase::Delete { is_binned, .. } if !*is_binned => {
                *is_binned = true;
                return None;
            }
            _ => {}
        }
        Some(match self.take_end() {
            Some(fail) => self.fail(fail),
            None => Action::fail(
                Reason::PermissionDenied,
                format!(
                    "the connected account may write into {}, and not delete there: let it manage files, and delete `{}`",
                    self.place.root_in_words(),
                    self.place.name
                ),
            ),
        })
    }

    fn take_end(&mut self) -> Option<Fail> {
        match &mut self.phase {
            Phase::Delete { then, .. } => then.take(),
            _ => None,
        }
    }
}
