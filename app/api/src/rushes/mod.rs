//! Our own API under `/rushes/v1`: what neither vendor has.

mod audit;
pub(crate) mod destination_wire;
mod history;
mod instant;
mod login;
mod outputs;
mod past;
mod progress;
mod providers;
mod queue;
mod renders;
mod transfers;
pub(crate) mod wire;

use crate::workspace::{ApiKeysApi, DestinationApi, DriveApi, IntegrationsApi};
use poem_openapi::OpenApiService;

type Ours = (
    login::LoginApi,
    renders::RendersApi,
    progress::ProgressApi,
    audit::AuditApi,
    providers::ProvidersApi,
    transfers::TransfersApi,
);
type Workspaces = (ApiKeysApi, IntegrationsApi, DriveApi, DestinationApi);

/// The service, with the document of the workspace API and our own.
pub(crate) fn service() -> OpenApiService<(Ours, Workspaces), ()> {
    let ours = (
        login::LoginApi,
        renders::RendersApi,
        progress::ProgressApi,
        audit::AuditApi,
        providers::ProvidersApi,
        transfers::TransfersApi,
    );
    let workspaces = (ApiKeysApi, IntegrationsApi, DriveApi, DestinationApi);
    OpenApiService::new((ours, workspaces), "Rushes: the workspace API and our own", env!("CARGO_PKG_VERSION"))
        .description(
            "Keys go into `x-api-key`; people sign in at `/rushes/v1/auth/login` and send their token as \
             `Authorization: Bearer`. Errors of `/rushes/v1` are problem+json with a stable `code`.",
        )
        .server("/")
}
