//! Carries transfers out: tells a plugin what happened, and does what it answers.

mod backoff;
mod check;
mod digest;
mod failure;
mod ports;
mod progress;
mod redact;
mod requests;
mod transfer;

pub use failure::{Delivered, DeliveryFailure, FailureReason};
pub use ports::{
    Checkpoints, Clock, Credentials, DeliveryJob, FileRanges, HostSettings, NotRefreshed, NotSaved, Ports, Randomness,
    RangeReader,
};

use crate::Registry;
use egress::{Egress, Pause};
use plugin_sdk::{Reason, Value};
use requests::Places;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use transfer::Transfer;

/// What a host is made of.
pub struct HostParts {
    /// The plugins.
    pub registry: Arc<Registry>,
    /// The way out.
    pub egress: Arc<Egress>,
    /// How much a delivery may take.
    pub settings: HostSettings,
    /// Tells the time that plugins are told.
    pub clock: Arc<dyn Clock>,
    /// Makes the ids that plugins are given, and spreads waits.
    pub random: Arc<dyn Randomness>,
    /// Waits.
    pub pause: Arc<dyn Pause>,
}

/// The plugin host: one a process. It does what plugins ask for as far as they may ask for it.
pub struct Host {
    parts: HostParts,
    places: Places,
}

impl Host {
    /// A host of these parts.
    pub fn new(parts: HostParts) -> Self {
        Self { places: Places::new(parts.settings.per_host), parts }
    }

    /// The plugins.
    pub fn registry(&self) -> &Registry {
        &self.parts.registry
    }

    /// Brings a file to its destination, or takes that up where `job.checkpoint` says.
    ///
    /// Each checkpoint is saved before what it speaks of is carried out, so that whoever gives the last one again goes on where
    /// this delivery ended, whatever ended it. A plugin that crashes, hangs or floods is started again and goes on from there
    /// too, three times. One that asks for what it may not is at fault for good, and nothing of that answer is carried out.
    /// When `cancel` fires, the plugin is told, and may tidy up with the requests of one answer, within ten seconds.
    ///
    /// # Errors
    /// [`DeliveryFailure`].
    pub async fn deliver(
        &self,
        mut job: DeliveryJob,
        ports: Ports<'_>,
        cancel: &CancellationToken,
    ) -> Result<Delivered, DeliveryFailure> {
        let Some(provider) = self.parts.registry.provider(&job.provider) else {
            let message = format!("No plugin of this server serves the provider {}.", job.provider);
            return Err(DeliveryFailure::internal(message, false));
        };
        let config = Value::Object(std::mem::take(&mut job.config));
        let fault = provider.check_config(&config).into_iter().next();
        if let Value::Object(config) = config {
            job.config = config;
        }
        if let Some(fault) = fault {
            let message =
                format!("The configuration does not fit the plugin {}: {}.", provider.library_file(), fault.message);
            return Err(DeliveryFailure::new(Reason::Invalid, message, false));
        }
        if let Some(most) = provider.description().capabilities.most_bytes.filter(|most| job.file.bytes > *most) {
            let message =
                format!("The file has {} bytes; {} takes at most {most}.", job.file.bytes, provider.description().name);
            return Err(DeliveryFailure::new(Reason::Invalid, message, false));
        }
        let limit = self.parts.settings.total + self.time_for(job.file.bytes);
        let id = provider.id().to_owned();
        let mut transfer = Transfer::new(self, provider, job, ports, cancel)?;
        let delivered = match tokio::time::timeout(limit, transfer.run()).await {
            Ok(delivered) => delivered,
            Err(_) => {
                let message = format!("The transfer was not complete after {} s.", limit.as_secs());
                Err(DeliveryFailure::new(Reason::Unavailable, message, true))
            }
        };
        metrics::counter!("rushes_delivery_bytes_total", "provider" => id).increment(transfer.bytes_sent());
        delivered
    }

    /// How long so many bytes may take.
    fn time_for(&self, bytes: u64) -> Duration {
        Duration::from_secs(bytes / self.parts.settings.slowest.max(1))
    }
}
