//! Requests, signed.

use crate::address::escape;
use crate::sign::{NOTHING, Unsigned};
use crate::store::Store;
use plugin_sdk::{Body, Request, Timestamp};
use std::collections::BTreeMap;

/// A request that is not signed yet.
pub struct Call<'a> {
    /// For the answer.
    pub id: String,
    method: &'static str,
    key: &'a str,
    query: BTreeMap<&'static str, String>,
    headers: BTreeMap<String, String>,
    payload: String,
    body: Body,
    keep: Vec<&'static str>,
}

impl<'a> Call<'a> {
    /// One without query, headers and body.
    pub fn new(id: impl Into<String>, method: &'static str, key: &'a str) -> Self {
        Self {
            id: id.into(),
            method,
            key,
            query: BTreeMap::new(),
            headers: BTreeMap::new(),
            payload: NOTHING.to_owned(),
            body: Body::None,
            // What a wrong region is told by; answers to HEAD have no body.
            keep: vec!["x-amz-bucket-region"],
        }
    }

    /// With this in its query.
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.insert(name, value.into());
        self
    }

    /// With this header, if there is a value.
    pub fn header<'v>(mut self, name: &str, value: impl Into<Option<&'v str>>) -> Self {
        if let Some(value) = value.into() {
            // Signatures are over values without needless spaces: it is sent like that too.
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            self.headers.insert(name.to_owned(), value);
        }
        self
    }

    /// With this body, of this SHA-256 in hexadecimal.
    pub fn body(mut self, body: Body, sha256: &str) -> Self {
        self.body = body;
        sha256.clone_into(&mut self.payload);
        self
    }

    /// With this header of the response kept.
    pub fn keep(mut self, name: &'static str) -> Self {
        self.keep.push(name);
        self
    }

    /// For this bucket, now.
    pub fn sign(self, store: &Store, now: Timestamp) -> Request {
        let Self { id, method, key, query, headers, payload, body, keep } = self;
        let pairs = query.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value)));
        let query = pairs.collect::<Vec<_>>().join("&");
        let path = store.address.path_of(key);
        let host = &store.address.host;
        let unsigned = Unsigned { method, host, path: &path, query: &query, headers, payload: &payload };
        let headers = unsigned.sign(&store.credentials, &store.region, now);
        let mark = if query.is_empty() { "" } else { "?" };
        let url = format!("{}{mark}{query}", store.address.url_of(key));
        let keep = keep.into_iter().map(str::to_owned).collect();
        Request { headers, body, keep, ..Request::new(id, method, url) }
    }
}
