//! How clients reach this server.

use crate::Services;
use poem::Request;
use poem::http::header;

/// The configured address, or the one that the request was sent to. Without a slash at the end.
pub(crate) fn base_url(services: &Services, request: &Request) -> String {
    match &services.settings.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("http://{}", host(request.header(header::HOST))),
    }
}

/// The `Host` header if it is nothing but a host and a port.
fn host(header: Option<&str>) -> &str {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    header.filter(|host| !host.is_empty() && host.bytes().all(allowed)).unwrap_or("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_host_and_a_port_are_believed() {
        assert_eq!(host(Some("video.example:8080")), "video.example:8080");
        assert_eq!(host(Some("[::1]:80")), "[::1]:80");
        for bad in [None, Some(""), Some("a/b"), Some("user@host"), Some("a\"b")] {
            assert_eq!(host(bad), "localhost");
        }
    }
}
