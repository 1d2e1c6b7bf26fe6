//! What plugins say of their providers, in the domain's words.

use delivery::{MediaKind as Kind, Provider, Registry};
use domain::edit::Fault;
use domain::integration::{MediaKind, ProviderFacts};

/// What has to be known of every provider that there is, in the order of their ids.
pub(crate) fn facts(registry: &Registry) -> Vec<ProviderFacts> {
    registry.providers().map(|provider| facts_of(provider)).collect()
}

/// What has to be known of this one.
pub(crate) fn facts_of(provider: &Provider) -> ProviderFacts {
    let description = provider.description();
    ProviderFacts {
        id: description.id.clone(),
        aliases: description.aliases.clone(),
        selects: description.selects.clone(),
        files: description.capabilities.files.iter().map(|kind| media_kind(*kind)).collect(),
    }
}

/// A plugin's fault in the API's words: its sentence begins with the path, ours follows it.
pub(crate) fn fault(fault: delivery::Fault) -> Fault {
    let message = fault.message.strip_prefix(&fault.path).unwrap_or(&fault.message).trim_start().to_owned();
    Fault::new(fault.path, message)
}

const fn media_kind(kind: Kind) -> MediaKind {
    match kind {
        Kind::Video => MediaKind::Video,
        Kind::Image => MediaKind::Image,
        Kind::Audio => MediaKind::Audio,
    }
}
