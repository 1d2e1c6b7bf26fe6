//! What Vimeo's refusals mean, for people.

use crate::settings::Settings;
use plugin_sdk::{Fail, Reason, Response};
use serde::Deserialize;

/// The longest text of Vimeo's that is passed on, in characters.
const QUOTED_CHARACTERS: usize = 300;

// Vimeo's codes of errors that are not told by the status.
const STORAGE_USED_UP: u32 = 4101;
const UPLOADS_USED_UP: u32 = 4102;
const TOO_LARGE: u32 = 3428;

/// What was refused.
#[derive(Clone, Copy)]
pub enum Doing {
    /// Making the video.
    Create,
    /// Looking for it.
    Search,
    /// Giving it its name.
    Name,
    /// Sending the file.
    Send,
    /// Asking how it stands.
    Check,
    /// Deleting it.
    Remove,
}

impl Doing {
    const fn words(self) -> &'static str {
        match self {
            Doing::Create => "to make a video",
            Doing::Search => "to list the account's videos",
            Doing::Name => "to name the video",
            Doing::Send => "to take the file",
            Doing::Check => "to say how the video stands",
            Doing::Remove => "to delete the video",
        }
    }

    const fn scope(self) -> &'static str {
        match self {
            Doing::Create | Doing::Send => "upload",
            Doing::Name => "edit",
            Doing::Search | Doing::Check => "private",
            Doing::Remove => "delete",
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    error: Option<String>,
    developer_message: Option<String>,
    error_code: Option<u32>,
}

/// What a refusal means.
pub fn refused(response: &Response, doing: Doing, settings: &Settings) -> Fail {
    let refusal: Refusal = serde_json::from_str(&response.body).unwrap_or_default();
    let said = quoted(&refusal, settings);
    let names = |what: &str| said.to_ascii_lowercase().contains(what);
    let folder = settings.folder.as_deref().filter(|_| names("folder") || names("project"));
    let (reason, message) = match (response.status, refusal.error_code) {
        (401, _) => (
            Reason::CredentialsRefused,
            "Vimeo does not know the access token: make a new one among your apps at developer.vimeo.com and set it."
                .to_owned(),
        ),
        (_, Some(STORAGE_USED_UP)) => (
            Reason::Quota,
            format!("The account's storage at Vimeo is used up.{said} Delete videos or take a larger plan."),
        ),
        (_, Some(UPLOADS_USED_UP)) => (
            Reason::Quota,
            format!("The account may upload no more to Vimeo for now.{said} Wait, or take a larger plan."),
        ),
        (_, Some(TOO_LARGE)) | (413, _) => {
            (Reason::Quota, format!("The file is larger than the account may upload to Vimeo.{said}"))
        }
        (403, _) if names("quota") => (Reason::Quota, format!("The account's quota at Vimeo is used up.{said}")),
        (400 | 403 | 404, _) if let Some(folder) = folder => (
            Reason::NotFound,
            format!(
                "The folder \"{folder}\" is not there at Vimeo, or this account may not use it.{said} Its address \
                 looks like \"/users/123/projects/456\"."
            ),
        ),
        (403, _) => (
            Reason::PermissionDenied,
            format!(
                "Vimeo does not allow this access token {}.{said} Make one with the scopes private, upload, edit and \
                 delete; here it needs \"{}\".",
                doing.words(),
                doing.scope()
            ),
        ),
        (404, _) => (Reason::NotFound, format!("Vimeo refuses {}: it is not there.{said}", doing.words())),
        (400, _) => (
            Reason::Invalid,
            format!(
                "Vimeo refuses {}.{said} Check name, description, privacy and folder: not every plan has every choice.",
                doing.words()
            ),
        ),
        (status, _) => (Reason::Other, format!("Vimeo refuses {} with status {status}.{said}", doing.words())),
    };
    Fail { reason, message, retryable: false }
}

/// Vimeo's own words, as a sentence to append, without secrets.
fn quoted(refusal: &Refusal, settings: &Settings) -> String {
    let Some(text) = refusal.developer_message.as_deref().or(refusal.error.as_deref()) else { return String::new() };
    let plain: String = settings.without_secrets(text).chars().filter(|character| !character.is_control()).collect();
    let part: String = plain.trim().chars().take(QUOTED_CHARACTERS).collect();
    format!(" Vimeo says: \"{part}\"")
}

/// Vimeo's answer makes no sense.
pub fn unreadable() -> plugin_sdk::Action {
    plugin_sdk::Action::fail_for_now(Reason::Unavailable, "Vimeo's answer cannot be read.")
}

/// What Vimeo has is not the file.
pub fn corrupted() -> Fail {
    for_now(Reason::Corrupted, "Vimeo has another number of bytes than were sent: the video was deleted.")
}

/// Vimeo cannot read the file.
pub fn no_video() -> Fail {
    let message = "Vimeo took the file and cannot read it as a video: the video was deleted.";
    Fail { reason: Reason::Invalid, message: message.into(), retryable: false }
}

/// Vimeo takes the pieces, and the upload does not grow.
pub fn stuck() -> plugin_sdk::Action {
    plugin_sdk::Action::fail_for_now(Reason::Unavailable, "The upload to Vimeo does not move on, though Vimeo answers.")
}

/// Vimeo has all bytes and does not say so.
pub fn never_complete() -> plugin_sdk::Action {
    let message = "Vimeo has the whole file, but has not said for a quarter of an hour that the upload is complete.";
    plugin_sdk::Action::fail_for_now(Reason::Unavailable, message)
}

/// One upload after the other came to nothing.
pub fn lost_too_often() -> Fail {
    for_now(Reason::Unavailable, "Vimeo lost the upload again and again before it was complete.")
}

/// What remains at Vimeo, as a sentence to append.
pub fn left_behind(video: &str) -> String {
    format!(" The video {video} could not be deleted: delete it at Vimeo.")
}

fn for_now(reason: Reason, message: &str) -> Fail {
    Fail { reason, message: message.into(), retryable: true }
}
