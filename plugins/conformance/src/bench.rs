//! Where a destination is tried: the server's own host, the service, and what is remembered of all deliveries.

use crate::content::{Content, Ranges};
use crate::order::{End, Order, Ran, described};
use crate::plan::Plan;
use crate::proxy::Proxy;
use crate::service::{Faults, Reading, Service, Wanted};
use crate::verdict::Fault;
use crate::watch::{Dice, SystemClock, Watch};
use delivery::{
    Credentials, Delivered, DeliveryJob, Host, HostParts, HostSettings, LibraryLimits, NotRefreshed, Ports, Provider,
    Registry, RegistrySettings,
};
use egress::{AllowList, Egress, Policy};
use futures::future::BoxFuture;
use plugin_sdk::{File, Kind, MediaKind};
use serde_json::{Map, Value};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What the host puts in place of a secret in what a library says.
const MASK: &str = "••••";
/// Shorter secrets cannot be told from words, in bytes.
const SHORTEST_SECRET: usize = 6;
/// How often a service is looked at before it is believed, and how long is waited between: lists may be behind.
const LOOKS: u32 = 10;
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

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

/// What is visible at a moment; nothing when nobody can list it.
pub(crate) type Objects = Option<Vec<String>>;

impl<'a> Bench<'a> {
    /// Loads the library and chooses the provider.
    pub(crate) async fn new(plan: &'a Plan, service: &'a dyn Service) -> Result<Self, Fault> {
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
                .map_err(|error| unusable(&format!("No proxy could be opened: {error}.")))?;
        }
        if let Some((proxy, property)) = proxy.as_ref().zip(provider.description().endpoint.as_ref()) {
            config.insert(property.clone(), proxy.address().into());
            allow = format!("{allow},{}", proxy.host());
            faults = Some(proxy.faults());
        }
        if let Some(fault) = provider.check_config(&Value::Object(config.clone())).into_iter().next() {
            return Err(unusable(&format!("The configuration does not fit the provider's schema: {}.", fault.message)));
        }
        let allow = allow.parse::<AllowList>().map_err(|error| unusable(&format!("{error}.")))?;
        let egress = Egress::new(Policy { pause: plan.pause.clone(), ..Policy::new(allow) });
        let egress = egress.map_err(|error| unusable(&format!("There is no HTTP client: {error}.")))?;
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

    /// What is visible now.
    pub(crate) async fn objects(&self) -> Result<Objects, Fault> {
        self.service.list().await.map_err(|error| unseen(&error))
    }

    /// That a delivery ended well, and that what it brought is there: whole, and as one object, or as many as `most`.
    pub(crate) async fn arrived(
        &self,
        before: &Objects,
        key: &str,
        content: &Content,
        ran: &Ran,
        most: usize,
    ) -> Result<Delivered, Fault> {
        let delivered = match &ran.end {
            End::Delivered(delivered) => delivered.clone(),
            End::Failed(failure) => {
                let why = format!("The transfer failed: {}.", described(failure));
                return Err(Fault::new(
                    why,
                    "Compare the settings with what the service allows, then the plugin's requests.",
                ));
            }
            End::Died => {
                return Err(Fault::new(
                    "The transfer was not carried on.",
                    "This is an error of this program: report it.",
                ));
            }
        };
        let wanted = Wanted { key: key.to_owned(), id: delivered.id.clone() };
        let expected = Reading::Found { bytes: content.bytes, sha256: content.sha256.clone() };
        let is_read = |found: &Reading| *found == expected || *found == Reading::Unknown;
        match self.read_until(&wanted, is_read).await? {
            found if is_read(&found) => {}
            Reading::Found { bytes, .. } if bytes != content.bytes => {
                let why = format!("The object has {bytes} bytes, and {} were to be sent.", content.bytes);
                return Err(Fault::new(why, "Say that a transfer is done only when the provider has all of the file."));
            }
            Reading::Found { .. } => {
                return Err(Fault::new(
                    "The object has as many bytes as it should, but others.",
                    "Look at the order and the offsets of the parts, and have the provider check a digest.",
                ));
            }
            _ => {
                return Err(Fault::new(
                    format!("The transfer is said to be done, and nothing is to be found at `{key}`."),
                    "Say that a transfer is done only when the object can be seen under its name.",
                ));
            }
        }
        let new = self.new_until(before, |new| new.len() == 1).await?;
        match new.map(|new| new.len()) {
            Some(0) => Err(Fault::new(
                "The transfer is said to be done, and no object more is listed than before.",
                "Say that a transfer is done only when the object can be seen.",
            )),
            Some(count) if count > most => Err(Fault::new(
                format!("There are {count} new objects instead of one."),
                "Put the same object under the same key, or mark it with the transfer's id and look for the mark first.",
            )),
            _ => Ok(delivered),
        }
    }

    /// That nothing is there that was not there before.
    pub(crate) async fn nothing_new(&self, before: &Objects, key: &str) -> Result<(), Fault> {
        let remedy = "Delete what was begun, or begin it such that it cannot be seen before it is whole.";
        let wanted = Wanted { key: key.to_owned(), id: None };
        let is_absent = |found: &Reading| matches!(found, Reading::Absent | Reading::Unknown);
        if !is_absent(&self.read_until(&wanted, is_absent).await?) {
            return Err(Fault::new(format!("Something is left at `{key}`."), remedy));
        }
        match self.new_until(before, <[String]>::is_empty).await? {
            Some(new) if !new.is_empty() => Err(Fault::new(format!("{} objects are left.", new.len()), remedy)),
            _ => Ok(()),
        }
    }

    /// What is to be read, as soon as it is as it should be, or after a while.
    async fn read_until(&self, wanted: &Wanted, is_right: impl Fn(&Reading) -> bool) -> Result<Reading, Fault> {
        let mut look = 1;
        loop {
            let found = self.service.read(wanted).await.map_err(|error| unseen(&error))?;
            if is_right(&found) || look == LOOKS {
                return Ok(found);
            }
            self.plan.pause.wait(BETWEEN_LOOKS).await;
            look += 1;
        }
    }

    /// What is listed that was not listed before, as soon as it is as it should be, or after a while.
    async fn new_until(
        &self,
        before: &Objects,
        is_right: impl Fn(&[String]) -> bool,
    ) -> Result<Option<Vec<String>>, Fault> {
        let mut look = 1;
        loop {
            let (Some(before), Some(now)) = (before, self.objects().await?) else { return Ok(None) };
            let new = added(before, now);
            if is_right(&new) || look == LOOKS {
                return Ok(Some(new));
            }
            self.plan.pause.wait(BETWEEN_LOOKS).await;
            look += 1;
        }
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

/// The library, alone in a folder of its own.
async fn load(plan: &Plan) -> Result<(Arc<Registry>, tempfile::TempDir), Fault> {
    let folder = tempfile::tempdir().map_err(|error| unusable(&format!("No folder could be made: {error}.")))?;
    let name = plan.library.file_name().unwrap_or_default();
    let copy = folder.path().join(name).with_extension("so");
    std::fs::copy(&plan.library, copy)
        .map_err(|error| unusable(&format!("The library {} cannot be read: {error}.", plan.library.display())))?;
    let settings = RegistrySettings {
        folders: vec![folder.path().to_owned()],
        launch: plan.launch.clone(),
        limits: LibraryLimits::default(),
        reserved: vec!["shotstack".to_owned()],
    };
    let registry = Registry::load(&settings).await;
    if let Some(refused) = registry.refused().first() {
        let why = format!("The host does not take the library: it {}.", refused.reason.trim_end_matches('.'));
        return Err(Fault::new(why, "PROTOCOL.md of the SDK says what a library has to be."));
    }
    Ok((Arc::new(registry), folder))
}

fn choose(registry: &Registry, plan: &Plan) -> Result<Arc<Provider>, Fault> {
    let ids: Vec<&str> = registry.providers().map(|provider| provider.id()).collect();
    let chosen = match &plan.provider {
        Some(id) => registry.provider(id),
        None => registry.providers().next().filter(|_| ids.len() == 1),
    };
    chosen.cloned().ok_or_else(|| {
        let asked =
            plan.provider.as_deref().map_or("None was named".to_owned(), |id| format!("It does not serve `{id}`"));
        unusable(&format!("{asked}, and the library serves {}.", ids.join(", ")))
    })
}

/// Items of `now` beyond those of `before`; of equal ones, as many as there are more.
fn added(before: &[String], now: Vec<String>) -> Vec<String> {
    let mut before: Vec<&String> = before.iter().collect();
    let is_new = |item: &String| match before.iter().position(|old| *old == item) {
        Some(at) => {
            before.swap_remove(at);
            false
        }
        None => true,
    };
    let mut is_new = is_new;
    now.into_iter().filter(|item| is_new(item)).collect()
}

/// A secret as it stands within a JSON text.
fn inside_json(secret: &str) -> String {
    let text = Value::from(secret).to_string();
    text.trim_matches('"').to_owned()
}

fn unusable(why: &str) -> Fault {
    Fault::new(why, "Correct the settings.")
}

fn unseen(why: &str) -> Fault {
    Fault::new(format!("The service could not be looked at. {why}"), "Correct the commands of the settings.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn equal_names_are_counted() {
        assert_eq!(added(&texts(&["a", "b"]), texts(&["b", "a"])), texts(&[]));
        assert_eq!(added(&texts(&["a"]), texts(&["a", "a", "b"])), texts(&["a", "b"]));
        assert_eq!(added(&texts(&["a", "b"]), texts(&["b"])), texts(&[]));
    }
}
