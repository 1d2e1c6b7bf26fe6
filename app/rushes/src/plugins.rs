//! The destinations' libraries: where they are, and what loads them.

use crate::config::Config;
use crate::exit::Exit;
use crate::stores::Stores;
use crate::workplace::{egress, executable};
use delivery::{Host, HostParts, HostSettings, Launch, LibraryLimits, Registry, RegistrySettings, Timestamp};
use domain::transfer::HOSTING;
use egress::TokioPause;
use std::path::PathBuf;
use std::sync::Arc;

/// Where libraries are, and how they are run.
pub fn settings(config: &Config) -> Result<RegistrySettings, Exit> {
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

/// The host of every library in the folder.
pub async fn host(config: &Config, stores: &Stores) -> Result<Arc<Host>, Exit> {
    let registry = Registry::load(&settings(config)?).await;
    if registry.providers().next().is_none() {
        tracing::info!("there are no destination plugins; files go to this server's own hosting only");
    }
    let (clock, randomness) = (stores.clock.clone(), stores.randomness.clone());
    let random = move |bytes: &mut [u8]| {
        if let Err(error) = randomness.fill(bytes) {
            // What is asked for spreads waits and names requests: nothing rests on nobody guessing it.
            tracing::warn!(%error, "the system gives no randomness");
        }
    };
    Ok(Arc::new(Host::new(HostParts {
        registry: Arc::new(registry),
        egress: egress(config)?,
        settings: HostSettings::default(),
        clock: Arc::new(move || Timestamp(clock().as_millis())),
        random: Arc::new(random),
        pause: Arc::new(TokioPause),
    })))
}
