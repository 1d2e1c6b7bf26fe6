//! What can happen to a workspace's integrations.

use crate::aggregate::events;
use crate::ids::{CredentialsId, Environment, IntegrationId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

events! {
    /// What can happen to a workspace's integrations.
    IntegrationEvent {
        /// One was made.
        Created(Created) = "integration.created" 1,
        /// One was changed.
        Changed(Changed) = "integration.changed" 1,
        /// Another one is the default, or none.
        DefaultSet(DefaultSet) = "integration.default_set" 1,
        /// One is gone.
        Deleted(Deleted) = "integration.deleted" 1,
        /// The provider no longer takes the grant of one: somebody has to connect again.
        GrantLost(GrantLost) = "integration.grant_lost" 1,
    }
}

/// What is configured of an integration. Its secrets are in `state`, sealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// For people.
    pub name: String,
    /// The configuration without its secrets.
    pub config: Map<String, Value>,
    /// The sealed secrets; absent when it has none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credentials: Option<CredentialsId>,
    /// Whether it is used.
    pub active: bool,
    /// The worlds whose renders may use it.
    pub environments: Vec<Environment>,
}

/// `integration.created`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// Which.
    pub integration: IntegrationId,
    /// The provider's id, such as `s3`.
    pub provider: String,
    /// What is configured.
    #[serde(flatten)]
    pub settings: Settings,
}

/// `integration.changed`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// Which.
    pub integration: IntegrationId,
    /// What is configured from now on.
    #[serde(flatten)]
    pub settings: Settings,
}

/// `integration.default_set`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DefaultSet {
    /// Which is the default from now on; none when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub integration: Option<IntegrationId>,
}

/// `integration.deleted`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deleted {
    /// Which.
    pub integration: IntegrationId,
}

/// `integration.grant_lost`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GrantLost {
    /// Which.
    pub integration: IntegrationId,
    /// The secrets that are no longer taken.
    pub credentials: CredentialsId,
}
