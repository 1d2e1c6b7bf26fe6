//! Azure in memory. It holds no bytes, only which ranges of the file it was sent, and it refuses what Azure would
//! refuse: a signature of another time, a wrong digest, a list of blocks that it does not have.

use super::driver::md5_of;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use plugin_sdk::{Body, Request, Response, Timestamp};
use std::collections::BTreeMap;

/// First byte and length.
pub type Range = (u64, u64);

const MARKER: &str = "x-ms-meta-rushestransfer";

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blob {
    /// Blocks by their ids, in the order of the list; one without an id when it came in one request.
    pub blocks: Vec<(String, Range)>,
    pub headers: BTreeMap<String, String>,
}

impl Blob {
    pub fn bytes(&self) -> u64 {
        self.blocks.iter().map(|(_, (_, length))| length).sum()
    }

    /// Whether it is the file from its first byte to its last.
    pub fn is_whole(&self, bytes: u64) -> bool {
        let mut end = 0;
        self.blocks.iter().all(|(_, (offset, length))| {
            let is_next = *offset == end;
            end += length;
            is_next
        }) && end == bytes
    }
}

/// What is there, and what was done.
#[derive(Debug, Default)]
pub struct Vendor {
    pub now: Timestamp,
    pub blobs: BTreeMap<String, Blob>,
    /// Versions that were deleted, but not for good: nobody sees them, and somebody pays for them.
    pub hidden: Vec<String>,
    /// Blocks that no blob has yet, by the blob's name and their ids.
    pub uncommitted: BTreeMap<String, BTreeMap<String, Range>>,
    /// How many blobs were made visible, whatever became of them.
    pub created: usize,
    /// Whether versions are kept.
    pub versioned: bool,
    /// Every request that arrived.
    pub requests: Vec<Request>,
}

pub fn answer(request: &Request, status: u16, headers: &[(&str, &str)]) -> Response {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Response { id: request.id.clone(), status, headers, body: String::new() }
}

/// A refusal as Azure words it.
pub fn refused(request: &Request, status: u16, code: &str) -> Response {
    let body = format!(
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>As they say.\n\
         RequestId:5f\nTime:2026-11-26T11:43:58Z</Message></Error>"
    );
    let body = if request.method == "HEAD" { String::new() } else { body };
    Response { body, ..answer(request, status, &[("x-ms-error-code", code)]) }
}

impl Vendor {
    pub fn answer(&mut self, request: &Request) -> Response {
        self.requests.push(request.clone());
        if request.headers.get("x-ms-date") != Some(&self.now.http_date()) {
            return refused(request, 403, "AuthenticationFailed");
        }
        let (path, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        let name =
            path.strip_prefix("https://studio.blob.core.windows.net/films/").expect("the container's own address");
        let name = percent_decode_str(name).decode_utf8().unwrap().into_owned();
        let query: BTreeMap<_, _> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let of_query =
            |what: &str| query.get(what).map(|value| percent_decode_str(value).decode_utf8().unwrap().into_owned());
        match (&*request.method, of_query("comp").as_deref()) {
            ("PUT", None) => self.put(request, name),
            ("PUT", Some("block")) => self.block(request, name, of_query("blockid").unwrap()),
            ("PUT", Some("blocklist")) => self.commit(request, name),
            ("HEAD", None) => self.head(request, &name),
            ("DELETE", None) => self.delete(request, &name, of_query("versionid")),
            _ => refused(request, 405, "UnsupportedHttpVerb"),
        }
    }

    fn put(&mut self, request: &Request, name: String) -> Response {
        let Ok(range) = verified(request) else { return refused(request, 400, "Md5Mismatch") };
        assert_eq!(request.headers["x-ms-blob-type"], "BlockBlob");
        self.uncommitted.remove(&name);
        self.blobs.insert(name, Blob { blocks: vec![(String::new(), range)], headers: request.headers.clone() });
        self.created += 1;
        let md5 = &request.headers["content-md5"];
        let version: &[_] = if self.versioned { &[("x-ms-version-id", "2026-11-26T11:43:58.1234567Z")] } else { &[] };
        answer(request, 201, &[&[("content-md5", &**md5)], version].concat())
    }

    fn block(&mut self, request: &Request, name: String, id: String) -> Response {
        let Ok(range) = verified(request) else { return refused(request, 400, "Md5Mismatch") };
        let blocks = self.uncommitted.entry(name).or_default();
        if blocks.keys().any(|other| other.len() != id.len()) {
            return refused(request, 400, "InvalidBlobOrBlock");
        }
        blocks.insert(id, range);
        answer(request, 201, &[("content-md5", &request.headers["content-md5"])])
    }

    fn commit(&mut self, request: &Request, name: String) -> Response {
        let Body::Text(list) = &request.body else { return refused(request, 411, "MissingContentLengthHeader") };
        let mut found = self.blobs.get(&name).map(|blob| blob.blocks.iter().cloned().collect()).unwrap_or_default();
        let uncommitted = self.uncommitted.get(&name).cloned().unwrap_or_default();
        BTreeMap::extend(&mut found, uncommitted);
        let document = roxmltree::Document::parse(list).unwrap();
        let ids = document.descendants().filter(|node| node.tag_name().name() == "Latest");
        let blocks = ids.map(|id| {
            let id = id.text().unwrap().to_owned();
            found.get(&id).map(|range| (id, *range))
        });
        let Some(blocks) = blocks.collect::<Option<Vec<_>>>() else { return refused(request, 400, "InvalidBlockList") };
        self.uncommitted.remove(&name);
        self.blobs.insert(name, Blob { blocks, headers: request.headers.clone() });
        self.created += 1;
        answer(request, 201, &[])
    }

    fn head(&self, request: &Request, name: &str) -> Response {
        let Some(blob) = self.blobs.get(name) else { return refused(request, 404, "BlobNotFound") };
        let marker = blob.headers.get(MARKER).map(String::as_str).unwrap_or_default();
        answer(request, 200, &[("content-length", &blob.bytes().to_string()), (MARKER, marker)])
    }

    fn delete(&mut self, request: &Request, name: &str, version: Option<String>) -> Response {
        if version.is_some() {
            if self.blobs.contains_key(name) {
                return refused(request, 403, "OperationNotAllowedOnRootBlob");
            }
            self.hidden.retain(|hidden| hidden != name);
            return answer(request, 202, &[]);
        }
        match self.blobs.remove(name) {
            Some(_) => {
                if self.versioned {
                    self.hidden.push(name.to_owned());
                }
                answer(request, 202, &[])
            }
            None => refused(request, 404, "BlobNotFound"),
        }
    }
}

/// The range that was sent, when its digest is the one that was said.
fn verified(request: &Request) -> Result<Range, ()> {
    let Body::File { offset, length } = request.body else { return Err(()) };
    let md5 = STANDARD.encode(hex::decode(md5_of(offset, length)).unwrap());
    if request.headers.get("content-md5") == Some(&md5) { Ok((offset, length)) } else { Err(()) }
}
