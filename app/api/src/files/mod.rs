//! Files over HTTP: hosted copies under a permanent address, a render's own files under a signed one.

mod address;
mod hosted;
mod range;
mod respond;
mod signed;

pub(crate) use address::base_url;
pub(crate) use hosted::hosted_path;
pub(crate) use signed::signed_path;

use poem::Route;

/// `/cdn/…` and `/rushes/v1/files/…`, for `GET` and `HEAD`.
pub(crate) fn routes(route: Route) -> Route {
    route
        .at(
            "/cdn/:environment/:owner/:file",
            poem::get(hosted::hosted).head(hosted::hosted).options(respond::preflight),
        )
        .at(
            "/rushes/v1/files/:render/:file",
            poem::get(signed::signed).head(signed::signed).options(respond::preflight),
        )
}
