//! What stands for Google Drive: it reads searches, checks ids, tokens and ranges, and keeps no bytes. As in Drive, names
//! are not unique, and what was just made may not be found at once.

use super::driver::md5_of;
use plugin_sdk::{Body, Request, Response, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

pub const FOLDER: &str = "application/vnd.google-apps.folder";

/// A file or folder.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    pub id: String,
    pub name: String,
    pub parent: String,
    pub media_type: String,
    pub bytes: u64,
    pub properties: Value,
    pub is_binned: bool,
}

/// An upload under way.
#[derive(Clone, Debug)]
pub struct Session {
    file: File,
    arrived: u64,
    is_complete: bool,
}

/// The service.
pub struct Vendor {
    pub token: String,
    pub files: Vec<File>,
    pub sessions: BTreeMap<String, Session>,
    pub requests: Vec<Request>,
    /// Only half of a chunk arrives, and nothing is completed.
    pub is_cut: bool,
    /// What was made since is not found by searches yet.
    pub searches_lag: bool,
    /// Ids that were generated.
    pub ids: BTreeSet<String>,
    pub renewals: u32,
}

impl Default for Vendor {
    fn default() -> Self {
        Self {
            token: "ya29.first".to_owned(),
            files: Vec::new(),
            sessions: BTreeMap::new(),
            requests: Vec::new(),
            is_cut: false,
            searches_lag: false,
            ids: BTreeSet::new(),
            renewals: 0,
        }
    }
}

pub fn respond(request: &Request, status: u16, body: &Value) -> Response {
    Response { id: request.id.clone(), status, body: body.to_string(), ..Response::default() }
}

pub fn refused(request: &Request, status: u16, reason: &str, message: &str) -> Response {
    let error = json!({ "code": status, "message": message, "errors": [{ "reason": reason, "message": message }] });
    respond(request, status, &json!({ "error": error }))
}

pub fn folder(id: &str, name: &str, parent: &str) -> File {
    let (id, name, parent) = (id.to_owned(), name.to_owned(), parent.to_owned());
    File { id, name, parent, media_type: FOLDER.to_owned(), bytes: 0, properties: json!({}), is_binned: false }
}

impl Vendor {
    /// Another token, as the host gets it.
    pub fn renew(&mut self) -> String {
        self.renewals += 1;
        format!("ya29.renewed-{}", self.renewals)
    }

    pub fn asked(&self, id: &str) -> usize {
        self.requests.iter().filter(|request| request.id == id).count()
    }

    /// What is no folder.
    pub fn sent(&self) -> Vec<&File> {
        self.files.iter().filter(|file| file.media_type != FOLDER).collect()
    }

    /// The path of a file, from the top.
    pub fn path(&self, file: &File) -> String {
        match self.files.iter().find(|folder| folder.id == file.parent) {
            Some(folder) => format!("{}/{}", self.path(folder), file.name),
            None => format!("{}:{}", file.parent, file.name),
        }
    }

    pub fn answer(&mut self, request: &Request) -> Response {
        self.requests.push(request.clone());
        if request.headers.get("authorization") != Some(&format!("Bearer {}", self.token)) && request.id != "abandon" {
            return refused(request, 401, "authError", "Invalid Credentials");
        }
        let url = Url::parse(&request.url).unwrap();
        assert_eq!((url.scheme(), url.host_str()), ("https", Some("www.googleapis.com")));
        let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        if let Some(session) = query.get("upload_id") {
            return self.put(request, session);
        }
        assert_eq!(query["supportsAllDrives"], "true");
        let file = url.path().strip_prefix("/drive/v3/files/");
        match (&*request.method, url.path(), file) {
            ("GET", "/drive/v3/files", _) => self.list(request, &query["q"]),
            ("GET", _, Some("generateIds")) => self.generate(request, query["count"].parse().unwrap()),
            ("POST", "/drive/v3/files", _) => self.make(request),
            ("POST", "/upload/drive/v3/files", _) => self.begin(request),
            (method, _, Some(file)) => self.one(request, method, file),
            other => panic!("{other:?}"),
        }
    }

    fn generate(&mut self, request: &Request, count: usize) -> Response {
        let first = self.ids.len();
        let ids: Vec<_> = (first..first + count).map(|number| format!("id-{number}")).collect();
        self.ids.extend(ids.iter().cloned());
        respond(request, 200, &json!({ "ids": ids, "space": "drive" }))
    }

    fn list(&mut self, request: &Request, query: &str) -> Response {
        let unquoted = |text: &str| {
            let inner = text.strip_prefix('\'').unwrap().strip_suffix('\'').unwrap();
            inner.replace("\\'", "'").replace("\\\\", "\\")
        };
        let query = query.strip_suffix(" and trashed = false").unwrap();
        if let Some(mark) = query.strip_prefix("appProperties has { key='rushesTransfer' and value=") {
            let transfer = unquoted(mark.strip_suffix(" }").unwrap());
            let found = |file: &&File| file.properties["rushesTransfer"] == *transfer && !file.is_binned;
            let files: Vec<_> = self.files.iter().filter(found).map(described).collect();
            return respond(request, 200, &json!({ "files": if self.searches_lag { Vec::new() } else { files } }));
        }
        let (name, rest) = query.rsplit_once(&format!(" and mimeType = '{FOLDER}' and ")).unwrap();
        let name = unquoted(name.strip_prefix("name = ").unwrap()).to_lowercase();
        let parent = unquoted(rest.strip_suffix(" in parents").unwrap());
        if !self.has(&parent) {
            return refused(request, 404, "notFound", "File not found: .");
        }
        let found = |file: &&File| file.parent == parent && file.name.to_lowercase() == name && !file.is_binned;
        let files: Vec<_> = self.files.iter().filter(found).map(described).collect();
        respond(request, 200, &json!({ "files": if self.searches_lag { Vec::new() } else { files } }))
    }

    fn has(&self, folder: &str) -> bool {
        folder == "root" || self.files.iter().any(|file| file.id == folder)
    }

    /// What a request wants to make, unless it cannot.
    fn wanted(&self, request: &Request) -> Result<File, Response> {
        let Body::Text(body) = &request.body else { panic!("no metadata") };
        let body: Value = serde_json::from_str(body).unwrap();
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        let (id, parent) = (text("id"), body["parents"][0].as_str().unwrap().to_owned());
        assert!(self.ids.contains(&id), "{id} is no generated id");
        if self.files.iter().any(|file| file.id == id) {
            return Err(refused(request, 409, "fileIdInUse", "A file already exists with the provided ID."));
        }
        if !self.has(&parent) {
            return Err(refused(request, 404, "notFound", &format!("File not found: {parent}.")));
        }
        let properties = body["appProperties"].clone();
        Ok(File {
            id,
            name: text("name"),
            parent,
            media_type: text("mimeType"),
            bytes: 0,
            properties,
            is_binned: false,
        })
    }

    fn make(&mut self, request: &Request) -> Response {
        let file = match self.wanted(request) {
            Ok(file) => file,
            Err(refused) => return refused,
        };
        assert_eq!((&*file.media_type, &file.properties), (FOLDER, &json!({ "rushes": "1" })));
        self.files.push(file.clone());
        respond(request, 200, &json!({ "id": file.id }))
    }

    fn begin(&mut self, request: &Request) -> Response {
        let mut file = match self.wanted(request) {
            Ok(file) => file,
            Err(refused) => return refused,
        };
        file.bytes = request.headers["x-upload-content-length"].parse().unwrap();
        let id = format!("session-{}", self.requests.len());
        self.sessions.insert(id.clone(), Session { file, arrived: 0, is_complete: false });
        let mut response = respond(request, 200, &json!({}));
        let location = format!("https://www.googleapis.com/upload/drive/v3/files?uploadType=resumable&upload_id={id}");
        response.headers.insert("location".to_owned(), location);
        response
    }

    fn put(&mut self, request: &Request, id: &str) -> Response {
        if request.method == "DELETE" {
            self.sessions.remove(id);
            return respond(request, 499, &json!({}));
        }
        let is_cut = self.is_cut;
        let Some(session) = self.sessions.get_mut(id) else { return respond(request, 404, &json!({})) };
        let (Body::File { offset, length }, bytes) = (&request.body, session.file.bytes) else { panic!("no file") };
        let range = request.headers.get("content-range").cloned();
        if range != Some(format!("bytes */{bytes}")) {
            let last = offset + length;
            assert_eq!(range, (*length > 0).then(|| format!("bytes {offset}-{}/{bytes}", last.max(1) - 1)));
            assert!(last == bytes || length % (256 << 10) == 0, "{length} is no chunk");
            if !session.is_complete {
                assert_eq!(*offset, session.arrived, "a gap, or sent twice");
                let half = (length / 2).next_multiple_of(256 << 10).min(*length);
                session.arrived += if is_cut { half } else { *length };
            }
        }
        if session.arrived < bytes {
            let mut response = respond(request, 308, &json!({}));
            if session.arrived > 0 {
                response.headers.insert("range".to_owned(), format!("bytes=0-{}", session.arrived - 1));
            }
            return response;
        }
        let file = session.file.clone();
        if !std::mem::replace(&mut session.is_complete, true) {
            if self.files.iter().any(|other| other.id == file.id) {
                return refused(request, 409, "fileIdInUse", "A file already exists with the provided ID.");
            }
            self.files.push(file.clone());
        }
        respond(request, 200, &described(&file))
    }

    fn one(&mut self, request: &Request, method: &str, id: &str) -> Response {
        let Some(at) = self.files.iter().position(|file| file.id == id) else {
            return refused(request, 404, "notFound", &format!("File not found: {id}."));
        };
        match method {
            "GET" => respond(request, 200, &described(&self.files[at])),
            "PATCH" => {
                assert_eq!(request.body, Body::Text(json!({ "trashed": true }).to_string()));
                self.files[at].is_binned = true;
                respond(request, 200, &json!({ "id": id }))
            }
            "DELETE" => {
                self.files.remove(at);
                Response { id: request.id.clone(), status: 204, ..Response::default() }
            }
            other => panic!("{other}"),
        }
    }
}

fn described(file: &File) -> Value {
    json!({
        "id": file.id, "name": file.name, "size": file.bytes.to_string(), "md5Checksum": md5_of(file.bytes),
        "webViewLink": format!("https://drive.google.com/file/d/{}/view", file.id),
    })
}
