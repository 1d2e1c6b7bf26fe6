//! Bodies about destinations: providers, transfers, and a render's files there.

use super::wire::{RenderFailure, World};
use poem_openapi::{Enum, Object};
use serde_json::Value;

/// A render's file at a destination.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub(crate) struct DestinationOutput {
    /// The transfer's id.
    pub id: String,
    /// `main`, `poster` or `thumbnail`.
    pub role: String,
    /// The provider's id.
    pub provider: String,
    /// `pending`, `uploading`, `completed`, `failed`, or `deleted` when its record was.
    pub status: String,
    /// Why it failed.
    pub error: Option<String>,
    /// The integration.
    #[oai(rename = "integrationId")]
    pub integration_id_camel: String,
    /// The same.
    pub integration_id: String,
    /// Folders and file name there; absent for a moment until it is queued.
    #[oai(rename = "outputKey")]
    pub output_key_camel: Option<String>,
    /// The same.
    pub output_key: Option<String>,
    /// Where it is, when there is an address that needs no signature.
    #[oai(rename = "outputUrl")]
    pub output_url_camel: Option<String>,
    /// The same.
    pub output_url: Option<String>,
    /// Bytes.
    #[oai(rename = "outputSizeBytes")]
    pub output_size_bytes_camel: u64,
    /// The same.
    pub output_size_bytes: u64,
    /// Since when it is on its way.
    #[oai(rename = "createdAt")]
    pub created_at_camel: String,
    /// The same.
    pub created_at: String,
    /// When it last changed.
    #[oai(rename = "updatedAt")]
    pub updated_at_camel: String,
    /// The same.
    pub updated_at: String,
}

/// The providers that there are.
#[derive(Debug, Object)]
pub(crate) struct ProviderList {
    /// By id.
    pub providers: Vec<DestinationProvider>,
}

/// A provider, as its plugin describes it.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(crate) struct DestinationProvider {
    /// Its id.
    pub id: String,
    /// For people.
    pub name: String,
    /// Other ids that mean the same.
    pub aliases: Vec<String>,
    /// JSON Schema (draft 2020-12) of an integration's `config`; `writeOnly` marks secrets.
    pub config_schema: Value,
    /// JSON Schema of the options that an edit may give beyond prefix and file name.
    pub options_schema: Value,
    /// The kinds of files that it takes: `video`, `image`, `audio`.
    pub files: Vec<String>,
    /// Whether its integration is made by connecting an account instead of by entering credentials.
    pub connects: bool,
}

/// A page of transfers, newest first.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase")]
pub(crate) struct TransferPage {
    /// Those of this page.
    pub transfers: Vec<TransferSummary>,
    /// Send it as `cursor` for the next page; absent on the last one.
    #[oai(skip_serializing_if_is_none)]
    pub next_cursor: Option<String>,
}

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub(crate) enum TransferWord {
    /// It waits for a worker.
    Queued,
    /// The file is on its way.
    Sending,
    /// The copy is there.
    Ready,
    /// It failed for good.
    Failed,
    /// The copy, or its record, was deleted.
    Deleted,
}

/// One file on its way to one destination.
#[derive(Debug, Object)]
#[oai(rename_all = "camelCase", skip_serializing_if_is_none)]
pub(crate) struct TransferSummary {
    /// Its id, which is the Serve API's asset id as well.
    pub id: String,
    /// The render whose file it is.
    pub render_id: String,
    /// Its world.
    pub environment: World,
    /// `main`, `poster` or `thumbnail`.
    pub role: String,
    /// The provider's id; `shotstack` is our own hosting.
    pub provider: String,
    /// The integration; absent when it is our own hosting.
    pub integration_id: Option<String>,
    /// Folders and file name at the destination; absent when it is our own hosting.
    pub key: Option<String>,
    /// The file's name.
    pub file: String,
    /// How far it is.
    pub status: TransferWord,
    /// How many attempts were begun.
    pub attempt: u32,
    /// Bytes of the file.
    pub bytes: u64,
    /// Bytes that are there or on their way, while it is being sent.
    pub sent_bytes: Option<u64>,
    /// The provider's id of the copy, where it gives one.
    pub provider_id: Option<String>,
    /// Where the copy is, when there is an address that needs no signature.
    pub url: Option<String>,
    /// Why it failed, or why the last attempt did.
    pub failure: Option<RenderFailure>,
    /// Since when it is on its way.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
}

/// A transfer that is tried again.
#[derive(Debug, Object)]
pub(crate) struct RetriedTransfer {
    /// Its id.
    pub id: String,
    /// It waits for a worker.
    pub status: TransferWord,
}
