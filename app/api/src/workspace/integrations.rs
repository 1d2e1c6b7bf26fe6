//! `/v1/integrations`: where a workspace's files may be sent, and with whose credentials.

use super::integration_wire::*;
use super::wire::Success;
use crate::auth::UserToken;
use crate::destinations::change::{self, manage, secrets};
use crate::destinations::config::{provider, shown};
use crate::destinations::record::{self, IntegrationRecord};
use crate::destinations::trial::try_out;
use crate::{Problem, RequestId, Services, lookups};
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use std::sync::Arc;

pub(crate) struct IntegrationsApi;

#[OpenApi(prefix_path = "/v1")]
impl IntegrationsApi {
    /// List the workspace's integrations
    #[oai(path = "/integrations", method = "get", operation_id = "listIntegrations")]
    async fn list(&self, services: Data<&Arc<Services>>, user: UserToken) -> poem::Result<Json<IntegrationList>> {
        let mut integrations = Vec::new();
        for row in lookups::integrations_of(&services, user.0.workspace).await? {
            integrations.push(integration(&services, row.into()).await?);
        }
        Ok(Json(IntegrationList { integrations }))
    }

    /// Save an integration
    ///
    /// Secrets are sealed and never shown again. Owners and admins only.
    #[oai(path = "/integrations", method = "post", operation_id = "createIntegration")]
    async fn create(
        &self,
        services: Data<&Arc<Services>>,
        request_id: Data<&RequestId>,
        user: UserToken,
        body: Json<IntegrationInput>,
    ) -> poem::Result<IntegrationCreated> {
        manage(&user.0)?;
        let record = change::create(&services, &user.0, &request_id, body.0.into()).await?;
        let integration = integration(&services, record).await?;
        Ok(IntegrationCreated::Created(Json(OneIntegration { integration })))
    }

    /// Change an integration
    ///
    /// What the body leaves out stays as it is. Owners and admins only.
    #[oai(path = "/integrations/:id", method = "put", operation_id = "updateIntegration")]
    async fn update(
        &self,
        services: Data<&Arc<Services>>,
        request_id: Data<&RequestId>,
        user: UserToken,
        /// The integration's id.
        id: Path<String>,
        body: Json<IntegrationInput>,
    ) -> poem::Result<Json<OneIntegration>> {
        manage(&user.0)?;
        let record = record::find(&services, user.0.workspace, &id).await?;
        let record = change::change(&services, &user.0, &request_id, record, body.0.into()).await?;
        Ok(Json(OneIntegration { integration: integration(&services, record).await? }))
    }

    /// Remove an integration
    ///
    /// Files that are there stay there; those that wait to be sent are not sent. Owners and admins only.
    #[oai(path = "/integrations/:id", method = "delete", operation_id = "deleteIntegration")]
    async fn delete(
        &self,
        services: Data<&Arc<Services>>,
        request_id: Data<&RequestId>,
        user: UserToken,
        /// The integration's id.
        id: Path<String>,
    ) -> poem::Result<Json<Success>> {
        manage(&user.0)?;
        let record = record::find(&services, user.0.workspace, &id).await?;
        change::delete(&services, &user.0, &request_id, record.id).await?;
        Ok(Json(Success { success: true }))
    }

    /// Try an integration out
    ///
    /// A small file is written with the stored credentials and deleted. That this failed is no error of the request: the answer
    /// says what is wrong. Owners and admins only.
    #[oai(path = "/integrations/:id/test", method = "post", operation_id = "testIntegration")]
    async fn test(
        &self,
        services: Data<&Arc<Services>>,
        user: UserToken,
        /// The integration's id.
        id: Path<String>,
    ) -> poem::Result<Json<Tested>> {
        manage(&user.0)?;
        let record = record::find(&services, user.0.workspace, &id).await?;
        Ok(Json(tested(&services, &record).await?))
    }
}

/// What came of trying an integration out.
pub(super) async fn tested(services: &Services, record: &IntegrationRecord) -> Result<Tested, Problem> {
    let integration = &record.integration;
    let provider = provider(services, &integration.provider)?;
    let secrets = secrets(services, record.workspace, integration).await?;
    let config = secrets.completing(integration.settings.config.clone());
    let renewal = services.renewals.of(
        provider.description().capabilities.oauth,
        record.workspace,
        record.id,
        integration,
        &secrets,
    );
    Ok(answer(try_out(services, provider.id(), config, renewal.as_ref()).await))
}

pub(super) fn answer(tried: Result<(), String>) -> Tested {
    Tested { success: tried.is_ok(), error: tried.err() }
}

async fn integration(services: &Services, record: IntegrationRecord) -> Result<Integration, Problem> {
    let secrets = secrets(services, record.workspace, &record.integration).await?;
    let IntegrationRecord { id, workspace, integration, is_default, created, updated } = record;
    let hint = integration.grant_lost.then(|| {
        let provider = &integration.provider;
        format!("the account has to be connected again: begin with GET /v1/integrations/{provider}/auth-url")
    });
    Ok(Integration {
        id: id.to_string(),
        workspace_id: workspace.to_string(),
        name: integration.settings.name,
        is_active: integration.settings.active,
        is_default,
        config: shown(&integration.settings.config, &secrets).into_iter().collect(),
        environments: integration.settings.environments.into_iter().map(Into::into).collect(),
        needs_reconnect: integration.grant_lost,
        hint,
        provider: integration.provider,
        created_at: created.to_string(),
        updated_at: updated.to_string(),
    })
}
