//! Making, changing and removing integrations: checked, secrets sealed, told to the log, in this order.

use super::config::{Accepted, accepted, provider};
use super::record::{IntegrationRecord, all, find};
use crate::auth::Caller;
use crate::records::refused;
use crate::{Problem, RequestId, Services, lookups, sealed};
use delivery::Provider;
use domain::Environment;
use domain::edit::Fault;
use domain::ids::{CredentialsId, EventId, IntegrationId, WorkspaceId};
use domain::integration::{Changed, Command, Created, Integration, Integrations, Refusal, Settings};
use event_store::Metadata;
use serde_json::{Map, Value};
use vault::SecretValues;

/// What a client says of an integration. What is absent stays as it is, or gets its usual value in a new one. It holds secrets,
/// so it cannot be printed; nor can the bodies that it is made of.
#[derive(Default)]
pub(crate) struct Said {
    pub provider: Option<String>,
    pub name: Option<String>,
    pub config: Option<Map<String, Value>>,
    pub active: Option<bool>,
    pub default: Option<bool>,
    pub environments: Option<Vec<Environment>>,
}

/// Owners and admins only.
pub(crate) fn manage(caller: &Caller) -> Result<(), Problem> {
    caller.must_manage("change its integrations")
}

/// Makes an integration; its id.
pub(crate) async fn create(
    services: &Services,
    caller: &Caller,
    request_id: &RequestId,
    said: Said,
) -> Result<IntegrationRecord, Problem> {
    let missing = |name: &str| Problem::invalid(vec![Fault::new(name, "is required")]);
    let called = said.provider.as_deref().ok_or_else(|| missing("provider"))?;
    let provider = provider(services, called)?;
    let name = said.name.ok_or_else(|| missing("name"))?;
    let config = said.config.ok_or_else(|| missing("config"))?;
    let Accepted { public, secrets } = accepted(services, provider, config, &SecretValues::default()).await?;
    let granted = provider.description().capabilities.oauth;
    if granted && secrets.is_empty() {
        let message = format!(
            "{} is connected with its account: begin with GET /v1/integrations/{}/auth-url",
            provider.description().name,
            provider.id()
        );
        return Err(Problem::invalid(vec![Fault::new("config", message)]));
    }
    let credentials = keep(services, caller.workspace, &secrets).await?;
    let settings = Settings {
        name,
        config: public,
        credentials,
        active: said.active.unwrap_or(true),
        environments: said.environments.unwrap_or_else(|| Environment::ALL.to_vec()),
    };
    let integration = IntegrationId(services.id());
    let created = Created { integration, provider: provider.id().to_owned(), settings };
    let command = Command::Create { created, default: said.default.unwrap_or(false), single: granted };
    tell(services, caller, request_id, command).await?;
    find(services, caller.workspace, &integration.to_string()).await
}

/// Changes an integration.
pub(crate) async fn change(
    services: &Services,
    caller: &Caller,
    request_id: &RequestId,
    record: IntegrationRecord,
    said: Said,
) -> Result<IntegrationRecord, Problem> {
    let provider = provider(services, &record.integration.provider)?;
    same_provider(services, said.provider.as_deref(), provider)?;
    let mut settings = record.integration.settings.clone();
    if let Some(config) = said.config {
        let kept = secrets(services, record.workspace, &record.integration).await?;
        let now = accepted(services, provider, config, &kept).await?;
        settings.config = now.public;
        if now.secrets != kept {
            settings.credentials = keep(services, record.workspace, &now.secrets).await?;
        }
    }
    settings.name = said.name.unwrap_or(settings.name);
    settings.active = said.active.unwrap_or(settings.active);
    settings.environments = said.environments.unwrap_or(settings.environments);
    let changed = Changed { integration: record.id, settings };
    tell(services, caller, request_id, Command::Change { changed, default: said.default }).await?;
    find(services, caller.workspace, &record.id.to_string()).await
}

/// Has the workspace's one integration with this provider use these grants, and makes it when there is none.
pub(crate) async fn connect(
    services: &Services,
    caller: &Caller,
    request_id: &RequestId,
    provider: &Provider,
    secrets: &SecretValues,
) -> Result<(), Problem> {
    let present = all(services, caller.workspace).await?;
    let present = present.into_iter().find(|record| record.integration.provider == provider.id());
    let credentials = keep(services, caller.workspace, secrets).await?;
    let command = match present {
        Some(record) => {
            let settings = Settings { credentials, active: true, ..record.integration.settings };
            Command::Change { changed: Changed { integration: record.id, settings }, default: None }
        }
        None => {
            let settings = Settings {
                name: provider.description().name.clone(),
                config: Map::new(),
                credentials,
                active: true,
                environments: Environment::ALL.to_vec(),
            };
            let integration = IntegrationId(services.id());
            let created = Created { integration, provider: provider.id().to_owned(), settings };
            Command::Create { created, default: false, single: true }
        }
    };
    tell(services, caller, request_id, command).await
}

/// Removes an integration. Its secrets go with the sweeper.
pub(crate) async fn delete(
    services: &Services,
    caller: &Caller,
    request_id: &RequestId,
    id: IntegrationId,
) -> Result<(), Problem> {
    tell(services, caller, request_id, Command::Delete(id)).await
}

/// The secrets of an integration, opened; none when it has none, or when they are gone or damaged: then somebody has to be able
/// to look at it, and to enter them again.
pub(crate) async fn secrets(
    services: &Services,
    workspace: WorkspaceId,
    integration: &Integration,
) -> Result<SecretValues, Problem> {
    let Some(credentials) = integration.credentials() else { return Ok(SecretValues::default()) };
    match services.credentials.open(workspace, credentials).await {
        Ok(opened) => Ok(opened.unwrap_or_default()),
        Err(error) if error.retryable() => Err(sealed::problem(error)),
        Err(error) => {
            tracing::error!(%credentials, %error, "an integration's secrets cannot be opened");
            Ok(SecretValues::default())
        }
    }
}

fn same_provider(services: &Services, said: Option<&str>, provider: &Provider) -> Result<(), Problem> {
    let Some(called) = said else { return Ok(()) };
    if self::provider(services, called)?.id() == provider.id() {
        return Ok(());
    }
    let message = format!("is \"{}\" and cannot change; make another integration instead", provider.id());
    Err(Problem::invalid(vec![Fault::new("provider", message)]))
}

async fn keep(
    services: &Services,
    workspace: WorkspaceId,
    secrets: &SecretValues,
) -> Result<Option<CredentialsId>, Problem> {
    if secrets.is_empty() {
        return Ok(None);
    }
    // Always under a new id: who is sending with the old ones finds them.
    let id = CredentialsId(services.id());
    services.credentials.keep(workspace, id, secrets, services.now()).await.map_err(sealed::problem)?;
    Ok(Some(id))
}

async fn tell(services: &Services, caller: &Caller, request_id: &RequestId, command: Command) -> Result<(), Problem> {
    let workspace = caller.workspace;
    let metadata =
        Metadata::new(workspace, caller.actor(), services.id(), services.now()).requested_by(request_id.as_str());
    let ids = services.ids.clone();
    let log = services.log.as_ref();
    let executed = event_store::execute::<Integrations>(log, workspace.0, command, &metadata, |_| EventId(ids())).await;
    let executed = executed.map_err(|error| refused(error, integration_refused))?;
    lookups::wait_for(services, executed.position.as_ref()).await;
    Ok(())
}

fn integration_refused(refusal: Refusal) -> Problem {
    let fault = |path: &str| Problem::invalid(vec![Fault::new(path, refusal.to_string())]);
    match refusal {
        Refusal::Unknown => Problem::not_found("integration"),
        Refusal::BadName => fault("name"),
        Refusal::NoEnvironment => fault("environments"),
        Refusal::Single(_) | Refusal::TooMany => fault("provider"),
        Refusal::IdInUse => Problem::internal(refusal),
    }
}
