//! `/v1/api-keys`: people make, list and revoke their workspace's keys.

use super::wire::*;
use crate::auth::{Caller, UserToken};
use crate::records::refused;
use crate::{Code, Problem, RequestId, Services, lookups};
use domain::ids::{ApiKeyId, EventId};
use domain::workspace::{Command, KeyCreated as Created, Refusal, Workspace};
use domain::{Dialect, Environment};
use event_store::Metadata;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use std::sync::Arc;

pub(crate) struct ApiKeysApi;

#[OpenApi(prefix_path = "/v1")]
impl ApiKeysApi {
    /// List the workspace's keys
    #[oai(path = "/api-keys", method = "get", operation_id = "listApiKeys")]
    async fn list(&self, services: Data<&Arc<Services>>, user: UserToken) -> poem::Result<Json<ApiKeyList>> {
        let keys = lookups::keys_of(&services, user.0.workspace).await?;
        Ok(Json(ApiKeyList { keys }))
    }

    /// Make a key
    ///
    /// The secret is in this answer and never shown again. Owners and admins only.
    #[oai(path = "/api-keys", method = "post", operation_id = "createApiKey")]
    async fn create(
        &self,
        services: Data<&Arc<Services>>,
        request_id: Data<&RequestId>,
        user: UserToken,
        body: Json<NewApiKey>,
    ) -> poem::Result<KeyCreated> {
        manage(&user.0)?;
        let wanted = body.0;
        let environment = wanted.environment.map_or(Environment::Production, Into::into);
        let dialect = wanted.dialect.map_or(Dialect::Workspace, Into::into);
        let randomness = services.randomness.as_ref();
        let secret = match dialect {
            Dialect::Shotstack => vault::shotstack_key(randomness),
            Dialect::Workspace => vault::workspace_key(environment, randomness),
        };
        let secret = secret.map_err(Problem::internal)?;
        let created = Created {
            key: ApiKeyId(services.id()),
            name: wanted.name.unwrap_or_default(),
            environment,
            dialect,
            prefix: vault::prefix_for_people(&secret),
            hash: vault::lookup_hash(&services.master, &secret),
        };
        let shown = shown(&created, services.now());
        change(&services, &user.0, &request_id, Command::CreateKey(created)).await?;
        Ok(KeyCreated::Created(Json(ApiKeyWithSecret {
            key: secret.expose().to_owned(),
            api_key: secret.expose().to_owned(),
            id: shown.id.clone(),
            name: shown.name.clone(),
            prefix: shown.prefix.clone(),
            created_at: shown.created_at.clone(),
            key_data: shown,
        })))
    }

    /// Revoke a key
    ///
    /// It opens nothing from now on; it stays in the list. Owners and admins only.
    #[oai(path = "/api-keys/:id", method = "delete", operation_id = "revokeApiKey")]
    async fn revoke(
        &self,
        services: Data<&Arc<Services>>,
        request_id: Data<&RequestId>,
        user: UserToken,
        /// The key's id.
        id: Path<String>,
    ) -> poem::Result<Json<Success>> {
        manage(&user.0)?;
        let key = id.parse::<ApiKeyId>().map_err(|_| Problem::not_found("key"))?;
        change(&services, &user.0, &request_id, Command::RevokeKey(key)).await?;
        Ok(Json(Success { success: true }))
    }
}

fn manage(caller: &Caller) -> Result<(), Problem> {
    caller.must_manage("change its keys")
}

async fn change(services: &Services, caller: &Caller, request_id: &RequestId, command: Command) -> Result<(), Problem> {
    let workspace = caller.workspace;
    let metadata =
        Metadata::new(workspace, caller.actor(), services.id(), services.now()).requested_by(request_id.as_str());
    let event = EventId(services.id());
    let log = services.log.as_ref();
    let executed = event_store::execute::<Workspace>(log, workspace.0, command, &metadata, |_| event).await;
    let executed = executed.map_err(|error| {
        refused(error, |refusal| match refusal {
            Refusal::UnknownKey | Refusal::Unknown => Problem::not_found("key"),
            refusal => Problem::new(Code::Conflict, refusal.to_string()),
        })
    })?;
    lookups::wait_for(services, executed.position.as_ref()).await;
    Ok(())
}

fn shown(created: &Created, now: domain::Timestamp) -> ApiKey {
    ApiKey {
        id: created.key.to_string(),
        name: Some(created.name.clone()).filter(|name| !name.is_empty()),
        key_prefix: created.prefix.clone(),
        prefix: created.prefix.clone(),
        environment: created.environment.into(),
        dialect: created.dialect.into(),
        created_at: now.to_string(),
        created_at_camel: now.to_string(),
        revoked_at: None,
    }
}
