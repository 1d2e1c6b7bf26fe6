//! Where the file goes, and as whom.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use plugin_sdk::{Action, Job, Reason, Request};

/// Everything but what never needs encoding in a path.
const IN_PATHS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// An object on the server. Not to be printed: it holds the password.
pub struct Place {
    url: String,
    authorization: String,
}

impl Place {
    /// As the job says.
    ///
    /// # Errors
    /// What the configuration lacks (the host has held it to the schema, so this is for whoever skips that), or a key that no
    /// address can hold.
    pub fn of(job: &Job) -> Result<Self, Action> {
        let config = |property: &str| {
            let missing = || Action::fail(Reason::Invalid, format!("`{property}` is missing: configure it"));
            job.config(property).ok_or_else(missing)
        };
        let (folder, user, password) = (config("url")?, config("user")?, config("password")?);
        // Addresses lose them on their way, however they are encoded: the file would be somewhere else.
        if job.file.key.split('/').any(|part| matches!(part, "." | "..")) {
            return Err(Action::fail(Reason::Invalid, "no file or folder can be named . or ..: name it otherwise"));
        }
        let key = utf8_percent_encode(&job.file.key, IN_PATHS);
        Ok(Self {
            url: format!("{}/{key}", folder.trim_end_matches('/')),
            authorization: format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))),
        })
    }

    /// A request about the object; its id is its method.
    pub fn request(&self, method: &str) -> Request {
        Request::new(method, method, &self.url).header("authorization", &self.authorization)
    }
}
