//! A file as an answer: ranges, validators, cross-origin use, and nothing that a browser would run.

use super::range::wanted;
use crate::{Code, Problem, Services};
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Body, Request, Response, handler};
use storage::{Key, Opened, StorageError};
use tokio_util::io::ReaderStream;

/// What is known of a file from the log.
pub(super) struct Described<'a> {
    /// Where it lies.
    pub key: Key,
    /// Its name.
    pub file: &'a str,
    /// Its media type.
    pub media_type: &'a str,
    /// SHA-256 of its bytes in hexadecimal: its validator.
    pub sha256: &'a str,
    /// `Cache-Control`.
    pub cache: &'static str,
}

/// What may be shown in a page as it is. Everything else is a download.
const HARMLESS: [&str; 9] = [
    "video/mp4",
    "video/webm",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/bmp",
    "image/webp",
    "audio/mpeg",
    "audio/mp4",
];

/// The whole file, the part that was asked for, or word that the client has it already.
pub(super) async fn respond(services: &Services, request: &Request, file: Described<'_>) -> Result<Response, Problem> {
    let etag = format!("\"{}\"", file.sha256);
    let names_it =
        |value: &str| value.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag || tag.trim() == "*");
    let known = request.header(header::IF_NONE_MATCH).is_some_and(names_it);
    let same_as_before = request.header(header::IF_RANGE).is_none_or(|value| value.trim() == etag);
    let range = if same_as_before { wanted(request.header(header::RANGE)) } else { None };
    let described = |response: Response| with_headers(response, &file, &etag);
    if known {
        return Ok(described(Response::builder().status(StatusCode::NOT_MODIFIED).finish()));
    }
    let opened = match services.blobs.open(&file.key, range).await {
        Ok(opened) => opened,
        Err(StorageError::RangeNotSatisfiable { size }) => {
            let outside = Response::builder().status(StatusCode::RANGE_NOT_SATISFIABLE);
            return Ok(described(outside.header(header::CONTENT_RANGE, format!("bytes */{size}")).finish()));
        }
        Err(StorageError::NotFound(_)) => return Err(Problem::not_found("file")),
        Err(error) => return Err(Problem::unavailable("storage", &error)),
    };
    Ok(described(body(opened, range.is_some(), request.method() == Method::HEAD)))
}

fn body(opened: Opened, is_part: bool, head_only: bool) -> Response {
    let Opened { meta, range, content } = opened;
    let length = range.end - range.start;
    let mut builder = Response::builder().header(header::CONTENT_LENGTH, length);
    if is_part {
        let part = format!("bytes {}-{}/{}", range.start, range.end.saturating_sub(1), meta.size);
        builder = builder.status(StatusCode::PARTIAL_CONTENT).header(header::CONTENT_RANGE, part);
    }
    if head_only { builder.finish() } else { builder.body(Body::from_bytes_stream(ReaderStream::new(content))) }
}

fn with_headers(mut response: Response, file: &Described<'_>, etag: &str) -> Response {
    let headers = response.headers_mut();
    let mut set = |name: header::HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, file.media_type);
    set(header::ETAG, etag);
    set(header::ACCEPT_RANGES, "bytes");
    set(header::CACHE_CONTROL, file.cache);
    set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(header::ACCESS_CONTROL_EXPOSE_HEADERS, "content-length, content-range, etag, accept-ranges");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    set(header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    let disposition = if HARMLESS.contains(&file.media_type) { "inline" } else { "attachment" };
    let safe_name: String = file.file.chars().filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c)).collect();
    set(header::CONTENT_DISPOSITION, &format!("{disposition}; filename=\"{safe_name}\""));
    response
}

/// What a browser asks before a range request from another page.
#[handler]
pub(super) fn preflight() -> Response {
    Response::builder()
        .status(StatusCode::NO_CONTENT)
        .header(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD")
        .header(header::ACCESS_CONTROL_ALLOW_HEADERS, "range, if-range, if-none-match")
        .header(header::ACCESS_CONTROL_MAX_AGE, "86400")
        .finish()
}

/// A key made of names that the log gave; one that is none means the file cannot exist.
pub(super) fn key(text: String) -> Result<Key, Problem> {
    Key::new(text).map_err(|_| Problem::new(Code::NotFound, "there is no such file"))
}
