//! What is looked at before the store is asked.

use crate::Refusals;
use s3s::access::{S3Access, S3AccessContext};
use s3s::{S3Result, s3_error};
use std::path::PathBuf;

/// Holds requests to being signed, refuses what is to be refused, and knows which buckets there are and which uploads are over: the
/// store makes buckets as it goes, and takes an upload that is over for somebody else's.
pub struct Guard {
    pub refusals: Refusals,
    pub data: PathBuf,
}

#[async_trait::async_trait]
impl S3Access for Guard {
    /// Called once the signature was found true.
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        if context.credentials().is_none() {
            return Err(s3_error!(AccessDenied, "the request is not signed"));
        }
        if let Some(refusal) = self.refusals.next(context.s3_op().name()) {
            return Err(refusal);
        }
        let bucket = context.s3_path().get_bucket_name().filter(|_| context.s3_op().name() != "CreateBucket");
        if bucket.is_some_and(|bucket| !self.data.join(bucket).is_dir()) {
            return Err(s3_error!(NoSuchBucket));
        }
        let mut query = context.uri().query().unwrap_or_default().split('&');
        let upload = query.find_map(|pair| pair.strip_prefix("uploadId=")).filter(|id| !id.contains(['/', '%']));
        match upload {
            Some(id) if !self.data.join(format!(".upload-{id}.json")).exists() => Err(s3_error!(NoSuchUpload)),
            _ => Ok(()),
        }
    }
}
