//! Bytes of any length into an object, in parts, with a bounded number of them in memory.

use futures::stream::{FuturesUnordered, StreamExt};
use object_store::aws::AmazonS3;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStoreExt, PutPayload};
use std::io;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Up to this many bytes go in one request, and more in parts of at least as many.
pub(super) const PART: u64 = 8 << 20;
/// Parts under way at once.
const AT_ONCE: usize = 2;
/// The most parts that an upload may have.
const PARTS: u64 = 10_000;

/// Why something was not stored.
pub(super) enum Failed {
    /// Its bytes could not be read.
    Read(io::Error),
    /// The store did not take them.
    Sent(object_store::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Failed::Read(error)
    }
}

impl From<object_store::Error> for Failed {
    fn from(error: object_store::Error) -> Self {
        Failed::Sent(error)
    }
}

/// Stores the `size` bytes that `content` gives. Until the last one is there nothing is visible; what is given up is
/// aborted, also when nobody waits for it any more.
pub(super) async fn upload(
    store: &AmazonS3,
    path: &Path,
    size: u64,
    mut content: impl AsyncRead + Unpin,
) -> Result<(), Failed> {
    if size <= PART {
        let bytes = part(&mut content, size).await?;
        store.put(path, bytes).await?;
        return Ok(());
    }
    let mut under_way = UnderWay(Some(store.put_multipart(path).await?));
    match parts(&mut under_way, size, content).await {
        Ok(()) => {
            under_way.0 = None;
            Ok(())
        }
        Err(failed) => {
            if let Some(mut upload) = under_way.0.take() {
                give_up(upload.as_mut()).await;
            }
            Err(failed)
        }
    }
}

async fn parts(under_way: &mut UnderWay, size: u64, mut content: impl AsyncRead + Unpin) -> Result<(), Failed> {
    let Some(upload) = under_way.0.as_mut() else { return Ok(()) };
    let length = part_length(size);
    let (mut left, mut sending) = (size, FuturesUnordered::new());
    while left > 0 {
        while sending.len() >= AT_ONCE {
            sending.next().await.transpose()?;
        }
        let bytes = part(&mut content, left.min(length)).await?;
        left -= bytes.content_length() as u64;
        sending.push(upload.put_part(bytes));
    }
    while let Some(sent) = sending.next().await {
        sent?;
    }
    upload.complete().await?;
    Ok(())
}

/// All parts have one length, but for the last: some stores insist.
fn part_length(size: u64) -> u64 {
    PART.max(size.div_ceil(PARTS))
}

async fn part(content: &mut (impl AsyncRead + Unpin), length: u64) -> io::Result<PutPayload> {
    let mut bytes = Vec::with_capacity(usize::try_from(length).map_err(io::Error::other)?);
    content.take(length).read_to_end(&mut bytes).await?;
    if bytes.len() as u64 == length {
        Ok(bytes.into())
    } else {
        Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter while it was stored"))
    }
}

/// An upload that is neither complete nor aborted; dropping it aborts it.
struct UnderWay(Option<Box<dyn MultipartUpload>>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        if let (Some(mut upload), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current()) {
            runtime.spawn(async move { give_up(upload.as_mut()).await });
        }
    }
}

async fn give_up(upload: &mut dyn MultipartUpload) {
    if upload.abort().await.is_err() {
        // What the store said may repeat addresses; its rule for incomplete uploads removes the parts.
        tracing::warn!(
            "an upload that failed could not be aborted; its parts stay until the bucket's rule removes them"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_grow_with_what_would_be_too_many() {
        assert_eq!(part_length(PART + 1), PART);
        assert_eq!(part_length(PART * PARTS), PART);
        let huge = PART * PARTS + 1;
        assert_eq!(part_length(huge), PART + 1);
        assert!(huge.div_ceil(part_length(huge)) <= PARTS);
    }

    #[tokio::test]
    async fn a_file_that_became_shorter_is_noticed() {
        let mut content: &[u8] = b"abc";
        assert_eq!(part(&mut content, 4).await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
