//! What plugins say of their providers, in the domain's words.

use delivery::{MediaKind as Kind, Provider, Registry};
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

const fn media_kind(kind: Kind) -> MediaKind {
    match kind {
        Kind::Video => MediaKind::Video,
        Kind::Image => MediaKind::Image,
        Kind::Audio => MediaKind::Audio,
    }
}
