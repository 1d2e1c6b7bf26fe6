//! Bodies of the workspace API. Their Python and Node clients spell an API key's fields differently: both spellings are
//! served.

use domain::{Dialect, Environment};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Enum, Object};

/// The world that a new key opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum KeyEnvironment {
    /// Production.
    #[oai(rename = "v1")]
    Production,
    /// The sandbox.
    #[oai(rename = "stage")]
    Stage,
}

impl From<KeyEnvironment> for Environment {
    fn from(environment: KeyEnvironment) -> Self {
        match environment {
            KeyEnvironment::Production => Environment::Production,
            KeyEnvironment::Stage => Environment::Stage,
        }
    }
}

impl From<Environment> for KeyEnvironment {
    fn from(environment: Environment) -> Self {
        match environment {
            Environment::Production => KeyEnvironment::Production,
            Environment::Stage => KeyEnvironment::Stage,
        }
    }
}

/// The API that a new key speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub(crate) enum KeyDialect {
    /// Shotstack's: 40 letters and digits.
    Shotstack,
    /// The workspace's: `vf_live_…` or `vf_test_…`.
    Workspace,
}

impl From<KeyDialect> for Dialect {
    fn from(dialect: KeyDialect) -> Self {
        match dialect {
            KeyDialect::Shotstack => Dialect::Shotstack,
            KeyDialect::Workspace => Dialect::Workspace,
        }
    }
}

impl From<Dialect> for KeyDialect {
    fn from(dialect: Dialect) -> Self {
        match dialect {
            Dialect::Shotstack => KeyDialect::Shotstack,
            Dialect::Workspace => KeyDialect::Workspace,
        }
    }
}

/// What is wanted of a new key. `environment` and `dialect` are our additions.
#[derive(Debug, Default, Object)]
#[oai(nullable_all)]
pub(crate) struct NewApiKey {
    /// For people.
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    /// The world it opens; production when absent.
    pub environment: Option<KeyEnvironment>,
    /// The API it speaks; the workspace's when absent.
    pub dialect: Option<KeyDialect>,
}

/// A key, without its secret.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct ApiKey {
    /// Its public id.
    pub id: String,
    /// For people.
    pub name: Option<String>,
    /// Its first characters.
    pub key_prefix: String,
    /// The same, as Node's client reads it.
    pub prefix: String,
    /// The world it opens.
    pub environment: KeyEnvironment,
    /// The API it speaks.
    pub dialect: KeyDialect,
    /// When it was made.
    pub created_at: String,
    /// The same, as Node's client reads it.
    #[oai(rename = "createdAt")]
    pub created_at_camel: String,
    /// When it was revoked, if it was.
    pub revoked_at: Option<String>,
}

/// `200` of the list.
#[derive(Debug, Object)]
pub(crate) struct ApiKeyList {
    /// Newest last.
    pub keys: Vec<ApiKey>,
}

/// A new key with its secret, which is never shown again.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(crate) struct ApiKeyWithSecret {
    /// The secret.
    pub key: String,
    /// The key's data.
    pub key_data: ApiKey,
    /// The secret, as Node's client reads it.
    pub api_key: String,
    /// As in the data.
    pub id: String,
    /// As in the data.
    pub name: Option<String>,
    /// As in the data.
    pub prefix: String,
    /// As in the data.
    pub created_at: String,
}

/// Done.
#[derive(Debug, Object)]
pub(crate) struct Success {
    /// Always true.
    pub success: bool,
}

/// Answers of `POST /v1/api-keys`.
#[derive(ApiResponse)]
pub(crate) enum KeyCreated {
    /// The key, with its secret.
    #[oai(status = 200)]
    Created(Json<ApiKeyWithSecret>),
}
