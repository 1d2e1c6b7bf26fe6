//! Requests, signed.

use crate::account::Account;
use crate::address::escape;
use crate::sign::Unsigned;
use plugin_sdk::{Body, Request, Timestamp};
use std::collections::BTreeMap;

/// The version of Azure's interface, whose meaning does not change.
const VERSION: &str = "2021-12-02";

/// What every response is asked for: what went wrong, also where there is no body, and what time it is there.
const KEPT: [&str; 2] = ["x-ms-error-code", "date"];

/// A request that is not signed yet.
pub struct Call<'a> {
    id: String,
    method: &'static str,
    name: &'a str,
    query: BTreeMap<&'static str, String>,
    headers: BTreeMap<String, String>,
    body: Body,
    keep: Vec<&'static str>,
}

impl<'a> Call<'a> {
    /// About the blob of this name, without query, headers and body.
    pub fn new(id: impl Into<String>, method: &'static str, name: &'a str) -> Self {
        Self {
            id: id.into(),
            method,
            name,
            query: BTreeMap::new(),
            headers: BTreeMap::new(),
            body: Body::None,
            keep: KEPT.to_vec(),
        }
    }

    /// With this in its query.
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.insert(name, value.into());
        self
    }

    /// With this header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        // Signatures are over values without needless spaces: it is sent like that too.
        self.headers.insert(name.to_owned(), value.split_whitespace().collect::<Vec<_>>().join(" "));
        self
    }

    /// With this body.
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    /// With this header of the response kept.
    pub fn keep(mut self, name: &'static str) -> Self {
        self.keep.push(name);
        self
    }

    /// For this account, now.
    pub fn sign(self, account: &Account, now: Timestamp) -> Request {
        let Self { id, method, name, query, mut headers, body, keep } = self;
        headers.insert("x-ms-date".to_owned(), now.http_date());
        headers.insert("x-ms-version".to_owned(), VERSION.to_owned());
        let length = match &body {
            Body::None => 0,
            Body::Text(text) => text.len() as u64,
            Body::File { length, .. } => *length,
        };
        let path = account.address.path_of(name);
        let unsigned = Unsigned { method, path: &path, query: &query, headers: &headers, length };
        let authorization = account.credentials.authorization(&unsigned);
        headers.insert("authorization".to_owned(), authorization);
        let pairs = query.iter().map(|(name, value)| format!("{name}={}", escape(value)));
        let query = pairs.collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        let url = format!("{}{mark}{query}", account.address.url_of(name));
        let keep = keep.into_iter().map(str::to_owned).collect();
        Request { headers, body, keep, ..Request::new(id, method, url) }
    }
}
