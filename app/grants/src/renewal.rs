//! Renewing an integration's tokens while a delivery uses them.

use crate::tokens::{access_token, refresh_token};
use crate::{Entered, GrantError, Grants};
use delivery::NotRefreshed;
use domain::Timestamp;
use domain::ids::{CredentialsId, EventId, IntegrationId, WorkspaceId};
use domain::integration::{Command, GrantLost, Integration, Integrations};
use event_store::{Actor, EventStore, Metadata, execute};
use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Map, Value};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;
use vault::{Credentials, Secret, SecretValues};

/// Renews integrations' tokens: what that needs, whichever integration it is. Clones are the same.
#[derive(Clone)]
pub struct Renewals {
    /// Asks for new tokens.
    pub grants: Arc<Grants>,
    /// Where tokens are kept.
    pub credentials: Credentials,
    /// The log, which is told when a grant is lost.
    pub log: Arc<dyn EventStore>,
    /// Now.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// New ids.
    pub ids: Arc<dyn Fn() -> Uuid + Send + Sync>,
}

impl Renewals {
    /// What renews the credentials of a delivery with this integration, which begins with these secrets. Where the provider's
    /// accounts are not `connected` by OAuth, somebody entered them, and nobody else can renew them.
    pub fn of(
        &self,
        connected: bool,
        workspace: WorkspaceId,
        id: IntegrationId,
        integration: &Integration,
        secrets: &SecretValues,
    ) -> Box<dyn delivery::Credentials> {
        match integration.credentials() {
            Some(kept_as) if connected => Box::new(Renewal {
                with: self.clone(),
                workspace,
                integration: id,
                kept_as,
                public: integration.settings.config.clone(),
                used: Mutex::new(access_token(secrets)),
            }),
            _ => Box::new(Entered),
        }
    }
}

/// Renews the tokens of one integration, for one delivery.
struct Renewal {
    with: Renewals,
    workspace: WorkspaceId,
    integration: IntegrationId,
    /// Where its tokens are.
    kept_as: CredentialsId,
    /// The rest of its configuration.
    public: Map<String, Value>,
    /// The access token that the delivery has.
    used: Mutex<Option<Secret>>,
}

impl Renewal {
    async fn renew(&self) -> Result<Map<String, Value>, NotRefreshed> {
        let Renewals { grants, credentials, clock, .. } = &self.with;
        let (workspace, id) = (self.workspace, self.kept_as);
        let kept = credentials.open(workspace, id).await.map_err(|error| self.unavailable(&error))?;
        let kept = kept.ok_or(NotRefreshed::Reconnect)?;
        let current = access_token(&kept);
        // Somebody else who sends to the same account may have renewed them already.
        if current != *self.used() {
            self.used().clone_from(&current);
            return Ok(kept.completing(self.public.clone()));
        }
        let Some(refresh) = refresh_token(&kept) else { return Err(self.lost().await) };
        let now = clock();
        let tokens = match grants.refresh(&refresh, now).await {
            Ok(tokens) => tokens,
            Err(GrantError::Lost) => return Err(self.lost().await),
            Err(error) => return Err(self.unavailable(&error)),
        };
        let secrets = tokens.as_secrets(Some(&refresh));
        credentials.keep(workspace, id, &secrets, now).await.map_err(|error| self.unavailable(&error))?;
        *self.used() = Some(tokens.access);
        Ok(secrets.completing(self.public.clone()))
    }

    /// Has the integration say that somebody has to connect it again.
    async fn lost(&self) -> NotRefreshed {
        let Renewals { log, clock, ids, .. } = &self.with;
        let (workspace, integration) = (self.workspace, self.integration);
        let command = Command::LoseGrant(GrantLost { integration, credentials: self.kept_as });
        let metadata = Metadata::new(workspace, Actor::system("grants"), ids(), clock());
        let told = execute::<Integrations>(log.as_ref(), workspace.0, command, &metadata, |_| EventId(ids())).await;
        if let Err(error) = told {
            // The next delivery finds out again.
            tracing::warn!(%integration, %error, "it could not be recorded that a grant is lost");
        }
        NotRefreshed::Reconnect
    }

    fn unavailable(&self, error: &dyn std::fmt::Display) -> NotRefreshed {
        tracing::warn!(integration = %self.integration, %error, "tokens could not be renewed");
        NotRefreshed::Unavailable
    }

    fn used(&self) -> std::sync::MutexGuard<'_, Option<Secret>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl delivery::Credentials for Renewal {
    fn refresh(&self) -> BoxFuture<'_, Result<Map<String, Value>, NotRefreshed>> {
        self.renew().boxed()
    }
}
