//! What a refusal means, in plain words.

use plugin_sdk::{Action, Reason, Response};

/// WebDAV's status for a server without room.
pub const FULL: u16 = 507;

/// How the transfer ends after this response. The server's own words are not repeated: nobody has read them.
pub fn refusal(response: &Response) -> Action {
    let (reason, message) = match response.status {
        401 => (Reason::CredentialsRefused, "the server does not know this user and password: check both"),
        403 => (Reason::PermissionDenied, "the user may not write into this folder: allow it on the server"),
        // What WebDAV answers when a folder on the way is missing.
        404 | 409 => (Reason::NotFound, "the folder is not there: create it on the server, or leave out the prefix"),
        300..=399 => (Reason::Invalid, "the server is somewhere else: configure the address that it redirects to"),
        405 | 501 => (Reason::Invalid, "the server takes no files at this address: check it"),
        FULL => (Reason::Quota, "the server has no room left: make room, or raise the user's allowance"),
        413 => (Reason::Quota, "the file is larger than the server takes: raise its limit"),
        _ => (Reason::Other, "the server refused the file"),
    };
    Action::fail(reason, format!("{message} (status {})", response.status))
}
