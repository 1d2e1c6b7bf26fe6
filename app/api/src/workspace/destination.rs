//! `/v1/destination`: the workspace's default integration, as older clients know it.

use super::integration_wire::*;
use super::integrations::{answer, tested};
use super::wire::Success;
use crate::auth::UserToken;
use crate::destinations::change::{self, Said, manage, secrets};
use crate::destinations::config::{accepted, provider, shown};
use crate::destinations::record::{self, IntegrationRecord};
use crate::destinations::trial::try_out;
use crate::{Problem, RequestId, Services};
use domain::edit::Fault;
use domain::integration::PREFIX;
use grants::Entered;
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;
use serde_json::{Map, Value};
use std::sync::Arc;
use vault::{MASK, SecretValues};

/// What the integration is called that is made here.
const NAME: &str = "Default destination";
/// The providers that these endpoints can configure.
const PROVIDERS: [&str; 4] = ["s3", "r2", "b2", "wasabi"];
/// What a reply always has, null where it is not set.
const PROPERTIES: [&str; 6] = ["bucket", "endpoint", "region", "publicUrl", "accessKeyId", "secretAccessKey"];

pub(crate) struct DestinationApi;

#[OpenApi(prefix_path = "/v1")]
impl DestinationApi {
    /// Look at the default destination
    ///
    /// Owners and admins only.
    #[oai(path = "/destination", method = "get", operation_id = "getDestination")]
    async fn get(&self, services: Data<&Arc<Services>>, user: UserToken) -> poem::Result<Json<OneDestination>> {
        manage(&user.0)?;
        let record = default(&services, &user).await?;
        Ok(Json(destination(&services, &record).await?))
    }

    /// Set the default destination
    ///
    /// Makes the default integration, or takes its place. Owners and admins only.
    #[oai(path = "/destination", method = "put", operation_id = "putDestination")]
    async fn put(
        &self,
        services: Data<&Arc<Services>>,
        request_id: Data<&RequestId>,
        user: UserToken,
        body: Json<DestinationInput>,
    ) -> poem::Result<DestinationPut> {
        manage(&user.0)?;
        let (said, config) = body.0.config();
        let called = one_of_s3(said)?;
        let id = provider(&services, &called)?.id().to_owned();
        let said = Said {
            provider: Some(called),
            config: Some(config),
            active: Some(true),
            default: Some(true),
            ..Said::default()
        };
        let (services, request_id, caller) = (&services, &request_id, &user.0);
        let present = record::default(services, caller.workspace).await?;
        if let Some(present) = present {
            if present.integration.provider == id {
                let record = change::change(services, caller, request_id, present, said).await?;
                return Ok(DestinationPut::Changed(Json(destination(services, &record).await?)));
            }
            let old = present.id;
            let record = change::create(services, caller, request_id, Said { name: Some(NAME.into()), ..said }).await?;
            change::delete(services, caller, request_id, old).await?;
            return Ok(DestinationPut::Changed(Json(destination(services, &record).await?)));
        }
        let record = change::create(services, caller, request_id, Said { name: Some(NAME.into()), ..said }).await?;
        Ok(DestinationPut::Created(Json(destination(services, &record).await?)))
    }

    /// Try a destination out
    ///
    /// The one in the body, or the default one when there is no body. Owners and admins only.
    #[oai(path = "/destination/test", method = "post", operation_id = "testDestination")]
    async fn test(
        &self,
        services: Data<&Arc<Services>>,
        user: UserToken,
        body: Json<Option<DestinationInput>>,
    ) -> poem::Result<Json<Tested>> {
        manage(&user.0)?;
        let (said, config) = body.0.map(DestinationInput::config).unwrap_or_default();
        if said.is_none() && config.is_empty() {
            return Ok(Json(tested(&services, &default(&services, &user).await?).await?));
        }
        let called = one_of_s3(said)?;
        let provider = provider(&services, &called)?.clone();
        // A form that shows the mask sends it along: the stored secret is meant.
        let kept = match record::default(&services, user.0.workspace).await? {
            Some(record) if record.integration.provider == provider.id() => {
                secrets(&services, record.workspace, &record.integration).await?
            }
            _ => SecretValues::default(),
        };
        let config = accepted(&services, &provider, config, &kept).await?;
        let config = config.secrets.completing(config.public);
        Ok(Json(answer(try_out(&services, provider.id(), config, &Entered).await)))
    }

    /// Remove the default destination
    ///
    /// Removes the default integration. Owners and admins only.
    #[oai(path = "/destination", method = "delete", operation_id = "deleteDestination")]
    async fn delete(
        &self,
        services: Data<&Arc<Services>>,
        request_id: Data<&RequestId>,
        user: UserToken,
    ) -> poem::Result<Json<Success>> {
        manage(&user.0)?;
        if let Some(record) = record::default(&services, user.0.workspace).await? {
            change::delete(&services, &user.0, &request_id, record.id).await?;
        }
        Ok(Json(Success { success: true }))
    }
}

async fn default(services: &Services, user: &UserToken) -> Result<IntegrationRecord, Problem> {
    let record = record::default(services, user.0.workspace).await?;
    record.ok_or_else(|| Problem::not_found("default destination"))
}

fn one_of_s3(called: Option<String>) -> Result<String, Problem> {
    let fault = |message: &str| Problem::invalid(vec![Fault::new("provider", message)]);
    match called {
        None => Err(fault("is required")),
        Some(called) if PROVIDERS.contains(&called.as_str()) => Ok(called),
        Some(_) => Err(fault("must be s3, r2, b2 or wasabi here; /v1/integrations has the others")),
    }
}

async fn destination(services: &Services, record: &IntegrationRecord) -> Result<OneDestination, Problem> {
    let settings = &record.integration.settings;
    let secrets = secrets(services, record.workspace, &record.integration).await?;
    let mut shown = shown(&settings.config, &secrets);
    for property in PROPERTIES {
        shown.entry(property).or_insert(Value::Null);
    }
    if PROVIDERS.contains(&record.integration.provider.as_str()) {
        // Their clients take no null for these.
        for property in ["accessKeyId", "secretAccessKey"] {
            if shown[property].is_null() {
                shown.insert(property.into(), MASK.into());
            }
        }
    }
    shown.entry(PREFIX).or_insert_with(|| "".into());
    Ok(OneDestination { destination: with_id(record, shown).into_iter().collect() })
}

fn with_id(record: &IntegrationRecord, mut shown: Map<String, Value>) -> Map<String, Value> {
    shown.insert("id".into(), record.id.to_string().into());
    shown.insert("provider".into(), record.integration.provider.clone().into());
    shown
}
