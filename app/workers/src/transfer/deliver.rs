//! To somebody else's service, by its plugin.

use super::checkpoints::CheckpointKeeper;
use super::file::StoredFile;
use super::hosted::key;
use super::order::Order;
use super::progress::Reporter;
use super::{Attempt, Unsent};
use delivery::{DeliveryJob, File, Kind, Ports};
use domain::ids::IntegrationId;
use domain::transfer::Ready;
use domain::{Failure, FailureCode};
use storage::{StorageError, layout};
use tokio_util::sync::CancellationToken;

/// How long a provider may take to fetch a file: a day.
const LINK_MILLIS: i64 = 24 * 3_600_000;

impl Attempt<'_> {
    pub(super) async fn deliver(
        &self,
        integration: IntegrationId,
        reporter: &Reporter,
        unwanted: &CancellationToken,
    ) -> Result<Ready, Unsent> {
        let host = &self.environment.destinations;
        let provider = host.registry().provider(&self.queued.provider).ok_or_else(|| {
            let message = format!(
                "no plugin of this server serves the provider {}: install it, restart the server, then retry",
                self.queued.provider
            );
            Failure::new(FailureCode::DestinationRefused, message)
        })?;
        let order = self.order(integration, provider).await?;
        let files = self.stored_file().await?;
        let to = self.queued.key.clone().unwrap_or_else(|| self.queued.file.clone());
        let checkpoints = CheckpointKeeper::of(self, order.place(&to));
        let checkpoint = checkpoints.last().await?;
        let url = if provider.description().capabilities.pulls { self.link()? } else { None };
        let job = self.job(&order, to, url, checkpoint);
        let (renewals, connected) = (&self.environment.renewals, provider.description().capabilities.oauth);
        let renewal = renewals.of(connected, self.first.workspace, integration, &order.integration, &order.secrets);
        let ports = Ports {
            files: &files,
            checkpoints: &checkpoints,
            credentials: renewal.as_ref(),
            progress: &reporter.teller(),
        };
        match host.deliver(job, ports, unwanted).await {
            Ok(delivered) => Ok(Ready { attempt: self.number, provider_id: delivered.id, url: delivered.url }),
            Err(failure) => Err(Unsent::of(failure, self.environment.now())),
        }
    }

    /// The render's file, which has to be there still.
    async fn stored_file(&self) -> Result<StoredFile, Failure> {
        let queued = self.queued;
        let key = key(layout::render_file(queued.render, queued.render_attempt, &queued.file))?;
        let blobs = self.environment.blobs.clone();
        match blobs.stat(&key).await {
            Ok(meta) if meta.size == queued.bytes => Ok(StoredFile { blobs, key }),
            Ok(_) => {
                Err(Failure::new(FailureCode::Internal, "the render's file has another size than it was saved with"))
            }
            Err(StorageError::NotFound { .. }) => {
                let message = "the render's own file is no longer kept: render again";
                Err(Failure::new(FailureCode::DestinationRefused, message))
            }
            Err(error) => {
                tracing::warn!(transfer = %self.id, %error, "a render's file cannot be read");
                Err(Failure::new(FailureCode::StorageUnavailable, "the render's file cannot be read on this server"))
            }
        }
    }

    /// An address that the provider can fetch the file from, if this server is to be reached from outside.
    fn link(&self) -> Result<Option<String>, Failure> {
        let Some(links) = &self.environment.links else { return Ok(None) };
        let path = layout::signed_path(self.queued.render, &self.queued.file);
        let expires = self.environment.now().plus_millis(LINK_MILLIS);
        let query = links.signed_urls.sign("GET", &path, expires, self.first.workspace);
        let query = query.map_err(|error| Failure::new(FailureCode::Internal, error.to_string()))?;
        Ok(Some(format!("{}{path}?{}", links.base, query.expose())))
    }

    fn job(&self, order: &Order, key: String, url: Option<String>, checkpoint: Option<Vec<u8>>) -> DeliveryJob {
        DeliveryJob {
            kind: Kind::Send,
            provider: self.queued.provider.clone(),
            config: order.secrets.completing(order.integration.settings.config.clone()),
            options: order.options.clone(),
            file: File {
                key,
                bytes: self.queued.bytes,
                media_type: self.queued.media_type.clone(),
                sha256: self.queued.sha256.clone(),
                url,
            },
            transfer: self.id.to_string(),
            checkpoint,
        }
    }
}
