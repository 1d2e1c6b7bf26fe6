//! Connecting Google Drive: somebody is sent to Google, consents, and comes back to us.

use super::consent_state::Started;
use super::integration_wire::AuthUrl;
use crate::auth::{Caller, UserToken, Via};
use crate::destinations::change::{connect, manage};
use crate::destinations::config::provider;
use crate::files::base_url;
use crate::{Code, Problem, RequestId, Services, lookups, sealed};
use domain::ids::UserId;
use domain::workspace::Role;
use grants::GrantError;
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use vault::{Purpose, Secret};

/// The provider that is connected so.
const DRIVE: &str = "drive";
/// Where people come back to.
pub(crate) const CALLBACK: &str = "/v1/integrations/drive/callback";
/// How long somebody may take to consent: 10 minutes.
const PATIENCE_MILLIS: i64 = 600_000;

pub(crate) struct DriveApi;

#[OpenApi(prefix_path = "/v1")]
impl DriveApi {
    /// Begin to connect Google Drive
    ///
    /// The answer's address is for a browser: there somebody consents, within ten minutes, and comes back to this server, which
    /// then has an integration of the workspace with their Drive. Owners and admins only.
    #[oai(path = "/integrations/drive/auth-url", method = "get", operation_id = "getDriveAuthUrl")]
    async fn auth_url(
        &self,
        services: Data<&Arc<Services>>,
        request: &Request,
        user: UserToken,
    ) -> poem::Result<Json<AuthUrl>> {
        manage(&user.0)?;
        let Via::User { user: id, .. } = user.0.via else { return Err(Problem::not_found("person").into()) };
        provider(&services, DRIVE)?;
        let (workspace, now) = (user.0.workspace, services.now());
        let started = Started { connection: services.id(), workspace };
        let state = started.signed(&services.master.subkey(Purpose::Consents));
        let redirect = match &services.settings.google_redirect {
            Some(configured) => configured.clone(),
            None => format!("{}{CALLBACK}", base_url(&services, request)),
        };
        let consent = services.grants.consent(&redirect, &state).map_err(not_granted)?;
        let known = Known { user: id, redirect, verifier: consent.verifier.expose().to_owned() };
        let known = zeroize::Zeroizing::new(serde_json::to_vec(&known).map_err(Problem::internal)?);
        let expires = now.plus_millis(PATIENCE_MILLIS);
        let kept = services.connections.start(workspace, started.connection, &known, expires, now).await;
        kept.map_err(sealed::problem)?;
        Ok(Json(AuthUrl { url: consent.url }))
    }
}

/// What has to be known when somebody comes back. Sealed until then.
#[derive(Serialize, Deserialize)]
struct Known {
    user: UserId,
    redirect: String,
    verifier: String,
}

/// What Google sends people back with.
#[derive(Deserialize)]
struct Back {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
}

/// The page that people see when they come back.
#[handler]
pub(crate) async fn callback(
    services: Data<&Arc<Services>>,
    request_id: Data<&RequestId>,
    back: poem::Result<Query<Back>>,
) -> Response {
    let ended = match back {
        Ok(Query(back)) => end(&services, &request_id, back).await,
        Err(_) => Err(invalid()),
    };
    match ended {
        Ok(()) => page(StatusCode::OK, "Google Drive is connected", "You can close this window."),
        Err(problem) => {
            let what_now = problem.hint.unwrap_or_default();
            page(problem.code.status(), "Google Drive was not connected", &format!("{}. {what_now}", problem.detail))
        }
    }
}

/// The only state that is taken is one that we signed, that nobody came back with before, within its time.
async fn end(services: &Services, request_id: &RequestId, back: Back) -> Result<(), Problem> {
    let key = services.master.subkey(Purpose::Consents);
    let started = back.state.as_deref().and_then(|state| Started::read(state, &key)).ok_or_else(invalid)?;
    let taken = services.connections.take(started.workspace, started.connection, services.now()).await;
    let taken = taken.map_err(sealed::problem)?.ok_or_else(invalid)?;
    let known: Known = serde_json::from_slice(taken.expose()).map_err(Problem::internal)?;
    let role = lookups::role_of(services, started.workspace, known.user).await?;
    let role = role.filter(|role| matches!(role, Role::Owner | Role::Admin)).ok_or_else(|| {
        let detail = "You are no longer an owner or admin of the workspace";
        Problem::new(Code::Forbidden, detail).hint("Somebody who is has to connect the account.")
    })?;
    let caller = Caller { workspace: started.workspace, via: Via::User { user: known.user, role } };
    if let Some(error) = back.error {
        let denied = error == "access_denied";
        let detail = if denied { "The access was not allowed" } else { "Google ended the attempt" };
        return Err(Problem::new(Code::InvalidRequest, detail).hint(AGAIN));
    }
    let code = Secret::new(back.code.ok_or_else(invalid)?);
    let verifier = Secret::new(known.verifier);
    let now = services.now();
    let tokens = services.grants.exchange(&code, &known.redirect, &verifier, now).await.map_err(not_granted)?;
    if tokens.refresh.is_none() {
        let detail = "Google gave access for an hour only";
        let hint = "Remove this app from the third-party access of your Google account, then connect again.";
        return Err(Problem::new(Code::InvalidRequest, detail).hint(hint));
    }
    connect(services, &caller, request_id, provider(services, DRIVE)?, &tokens.as_secrets(None)).await
}

const AGAIN: &str = "You can begin again where you came from.";

fn invalid() -> Problem {
    let detail = "This page was opened with an address that is not valid, has run out, or was used before";
    Problem::new(Code::InvalidRequest, detail).hint(AGAIN)
}

fn not_granted(error: GrantError) -> Problem {
    match error {
        GrantError::Unavailable(_) => Problem::new(Code::Unavailable, error.to_string()).retry_after(5),
        error => Problem::new(Code::InvalidRequest, error.to_string()),
    }
}

/// A page of ours that loads nothing and is kept by nobody: its address has a code in it.
fn page(status: StatusCode, title: &str, text: &str) -> Response {
    let (title, text) = (escaped(title), escaped(text));
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title><h1>{title}</h1><p>{text}</p></html>"
    );
    Response::builder()
        .status(status)
        .content_type("text/html; charset=utf-8")
        .header("cache-control", "no-store")
        .header("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
        .header("referrer-policy", "no-referrer")
        .header("x-content-type-options", "nosniff")
        .body(html)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
