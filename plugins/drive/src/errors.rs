//! What a refusal means, in plain words.

use crate::folder::Place;
use plugin_sdk::{Fail, Reason, Response, Value};

/// The most characters of Drive's own words.
const MOST_WORDS: usize = 200;

/// What a refusal means.
#[derive(Debug, PartialEq)]
pub enum Refusal {
    /// It may work later, and the host has not waited.
    Slower,
    /// This.
    Final(Fail),
}

/// What a response that is not good means.
pub fn refusal(response: &Response, place: &Place) -> Refusal {
    let body: Value = serde_json::from_str(&response.body).unwrap_or_default();
    let error = &body["error"];
    let kind = error["errors"][0]["reason"].as_str().or_else(|| error["details"][0]["reason"].as_str());
    let kind = kind.unwrap_or_default();
    if matches!(kind, "rateLimitExceeded" | "userRateLimitExceeded" | "sharingRateLimitExceeded") {
        return Refusal::Slower;
    }
    let words = in_brackets(error["message"].as_str().unwrap_or_default());
    let (reason, message) = meaning(response.status, kind, &words, &place.root_in_words());
    Refusal::Final(Fail { reason, message, retryable: reason == Reason::Unavailable })
}

fn meaning(status: u16, kind: &str, words: &str, root: &str) -> (Reason, String) {
    match (status, kind) {
        (_, "storageQuotaExceeded") => {
            (Reason::Quota, "Google Drive is full: make room, or get more storage for the account".to_owned())
        }
        (_, "quotaExceeded" | "dailyLimitExceeded") => {
            (Reason::Quota, format!("what Google Drive allows for a day is used up: try tomorrow{words}"))
        }
        (
            _,
            "teamDriveFileLimitExceeded"
            | "numChildrenInNonRootLimitExceeded"
            | "activeItemCreationLimitExceeded"
            | "teamDriveHierarchyTooDeep",
        ) => (Reason::Quota, format!("{root} takes no more files or folders: use another one{words}")),
        (_, "accessNotConfigured" | "SERVICE_DISABLED") => (
            Reason::PermissionDenied,
            "the Google Drive API is not enabled in the project of this server's OAuth client: enable it there"
                .to_owned(),
        ),
        (_, "insufficientPermissions" | "ACCESS_TOKEN_SCOPE_INSUFFICIENT") => (
            Reason::Reconnect,
            "Google Drive was connected without leave to make files: connect it again, and allow that".to_owned(),
        ),
        (_, "domainPolicy") => (
            Reason::PermissionDenied,
            "the organisation's administrator does not let this app use Google Drive: ask there".to_owned(),
        ),
        (404, _) | (_, "appNotAuthorizedToFile") => (
            Reason::NotFound,
            format!(
                "{root} is not there, or was not made with this app: its grant (drive.file) sees only what was made or opened \
                 with it; choose such a folder as `driveFolderId` or `folderId`, or leave it out"
            ),
        ),
        (403, _) => (
            Reason::PermissionDenied,
            format!(
                "the connected account may not write into {root}: let it edit there, or choose another folder{words}"
            ),
        ),
        (413, _) => (Reason::Invalid, "the file is larger than Google Drive takes".to_owned()),
        (400, _) => (Reason::Invalid, format!("Google Drive refuses it, with {root}{words}")),
        _ => (
            Reason::Unavailable,
            format!("the service does not answer as Google Drive does (status {status}): check `endpoint`"),
        ),
    }
}

/// Nobody has connected, or what was granted is no longer taken.
pub fn reconnect(message: &str) -> Fail {
    Fail { reason: Reason::Reconnect, message: message.to_owned(), retryable: false }
}

/// What arrived is something else.
pub fn corrupted() -> Fail {
    let message = "Google Drive got other bytes than were sent: try again".to_owned();
    Fail { reason: Reason::Corrupted, message, retryable: true }
}

/// What Drive says cannot be made out.
pub fn strange() -> Fail {
    let message = "the service does not answer as Google Drive does: check `endpoint`".to_owned();
    Fail { reason: Reason::Unavailable, message, retryable: true }
}

/// Drive's own words, on one line.
fn in_brackets(message: &str) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let words: String = line.chars().filter(|letter| !letter.is_control()).take(MOST_WORDS).collect();
    if words.is_empty() { words } else { format!(" ({words})") }
}
