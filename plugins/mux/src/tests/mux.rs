//! A small Mux in memory, with the store that its uploads go to.

use super::host::Vendor;
use plugin_sdk::{Body, Request, Response, Value, json};
use std::collections::BTreeMap;

pub const ID: &str = "token-id";
pub const SECRET: &str = "secret-of-the-tests";

/// `token-id:secret-of-the-tests`
const BASIC: &str = "Basic dG9rZW4taWQ6c2VjcmV0LW9mLXRoZS10ZXN0cw==";

#[derive(Clone, Debug)]
pub struct Upload {
    pub id: String,
    pub settings: Value,
    pub timeout: u64,
    pub status: &'static str,
    pub offset: u64,
    pub gone: bool,
    /// How many questions are answered with "waiting" after the last byte.
    pub slow: u32,
    pub asset: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Asset {
    pub id: String,
    pub settings: Value,
    pub status: &'static str,
    pub slow: u32,
}

pub struct Mux {
    pub uploads: Vec<Upload>,
    pub assets: Vec<Asset>,
    /// What beginning is answered with instead.
    pub refusal: Option<(u16, Value)>,
    /// What giving up is answered with instead.
    pub stubborn: Option<u16>,
    /// Assets of others that were made since.
    pub others: u64,
    /// The size at which the address of an upload stops being good, once.
    pub breaks_at: Option<u64>,
    /// Whether the address of an upload ends with its last byte.
    pub closes: bool,
    pub slow: u32,
    /// Whether no upload becomes an asset.
    pub spoils: bool,
    /// How assets turn out.
    pub turns_out: &'static str,
    /// What the store says of what it has.
    pub hash: Option<&'static str>,
    /// How many bytes the store keeps of a piece at most.
    pub keeps: u64,
    pub sent: u64,
    pub next: u64,
}

impl Default for Mux {
    fn default() -> Self {
        Self {
            uploads: Vec::new(),
            assets: Vec::new(),
            refusal: None,
            stubborn: None,
            others: 0,
            breaks_at: None,
            closes: false,
            slow: 0,
            spoils: false,
            turns_out: "ready",
            hash: None,
            keeps: u64::MAX,
            sent: 0,
            next: 0,
        }
    }
}

impl Mux {
    /// The uploads that somebody could still fill.
    pub fn open(&self) -> usize {
        self.uploads.iter().filter(|upload| upload.status == "waiting" && upload.offset > 0).count()
    }

    fn id(&mut self, kind: &str) -> String {
        self.next += 1;
        format!("{kind}{}", self.next)
    }

    fn make(&mut self, settings: Value) -> String {
        let id = self.id("asset");
        self.assets.push(Asset { id: id.clone(), settings, status: self.turns_out, slow: self.slow });
        id
    }

    fn store(&mut self, request: &Request) -> Response {
        assert!(!request.headers.contains_key("authorization"), "an upload's address must not get the token");
        assert_eq!(request.method, "PUT");
        let id = request.url.rsplit('/').next().unwrap();
        let Some(at) = self.uploads.iter().position(|upload| upload.id == id && !upload.gone) else {
            return answer(404, &Value::Null);
        };
        let (range, total) = request.headers["content-range"].strip_prefix("bytes ").unwrap().split_once('/').unwrap();
        let total: u64 = total.parse().unwrap();
        let Body::File { offset, length } = request.body else { panic!("a piece is a part of the file") };
        if range == "*" {
            assert_eq!(length, 0);
        } else {
            assert_eq!(range, format!("{offset}-{}", offset + length - 1));
            assert!(length % (256 << 10) == 0 || offset + length == total);
            if offset != self.uploads[at].offset {
                return answer(503, &Value::Null);
            }
            let kept = length.min(self.keeps);
            self.sent += kept;
            self.uploads[at].offset += kept;
            if self.breaks_at.is_some_and(|limit| self.uploads[at].offset >= limit) {
                self.breaks_at = None;
                self.uploads[at].gone = true;
                return answer(410, &Value::Null);
            }
        }
        if self.uploads[at].offset == total {
            if self.uploads[at].asset.is_none() && self.uploads[at].status == "waiting" {
                let settings = self.uploads[at].settings.clone();
                self.uploads[at].asset = Some(self.make(settings));
                self.uploads[at].gone = self.closes;
            }
            let mut response = answer(200, &Value::Null);
            response.headers.extend(self.hash.map(|hash| ("x-goog-hash".to_owned(), hash.to_owned())));
            return response;
        }
        let mut response = answer(308, &Value::Null);
        if let Some(last) = self.uploads[at].offset.checked_sub(1) {
            response.headers.insert("range".into(), format!("bytes=0-{last}"));
        }
        response
    }

    fn upload(&mut self, request: &Request, path: &str) -> Response {
        let (id, cancels) = path.strip_suffix("/cancel").map_or((path, false), |id| (id, true));
        let (stubborn, spoils) = (self.stubborn, self.spoils);
        let Some(upload) = self.uploads.iter_mut().find(|upload| upload.id == id) else { return missing() };
        if cancels {
            assert_eq!(request.method, "PUT");
            if let Some(status) = stubborn {
                return said(status, "This token may not.");
            }
            if upload.status != "waiting" || upload.asset.is_some() {
                return said(400, "The upload is not waiting.");
            }
            upload.status = "cancelled";
            upload.gone = true;
        } else if spoils {
            let error = json!({ "type": "invalid_input", "message": "The file is no video." });
            return answer(200, &json!({ "data": { "id": upload.id, "status": "errored", "error": error } }));
        } else if upload.asset.is_some() && upload.slow > 0 {
            upload.slow -= 1;
        } else if upload.asset.is_some() {
            upload.status = "asset_created";
        }
        let asset = upload.asset.as_ref().filter(|_| upload.status == "asset_created");
        answer(200, &json!({ "data": { "id": upload.id, "status": upload.status, "asset_id": asset } }))
    }

    fn asset(&mut self, request: &Request, id: &str) -> Response {
        let Some(at) = self.assets.iter().position(|asset| asset.id == id) else { return missing() };
        if request.method == "DELETE" {
            self.assets.remove(at);
            return answer(204, &Value::Null);
        }
        let asset = &mut self.assets[at];
        let slow = asset.slow > 0;
        asset.slow = asset.slow.saturating_sub(1);
        let status = if slow { "preparing" } else { asset.status };
        answer(200, &json!({ "data": described(asset, status) }))
    }

    fn list(&self, query: &str) -> Response {
        let page: usize = query.split("page=").nth(1).unwrap().parse().unwrap();
        let strangers = (0..self.others)
            .map(|n| json!({ "id": format!("other{n}"), "created_at": "1800000001", "status": "ready", "meta": {} }));
        let all: Vec<Value> =
            strangers.chain(self.assets.iter().rev().map(|asset| described(asset, asset.status))).collect();
        let shown: Vec<_> = all.iter().skip((page - 1) * 50).take(50).collect();
        answer(200, &json!({ "data": shown }))
    }
}

impl Vendor for Mux {
    fn answer(&mut self, request: &Request) -> Response {
        if request.url.starts_with("https://storage.googleapis.com/") {
            return self.store(request);
        }
        let path = request.url.strip_prefix("https://api.mux.com/video/v1").expect("a host of Mux's");
        if request.headers.get("authorization").map(String::as_str) != Some(BASIC) {
            return said(401, "Unauthorized request");
        }
        if let (Some((status, body)), "POST") = (&self.refusal, request.method.as_str()) {
            return answer(*status, body);
        }
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        match (request.method.as_str(), path) {
            ("POST", "/uploads") => {
                let body = body(request);
                assert_eq!(body["cors_origin"], "*");
                let id = self.id("upload");
                let url = format!("https://storage.googleapis.com/uploads/{id}");
                self.uploads.push(Upload {
                    id: id.clone(),
                    settings: body["new_asset_settings"].clone(),
                    timeout: body["timeout"].as_u64().unwrap(),
                    status: "waiting",
                    offset: 0,
                    gone: false,
                    slow: self.slow,
                    asset: None,
                });
                answer(201, &json!({ "data": { "id": id, "url": url, "status": "waiting" } }))
            }
            ("POST", "/assets") => {
                let id = self.make(body(request));
                answer(201, &json!({ "data": { "id": id, "status": "preparing" } }))
            }
            ("GET", "/assets") => self.list(query),
            _ => match path.strip_prefix("/uploads/") {
                Some(upload) => self.upload(request, upload),
                None => self.asset(request, path.strip_prefix("/assets/").unwrap()),
            },
        }
    }
}

fn described(asset: &Asset, status: &str) -> Value {
    let policies = asset.settings["playback_policies"].as_array().cloned().unwrap_or_default();
    let ids: Vec<Value> = policies
        .iter()
        .map(|policy| json!({ "id": format!("play-{}", policy.as_str().unwrap()), "policy": policy }))
        .collect();
    json!({
        "id": asset.id,
        "status": status,
        "created_at": "1800000001",
        "meta": asset.settings["meta"],
        "playback_ids": ids,
        "errors": { "type": "invalid_input", "messages": ["The input https://x.example/?sig=1 is no video."] },
    })
}

fn body(request: &Request) -> Value {
    let Body::Text(text) = &request.body else { panic!("{} has no text", request.url) };
    serde_json::from_str(text).unwrap()
}

pub fn refusal(message: &str) -> Value {
    json!({ "error": { "type": "some_type", "messages": [message] } })
}

fn said(status: u16, message: &str) -> Response {
    answer(status, &refusal(message))
}

fn missing() -> Response {
    said(404, "The requested resource either doesn't exist or you don't have access to it.")
}

fn answer(status: u16, body: &Value) -> Response {
    Response { id: String::new(), status, headers: BTreeMap::new(), body: body.to_string() }
}
