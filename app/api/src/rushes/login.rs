//! Signing in. An unknown address costs as much as a wrong password, and is answered alike.

use super::wire::{Login, Session};
use crate::auth::passwords;
use crate::{Code, Problem, Services, lookups};
use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;
use std::sync::Arc;

pub(crate) struct LoginApi;

#[OpenApi(prefix_path = "/rushes/v1")]
impl LoginApi {
    /// Sign in
    ///
    /// Answers with a token for `Authorization: Bearer`.
    #[oai(path = "/auth/login", method = "post", operation_id = "login")]
    async fn login(&self, services: Data<&Arc<Services>>, body: Json<Login>) -> poem::Result<Json<Session>> {
        let Login { email, password } = body.0;
        let found = services.state.passwords().by_email(email.trim()).await;
        let found = found.map_err(|e| Problem::unavailable("state", &e))?;
        let stored = found.as_ref().map(|found| found.hash.clone());
        let right = verified(&services, password, stored).await?;
        let person = found.filter(|_| right).ok_or_else(refused)?;
        let role = lookups::role_of(&services, person.workspace, person.user).await?.ok_or_else(refused)?;
        let token = services.tokens.issue(person.user, person.workspace, services.now()).map_err(Problem::internal)?;
        Ok(Json(Session {
            token,
            token_type: "Bearer".into(),
            expires_in: services.tokens.lifetime_seconds(),
            user_id: person.user.to_string(),
            workspace_id: person.workspace.to_string(),
            role: role.as_str().into(),
        }))
    }
}

fn refused() -> Problem {
    Problem::new(Code::Unauthorized, "the address or the password is wrong")
}

/// Whether the password is the stored one; always false, at the same cost, when there is none. A few at once: each takes a
/// core and 19 MiB.
async fn verified(services: &Services, password: String, stored: Option<String>) -> Result<bool, Problem> {
    let _turn = services.hashing.acquire().await.map_err(Problem::internal)?;
    let work = move || match stored {
        Some(stored) => passwords::verify(&password, &stored),
        None => {
            // Hashing is what verifying spends its time on.
            drop(passwords::hash(&password, [0; 16]));
            false
        }
    };
    tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
}
