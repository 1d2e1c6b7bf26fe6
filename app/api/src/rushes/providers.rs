//! The providers that files can be sent to, as their plugins describe them.

use super::destination_wire::*;
use crate::Services;
use crate::auth::AnyCredential;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;
use serde_json::Value;
use std::sync::Arc;

pub(crate) struct ProvidersApi;

#[OpenApi(prefix_path = "/rushes/v1")]
impl ProvidersApi {
    /// List the destination providers
    ///
    /// Those that a plugin of this server serves, by id. Forms are made from their schemas.
    #[oai(path = "/providers", method = "get", operation_id = "listProviders")]
    async fn list(&self, services: Data<&Arc<Services>>, _who: AnyCredential) -> Json<ProviderList> {
        let registry = services.destinations.registry();
        let providers = registry.providers().map(|provider| {
            let description = provider.description();
            DestinationProvider {
                id: description.id.clone(),
                name: description.name.clone(),
                aliases: description.aliases.clone(),
                config_schema: description.config_schema.clone(),
                options_schema: description.options_schema.clone(),
                files: description.capabilities.files.iter().map(word).collect(),
                connects: description.capabilities.oauth,
            }
        });
        Json(ProviderList { providers: providers.collect() })
    }
}

/// As the protocol of plugins writes it.
fn word(kind: &delivery::MediaKind) -> String {
    let written = serde_json::to_value(kind).ok();
    written.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
}
