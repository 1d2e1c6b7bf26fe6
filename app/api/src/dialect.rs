//! Whose API a request speaks, told before its body is read.
//!
//! Paths under `/edit`, `/serve`, `/ingest`, `/create` and `/stage` are Shotstack's. Under `/v1`, which two vendors use, the
//! credential decides: a key of 40 letters and digits is Shotstack's, everything else is the workspace's. Shotstack's
//! older base without `/edit` is rewritten here, once, so that no route exists twice.

use crate::auth::Credential;
use crate::workspace;
use domain::Dialect;
use poem::http::Uri;
use poem::http::uri::PathAndQuery;

/// Routes that share their rules: authentication, error bodies, rate limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Shotstack's Edit API.
    Edit,
    /// Shotstack's Serve, Ingest and Create APIs.
    Serve,
    /// The workspace API under `/v1`.
    Workspace,
    /// Our own API under `/rushes/v1`.
    Rushes,
    /// What needs no credential: files, documents, health.
    Open,
}

impl Family {
    /// As it stands in metrics and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Family::Edit => "edit",
            Family::Serve => "serve",
            Family::Workspace => "workspace",
            Family::Rushes => "rushes",
            Family::Open => "open",
        }
    }

    /// Whose routes a path of the documents is.
    pub fn of_path(path: &str) -> Family {
        if path == workspace::CALLBACK {
            // Whoever comes back from Google has no credential but what they were sent there with.
            return Family::Open;
        }
        match path.split('/').nth(1).unwrap_or_default() {
            "edit" => Family::Edit,
            "serve" | "ingest" | "create" => Family::Serve,
            "v1" => Family::Workspace,
            "rushes" if path.starts_with("/rushes/v1/") && !path.starts_with("/rushes/v1/files/") => Family::Rushes,
            _ => Family::Open,
        }
    }
}

/// The family of a request, and its path if that has to be rewritten first.
pub fn choose(path: &str, credential: &Credential) -> (Family, Option<String>) {
    let legacy = || (Family::Edit, Some(format!("/edit{path}")));
    match path.split('/').nth(1).unwrap_or_default() {
        "stage" => legacy(),
        "v1" if credential.api_key().is_some_and(|key| vault::dialect_of(key) == Some(Dialect::Shotstack)) => legacy(),
        _ => (Family::of_path(path), None),
    }
}

/// `uri` with another path and the same query; unchanged if the path does not parse.
pub fn with_path(uri: &Uri, path: &str) -> Uri {
    let text = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    match text.parse::<PathAndQuery>() {
        Ok(parsed) => parts.path_and_query = Some(parsed),
        Err(_) => return uri.clone(),
    }
    Uri::from_parts(parts).unwrap_or_else(|_| uri.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Credential {
        Credential { api_key: Some(text.into()), bearer: None }
    }

    #[test]
    fn the_path_decides_where_only_one_vendor_uses_it() {
        let none = Credential::default();
        let of = |path| choose(path, &none);
        assert_eq!(of("/edit/v1/render"), (Family::Edit, None));
        assert_eq!(of("/serve/stage/assets/x"), (Family::Serve, None));
        assert_eq!(of("/ingest/v1/sources"), (Family::Serve, None));
        assert_eq!(of("/rushes/v1/renders"), (Family::Rushes, None));
        assert_eq!(of("/rushes/v1/files/x/y.mp4"), (Family::Open, None));
        assert_eq!(of("/cdn/v1/o/f.mp4"), (Family::Open, None));
        assert_eq!(of("/stage/render"), (Family::Edit, Some("/edit/stage/render".into())));
        assert_eq!(of("/v1/render"), (Family::Workspace, None));
    }

    #[test]
    fn under_v1_the_credential_decides() {
        let shotstack = key(&"aB3".repeat(14)[..40]);
        assert_eq!(choose("/v1/render/7", &shotstack), (Family::Edit, Some("/edit/v1/render/7".into())));
        assert_eq!(choose("/v1/api-keys", &key("vf_live_abc")), (Family::Workspace, None));
        let both = Credential { bearer: Some("a.b.c".into()), ..key("short") };
        assert_eq!(choose("/v1/api-keys", &both), (Family::Workspace, None));
    }

    #[test]
    fn the_query_survives_a_rewrite() {
        let uri: Uri = "/stage/render/7?data=false".parse().unwrap();
        assert_eq!(with_path(&uri, "/edit/stage/render/7").to_string(), "/edit/stage/render/7?data=false");
    }
}
