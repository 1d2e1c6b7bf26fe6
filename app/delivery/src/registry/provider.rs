//! One provider, and what its configurations are held to.

use super::check::is_write_only;
use super::hosts::{Endpoint, HostPattern};
use super::schema::{Fault, Schema};
use crate::library::Library;
use serde_json::{Map, Value};
use std::sync::Arc;
use url::Url;

/// A provider that a library serves.
pub struct Provider {
    description: plugin_sdk::Provider,
    pub(crate) library: Arc<Library>,
    hosts: Vec<HostPattern>,
    config: Schema,
    options: Schema,
    secrets: Vec<String>,
}

/// A configuration in two halves.
#[derive(Clone, PartialEq)]
pub struct Split {
    /// What may be shown.
    pub public: Map<String, Value>,
    /// What is sealed, and shown to nobody.
    pub secret: Map<String, Value>,
}

impl Provider {
    /// From a description that was checked.
    pub(super) fn new(description: plugin_sdk::Provider, library: Arc<Library>) -> Result<Self, String> {
        let hosts = description.hosts.iter().map(|host| HostPattern::parse(host)).collect::<Result<_, _>>()?;
        let properties = description.config_schema["properties"].as_object();
        let secrets = properties.into_iter().flatten().filter(|(_, schema)| is_write_only(schema));
        Ok(Self {
            hosts,
            config: Schema::compile(&description.config_schema)?,
            options: Schema::compile(&description.options_schema)?,
            secrets: secrets.map(|(name, _)| name.clone()).collect(),
            description,
            library,
        })
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.description.id
    }

    /// What its library says of it.
    pub fn description(&self) -> &plugin_sdk::Provider {
        &self.description
    }

    /// The file's name of the library that serves it.
    pub fn library_file(&self) -> &str {
        &self.library.file
    }

    /// What is wrong with a configuration, secrets included: nothing, when it may be stored. Paths begin with `config`. No
    /// message repeats a value.
    pub fn check_config(&self, config: &Value) -> Vec<Fault> {
        let mut faults = self.config.faults("config", config);
        if let Some(property) = &self.description.endpoint
            && let Some(endpoint) = text(config.get(property))
            && Endpoint::parse(endpoint).is_none()
        {
            let path = format!("config.{property}");
            let message =
                format!("{path} must be an address such as https://storage.example.com, without user or fragment");
            faults.push(Fault { path, message });
        }
        faults
    }

    /// What is wrong with what a render says to this provider. Paths begin with `options`.
    pub fn check_options(&self, options: &Value) -> Vec<Fault> {
        self.options.faults("options", options)
    }

    /// The properties of a configuration that are secret.
    pub fn secret_properties(&self) -> &[String] {
        &self.secrets
    }

    /// Takes a configuration apart.
    pub fn split(&self, config: Map<String, Value>) -> Split {
        let (secret, public) = config.into_iter().partition(|(name, _)| self.secrets.contains(name));
        Split { public, secret }
    }

    /// The address that a configuration names, if it does: to be asked about before it is stored.
    pub fn endpoint_of<'a>(&self, config: &'a Map<String, Value>) -> Option<&'a str> {
        text(config.get(self.description.endpoint.as_ref()?))
    }

    /// Whether it may call this address, with that configuration.
    pub(crate) fn may_call(&self, url: &Url, config: &Map<String, Value>) -> bool {
        let endpoint = self.endpoint_of(config).and_then(Endpoint::parse);
        endpoint.is_some_and(|endpoint| endpoint.allows(url)) || self.hosts.iter().any(|host| host.allows(url))
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str).filter(|text| !text.is_empty())
}
