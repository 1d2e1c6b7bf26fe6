//! What leads out of the installation: the guarded way, the destinations' libraries, access to accounts of others.

use crate::config::Config;
use crate::exit::Exit;
use crate::stores::Stores;
use crate::workplace::{egress, executable};
use delivery::{Host, HostParts, HostSettings, Launch, LibraryLimits, Registry, RegistrySettings, Timestamp};
use domain::transfer::HOSTING;
use egress::{Egress, TokioPause};
use grants::{Google, Grants, Renewals};
use std::path::PathBuf;
use std::sync::Arc;
use vault::{Credentials, Secret};

/// Where libraries are, and how they are run.
pub fn plugins(config: &Config) -> Result<RegistrySettings, Exit> {
    let program = executable()?;
    let beside = || program.parent().map(|folder| folder.join("plugins")).unwrap_or_default();
    let folder = if config.plugins.dir.is_empty() { beside() } else { PathBuf::from(&config.plugins.dir) };
    let limits = LibraryLimits { memory: config.plugins.memory_mib.get() << 20, ..LibraryLimits::default() };
    Ok(RegistrySettings {
        folders: vec![folder],
        launch: Launch { program, arguments: vec!["plugin-host".into()], environment: Vec::new() },
        limits,
        // No plugin may pass for our own hosting.
        reserved: vec![HOSTING.to_owned()],
    })
}

/// What everything that goes out goes through: one of each in a process.
pub struct Outside {
    pub egress: Arc<Egress>,
    pub grants: Arc<Grants>,
    pub destinations: Arc<Host>,
}

impl Outside {
    /// With every library in the folder.
    pub async fn open(config: &Config, stores: &Stores) -> Result<Self, Exit> {
        let registry = Registry::load(&plugins(config)?).await;
        if registry.providers().next().is_none() {
            tracing::info!("there are no destination plugins; files go to this server's own hosting only");
        }
        Self::with(config, stores, registry)
    }

    /// For what sends nothing: no library is loaded.
    pub fn without_plugins(config: &Config, stores: &Stores) -> Result<Self, Exit> {
        Self::with(config, stores, Registry::default())
    }

    fn with(config: &Config, stores: &Stores, registry: Registry) -> Result<Self, Exit> {
        let egress = egress(config)?;
        let (clock, randomness) = (stores.clock.clone(), stores.randomness.clone());
        let random = move |bytes: &mut [u8]| {
            if let Err(error) = randomness.fill(bytes) {
                // What is asked for spreads waits and names requests: nothing rests on nobody guessing it.
                tracing::warn!(%error, "the system gives no randomness");
            }
        };
        let destinations = Host::new(HostParts {
            registry: Arc::new(registry),
            egress: egress.clone(),
            settings: HostSettings::default(),
            clock: Arc::new(move || Timestamp(clock().as_millis())),
            random: Arc::new(random),
            pause: Arc::new(TokioPause),
        });
        let grants = Arc::new(Grants::new(google(config)?, egress.clone()));
        Ok(Self { egress, grants, destinations: Arc::new(destinations) })
    }

    /// Renews access to accounts of others.
    pub fn renewals(&self, stores: &Stores) -> Renewals {
        Renewals {
            grants: self.grants.clone(),
            credentials: Credentials::new(stores.keyring.clone()),
            log: stores.log.clone(),
            clock: stores.clock.clone(),
            ids: stores.ids.clone(),
        }
    }
}

/// The OAuth client, where one is configured.
fn google(config: &Config) -> Result<Option<Google>, Exit> {
    let google = &config.google;
    match (google.client_id.trim(), google.client_secret.expose()) {
        ("", None) => Ok(None),
        (id, Some(secret)) if !id.is_empty() => Ok(Some(Google {
            client_id: id.to_owned(),
            client_secret: Secret::new(secret),
            authorize_url: google.authorize_url.clone(),
            token_url: google.token_url.clone(),
        })),
        _ => Err(Exit::input("google.client_id and google.client_secret are set together, or neither")),
    }
}
