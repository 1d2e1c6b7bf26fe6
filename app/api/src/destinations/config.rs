//! A configuration as it comes from a client, held to its provider's rules, and as it is shown again.

use super::providers::fault;
use crate::{Problem, Services};
use delivery::Provider;
use domain::edit::Fault;
use domain::integration::PREFIX;
use domain::transfer::check_prefix;
use egress::SendErrorKind;
use serde_json::{Map, Value};
use std::sync::Arc;
use vault::{MASK, SecretValues};

/// A configuration that may be kept.
pub(crate) struct Accepted {
    pub public: Map<String, Value>,
    pub secrets: SecretValues,
}

/// The provider of this id or alias.
pub(crate) fn provider<'a>(services: &'a Services, called: &str) -> Result<&'a Arc<Provider>, Problem> {
    let registry = services.destinations.registry();
    registry.provider(called).ok_or_else(|| {
        let known = registry.providers().map(|provider| provider.id()).collect::<Vec<_>>().join(", ");
        let message = match known.as_str() {
            "" => "this server has no destination plugins; install some and restart it".to_owned(),
            known => format!("no plugin of this server serves \"{called}\"; there are: {known}"),
        };
        Problem::invalid(vec![Fault::new("provider", message)])
    })
}

/// Holds a configuration to its provider's schema. Secrets that it leaves out, or gives as the mask, are those that are kept.
pub(crate) async fn accepted(
    services: &Services,
    provider: &Provider,
    given: Map<String, Value>,
    kept: &SecretValues,
) -> Result<Accepted, Problem> {
    let mut config = given;
    config.retain(|name, value| !(value.is_null() || is_secret(provider, name) && value == MASK));
    for (name, value) in kept.expose() {
        if is_secret(provider, name) && !config.contains_key(name) {
            config.insert(name.clone(), value.clone());
        }
    }
    as_texts(provider, &mut config);
    let whole = Value::Object(config);
    let mut faults: Vec<Fault> = provider.check_config(&whole).into_iter().map(fault).collect();
    let Value::Object(config) = whole else { return Err(Problem::internal("an object is one")) };
    if let Some(Err(message)) = config.get(PREFIX).and_then(Value::as_str).map(check_prefix) {
        faults.push(Fault::new(format!("config.{PREFIX}"), message));
    }
    if faults.is_empty()
        && let Some(endpoint) = provider.endpoint_of(&config)
        && let Err(error) = services.egress.check_address(endpoint).await
        // That a name leads nowhere now says nothing of later; a test of the integration tells.
        && error.kind != SendErrorKind::Unreachable
    {
        let property = provider.description().endpoint.as_deref().unwrap_or("endpoint");
        let message = format!("{}; name a public address, or have it allowed in egress.allow", error.message);
        faults.push(Fault::new(format!("config.{property}"), message));
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let split = provider.split(config);
    Ok(Accepted { public: split.public, secrets: SecretValues::new(split.secret) })
}

/// A configuration as it is shown: with the mask in place of each secret.
pub(crate) fn shown(public: &Map<String, Value>, secrets: &SecretValues) -> Map<String, Value> {
    let mut shown = public.clone();
    shown.extend(secrets.expose().keys().map(|name| (name.clone(), MASK.into())));
    shown
}

fn is_secret(provider: &Provider, name: &str) -> bool {
    provider.secret_properties().iter().any(|secret| secret == name)
}

/// A key file may come as the JSON that it is; plugins know it as text.
fn as_texts(provider: &Provider, config: &mut Map<String, Value>) {
    let properties = &provider.description().config_schema["properties"];
    for (name, value) in config {
        if value.is_object() && properties[name.as_str()]["type"] == "string" {
            *value = Value::String(value.to_string());
        }
    }
}
