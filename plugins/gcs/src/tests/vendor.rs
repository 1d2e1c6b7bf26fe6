//! What stands for Google Cloud Storage: it checks assertions, tokens, ranges and checksums, and keeps no bytes.

use super::driver::crc32c_of;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use plugin_sdk::{Body, Request, Response, Value, json};
use rsa::PrivateKey;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::signature::Verifier as _;
use sha2::Sha256;
use std::collections::BTreeMap;
use url::Url;

/// When transfers begin, in milliseconds.
pub const NOW: i64 = 1_790_000_000_000;

/// How long tokens hold, in milliseconds.
pub const TOKEN_MILLIS: i64 = 3_600_000;

/// An object.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    pub bytes: u64,
    pub crc32c: String,
    pub media_type: String,
    pub transfer: String,
    pub generation: u64,
}

/// An upload under way.
#[derive(Clone, Debug)]
pub struct Session {
    pub key: String,
    metadata: Value,
    pub arrived: u64,
    bytes: u64,
    is_complete: bool,
}

/// The service.
pub struct Vendor {
    pub now: i64,
    /// Where its API is.
    pub endpoint: String,
    pub objects: BTreeMap<String, Object>,
    pub sessions: BTreeMap<String, Session>,
    pub tokens: BTreeMap<String, i64>,
    pub requests: Vec<Request>,
    /// Objects are written so often.
    pub written: u64,
    /// Only half of a chunk arrives, and nothing is completed.
    pub is_cut: bool,
    /// Requests have to name a payer.
    pub wants_payer: bool,
}

impl Default for Vendor {
    fn default() -> Self {
        Self {
            now: NOW,
            endpoint: "https://storage.googleapis.com".to_owned(),
            objects: BTreeMap::new(),
            sessions: BTreeMap::new(),
            tokens: BTreeMap::new(),
            requests: Vec::new(),
            written: 0,
            is_cut: false,
            wants_payer: false,
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

impl Vendor {
    pub fn answer(&mut self, request: &Request) -> Response {
        self.requests.push(request.clone());
        let url = Url::parse(&request.url).unwrap();
        if url.path() == "/token" {
            return self.grant(request);
        }
        assert!(request.url.starts_with(&self.endpoint), "{}", request.url);
        let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        // The address of an upload is enough to abandon it.
        if request.id != "abandon" && !self.knows(request) {
            return refused(request, 401, "authError", "Invalid Credentials");
        }
        if self.wants_payer && !query.contains_key("upload_id") && !query.contains_key("userProject") {
            let message = "Bucket is a requester pays bucket but no user project provided.";
            return refused(request, 400, "required", message);
        }
        match (&*request.method, query.get("upload_id")) {
            ("POST", None) => self.begin(request, &query),
            ("PUT", Some(session)) => self.put(request, session),
            ("DELETE", Some(session)) => {
                self.sessions.remove(session);
                respond(request, 499, &json!({}))
            }
            ("DELETE", None) => self.delete(request, &url, &query),
            other => panic!("{other:?} {}", request.url),
        }
    }

    fn knows(&self, request: &Request) -> bool {
        let token = request.headers["authorization"].strip_prefix("Bearer ").unwrap();
        self.tokens.get(token).is_some_and(|until| self.now < *until)
    }

    fn grant(&mut self, request: &Request) -> Response {
        let Body::Text(body) = &request.body else { panic!("no form") };
        let form: BTreeMap<_, _> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        assert_eq!(form["grant_type"], "urn:ietf:params:oauth:grant-type:jwt-bearer");
        let (signed, signature) = form["assertion"].rsplit_once('.').unwrap();
        let key = PrivateKey::from_pkcs8_pem(include_str!("key.pem")).unwrap();
        let signature = Signature::try_from(&*URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        if VerifyingKey::<Sha256>::new(key.to_public_key()).verify(signed.as_bytes(), &signature).is_err() {
            let body = json!({ "error": "invalid_grant", "error_description": "Invalid JWT Signature." });
            return respond(request, 400, &body);
        }
        let part = |at: usize| -> Value {
            let part = signed.split('.').nth(at).unwrap();
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        assert_eq!(part(0), json!({ "alg": "RS256", "typ": "JWT", "kid": "key-1" }));
        let claims = part(1);
        assert_eq!(claims["aud"], request.url.as_str());
        assert_eq!(claims["iss"], "rushes@films-project.iam.gserviceaccount.com");
        assert_eq!(claims["scope"], "https://www.googleapis.com/auth/devstorage.read_write");
        let (iat, exp) = (claims["iat"].as_i64().unwrap(), claims["exp"].as_i64().unwrap());
        if (iat - self.now / 1000).abs() > 300 || exp - iat > 3600 {
            let description = "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. \
                 Check your iat and exp values in the JWT claim.";
            return respond(request, 400, &json!({ "error": "invalid_grant", "error_description": description }));
        }
        let token = format!("ya29.{}", self.tokens.len());
        self.tokens.insert(token.clone(), self.now + TOKEN_MILLIS);
        let body = json!({ "access_token": token, "expires_in": TOKEN_MILLIS / 1000 - 1, "token_type": "Bearer" });
        respond(request, 200, &body)
    }

    fn begin(&mut self, request: &Request, query: &BTreeMap<String, String>) -> Response {
        let Body::Text(body) = &request.body else { panic!("no metadata") };
        let metadata: Value = serde_json::from_str(body).unwrap();
        assert_eq!(metadata["name"], query["name"].as_str());
        let id = format!("session-{}", self.requests.len());
        let bytes = request.headers["x-upload-content-length"].parse().unwrap();
        let key = query["name"].clone();
        self.sessions.insert(id.clone(), Session { key, metadata, arrived: 0, bytes, is_complete: false });
        let mut response = respond(request, 200, &json!({}));
        let location = format!("{}/upload/storage/v1/b/films/o?uploadType=resumable&upload_id={id}", self.endpoint);
        response.headers.insert("location".to_owned(), location);
        response
    }

    fn put(&mut self, request: &Request, id: &str) -> Response {
        let is_cut = self.is_cut;
        let Some(session) = self.sessions.get_mut(id) else { return respond(request, 404, &json!({})) };
        let Body::File { offset, length } = request.body else { panic!("no file") };
        match request.headers.get("content-range").map(String::as_str) {
            Some(range) if range.starts_with("bytes */") => {
                assert_eq!((range, length), (&*format!("bytes */{}", session.bytes), 0));
            }
            range => {
                let last = offset + length;
                let expected = (length > 0).then(|| format!("bytes {offset}-{}/{}", last.max(1) - 1, session.bytes));
                assert_eq!(range, expected.as_deref());
                assert!(last == session.bytes || length % (256 << 10) == 0, "{length} is no chunk");
                if !session.is_complete {
                    assert_eq!(offset, session.arrived, "a gap, or sent twice");
                    let half = (length / 2).next_multiple_of(256 << 10).min(length);
                    session.arrived += if is_cut { half } else { length };
                }
            }
        }
        if session.arrived < session.bytes {
            let mut response = respond(request, 308, &json!({}));
            if session.arrived > 0 {
                response.headers.insert("range".to_owned(), format!("bytes=0-{}", session.arrived - 1));
            }
            return response;
        }
        self.complete(request, id)
    }

    fn complete(&mut self, request: &Request, id: &str) -> Response {
        let session = self.sessions.get_mut(id).unwrap();
        let crc32c = STANDARD.encode(hex::decode(crc32c_of(session.bytes)).unwrap());
        if session.metadata["crc32c"] != crc32c.as_str() {
            let message = "Provided CRC32C \"x\" doesn't match calculated CRC32C \"y\".";
            return refused(request, 400, "invalid", message);
        }
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        if !std::mem::replace(&mut session.is_complete, true) {
            self.written += 1;
            let object = Object {
                bytes: session.bytes,
                crc32c,
                media_type: text(&session.metadata["contentType"]),
                transfer: text(&session.metadata["metadata"]["rushes-transfer"]),
                generation: self.written,
            };
            self.objects.insert(session.key.clone(), object);
        }
        let (key, object) = (session.key.clone(), &self.objects[&session.key]);
        let body = json!({
            "id": format!("films/{key}/{}", object.generation), "name": key, "size": object.bytes.to_string(),
            "crc32c": object.crc32c, "generation": object.generation.to_string(), "kind": "storage#object",
        });
        respond(request, 200, &body)
    }

    fn delete(&mut self, request: &Request, url: &Url, query: &BTreeMap<String, String>) -> Response {
        let key = url.path().strip_prefix("/storage/v1/b/films/o/").unwrap();
        let key = percent_encoding::percent_decode_str(key).decode_utf8().unwrap();
        let generation = query.get("generation").map(|generation| generation.parse::<u64>().unwrap());
        match self.objects.get(&*key) {
            Some(object) if generation.is_none_or(|generation| object.generation == generation) => {
                self.objects.remove(&*key);
                Response { id: request.id.clone(), status: 204, ..Response::default() }
            }
            _ => refused(request, 404, "notFound", "No such object"),
        }
    }
}
