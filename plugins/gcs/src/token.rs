//! Tokens: asked for with an assertion, kept in memory, and asked for anew when they grow old.

use crate::account::Account;
use crate::assertion::assertion;
use crate::errors;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use plugin_sdk::{Action, Body, Fail, Reason, Request, Response, Timestamp};
use serde::Deserialize;
use zeroize::Zeroizing;

/// A token that holds no longer than this is asked for anew, in milliseconds: a request may take its time.
const MARGIN: i64 = 5 * 60 * 1000;

const GRANT: &str = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer";

/// A token. Cannot be printed.
pub struct Token {
    value: Zeroizing<String>,
    until: Timestamp,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: i64,
}

impl Token {
    /// Asks for one.
    ///
    /// # Errors
    /// The key cannot sign.
    pub fn ask(account: &Account, now: Timestamp) -> Result<Request, Action> {
        let assertion = assertion(account, now).ok_or_else(|| {
            Action::fail(
                Reason::Invalid,
                "`gcsServiceAccountJson` has a key that is too short to sign with: make a new one",
            )
        })?;
        let assertion = utf8_percent_encode(&assertion, NON_ALPHANUMERIC);
        Ok(Request::new("token", "POST", &account.token_uri)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::Text(format!("grant_type={GRANT}&assertion={assertion}"))))
    }

    /// Takes the answer in.
    ///
    /// # Errors
    /// It holds no token.
    pub fn granted(response: &Response, now: Timestamp) -> Result<Self, Fail> {
        let granted: Granted = serde_json::from_str(&response.body).map_err(|_| errors::no_token())?;
        let value = Zeroizing::new(granted.access_token);
        // It becomes part of a header.
        if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(errors::no_token());
        }
        let millis = granted.expires_in.clamp(0, 24 * 3600) * 1000;
        // One that says nothing, or next to nothing, is good for what is asked next.
        let until = Timestamp(now.0 + millis.max(MARGIN + 1000));
        Ok(Self { value, until })
    }

    /// Whether it holds for long enough.
    pub fn holds(&self, now: Timestamp) -> bool {
        now.0 < self.until.0 - MARGIN
    }

    /// The request, with it.
    pub fn on(&self, request: Request) -> Request {
        request.header("authorization", format!("Bearer {}", self.value.as_str()))
    }
}
