mod choosing;
mod deciding;

use super::*;
use crate::ids::{CredentialsId, Environment, IntegrationId};
use serde_json::{Map, Value, json};
use uuid::Uuid;

fn id(number: u128) -> IntegrationId {
    IntegrationId(Uuid::from_u128(number))
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn settings(name: &str, bucket: &str) -> Settings {
    Settings {
        name: name.into(),
        config: object(json!({ "bucket": bucket })),
        credentials: Some(CredentialsId(Uuid::from_u128(9))),
        active: true,
        environments: Environment::ALL.to_vec(),
    }
}

fn created(number: u128, provider: &str, bucket: &str) -> Created {
    let settings = settings(&format!("{provider} {number}"), bucket);
    Created { integration: id(number), provider: provider.into(), settings }
}
