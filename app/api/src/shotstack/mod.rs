//! Shotstack's Edit and Serve APIs, exact to the letter where their clients read them.

mod accept;
mod edit;
mod serve;
pub(crate) mod wire;

use poem_openapi::OpenApiService;

/// The service, with its document.
pub(crate) fn service() -> OpenApiService<(edit::EditApi, serve::ServeApi), ()> {
    OpenApiService::new((edit::EditApi, serve::ServeApi), "Rushes: Shotstack's Edit and Serve APIs", env!("CARGO_PKG_VERSION"))
        .description(
            "Renders edits and serves what came of them. Keys go into `x-api-key` and open one environment: `v1` or `stage`. \
             Numbers in an edit may also be numeric strings, and any value may be a merge field until it is merged.",
        )
        .server("/")
}
