//! Requests, signed.

use crate::group::{Group, escape};
use plugin_sdk::{Body, Event, File, Request, Timestamp};

/// When a request is signed, and what makes it another one than all others.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// When.
    pub now: Timestamp,
    unique: u32,
}

impl Moment {
    /// That of an event. There is one request in each answer, so it needs one number.
    pub fn of(event: &Event) -> Self {
        let digits = event.request.get(..8).unwrap_or_default();
        Self { now: event.now, unique: u32::from_str_radix(digits, 16).unwrap_or_default() }
    }
}

impl Group {
    /// Sends the file to `key`. NetStorage refuses it when it is not as large, or has another SHA-256.
    pub fn upload(&self, key: &str, file: &File, moment: Moment) -> Request {
        let action = format!("upload&sha256={}&size={}", file.sha256, file.bytes);
        let body = Body::File { offset: 0, length: file.bytes };
        self.request("upload", "PUT", key, &action, moment).header("content-type", &*file.media_type).body(body)
    }

    /// Gives a file another name.
    pub fn rename(&self, from: &str, to: &str, moment: Moment) -> Request {
        let action = format!("rename&destination={}", escape(&self.path_of(to)));
        self.change("rename", from, &action, moment)
    }

    /// Makes a folder.
    pub fn mkdir(&self, folder: &str, moment: Moment) -> Request {
        self.change("mkdir", folder, "mkdir", moment)
    }

    /// Deletes a file.
    pub fn delete(&self, key: &str, moment: Moment) -> Request {
        self.change("delete", key, "delete", moment)
    }

    /// Asks about a file.
    pub fn stat(&self, key: &str, moment: Moment) -> Request {
        self.request("stat", "GET", key, "stat&format=xml", moment)
    }

    fn change(&self, id: &str, key: &str, action: &str, moment: Moment) -> Request {
        // A body is expected, and may be empty.
        self.request(id, "POST", key, action, moment).body(Body::Text(String::new()))
    }

    fn request(&self, id: &str, method: &str, key: &str, action: &str, moment: Moment) -> Request {
        let (path, url) = self.address_of(key);
        let action = format!("version=1&action={action}");
        let signature = self.credentials.sign(&path, &action, moment.now, moment.unique);
        Request::new(id, method, url)
            .header("x-akamai-acs-action", action)
            .header("x-akamai-acs-auth-data", signature.data)
            .header("x-akamai-acs-auth-sign", signature.sign)
            // What time it is there tells a wrong clock from a wrong key.
            .keep("date")
    }
}
