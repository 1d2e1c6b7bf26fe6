//! Google's resumable uploads: what is sent, and how far they got.

use plugin_sdk::{Body, Request, Response};

/// How much is sent in one request, in bytes: a multiple of 256 KiB, as is asked for.
pub const CHUNK_BYTES: u64 = 8 << 20;

/// The answer to what was not the last of the file.
pub const INCOMPLETE: u16 = 308;

/// How far is it? Completes the upload of an empty file.
pub fn query(session: &str, bytes: u64) -> Request {
    put("query", session).header("content-range", format!("bytes */{bytes}"))
}

/// What comes from `offset` on.
pub fn chunk(session: &str, bytes: u64, offset: u64) -> Request {
    let length = CHUNK_BYTES.min(bytes.saturating_sub(offset));
    let request = put("chunk", session).body(Body::File { offset, length });
    match length.checked_sub(1) {
        Some(further) => request.header("content-range", format!("bytes {offset}-{}/{bytes}", offset + further)),
        // No range has no bytes: an empty file is sent without one.
        None => request,
    }
}

/// How many bytes have arrived.
pub fn arrived(response: &Response) -> u64 {
    let range = response.header("range").and_then(|range| range.rsplit_once('-'));
    range.and_then(|(_, last)| last.trim().parse::<u64>().ok()).map_or(0, |last| last.saturating_add(1))
}

fn put(id: &str, session: &str) -> Request {
    Request::new(id, "PUT", session).body(Body::File { offset: 0, length: 0 }).keep("range")
}
