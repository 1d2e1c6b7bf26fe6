//! Trying a destination: a small file is written there and deleted.

use crate::Services;
use delivery::{Checkpoints, Credentials, DeliveryJob, File, FileRanges, Kind, NotSaved, Ports, RangeReader};
use domain::integration::PREFIX;
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What the file says.
const TEXT: &[u8] = b"A test of the connection with this destination. It can be deleted.\n";
/// How long the destination may take in all.
const PATIENCE: Duration = Duration::from_secs(60);

/// Writes and deletes a file with this configuration, secrets included; what is wrong, in plain words.
pub(crate) async fn try_out(
    services: &Services,
    provider: &str,
    config: Map<String, Value>,
    renewal: &dyn Credentials,
) -> Result<(), String> {
    let prefix = config.get(PREFIX).and_then(Value::as_str).unwrap_or_default().trim_matches('/').to_owned();
    let transfer = services.id().to_string();
    let name = format!("connection-test-{transfer}.txt");
    let key = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
    let job = DeliveryJob {
        kind: Kind::Test,
        provider: provider.to_owned(),
        config,
        options: Map::new(),
        file: File {
            key,
            bytes: TEXT.len() as u64,
            media_type: "text/plain".to_owned(),
            sha256: hex::encode(Sha256::digest(TEXT)),
            url: None,
        },
        transfer,
        checkpoint: None,
    };
    let nobody: Arc<dyn Fn(u64) + Send + Sync> = Arc::new(|_| {});
    let ports = Ports { files: &Text, checkpoints: &Nowhere, credentials: renewal, progress: &nobody };
    let cancel = CancellationToken::new();
    let mut delivery = pin!(services.destinations.deliver(job, ports, &cancel));
    match tokio::time::timeout(PATIENCE, &mut delivery).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(failure)) => Err(failure.message),
        Err(_) => {
            // The plugin tidies up, for which the host gives it ten seconds.
            cancel.cancel();
            let _ = delivery.await;
            Err(format!("The destination did not answer within {} s.", PATIENCE.as_secs()))
        }
    }
}

struct Text;

impl FileRanges for Text {
    fn open(&self, offset: u64, length: u64) -> BoxFuture<'_, io::Result<RangeReader>> {
        let part = usize::try_from(offset).ok().and_then(|from| TEXT.get(from..));
        let part = part.and_then(|rest| rest.get(..usize::try_from(length).ok()?));
        let reader = part.map(|part| Box::pin(part) as RangeReader);
        std::future::ready(reader.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())).boxed()
    }
}

/// A test is over with its request: there is nothing to take up later.
struct Nowhere;

impl Checkpoints for Nowhere {
    fn save<'a>(&'a self, _: &'a [u8]) -> BoxFuture<'a, Result<(), NotSaved>> {
        std::future::ready(Ok(())).boxed()
    }
}
