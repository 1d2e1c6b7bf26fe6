//! Our own API under `/rushes/v1`: what neither vendor has.

mod audit;
mod history;
mod instant;
mod login;
mod past;
mod progress;
mod queue;
mod renders;
pub(crate) mod wire;

use crate::workspace::ApiKeysApi;
use poem_openapi::OpenApiService;

type Apis = (login::LoginApi, renders::RendersApi, progress::ProgressApi, audit::AuditApi, ApiKeysApi);

/// The service, with the document of the workspace API and our own.
pub(crate) fn service() -> OpenApiService<Apis, ()> {
    let apis = (login::LoginApi, renders::RendersApi, progress::ProgressApi, audit::AuditApi, ApiKeysApi);
    OpenApiService::new(apis, "Rushes: the workspace API and our own", env!("CARGO_PKG_VERSION"))
        .description(
            "Keys go into `x-api-key`; people sign in at `/rushes/v1/auth/login` and send their token as \
             `Authorization: Bearer`. Errors of `/rushes/v1` are problem+json with a stable `code`.",
        )
        .server("/")
}
