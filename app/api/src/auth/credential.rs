//! What a request brings along to say who sends it, as text; whether it opens anything is decided later.

use poem::http::{HeaderMap, header};
use std::fmt;

/// The credentials in a request's headers. Both may be there: a client that has both sends both.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credential {
    /// `x-api-key`.
    pub(crate) api_key: Option<String>,
    /// `Authorization: Bearer`.
    pub(crate) bearer: Option<String>,
}

impl Credential {
    /// Reads them; blank ones count as absent.
    pub fn of(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let bearer = text(header::AUTHORIZATION.as_str()).and_then(|value| {
            let (scheme, token) = value.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
        });
        let present = |value: Option<&str>| value.filter(|v| !v.is_empty()).map(str::to_owned);
        Self { api_key: present(text("x-api-key")), bearer: present(bearer) }
    }

    /// The API key, if one came.
    pub fn api_key(&self) -> Option<&str> {
        self.api_key.as_deref()
    }

    /// The Bearer token, if one came.
    pub fn bearer(&self) -> Option<&str> {
        self.bearer.as_deref()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |present: bool| if present { "[hidden]" } else { "-" };
        write!(f, "Credential(key {}, token {})", shown(self.api_key.is_some()), shown(self.bearer.is_some()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_headers_and_shows_neither() {
        let mut headers = HeaderMap::new();
        headers.insert("x-api-key", "vf_live_canary".parse().unwrap());
        headers.insert("authorization", "bearer canary.token".parse().unwrap());
        let credential = Credential::of(&headers);
        assert_eq!((credential.api_key(), credential.bearer()), (Some("vf_live_canary"), Some("canary.token")));
        assert!(!format!("{credential:?}").contains("canary"));
    }

    #[test]
    fn blanks_and_other_schemes_are_absent() {
        let mut headers = HeaderMap::new();
        headers.insert("x-api-key", " ".parse().unwrap());
        headers.insert("authorization", "Basic abc".parse().unwrap());
        assert_eq!(Credential::of(&headers), Credential::default());
    }
}
