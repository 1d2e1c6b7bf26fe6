//! What the double refuses although it could do it.

use s3s::{S3Error, S3ErrorCode};
use std::sync::{Arc, Mutex, PoisonError};

/// Refusals to come, shared by the server and the test.
#[derive(Clone, Debug, Default)]
pub struct Refusals(Arc<Mutex<Vec<Refusal>>>);

#[derive(Debug)]
struct Refusal {
    operation: Option<String>,
    code: String,
    times: usize,
}

impl Refusals {
    /// Answers the next `times` requests with the error `code`, such as `SlowDown` or `AccessDenied`: those of `operation`,
    /// such as `PutObject` or `ListObjectsV2`, or all.
    pub fn add(&self, operation: Option<&str>, code: &str, times: usize) {
        let refusal = Refusal { operation: operation.map(str::to_owned), code: code.to_owned(), times };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(refusal);
    }

    /// Refuses nothing any more.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(crate) fn next(&self, operation: &str) -> Option<S3Error> {
        let mut refusals = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |refusal: &Refusal| refusal.operation.as_deref().is_none_or(|wanted| wanted == operation);
        let refusal = refusals.iter_mut().find(|refusal| refusal.times > 0 && fits(refusal))?;
        refusal.times -= 1;
        let code = S3ErrorCode::from_bytes(refusal.code.as_bytes());
        Some(S3Error::new(code.unwrap_or_else(|| S3ErrorCode::Custom(refusal.code.as_str().into()))))
    }
}
