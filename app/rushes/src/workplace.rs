//! From the settings to what the API and the workers work with.

use crate::config::{Config, UnknownProperties};
use crate::exit::Exit;
use crate::outside::Outside;
use crate::stores::Stores;
use api::auth::Tokens;
use domain::edit::Limits;
use egress::{AllowList, Egress, Policy, SourceCache};
use raster::client::Rasteriser;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;
use storage::SignedUrls;
use tokio::sync::Semaphore;
use vault::{Connections, Credentials, Documents, Purpose, Rotation, TransferCheckpoints};
use workers::studio::{Segments, Studio, StudioLimits};

/// How long a person stays signed in: 12 hours.
const TOKEN_SECONDS: i64 = 12 * 3600;
/// How often the sweeper sweeps.
const SWEEP: Duration = Duration::from_secs(600);

/// What an edit may ask for: in production, and in the sandbox.
pub fn limits(config: &Config) -> (Limits, Limits) {
    let production = Limits {
        max_tracks: config.limits.tracks.get(),
        max_clips: config.limits.clips.get(),
        max_sources: config.limits.sources.get(),
        max_duration: config.limits.output_seconds.get(),
        allow_local_sources: false,
        ignore_unknown: config.edit.unknown_properties == UnknownProperties::Ignore,
    };
    let stage = Limits { max_duration: config.limits.stage_output_seconds.get(), ..production.clone() };
    (production, stage)
}

/// Our own binary, for children.
pub fn executable() -> Result<PathBuf, Exit> {
    std::env::current_exe().map_err(|error| Exit::ours(format!("our own binary cannot be found: {error}")))
}

/// What draws and encodes. `registry`: where GStreamer keeps what it knows.
pub fn studio(config: &Config, registry: PathBuf) -> Result<Studio, Exit> {
    let executable = executable()?;
    let memory = config.worker.render_memory_mib;
    Ok(Studio {
        rasteriser: Rasteriser::new(&executable).with_log(workers::child::heard),
        executable,
        registry,
        limits: StudioLimits {
            memory: (memory > 0).then_some(memory << 20),
            time: Duration::from_secs(config.worker.render_seconds.get()),
            silence: Duration::from_secs(config.worker.stall_seconds.get()),
        },
    })
}

/// The guarded way out.
pub fn egress(config: &Config) -> Result<Arc<Egress>, Exit> {
    let allow: AllowList =
        config.egress.allow.parse().map_err(|error| Exit::input(format!("egress.allow: {error}")))?;
    Egress::new(Policy::new(allow)).map(Arc::new).map_err(Exit::input)
}

/// What workers work with.
pub fn workers(config: &Config, stores: &Stores, outside: &Outside) -> Result<workers::Environment, Exit> {
    let (edit, stage_edit) = limits(config);
    let cores = available_parallelism().map_or(1, usize::from);
    let sources = SourceCache::open(stores.folder.sources(), config.cache.sources_bytes);
    Ok(workers::Environment {
        log: stores.log.clone(),
        state: stores.state.clone(),
        views: stores.views.clone(),
        documents: Documents::new(stores.keyring.clone()),
        credentials: Credentials::new(stores.keyring.clone()),
        rotation: Rotation::new(stores.keyring.clone()),
        renewals: outside.renewals(stores),
        checkpoints: TransferCheckpoints::new(stores.keyring.clone()),
        destinations: outside.destinations.clone(),
        blobs: stores.blobs.clone(),
        egress: outside.egress.clone(),
        sources: sources.map_err(|error| Exit::later(format!("the source cache cannot be opened: {error}")))?,
        studio: studio(config, stores.folder.registry())?,
        segments: Segments::new(stores.folder.segments(), config.cache.segments_bytes),
        links: links(config, stores),
        scratch: stores.folder.scratch(),
        name: stores.name.clone(),
        clock: stores.clock.clone(),
        ids: stores.ids.clone(),
        settings: workers::Settings {
            renders: if config.worker.renders == 0 { (cores / 2).max(1) } else { config.worker.renders },
            workspace_renders: Some(config.worker.workspace_renders).filter(|limit| *limit > 0),
            transfers: config.worker.transfers.get(),
            lease: Duration::from_secs(config.worker.lease_seconds.get()),
            poll: Duration::from_millis(config.worker.poll_millis.get()),
            stop: Duration::from_secs(config.server.stop_seconds),
            edit,
            stage_edit,
            source_bytes: config.limits.source_bytes.get(),
            sources_bytes: config.limits.sources_bytes.get(),
            fetch: Duration::from_secs(config.limits.fetch_seconds.get()),
            source_age: Duration::from_secs(config.cache.sources_hours.saturating_mul(3600)),
            output_age: Duration::from_secs(config.retention.output_hours.get().saturating_mul(3600)),
            sweep: SWEEP,
        },
    })
}

/// Addresses for services that fetch files themselves.
fn links(config: &Config, stores: &Stores) -> Option<workers::Links> {
    let base = config.server.public_url.trim_end_matches('/').to_owned();
    (!base.is_empty()).then(|| workers::Links { base, signed_urls: signed_urls(stores) })
}

fn signed_urls(stores: &Stores) -> Arc<SignedUrls> {
    Arc::new(SignedUrls::new(*stores.master.subkey(Purpose::SignedUrls).expose()))
}

/// What the API works with.
pub fn services(config: &Config, stores: &Stores, outside: &Outside, metrics: api::MetricsText) -> api::Services {
    let (edit, stage_edit) = limits(config);
    let public_url = config.server.public_url.trim_end_matches('/');
    let rates = &config.rate_limits;
    api::Services {
        log: stores.log.clone(),
        state: stores.state.clone(),
        views: stores.views.clone(),
        documents: Documents::new(stores.keyring.clone()),
        credentials: Credentials::new(stores.keyring.clone()),
        connections: Connections::new(stores.keyring.clone()),
        grants: outside.grants.clone(),
        renewals: outside.renewals(stores),
        destinations: outside.destinations.clone(),
        egress: outside.egress.clone(),
        master: stores.master.clone(),
        randomness: stores.randomness.clone(),
        blobs: stores.blobs.clone(),
        signed_urls: signed_urls(stores),
        tokens: Tokens::new(stores.master.subkey(Purpose::SessionTokens).expose(), TOKEN_SECONDS),
        rates: if stores.state.is_on_a_server() {
            api::RateLimiter::shared(stores.state.clone())
        } else {
            api::RateLimiter::default()
        },
        hashing: Arc::new(Semaphore::new(available_parallelism().map_or(1, usize::from))),
        clock: stores.clock.clone(),
        ids: stores.ids.clone(),
        metrics,
        settings: api::Settings {
            public_url: (!public_url.is_empty()).then(|| public_url.to_owned()),
            google_redirect: Some(config.google.redirect_url.clone()).filter(|url| !url.is_empty()),
            body_bytes: config.limits.body_bytes.get(),
            edit,
            stage_edit,
            mattes: config.edit.mattes,
            rates: rates.enabled.then_some(api::Rates {
                edit_v1: rates.edit_v1.get(),
                edit_stage: rates.edit_stage.get(),
                serve_v1: rates.serve_v1.get(),
                serve_stage: rates.serve_stage.get(),
                workspace: rates.workspace.get(),
                rushes: rates.rushes.get(),
                login: rates.login.get(),
            }),
            ..api::Settings::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_properties_are_refused_unless_asked_otherwise() {
        let load = |unknown: Option<&str>| {
            let wanted = |name: &str| unknown.filter(|_| name == "RUSHES_EDIT_UNKNOWN_PROPERTIES").map(str::to_owned);
            limits(&Config::load(None, wanted).unwrap())
        };
        let (production, stage) = load(None);
        assert!(!production.ignore_unknown && !stage.ignore_unknown);
        let (production, stage) = load(Some("ignore"));
        assert!(production.ignore_unknown && stage.ignore_unknown);
    }
}
