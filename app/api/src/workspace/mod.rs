//! The workspace API under `/v1`, as its vendor's clients speak it.

mod api_keys;
mod other_dialect;
pub(crate) mod wire;

pub(crate) use api_keys::ApiKeysApi;
pub(crate) use other_dialect::refuse_edits;
