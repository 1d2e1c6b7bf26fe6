//! A provider in memory: answers requests as S3 does. It holds no bytes, only which ranges of the file it was sent, and
//! it refuses what S3 would refuse: a wrong digest, parts it does not have, an upload it does not know.

use super::driver::{md5_of, sha256_of};
use crate::xml;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use plugin_sdk::{Body, Request, Response};
use std::collections::BTreeMap;

/// First byte and length.
pub type Range = (u64, u64);

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    pub ranges: Vec<Range>,
    pub headers: BTreeMap<String, String>,
}

impl Object {
    pub fn bytes(&self) -> u64 {
        self.ranges.iter().map(|(_, length)| length).sum()
    }

    /// Whether it is the file from its first byte to its last.
    pub fn is_whole(&self, bytes: u64) -> bool {
        let mut end = 0;
        self.ranges.iter().all(|(offset, length)| {
            let is_next = *offset == end;
            end += length;
            is_next
        }) && end == bytes
    }
}

#[derive(Debug, Default)]
pub struct Upload {
    pub key: String,
    pub parts: BTreeMap<u64, Range>,
    pub headers: BTreeMap<String, String>,
}

/// What is there, and what was done.
#[derive(Debug, Default)]
pub struct Vendor {
    pub objects: BTreeMap<String, Object>,
    pub uploads: BTreeMap<String, Upload>,
    /// How many objects were made visible, whatever became of them.
    pub created: usize,
    /// Whether objects have versions.
    pub versioned: bool,
    /// Keys that may only write are refused everything else.
    pub write_only: bool,
    /// Whether what is not there cannot be deleted.
    pub strict: bool,
    /// Every request that arrived.
    pub requests: Vec<Request>,
    pub uploads_begun: usize,
}

/// A good answer.
pub fn good(request: &Request) -> Response {
    Response { id: request.id.clone(), status: 200, ..Response::default() }
}

/// A refusal as S3 words it.
pub fn refused(request: &Request, status: u16, code: &str) -> Response {
    let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>as they say</Message></Error>");
    Response { id: request.id.clone(), status, body, ..Response::default() }
}

impl Vendor {
    pub fn answer(&mut self, request: &Request) -> Response {
        self.requests.push(request.clone());
        let (_, rest) = request.url.split_once("://").unwrap();
        let (_, target) = rest.split_once('/').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
        let key = decode(path.strip_prefix("films/").unwrap_or(path));
        let query: BTreeMap<_, _> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let upload = query.get("uploadId").map(|id| decode(id));
        if !is_as_signed(request) {
            return refused(request, 400, "XAmzContentSHA256Mismatch");
        }
        match (&*request.method, upload) {
            ("PUT", Some(upload)) => self.part(request, &upload, query["partNumber"].parse().unwrap()),
            ("PUT", None) => self.put(request, key),
            ("POST", Some(upload)) => self.complete(request, &upload),
            ("POST", None) if query.contains_key("uploads") => self.begin(request, key),
            ("DELETE", Some(upload)) => match self.uploads.remove(&upload) {
                Some(_) => Response { status: 204, ..good(request) },
                None => refused(request, 404, "NoSuchUpload"),
            },
            ("DELETE", None) if self.write_only => refused(request, 403, "AccessDenied"),
            ("DELETE", None) => {
                // Without its version it would be hidden, not deleted.
                let is_deleted = !self.versioned || query.contains_key("versionId");
                let was_there = is_deleted && self.objects.remove(&key).is_some();
                // As Backblaze does.
                if is_deleted && !was_there && self.strict {
                    return refused(request, 404, "NoSuchKey");
                }
                Response { status: 204, ..good(request) }
            }
            ("HEAD", _) => self.head(request, &key),
            _ => refused(request, 405, "MethodNotAllowed"),
        }
    }

    fn put(&mut self, request: &Request, key: String) -> Response {
        let Body::File { offset, length } = request.body else { return refused(request, 411, "MissingContentLength") };
        self.objects.insert(key, Object { ranges: vec![(offset, length)], headers: request.headers.clone() });
        self.created += 1;
        let mut response = good(request);
        if let Some(sha256) = request.headers.get("x-amz-checksum-sha256") {
            response.headers.insert("x-amz-checksum-sha256".into(), sha256.clone());
        }
        if self.versioned {
            response.headers.insert("x-amz-version-id".into(), "a+version/1".into());
        }
        response
    }

    fn begin(&mut self, request: &Request, key: String) -> Response {
        self.uploads_begun += 1;
        let id = format!("upload/{}+=", self.uploads_begun);
        let upload = Upload { key, headers: request.headers.clone(), ..Upload::default() };
        let body = format!(
            "<InitiateMultipartUploadResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><UploadId>{id}</UploadId>\
             </InitiateMultipartUploadResult>"
        );
        self.uploads.insert(id, upload);
        Response { body, ..good(request) }
    }

    fn part(&mut self, request: &Request, upload: &str, number: u64) -> Response {
        let Body::File { offset, length } = request.body else { return refused(request, 411, "MissingContentLength") };
        let Some(upload) = self.uploads.get_mut(upload) else { return refused(request, 404, "NoSuchUpload") };
        upload.parts.insert(number, (offset, length));
        let headers = BTreeMap::from([("etag".to_owned(), tag(offset, length))]);
        Response { headers, ..good(request) }
    }

    fn complete(&mut self, request: &Request, id: &str) -> Response {
        let Body::Text(list) = &request.body else { return refused(request, 400, "MalformedXML") };
        let Some(upload) = self.uploads.get(id) else { return refused(request, 404, "NoSuchUpload") };
        let expected = upload.parts.values().map(|(offset, length)| tag(*offset, *length)).collect::<Vec<_>>();
        if *list != xml::parts(expected.iter().map(String::as_str)) {
            return refused(request, 400, "InvalidPart");
        }
        let Some(Upload { key, parts, headers }) = self.uploads.remove(id) else { unreachable!() };
        self.objects.insert(key, Object { ranges: parts.into_values().collect(), headers });
        self.created += 1;
        Response { body: "<CompleteMultipartUploadResult/>".into(), ..good(request) }
    }

    fn head(&self, request: &Request, key: &str) -> Response {
        if self.write_only {
            return Response { status: 403, ..good(request) };
        }
        let Some(object) = self.objects.get(key) else { return Response { status: 404, ..good(request) } };
        let marker = "x-amz-meta-rushes-transfer";
        let headers = BTreeMap::from([
            ("content-length".to_owned(), object.bytes().to_string()),
            (marker.to_owned(), object.headers.get(marker).cloned().unwrap_or_default()),
        ]);
        Response { headers, ..good(request) }
    }
}

fn tag(offset: u64, length: u64) -> String {
    format!("\"{}\"", md5_of(offset, length))
}

/// Whether the digests that were sent are those of the body.
fn is_as_signed(request: &Request) -> bool {
    let sent = |name: &str| request.headers.get(name).map(String::as_str);
    let base64 = |digest: String| STANDARD.encode(hex::decode(digest).unwrap());
    let (sha256, md5) = match &request.body {
        Body::None => (crate::sign::NOTHING.to_owned(), None),
        Body::Text(text) => (hex::encode(<sha2::Sha256 as sha2::Digest>::digest(text)), None),
        Body::File { offset, length } => (sha256_of(*offset, *length), Some(base64(md5_of(*offset, *length)))),
    };
    sent("x-amz-content-sha256") == Some(&sha256)
        && sent("content-md5").is_none_or(|said| Some(said) == md5.as_deref())
        && sent("x-amz-checksum-sha256").is_none_or(|said| said == base64(sha256.clone()))
}
