//! The OAuth library's requests, through the guarded way out.

use egress::{Egress, Method, Payload, Request, SendLimits};
use futures::FutureExt;
use futures::future::BoxFuture;
use oauth2::http::Response;
use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// The most bytes of an answer: tokens are short.
const ANSWER_BYTES: usize = 64 << 10;
/// For the whole request.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why there is no answer. What failed stands in it, no address.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NoAnswer(String);

/// The guarded way out, as the library wants it.
pub(crate) struct Guarded(pub Arc<Egress>);

impl<'c> AsyncHttpClient<'c> for Guarded {
    type Error = NoAnswer;
    type Future = BoxFuture<'c, Result<HttpResponse, NoAnswer>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        send(&self.0, request).boxed()
    }
}

/// Sends a request once.
async fn send(egress: &Egress, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
    let (parts, body) = request.into_parts();
    let readable = |_| NoAnswer("a header is no text".to_owned());
    let headers = parts
        .headers
        .iter()
        .map(|(name, value)| Ok((name.as_str().to_owned(), value.to_str().map_err(readable)?.to_owned())));
    let request = Request {
        method: parts.method.as_str().parse::<Method>().map_err(|error| NoAnswer(error.message))?,
        url: parts.uri.to_string(),
        headers: headers.collect::<Result<_, NoAnswer>>()?,
        payload: Payload::Bytes(body),
        body_bytes: ANSWER_BYTES,
        sent: None,
    };
    let limits = SendLimits { total: PATIENCE, idle: PATIENCE };
    let answer = egress.send(request, &limits, &CancellationToken::new()).await;
    let answer = answer.map_err(|error| NoAnswer(error.message))?;
    let mut response = Response::builder().status(answer.status);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    response.body(answer.body).map_err(|_| NoAnswer("the answer is no HTTP".to_owned()))
}
