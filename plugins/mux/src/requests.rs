//! What Mux is asked. Only requests to the API carry the token: the address of an upload is its own key.

use crate::checkpoint::Upload;
use crate::settings::Settings;
use plugin_sdk::{Action, Algorithm, Body, DigestRange, Job, Kind, Request, Value, json};

/// How many bytes of the file go in one request: a multiple of 256 KiB, as the store demands.
pub const PIECE: u64 = 8 << 20;

/// How many assets one page of the search holds, so that it stays below what the host shows of a response.
const PAGE: u32 = 50;

/// How long the address of an upload is good, in seconds: a day.
const GOOD_FOR: u32 = 24 * 3600;

/// The same for a test, which sends nothing: the shortest that Mux takes.
const GOOD_FOR_A_TEST: u32 = 60;

/// The ids of requests.
pub mod id {
    pub const BEGIN: &str = "begin";
    pub const PULL: &str = "pull";
    pub const SEARCH: &str = "search";
    pub const OFFSET: &str = "offset";
    pub const PIECE: &str = "piece";
    pub const UPLOAD: &str = "upload";
    pub const ASSET: &str = "asset";
    pub const CANCEL: &str = "cancel";
    pub const REMOVE: &str = "remove";
}

/// Asks for an upload.
pub fn begin(job: &Job, settings: &Settings) -> Request {
    let timeout = if job.kind == Kind::Test { GOOD_FOR_A_TEST } else { GOOD_FOR };
    let upload = json!({ "new_asset_settings": settings.asset, "cors_origin": "*", "timeout": timeout });
    api(id::BEGIN, "POST", settings, "/video/v1/uploads").json(&upload)
}

/// Makes an asset of the file at that address.
pub fn pull(url: &str, settings: &Settings) -> Request {
    let mut asset = settings.asset.clone();
    asset.insert("inputs".into(), json!([{ "url": url }]));
    api(id::PULL, "POST", settings, "/video/v1/assets").json(&Value::Object(asset))
}

/// A page of the assets, the newest first.
pub fn search(page: u32, settings: &Settings) -> Request {
    let mut request = api(id::SEARCH, "GET", settings, &format!("/video/v1/assets?limit={PAGE}&page={page}"));
    request.body_bytes = plugin_sdk::MOST_BODY_BYTES;
    request
}

/// How much of the file has arrived?
pub fn offset(upload: &Upload, bytes: u64) -> Request {
    put(id::OFFSET, upload, format!("bytes */{bytes}")).body(Body::File { offset: 0, length: 0 })
}

/// The piece of the file that begins there.
pub fn piece(upload: &Upload, offset: u64, job: &Job) -> Request {
    let bytes = job.file.bytes;
    let length = PIECE.min(bytes.saturating_sub(offset));
    let last = (offset + length).saturating_sub(1);
    put(id::PIECE, upload, format!("bytes {offset}-{last}/{bytes}"))
        .header("content-type", &job.file.media_type)
        .body(Body::File { offset, length })
}

/// The file's own checksum.
pub fn checksum(bytes: u64) -> Action {
    let range = DigestRange { id: "crc32c".into(), algorithm: Algorithm::Crc32c, offset: 0, length: bytes };
    Action::Digest { ranges: vec![range] }
}

/// What has become of the upload?
pub fn upload(upload: &Upload, settings: &Settings) -> Request {
    api(id::UPLOAD, "GET", settings, &format!("/video/v1/uploads/{}", upload.id))
}

/// What has become of the asset?
pub fn asset(asset: &str, settings: &Settings) -> Request {
    api(id::ASSET, "GET", settings, &format!("/video/v1/assets/{asset}"))
}

/// Gives the upload up.
pub fn cancel(upload: &Upload, settings: &Settings) -> Request {
    api(id::CANCEL, "PUT", settings, &format!("/video/v1/uploads/{}/cancel", upload.id))
        .body(Body::File { offset: 0, length: 0 })
}

/// Deletes the asset.
pub fn remove(asset: &str, settings: &Settings) -> Request {
    api(id::REMOVE, "DELETE", settings, &format!("/video/v1/assets/{asset}"))
}

fn api(id: &str, method: &str, settings: &Settings, path: &str) -> Request {
    Request::new(id, method, settings.address(path))
        .header("authorization", settings.authorization())
        .header("accept", "application/json")
}

fn put(id: &str, upload: &Upload, range: String) -> Request {
    Request::new(id, "PUT", &upload.url).header("content-range", range).keep("range").keep("x-goog-hash")
}
