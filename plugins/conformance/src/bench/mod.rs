//! Where a destination is tried: the server's own host, the service, and what is remembered of all deliveries.

mod loading;
mod looking;

use crate::content::{Content, Ranges};
use crate::order::{End, Order, Ran};
use crate::plan::Plan;
use crate::proxy::Proxy;
use crate::service::{Faults, Service};
use crate::settings::Unusable;
use crate::watch::{Dice, SystemClock, Watch};
use delivery::{
    Credentials, Delivered, DeliveryJob, Host, HostParts, HostSettings, NotRefreshed, Ports, Provider, Registry,
};
use egress::{AllowList, Egress, Policy};
use futures::future::BoxFuture;
pub(crate) use loading::Unready;
use loading::{choose, load};
use plugin_sdk::{File, Kind, MediaKind};
use serde_json::{Map, Value};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What the host puts in place of a secret in what a library says.
const MASK: &str = "••••";
/// Shorter secrets cannot be told from words, in bytes.
const SHORTEST_SECRET: usize = 6;

/// What was seen over all deliveries.
#[derive(Default)]
pub(crate) struct Kept {
    /// The largest checkpoint, in bytes.
    pub(crate) largest_checkpoint: usize,
    /// How many checkpoints there were.
    pub(crate) checkpoints: u64,
    /// Where secrets were seen.
    pub(crate) leaks: Vec<String>,
}

/// One provider on trial.
pub(crate) struct Bench<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) service: &'a dyn Service,
    pub(crate) provider: Arc<Provider>,
    pub(crate) faults: Option<Arc<dyn Faults>>,
    registry: Arc<Registry>,
    egress: Arc<Egress>,
    config: Mutex<Map<String, Value>>,
    kept: Mutex<Kept>,
    run: String,
    keys: AtomicU64,
    /// Holds the library for as long as it may be loaded again.
    _folder: tempfile::TempDir,
    _proxy: Option<Proxy>,
}

impl<'a> Bench<'a> {
    /// Loads the library and chooses the provider.
    pub(crate) async fn new(plan: &'a Plan, service: &'a dyn Service) -> Result<Self, Unready> {
        let (registry, folder) = load(plan).await?;
        let provider = choose(&registry, plan)?;
        let mut config = plan.config.clone();
        let mut allow = plan.allow.clone();
        let mut faults = service.faults();
        let mut proxy = None;
        if faults.is_none()
            && let Some(endpoint) = provider.endpoint_of(&config).map(str::to_owned)
        {
            proxy = Proxy::before(&endpoint)
                .await
                .map_err(|error| Unusable::new(format!("no proxy could be opened: {error}")))?;
        }
        if let Some((proxy, property)) = proxy.as_ref().zip(provider.description().endpoint.as_ref()) {
            config.insert(property.clone(), proxy.address().into());
            allow = format!("{allow},{}", proxy.host());
            faults = Some(proxy.faults());
        }
        if let Some(fault) = provider.check_config(&Value::Object(config.clone())).into_iter().next() {
            let why = format!("the configuration does not fit the provider's schema: {}", fault.message);
            return Err(Unusable::new(why).into());
        }
        let allow = allow.parse::<AllowList>().map_err(|error| Unusable::new(error.to_string()))?;
        let egress = Egress::new(Policy { pause: plan.pause.clone(), ..Policy::new(allow) });
        let egress = egress.map_err(|error| Unusable::new(format!("there is no HTTP client: {error}")))?;
        let run = uuid::Uuid::new_v4().simple().to_string()[..8].to_owned();
        Ok(Self {
            plan,
            service,
            provider,
            faults,
            registry,
            egress: Arc::new(egress),
            config: Mutex::new(config),
            kept: Mutex::default(),
            run,
            keys: AtomicU64::new(0),
            _folder: folder,
            _proxy: proxy,
        })
    }

    /// The configuration that works.
    pub(crate) fn config(&self) -> Map<String, Value> {
        self.config.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A key that nothing has yet.
    pub(crate) fn key(&self, name: &str) -> String {
        let number = self.keys.fetch_add(1, Ordering::Relaxed);
        let (run, extension) = (&self.run, self.media().1);
        self.placed(&format!("rushes-conformance-{run}/{number}-{name}.{extension}"))
    }

    /// A file of about so many bytes, of a kind that the provider can read; another `seed` gives another one.
    pub(crate) fn content(&self, bytes: u64, seed: u64) -> Content {
        match &self.plan.film {
            Some(film) => Content::film(film, bytes, seed),
            None => Content::new(bytes, seed),
        }
    }

    /// A path in the folder that everything goes into.
    pub(crate) fn placed(&self, path: &str) -> String {
        match self.plan.prefix.trim_matches('/') {
            "" => path.to_owned(),
            prefix => format!("{prefix}/{path}"),
        }
    }

    /// What distinguishes the names of this run from those of others.
    pub(crate) fn run(&self) -> &str {
        &self.run
    }

    /// What the provider takes: media type and extension.
    pub(crate) fn media(&self) -> (&'static str, &'static str) {
        let kinds = &self.provider.description().capabilities.files;
        if kinds.contains(&MediaKind::Video) {
            ("video/mp4", "mp4")
        } else if kinds.contains(&MediaKind::Image) {
            ("image/png", "png")
        } else {
            ("audio/mpeg", "mp3")
        }
    }

    /// Carries an order out, as a server does.
    pub(crate) async fn deliver(&self, order: Order<'_>) -> Ran {
        let Order { kind, key, content, transfer, checkpoint, config, trap, silence, meter } = order;
        let watch = Watch::new(trap);
        let is_another = config.is_some();
        let config = config.unwrap_or_else(|| self.config());
        let media_type = if kind == Kind::Test { "text/plain" } else { self.media().0 };
        let job = DeliveryJob {
            kind,
            provider: self.provider.id().to_owned(),
            config: config.clone(),
            options: self.plan.options.clone(),
            file: File {
                key: key.to_owned(),
                bytes: content.bytes,
                media_type: media_type.to_owned(),
                sha256: content.sha256.clone(),
                url: None,
            },
            transfer: transfer.clone(),
            checkpoint: checkpoint.clone(),
        };
        let watched = watch.clone();
        let progress: Arc<dyn Fn(u64) + Send + Sync> = Arc::new(move |bytes| {
            watched.progress(bytes);
            if let Some(meter) = &meter {
                meter();
            }
        });
        let host = self.host(&watch, silence);
        let ports = Ports {
            files: &Ranges { content, watch: &watch },
            checkpoints: &*watch,
            credentials: &Renewing { bench: self, is_another },
            progress: &progress,
        };
        let delivering = host.deliver(job, ports, &watch.cancel);
        let end = tokio::select! {
            biased;
            () = watch.dead.cancelled() => End::Died,
            delivered = delivering => delivered.map_or_else(End::Failed, End::Delivered),
        };
        let saved = watch.saved();
        self.keep(&config, &saved, &end);
        Ran {
            end,
            transfer,
            steps: watch.steps(),
            saves: u32::try_from(saved.len()).unwrap_or(u32::MAX),
            checkpoint: saved.into_iter().last().or(checkpoint),
            before_steps: watch.before_steps(),
            has_sprung: watch.has_sprung(),
            moved: watch.moved(),
        }
    }

    fn host(&self, watch: &Arc<Watch>, silence: Option<Duration>) -> Host {
        let settings = HostSettings { steps: 5000, ..HostSettings::default() };
        Host::new(HostParts {
            registry: self.registry.clone(),
            egress: self.egress.clone(),
            settings: HostSettings { idle: silence.unwrap_or(settings.idle), ..settings },
            clock: Arc::new(SystemClock),
            random: Arc::new(Dice(watch.clone())),
            pause: self.plan.pause.clone(),
        })
    }

    /// Remembers checkpoints and what a delivery said.
    fn keep(&self, config: &Map<String, Value>, saved: &[Vec<u8>], end: &End) {
        let secrets: Vec<&str> =
            self.provider.secret_properties().iter().filter_map(|name| config.get(name)?.as_str()).collect();
        let holds = |text: &str| {
            let secrets = secrets.iter().filter(|secret| secret.len() >= SHORTEST_SECRET);
            let forms = secrets.flat_map(|secret| [(*secret).to_owned(), inside_json(secret)]);
            text.contains(MASK) || forms.into_iter().any(|form| text.contains(&form))
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        for checkpoint in saved {
            kept.checkpoints += 1;
            kept.largest_checkpoint = kept.largest_checkpoint.max(checkpoint.len());
            if holds(&String::from_utf8_lossy(checkpoint)) {
                kept.leaks.push("a checkpoint holds a secret of the configuration".to_owned());
            }
        }
        let said = match end {
            End::Died => None,
            End::Delivered(Delivered { id, .. }) => id.as_deref().map(|id| ("the id of an object", id)),
            End::Failed(failure) => Some(("the message of a failure", failure.message.as_str())),
        };
        if let Some((what, _)) = said.filter(|(_, text)| holds(text)) {
            kept.leaks.push(format!("{what} held a secret of the configuration, which the host took out"));
        }
    }

    /// What was kept of all deliveries so far.
    pub(crate) fn kept<T>(&self, look: impl FnOnce(&Kept) -> T) -> T {
        look(&self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Renews credentials as the service does.
struct Renewing<'a> {
    bench: &'a Bench<'a>,
    /// They are others than those that work, and nobody renews such.
    is_another: bool,
}

impl Credentials for Renewing<'_> {
    fn refresh(&self) -> BoxFuture<'_, Result<Map<String, Value>, NotRefreshed>> {
        Box::pin(async {
            if self.is_another {
                return Err(NotRefreshed::Reconnect);
            }
            let renewed = self.bench.service.renew().await?;
            let mut config = self.bench.config.lock().unwrap_or_else(PoisonError::into_inner);
            // The address may lead through a proxy of ours.
            let endpoint = self.bench.provider.description().endpoint.as_ref();
            let kept = endpoint.and_then(|name| Some((name.clone(), config.get(name)?.clone())));
            *config = renewed;
            config.extend(kept);
            Ok(config.clone())
        })
    }
}

/// A secret as it stands within a JSON text.
fn inside_json(secret: &str) -> String {
    let text = Value::from(secret).to_string();
    text.trim_matches('"').to_owned()
}
