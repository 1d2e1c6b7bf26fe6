//! Google's OAuth, as Drive wants it.

use crate::Tokens;
use crate::http::{Guarded, NoAnswer};
use domain::Timestamp;
use egress::Egress;
use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicRequestTokenError, BasicTokenResponse};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenResponse, TokenUrl,
};
use std::sync::Arc;
use std::time::Duration;
use vault::Secret;

/// What is asked for: files that were made or opened with the app, and no others.
const SCOPE: &str = "https://www.googleapis.com/auth/drive.file";
/// How long an access token holds that comes without a time: Google's hold an hour.
const USUAL_LIFE: Duration = Duration::from_secs(3600);

type Client = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// An OAuth client of the type "web application", as Google's console makes them.
#[derive(Clone, Debug)]
pub struct Google {
    /// Its id.
    pub client_id: String,
    /// Its secret.
    pub client_secret: Secret,
    /// Where people give their consent.
    pub authorize_url: String,
    /// Where tokens come from.
    pub token_url: String,
}

/// Asks for grants, and renews them.
pub struct Grants {
    google: Option<Google>,
    http: Guarded,
}

/// Where somebody gives their consent, and what has to be known when they come back.
#[derive(Debug)]
pub struct Consent {
    /// Where they are sent.
    pub url: String,
    /// Proves, when they come back, that it was us who sent them (PKCE, RFC 7636).
    pub verifier: Secret,
}

/// The operator has made no OAuth client known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "Google Drive cannot be connected on this server: who runs it has to set google.client_id and google.client_secret first"
)]
pub struct NotConfigured;

/// Why there are no tokens. No message holds any.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// There is no OAuth client.
    #[error(transparent)]
    NotConfigured(#[from] NotConfigured),
    /// The consent was withdrawn, has run out, or was used before.
    #[error("Google no longer takes this consent: connect the account again")]
    Lost,
    /// Google does not take the request for another reason; which one, as it calls it.
    #[error(
        "Google refuses the request ({0}): google.client_id, google.client_secret or google.redirect_url do not fit"
    )]
    Refused(String),
    /// Google does not answer as it should, or not at all.
    #[error("Google does not answer now: {0}")]
    Unavailable(String),
}

impl Grants {
    /// With that client, if there is one.
    pub fn new(google: Option<Google>, egress: Arc<Egress>) -> Self {
        Self { google, http: Guarded(egress) }
    }

    /// Where somebody is sent who wants to connect their account. They come back to `redirect_url` with `state`. The verifier is
    /// made with the system's randomness, by the library that checks its form.
    ///
    /// # Errors
    /// [`GrantError::NotConfigured`], and [`GrantError::Refused`] when an address of the settings is none.
    pub fn consent(&self, redirect_url: &str, state: &str) -> Result<Consent, GrantError> {
        let client = self.client()?.set_redirect_uri(redirect(redirect_url)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let state = state.to_owned();
        let (url, _) = client
            .authorize_url(move || CsrfToken::new(state))
            .add_scope(Scope::new(SCOPE.to_owned()))
            // A refresh token comes with offline access, and reliably only when consent is given anew.
            .add_extra_param("access_type", "offline")
            .add_extra_param("prompt", "consent")
            .set_pkce_challenge(challenge)
            .url();
        Ok(Consent { url: url.into(), verifier: Secret::new(verifier.into_secret()) })
    }

    /// What a consent is worth, once: `code` is what somebody came back with.
    ///
    /// # Errors
    /// [`GrantError`].
    pub async fn exchange(
        &self,
        code: &Secret,
        redirect_url: &str,
        verifier: &Secret,
        now: Timestamp,
    ) -> Result<Tokens, GrantError> {
        let client = self.client()?.set_redirect_uri(redirect(redirect_url)?);
        let answer = client
            .exchange_code(AuthorizationCode::new(code.expose().to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().to_owned()))
            .request_async(&self.http)
            .await;
        answer.map(|answer| tokens(&answer, now)).map_err(failed)
    }

    /// New tokens for a refresh token.
    ///
    /// # Errors
    /// [`GrantError`].
    pub async fn refresh(&self, refresh: &Secret, now: Timestamp) -> Result<Tokens, GrantError> {
        let refresh = RefreshToken::new(refresh.expose().to_owned());
        let client = self.client()?;
        let answer = client.exchange_refresh_token(&refresh).request_async(&self.http).await;
        answer.map(|answer| tokens(&answer, now)).map_err(failed)
    }

    fn client(&self) -> Result<Client, GrantError> {
        let google = self.google.as_ref().ok_or(NotConfigured)?;
        let no_address = |_| GrantError::Refused("an address of the settings is none".to_owned());
        let authorize = AuthUrl::new(google.authorize_url.clone()).map_err(no_address)?;
        let token = TokenUrl::new(google.token_url.clone()).map_err(no_address)?;
        let client = BasicClient::new(ClientId::new(google.client_id.clone()))
            .set_client_secret(ClientSecret::new(google.client_secret.expose().to_owned()))
            .set_auth_uri(authorize)
            .set_token_uri(token);
        Ok(client)
    }
}

fn redirect(url: &str) -> Result<RedirectUrl, GrantError> {
    let no_address = |_| GrantError::Refused("google.redirect_url is no address".to_owned());
    RedirectUrl::new(url.to_owned()).map_err(no_address)
}

fn tokens(answer: &BasicTokenResponse, now: Timestamp) -> Tokens {
    let life = answer.expires_in().unwrap_or(USUAL_LIFE).as_millis();
    Tokens {
        access: Secret::new(answer.access_token().secret().as_str()),
        refresh: answer.refresh_token().map(|token| Secret::new(token.secret().as_str())),
        expires_at: now.plus_millis(i64::try_from(life).unwrap_or(i64::MAX)),
    }
}

/// What the server says in words of its own may repeat what it was sent: it is left out.
fn failed(error: BasicRequestTokenError<NoAnswer>) -> GrantError {
    match error {
        RequestTokenError::ServerResponse(answer) => match answer.error() {
            BasicErrorResponseType::InvalidGrant => GrantError::Lost,
            kind => GrantError::Refused(kind.as_ref().to_owned()),
        },
        RequestTokenError::Request(no_answer) => GrantError::Unavailable(no_answer.to_string()),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            GrantError::Unavailable("its answer cannot be read".to_owned())
        }
    }
}
