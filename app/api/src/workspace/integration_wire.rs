//! Bodies of `/v1/integrations` and of the older `/v1/destination`.

use super::wire::KeyEnvironment;
use crate::destinations::change::Said;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What is wanted of an integration. When one is made, `provider`, `name` and `config` are required; when one is changed, what
/// is left out stays as it is.
#[derive(Default, Object)]
#[oai(rename_all = "camelCase", nullable_all)]
pub(crate) struct IntegrationInput {
    /// The provider's id or an alias of it: `GET /rushes/v1/providers` lists those that there are. It cannot change.
    pub provider: Option<String>,
    /// For people, 1 to 200 characters.
    pub name: Option<String>,
    /// What the provider's `configSchema` describes. A secret that is left out, or is the mask that answers have in its place,
    /// stays as it is; everything else takes the place of what was configured.
    pub config: Option<BTreeMap<String, Value>>,
    /// Whether it is used; true when absent.
    pub is_active: Option<bool>,
    /// Whether it is the workspace's default, of which there is one at most; false when absent.
    pub is_default: Option<bool>,
    /// The worlds whose renders may use it; both when absent. Our addition.
    pub environments: Option<Vec<KeyEnvironment>>,
}

impl From<IntegrationInput> for Said {
    fn from(input: IntegrationInput) -> Self {
        Self {
            provider: input.provider,
            name: input.name,
            config: input.config.map(Map::from_iter),
            active: input.is_active,
            default: input.is_default,
            environments: input.environments.map(|all| all.into_iter().map(Into::into).collect()),
        }
    }
}

/// An integration. Secrets stand in `config` as a mask that tells nothing.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(crate) struct Integration {
    /// Its id.
    pub id: String,
    /// Whose it is.
    pub workspace_id: String,
    /// The provider's id.
    pub provider: String,
    /// For people.
    pub name: String,
    /// Whether it is used.
    pub is_active: bool,
    /// Whether it is the workspace's default.
    pub is_default: bool,
    /// What is configured.
    pub config: BTreeMap<String, Value>,
    /// The worlds whose renders may use it. Our addition.
    pub environments: Vec<KeyEnvironment>,
    /// Whether the provider no longer takes its grant, so that somebody has to connect the account again. Our addition.
    #[oai(skip_serializing_if = "std::ops::Not::not")]
    pub needs_reconnect: bool,
    /// What to do about that. Our addition.
    #[oai(skip_serializing_if_is_none)]
    pub hint: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
}

/// `200` of the list.
#[derive(Debug, Object)]
pub(crate) struct IntegrationList {
    /// Oldest first.
    pub integrations: Vec<Integration>,
}

/// One integration.
#[derive(Debug, Object)]
pub(crate) struct OneIntegration {
    /// That one.
    pub integration: Integration,
}

/// Answers of `POST /v1/integrations`.
#[derive(ApiResponse)]
pub(crate) enum IntegrationCreated {
    /// It was made.
    #[oai(status = 201)]
    Created(Json<OneIntegration>),
}

/// Where somebody goes to consent.
#[derive(Debug, Object)]
pub(crate) struct AuthUrl {
    /// For a browser, once, within ten minutes.
    pub url: String,
}

/// What came of a test.
#[derive(Debug, Object)]
pub(crate) struct Tested {
    /// Whether the file was written and deleted.
    pub success: bool,
    /// What is wrong, in plain words.
    #[oai(skip_serializing_if_is_none)]
    pub error: Option<String>,
}

/// What is wanted of the default destination, as older clients say it: a store of the S3 protocol.
#[derive(Default, Object)]
#[oai(rename_all = "camelCase", nullable_all)]
pub(crate) struct DestinationInput {
    /// `s3`, `r2`, `b2` or `wasabi`.
    pub provider: Option<String>,
    /// The bucket's name.
    pub bucket: Option<String>,
    /// Access key.
    pub access_key_id: Option<String>,
    /// Its secret.
    pub secret_access_key: Option<String>,
    /// The store's address; required for R2 and B2.
    pub endpoint: Option<String>,
    /// Region, such as `us-east-1`, or `auto`.
    pub region: Option<String>,
    /// What public addresses begin with.
    pub public_url: Option<String>,
    /// Folders.
    pub path_prefix: Option<String>,
}

impl DestinationInput {
    /// The same as a configuration.
    pub fn config(self) -> (Option<String>, Map<String, Value>) {
        let texts = [
            ("bucket", self.bucket),
            ("accessKeyId", self.access_key_id),
            ("secretAccessKey", self.secret_access_key),
            ("endpoint", self.endpoint),
            ("region", self.region),
            ("publicUrl", self.public_url),
            ("pathPrefix", self.path_prefix),
        ];
        let config = texts.into_iter().filter_map(|(name, text)| Some((name.to_owned(), Value::String(text?))));
        (self.provider, config.collect())
    }
}

/// The default destination, as older clients read it: its id and provider, and its configuration beside them. Secrets stand as a
/// mask.
#[derive(Debug, Object)]
pub(crate) struct OneDestination {
    /// `id`, `provider`, and every property of the configuration; those that are not set are null.
    pub destination: BTreeMap<String, Value>,
}

/// Answers of `PUT /v1/destination`.
#[derive(ApiResponse)]
pub(crate) enum DestinationPut {
    /// It was changed.
    #[oai(status = 200)]
    Changed(Json<OneDestination>),
    /// It was made.
    #[oai(status = 201)]
    Created(Json<OneDestination>),
}
