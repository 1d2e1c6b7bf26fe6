//! The workspace API under `/v1`, as its vendor's clients speak it.

mod api_keys;
mod consent_state;
mod destination;
mod drive;
mod integration_wire;
mod integrations;
mod other_dialect;
pub(crate) mod wire;

pub(crate) use api_keys::ApiKeysApi;
pub(crate) use destination::DestinationApi;
pub(crate) use drive::{CALLBACK, DriveApi, callback};
pub(crate) use integrations::IntegrationsApi;
pub(crate) use other_dialect::refuse_edits;
