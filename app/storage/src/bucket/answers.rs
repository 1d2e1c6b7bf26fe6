//! What an object store answers, and what it means to us.
//!
//! Its bodies are not for people: they repeat addresses, keys and what was signed. So we listen to each answer ourselves and
//! keep of a refusal only its status and its code.

use crate::{Key, StorageError};
use async_trait::async_trait;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService, ReqwestConnector,
};
use std::error::Error;
use std::io;

/// Codes are short; a longer text is none.
const LONGEST_CODE: usize = 64;

/// Characters of a cause that are told.
const LONGEST_CAUSE: usize = 200;

/// Anything but success.
#[derive(Debug, thiserror::Error)]
#[error("status {status}{}{code}", if code.is_empty() { "" } else { " " })]
pub(super) struct Answer {
    status: u16,
    /// The store's own word, such as `NoSuchBucket`; empty when it had none.
    code: String,
}

impl Answer {
    /// Whether the store may answer otherwise without anybody changing anything.
    fn passes(&self) -> bool {
        matches!(self.status, 408 | 409 | 429 | 500..) && self.status != 507
    }
}

/// Connects as usual, and turns every answer that is no success into an [`Answer`].
#[derive(Debug)]
pub(super) struct Listening;

impl HttpConnector for Listening {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Listener(ReqwestConnector::default().connect(options)?)))
    }
}

#[derive(Debug)]
struct Listener(HttpClient);

#[async_trait]
impl HttpService for Listener {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let response = self.0.execute(request).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        // Without a body, as after HEAD, the status has to say it all.
        let body = response.into_body().bytes().await.unwrap_or_default();
        let answer = Answer { status: status.as_u16(), code: code(&body) };
        // Of the first kind are those that are asked again.
        let kind = if answer.passes() { HttpErrorKind::Request } else { HttpErrorKind::Unknown };
        Err(HttpError::new(kind, answer))
    }
}

/// The text of `<Code>`.
fn code(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map_or("", |(code, _)| code);
    let is_word = code.len() <= LONGEST_CODE && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_word { code.to_owned() } else { String::new() }
}

/// What an error while working on `key` means, in a bucket of that name.
pub(super) fn of(bucket: &str, key: Option<&Key>, error: object_store::Error) -> StorageError {
    let mut innermost: &(dyn Error + 'static) = &error;
    loop {
        if let Some(answer) = innermost.downcast_ref::<Answer>() {
            return meaning(bucket, key, answer);
        }
        match innermost.source() {
            Some(source) => innermost = source,
            // What stands around it repeats the request.
            None => {
                let said: String = innermost.to_string().chars().take(LONGEST_CAUSE).collect();
                let what = format!("the object store did not answer as it should: {said}");
                return StorageError::Unavailable(io::Error::other(what));
            }
        }
    }
}

fn meaning(bucket: &str, key: Option<&Key>, answer: &Answer) -> StorageError {
    let refused = |what: &str| StorageError::Refused(what.to_owned());
    // A missing bucket is as much 404 as a missing object.
    if let (404, Some(key), false) = (answer.status, key, answer.code == "NoSuchBucket") {
        return StorageError::NotFound(key.clone());
    }
    match (answer.status, answer.code.as_str()) {
        (_, "NoSuchBucket") => refused(&format!("there is no bucket {bucket}; make it, or correct storage.url")),
        (_, "InvalidAccessKeyId" | "NotSignedUp") => {
            refused("it does not know this access key; correct storage.access_key")
        }
        (_, "SignatureDoesNotMatch") => {
            refused("the secret does not belong to the access key; correct storage.secret_key")
        }
        (_, "RequestTimeTooSkewed") => refused("this machine's clock is wrong; set it"),
        (301 | 307, _)
        | (_, "AuthorizationHeaderMalformed" | "PermanentRedirect" | "IllegalLocationConstraintException") => {
            refused(&format!("the bucket {bucket} is in another region; correct storage.region or storage.endpoint"))
        }
        (401 | 403, _) => refused(&format!(
            "the access key may not do this in the bucket {bucket} ({answer}); let it list the bucket, and read, write and \
             delete in it"
        )),
        (507, _) | (_, "QuotaExceeded" | "XMinioStorageFull") => StorageError::Full,
        _ if answer.passes() => {
            StorageError::Unavailable(io::Error::other(format!("the object store answered {answer}")))
        }
        _ => refused(&format!("it answered {answer}; check storage.endpoint and storage.url")),
    }
}

/// Whether the range asked for lies beyond the end.
pub(super) fn is_beyond_the_end(error: &object_store::Error) -> bool {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(answer) = error.downcast_ref::<Answer>() {
            return answer.status == 416;
        }
        next = error.source();
    }
    false
}
