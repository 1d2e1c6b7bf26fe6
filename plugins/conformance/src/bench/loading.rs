//! The library in the server's own registry.

use crate::plan::Plan;
use crate::settings::Unusable;
use crate::verdict::Fault;
use delivery::{LibraryLimits, Provider, Registry, RegistrySettings};
use std::sync::Arc;

/// Why nothing can be tried.
pub(crate) enum Unready {
    /// The host does not take the library: it is no destination.
    Refused(Fault),
    /// The fault is not the library's.
    Unusable(Unusable),
}

impl From<Unusable> for Unready {
    fn from(unusable: Unusable) -> Self {
        Unready::Unusable(unusable)
    }
}

/// The library, alone in a folder of its own.
pub(super) async fn load(plan: &Plan) -> Result<(Arc<Registry>, tempfile::TempDir), Unready> {
    let folder = tempfile::tempdir().map_err(|error| Unusable::new(format!("no folder could be made: {error}")))?;
    let name = plan.library.file_name().unwrap_or_default();
    let copy = folder.path().join(name).with_extension("so");
    std::fs::copy(&plan.library, copy)
        .map_err(|error| Unusable::new(format!("the library {} cannot be read: {error}", plan.library.display())))?;
    let settings = RegistrySettings {
        folders: vec![folder.path().to_owned()],
        launch: plan.launch.clone(),
        limits: LibraryLimits::default(),
        reserved: vec!["shotstack".to_owned()],
    };
    let registry = Registry::load(&settings).await;
    if let Some(refused) = registry.refused().first() {
        let why = format!("The host does not take the library: it {}.", refused.reason.trim_end_matches('.'));
        return Err(Unready::Refused(Fault::new(why, "PROTOCOL.md of the SDK says what a library has to be.")));
    }
    Ok((Arc::new(registry), folder))
}

pub(super) fn choose(registry: &Registry, plan: &Plan) -> Result<Arc<Provider>, Unusable> {
    let ids: Vec<&str> = registry.providers().map(|provider| provider.id()).collect();
    let chosen = match &plan.provider {
        Some(id) => registry.provider(id),
        None => registry.providers().next().filter(|_| ids.len() == 1),
    };
    chosen.cloned().ok_or_else(|| {
        let asked = plan
            .provider
            .as_deref()
            .map_or("no provider is named".to_owned(), |id| format!("it does not serve `{id}`"));
        Unusable::new(format!("{asked}, and the library serves {}", ids.join(", ")))
    })
}
