//! What has to be known to send a file to somebody else's service: the integration, its secrets, what the render said.

use super::Attempt;
use crate::submitted;
use delivery::Provider;
use domain::ids::{IntegrationId, WorkspaceId};
use domain::integration::{Integration, Integrations, options_at};
use domain::render::Render;
use domain::{Failure, FailureCode};
use event_store::load;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use vault::SecretValues;

/// Where the file goes, and how.
pub(super) struct Order {
    pub integration: Integration,
    pub secrets: SecretValues,
    /// What the render says to the provider.
    pub options: Map<String, Value>,
}

impl Order {
    /// Digest of everything that says where the file goes. Secrets are no part of it: with new ones, a transfer goes on.
    pub fn place(&self, key: &str) -> String {
        let told = serde_json::json!([self.integration.settings.config, self.options, key]);
        hex::encode(Sha256::digest(told.to_string()))
    }
}

impl Attempt<'_> {
    /// Everything that the transfer needs, as it is now.
    pub(super) async fn order(&self, id: IntegrationId, provider: &Provider) -> Result<Order, Failure> {
        let workspace = self.first.workspace;
        let integration = self.integration(workspace, id).await?;
        let secrets = match integration.credentials() {
            None => SecretValues::default(),
            Some(credentials) => {
                let opened = self.environment.credentials.open(workspace, credentials).await.map_err(|error| {
                    tracing::error!(transfer = %self.id, %error, "an integration's secrets cannot be opened");
                    let code = if error.retryable() { FailureCode::StorageUnavailable } else { FailureCode::Internal };
                    Failure::new(code, "the integration's secrets cannot be opened on this server")
                })?;
                let gone = || refused("the integration's secrets are no longer kept: enter them again, then retry");
                opened.ok_or_else(gone)?
            }
        };
        let options = match self.queued.place {
            None => Map::new(),
            Some(place) => self.options(place, provider).await?,
        };
        Ok(Order { integration, secrets, options })
    }

    async fn integration(&self, workspace: WorkspaceId, id: IntegrationId) -> Result<Integration, Failure> {
        let loaded = load::<Integrations>(self.environment.log.as_ref(), workspace.0).await.map_err(|error| {
            tracing::warn!(transfer = %self.id, %error, "a workspace's integrations cannot be read");
            Failure::new(FailureCode::StorageUnavailable, "the event log cannot be read")
        })?;
        let deleted = || refused("the integration was deleted: render again with another one");
        let integration = loaded.state.all.get(&id).cloned().ok_or_else(deleted)?;
        let name = &integration.settings.name;
        if !integration.settings.active {
            return Err(refused(&format!("the integration \"{name}\" is not active: activate it, then retry")));
        }
        if integration.grant_lost {
            return Err(refused(&format!(
                "the account of the integration \"{name}\" has to be connected again; then retry"
            )));
        }
        Ok(integration)
    }

    /// What the edit says to the provider at that place of its list. It stays in the sealed edit.
    async fn options(&self, place: u32, provider: &Provider) -> Result<Map<String, Value>, Failure> {
        let render = load::<Render>(self.environment.log.as_ref(), self.queued.render.0).await.map_err(|error| {
            tracing::warn!(transfer = %self.id, %error, "a render cannot be read");
            Failure::new(FailureCode::StorageUnavailable, "the event log cannot be read")
        })?;
        let erased = || refused("the submitted edit was erased before this file was sent: render again");
        let document = render.state.queued.ok_or_else(erased)?.document.id;
        let raw = submitted::open(self.environment, self.first, document).await?.ok_or_else(erased)?;
        // As it was read when it was accepted: merged, and without what is not known where that is left out.
        let read = domain::edit::read(&raw, submitted::limits(self.environment, self.first));
        let read = read.map_err(|_| refused("the edit is no longer accepted by this server: render again"))?;
        let selects = &provider.description().selects;
        Ok(options_at(read.merged.pointer("/output/destinations"), place, selects))
    }
}

/// A failure that somebody has to do something about.
fn refused(message: &str) -> Failure {
    Failure::new(FailureCode::DestinationRefused, message)
}
