//! What Vimeo is asked. Only requests to the API carry the token: the address of an upload is its own key.

use crate::checkpoint::Video;
use crate::settings::Settings;
use plugin_sdk::{Body, Job, Request, json};

/// How many bytes of the file go in one request.
pub const PIECE: u64 = 8 << 20;

/// How many videos one page of the search holds. Names are short, so that the page is.
const PAGE: u32 = 50;

const TUS: &str = "1.0.0";

/// The ids of requests.
pub mod id {
    pub const CREATE: &str = "create";
    pub const SEARCH: &str = "search";
    pub const NAME: &str = "name";
    pub const OFFSET: &str = "offset";
    pub const PIECE: &str = "piece";
    pub const STATUS: &str = "status";
    pub const REMOVE: &str = "remove";
}

/// The name of a video that was only just made. Vimeo keeps nothing of ours with a video, so its name says whose it is
/// until that is written down here.
pub fn marker(job: &Job) -> String {
    format!("Upload {}", job.transfer)
}

/// Makes the video. That of a test is never filled, and a size of 0 is nothing that Vimeo takes.
pub fn create(job: &Job, settings: &Settings) -> Request {
    let mut video = settings.attributes.clone();
    video.insert("name".into(), json!(marker(job)));
    video.insert("upload".into(), json!({ "approach": "tus", "size": job.file.bytes.max(1) }));
    api(id::CREATE, "POST", settings, "/me/videos?fields=uri,link,upload.upload_link").json(&video.into())
}

/// A page of the account's videos, the newest first.
pub fn search(page: u32, settings: &Settings) -> Request {
    let fields = "uri,link,name,created_time,upload.upload_link";
    let path = format!("/me/videos?sort=date&direction=desc&per_page={PAGE}&page={page}&fields={fields}");
    let mut request = api(id::SEARCH, "GET", settings, &path);
    request.body_bytes = plugin_sdk::MOST_BODY_BYTES;
    request
}

/// Gives the video its name.
pub fn name(video: &Video, settings: &Settings) -> Request {
    api(id::NAME, "PATCH", settings, &format!("{}?fields=uri", video.uri)).json(&json!({ "name": settings.name }))
}

/// How much of the file has arrived?
pub fn offset(video: &Video) -> Request {
    Request::new(id::OFFSET, "HEAD", &video.upload)
        .header("tus-resumable", TUS)
        .keep("upload-offset")
        .keep("upload-length")
}

/// The piece of the file that begins there.
pub fn piece(video: &Video, offset: u64, bytes: u64) -> Request {
    Request::new(id::PIECE, "PATCH", &video.upload)
        .header("tus-resumable", TUS)
        .header("upload-offset", offset.to_string())
        .header("content-type", "application/offset+octet-stream")
        .body(Body::File { offset, length: PIECE.min(bytes.saturating_sub(offset)) })
        .keep("upload-offset")
}

/// What has become of the video?
pub fn status(video: &Video, settings: &Settings) -> Request {
    let path = format!("{}?fields=uri,link,upload.status,transcode.status", video.uri);
    api(id::STATUS, "GET", settings, &path)
}

/// Deletes the video.
pub fn remove(video: &Video, settings: &Settings) -> Request {
    api(id::REMOVE, "DELETE", settings, &video.uri)
}

fn api(id: &str, method: &str, settings: &Settings, path: &str) -> Request {
    Request::new(id, method, settings.address(path))
        .header("authorization", settings.authorization())
        .header("accept", "application/vnd.vimeo.*+json;version=3.4")
}
