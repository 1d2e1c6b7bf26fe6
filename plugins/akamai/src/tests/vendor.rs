//! NetStorage in memory. It holds no bytes, only how many they were, and it refuses what NetStorage would refuse: a
//! signature of another time or one that was seen before, a file with another digest, a name in a folder that is not
//! there.

use super::driver::{md5_of, sha256_of};
use percent_encoding::percent_decode_str;
use plugin_sdk::{Body, Request, Response, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What is there, and what was done.
#[derive(Debug)]
pub struct Vendor {
    pub now: Timestamp,
    /// How large each file is, by its path below the CP code.
    pub files: BTreeMap<String, u64>,
    pub folders: BTreeSet<String>,
    /// Whether folders have to be made, as in groups of the older kind.
    pub is_older_kind: bool,
    /// Whether renaming replaces what has the name.
    pub replaces: bool,
    /// Whether MD5s are kept.
    pub keeps_md5: bool,
    /// Every request that arrived.
    pub requests: Vec<Request>,
    /// What the signatures said that were seen.
    pub seen: BTreeSet<String>,
    /// How many events there were, over all transfers.
    pub events: u32,
}

impl Default for Vendor {
    fn default() -> Self {
        Self {
            now: Timestamp::default(),
            files: BTreeMap::new(),
            folders: BTreeSet::new(),
            is_older_kind: true,
            replaces: true,
            keeps_md5: true,
            requests: Vec::new(),
            seen: BTreeSet::new(),
            events: 0,
        }
    }
}

pub fn answer(request: &Request, status: u16, body: &str) -> Response {
    Response { id: request.id.clone(), status, body: body.to_owned(), ..Response::default() }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

/// The path below the CP code.
fn below(path: &str) -> String {
    decode(path).strip_prefix("/123456/").expect("a path below the CP code").to_owned()
}

impl Vendor {
    pub fn answer(&mut self, request: &Request) -> Response {
        self.requests.push(request.clone());
        let data = &request.headers["x-akamai-acs-auth-data"];
        let parts = data.split(", ").collect::<Vec<_>>();
        let is_fresh = parts[3] == self.now.seconds().to_string() && self.seen.insert(data.clone());
        if parts[0] != "5" || parts[5] != "uploader" || !is_fresh {
            return answer(request, 403, "Forbidden");
        }
        let path = request.url.strip_prefix("https://studio-nsu.akamaihd.net").expect("the configured host");
        let path = below(path);
        let action = request.headers["x-akamai-acs-action"].clone();
        let action = action.split('&').filter_map(|pair| pair.split_once('=')).collect::<BTreeMap<_, _>>();
        assert_eq!(action["version"], "1");
        match (&*request.method, action["action"]) {
            ("PUT", "upload") => self.upload(request, path, &action),
            ("POST", "mkdir") => self.mkdir(request, path),
            ("POST", "rename") => self.rename(request, &path, below(action["destination"])),
            ("POST", "delete") => match self.files.remove(&path) {
                Some(_) => answer(request, 200, "<HTML>Request Processed</HTML>"),
                None if self.folders.contains(&path) => answer(request, 409, "Conflict"),
                None => answer(request, 404, "Not Found"),
            },
            ("GET", "stat") => self.stat(request, &path),
            other => panic!("{other:?}"),
        }
    }

    fn has_folder_of(&self, path: &str) -> bool {
        let folder = path.rsplit_once('/').map(|(folder, _)| folder);
        !self.is_older_kind || folder.is_none_or(|folder| self.folders.contains(folder))
    }

    fn upload(&mut self, request: &Request, path: String, action: &BTreeMap<&str, &str>) -> Response {
        let Body::File { offset: 0, length } = request.body else { panic!("{:?}", request.body) };
        if action["sha256"] != sha256_of(length) || action["size"] != length.to_string() {
            return answer(request, 412, "Precondition Failed");
        }
        if !self.has_folder_of(&path) {
            return answer(request, 404, "Not Found");
        }
        self.files.insert(path, length);
        answer(request, 200, "<HTML>Request Processed</HTML>")
    }

    fn mkdir(&mut self, request: &Request, path: String) -> Response {
        if self.folders.contains(&path) || self.files.contains_key(&path) {
            return answer(request, 409, "Conflict");
        }
        if !self.has_folder_of(&path) {
            return answer(request, 404, "Not Found");
        }
        self.folders.insert(path);
        answer(request, 200, "<HTML>Request Processed</HTML>")
    }

    fn rename(&mut self, request: &Request, from: &str, to: String) -> Response {
        // The harder order: what has the name is looked at before the file that is to be renamed.
        if self.folders.contains(&to) || (!self.replaces && self.files.contains_key(&to)) {
            return answer(request, 409, "Conflict");
        }
        let Some(bytes) = self.files.remove(from) else { return answer(request, 404, "Not Found") };
        self.files.insert(to, bytes);
        answer(request, 200, "<HTML>Request Processed</HTML>")
    }

    fn stat(&self, request: &Request, path: &str) -> Response {
        let Some(bytes) = self.files.get(path) else { return answer(request, 404, "Not Found") };
        let md5 = if self.keeps_md5 { format!(" md5=\"{}\"", md5_of(*bytes)) } else { String::new() };
        let xml = format!("<stat directory=\"/123456\"><file type=\"file\" name=\"f\" size=\"{bytes}\"{md5}/></stat>");
        answer(request, 200, &xml)
    }
}
