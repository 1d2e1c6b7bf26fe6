//! A request's body on its way out.

use super::{Method, SendError, SendErrorKind};
use futures::{Stream, StreamExt, stream};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::Instant;
use tokio_util::bytes::Bytes;
use tokio_util::io::ReaderStream;

/// How much of a stream is in memory at a time, in bytes, beside what the connection buffers.
const PIECE: usize = 128 << 10;

/// Is told of the bytes of the body that were handed to the connection, piece by piece.
pub type Sent = Arc<dyn Fn(u64) + Send + Sync>;

/// What is sent with a request.
#[derive(Default)]
pub enum Payload {
    /// Nothing.
    #[default]
    None,
    /// These bytes.
    Bytes(Vec<u8>),
    /// As many bytes as said from a reader, which has to have them. Streamed in pieces.
    Stream {
        /// How many.
        bytes: u64,
        /// Where they come from.
        reader: Pin<Box<dyn AsyncRead + Send>>,
    },
}

impl Payload {
    /// Its length and what gives it; none for a request that has none.
    pub(super) fn into_body(
        self,
        method: Method,
        activity: &Activity,
        sent: Option<Sent>,
    ) -> Option<(u64, reqwest::Body)> {
        match self {
            Payload::None => method.has_payload().then(|| (0, reqwest::Body::from(Vec::new()))),
            Payload::Bytes(bytes) => Some((bytes.len() as u64, reqwest::Body::from(bytes))),
            Payload::Stream { bytes: 0, .. } => Some((0, reqwest::Body::from(Vec::new()))),
            Payload::Stream { bytes, reader } => {
                Some((bytes, reqwest::Body::wrap_stream(pieces(bytes, reader, activity.clone(), sent))))
            }
        }
    }
}

fn pieces(
    bytes: u64,
    reader: Pin<Box<dyn AsyncRead + Send>>,
    activity: Activity,
    sent: Option<Sent>,
) -> impl Stream<Item = std::io::Result<Bytes>> + Send {
    let pieces = ReaderStream::with_capacity(reader.take(bytes), PIECE).boxed();
    stream::unfold((pieces, bytes), move |(mut pieces, left)| {
        let (activity, sent) = (activity.clone(), sent.clone());
        async move {
            let piece = match pieces.next().await {
                Some(Ok(piece)) => piece,
                Some(Err(error)) => return Some((Err(activity.breaks(error.kind())), (pieces, 0))),
                None if left > 0 => {
                    return Some((Err(activity.breaks(std::io::ErrorKind::UnexpectedEof)), (pieces, 0)));
                }
                None => return None,
            };
            activity.note();
            let length = piece.len() as u64;
            if let Some(sent) = &sent {
                sent(length);
            }
            Some((Ok(piece), (pieces, left - length)))
        }
    })
}

/// When something last moved on a connection, and whether it was our side that failed.
#[derive(Clone)]
pub(super) struct Activity {
    last: Arc<Mutex<Instant>>,
    broken: Broken,
}

impl Default for Activity {
    fn default() -> Self {
        Self { last: Arc::new(Mutex::new(Instant::now())), broken: Broken::default() }
    }
}

impl Activity {
    pub(super) fn note(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Comes back when nothing moved for `idle`.
    pub(super) async fn silence(&self, idle: Duration) {
        loop {
            let due = *self.last.lock().unwrap_or_else(PoisonError::into_inner) + idle;
            if due <= Instant::now() {
                return;
            }
            tokio::time::sleep_until(due).await;
        }
    }

    pub(super) fn broken(&self) -> Broken {
        self.broken.clone()
    }

    fn breaks(&self, kind: std::io::ErrorKind) -> std::io::Error {
        let message = format!("the file that is sent could not be read: {kind}");
        *self.broken.0.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(SendError::new(SendErrorKind::Source, message));
        kind.into()
    }
}

/// What failed on our side of a request.
#[derive(Clone, Default)]
pub(super) struct Broken(Arc<Mutex<Option<SendError>>>);

impl Broken {
    pub(super) fn take(&self) -> Option<SendError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
