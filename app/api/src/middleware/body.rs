//! No body is read beyond its limit, whether it announces its length or not.

use crate::errors::{Code, Problem};
use poem::error::ReadBodyError;
use poem::http::{HeaderValue, header};
use poem::{Body, Request};

/// Reads the body, at most `limit` bytes of it, and puts it back whole.
pub(crate) async fn bound(request: &mut Request, limit: usize) -> Result<(), Problem> {
    let too_large = || {
        Problem::new(Code::TooLarge, format!("the body is larger than {limit} bytes"))
            .hint("refer to large media by URL instead of embedding it")
    };
    let announced = request.header(header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    match request.take_body().into_bytes_limit(limit).await {
        Ok(bytes) => {
            if bytes.is_empty() && request.header(header::CONTENT_TYPE).is_none() {
                // Nothing has no type; where a body is optional, none is as good as an empty one.
                request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            }
            request.set_body(Body::from_bytes(bytes));
            Ok(())
        }
        Err(ReadBodyError::PayloadTooLarge) => Err(too_large()),
        Err(_) => Err(Problem::new(Code::InvalidRequest, "the body ended before it was complete")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_at_the_limit_passes_whole_and_one_byte_more_does_not() {
        let mut request = Request::builder().body("12345678");
        bound(&mut request, 8).await.unwrap();
        assert_eq!(request.take_body().into_vec().await.unwrap(), b"12345678");

        let mut announced = Request::builder().header("content-length", "9").body("123456789");
        assert_eq!(bound(&mut announced, 8).await.unwrap_err().code, Code::TooLarge);

        let chunks = futures::stream::iter(["12345", "6789"].map(Ok::<_, std::io::Error>));
        let mut unannounced = Request::builder().body(Body::from_bytes_stream(chunks));
        assert_eq!(bound(&mut unannounced, 8).await.unwrap_err().code, Code::TooLarge);
    }
}
