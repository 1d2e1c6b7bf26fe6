//! What a refusal means, in plain words.

use crate::bucket::Bucket;
use plugin_sdk::{Fail, Reason, Response, Value};

/// The most characters of the service's own words.
const MOST_WORDS: usize = 200;

/// What a refusal means.
#[derive(Debug, PartialEq)]
pub enum Refusal {
    /// It may work later, and the host has not waited.
    Slower,
    /// Somebody has to pay for the request: it is to name a project.
    NamesNoPayer,
    /// This.
    Final(Fail),
}

/// What a response that is not good means.
pub fn refusal(response: &Response, bucket: &Bucket) -> Refusal {
    let said = Said::of(response);
    match said.reason.as_str() {
        "rateLimitExceeded" | "userRateLimitExceeded" => return Refusal::Slower,
        "userProjectMissing" => return Refusal::NamesNoPayer,
        _ if response.status == 400 && said.message.contains("requester pays") => return Refusal::NamesNoPayer,
        _ => {}
    }
    let (reason, message) = meaning(response.status, &said, &bucket.name);
    Refusal::Final(Fail { reason, message, retryable: matches!(reason, Reason::Corrupted | Reason::Unavailable) })
}

fn meaning(status: u16, said: &Said, bucket: &str) -> (Reason, String) {
    let words = said.words();
    match (status, said.reason.as_str()) {
        (_, "quotaExceeded" | "dailyLimitExceeded" | "storageQuotaExceeded") => {
            (Reason::Quota, format!("the allowance of bucket `{bucket}` or its project is used up: raise it{words}"))
        }
        (_, "accountDisabled" | "billingNotEnabled" | "projectAccountClosed" | "UserProjectAccountProblem") => (
            Reason::PermissionDenied,
            format!("the account that pays for bucket `{bucket}` is closed or disabled: look at its billing{words}"),
        ),
        (_, "retentionPolicyNotMet" | "objectUnderActiveHold") => (
            Reason::Conflict,
            format!("an object of that name is held in bucket `{bucket}` and cannot be replaced: use another name"),
        ),
        (_, "accessNotConfigured" | "SERVICE_DISABLED") => (
            Reason::PermissionDenied,
            "the Cloud Storage JSON API is not enabled in the service account's project: enable it there".to_owned(),
        ),
        (400, _) if is_mismatch(&said.message) => (Reason::Corrupted, corrupted(bucket)),
        (403, _) => (Reason::PermissionDenied, denied(said, bucket)),
        (404, _) => (
            Reason::NotFound,
            format!(
                "bucket `{bucket}` is not there, or the service account may not see it: check `bucket`, or create it"
            ),
        ),
        (412, _) => (
            Reason::PermissionDenied,
            format!("a condition or a policy of the organisation forbids this in bucket `{bucket}`{words}"),
        ),
        (413, _) => (Reason::Invalid, format!("the file is larger than bucket `{bucket}` takes")),
        (400, _) => (Reason::Invalid, format!("bucket `{bucket}` refuses it{words}")),
        _ => (
            Reason::Unavailable,
            format!("the service does not answer as Google Cloud Storage does (status {status}): check `endpoint`"),
        ),
    }
}

/// Renewed, and refused again.
pub fn refused_token(account: &str) -> Fail {
    fail(
        Reason::CredentialsRefused,
        format!("Google Cloud Storage does not accept the service account `{account}`: check `gcsServiceAccountJson`"),
    )
}

/// Why there is no token. `account` is its address.
pub fn refused_assertion(response: &Response, account: &str) -> Fail {
    let said: Value = serde_json::from_str(&response.body).unwrap_or_default();
    let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default();
    let description = text("error_description");
    if description.contains("reasonable timeframe") || description.contains("iat and exp") {
        let message = "the clock of this server differs too much from Google's: set it by NTP, then try again";
        return Fail { reason: Reason::ClockSkew, message: message.to_owned(), retryable: true };
    }
    let known = matches!(text("error"), "invalid_grant" | "invalid_client" | "unauthorized_client" | "disabled_client");
    let words = in_brackets(description);
    if known || response.status == 401 {
        return fail(
            Reason::CredentialsRefused,
            format!(
                "Google does not accept the key of the service account `{account}`: it may have been deleted or disabled; \
                 make a new one and give its file as `gcsServiceAccountJson`{words}"
            ),
        );
    }
    match response.status {
        400 | 403 => fail(
            Reason::PermissionDenied,
            format!("Google gives the service account `{account}` no token: check `gcsServiceAccountJson`{words}"),
        ),
        _ => no_token(),
    }
}

/// What should give tokens does not.
pub fn no_token() -> Fail {
    fail(
        Reason::Unavailable,
        "no token can be had where `gcsServiceAccountJson` says: check its `token_uri`, and `endpoint`".to_owned(),
    )
}

/// What arrived is something else.
pub fn corrupted(bucket: &str) -> String {
    format!("bucket `{bucket}` got other bytes than were sent: try again")
}

/// What the service says of an upload or an object cannot be made out.
pub fn strange() -> Fail {
    let message = "the service does not answer as Google Cloud Storage does: check `endpoint`";
    Fail { reason: Reason::Unavailable, message: message.to_owned(), retryable: true }
}

fn denied(said: &Said, bucket: &str) -> String {
    // Such as: x@y does not have storage.objects.create access to the Google Cloud Storage object.
    let permission = said.message.split_whitespace().find(|word| word.starts_with("storage."));
    match permission.map(clean) {
        Some(permission) => {
            format!("the service account lacks `{permission}` in bucket `{bucket}`: make it Storage Object User there")
        }
        None => format!(
            "the service account may not do this in bucket `{bucket}`: make it Storage Object User there{}",
            said.words()
        ),
    }
}

fn is_mismatch(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    (message.contains("crc32c") || message.contains("md5")) && message.contains("match")
}

fn fail(reason: Reason, message: String) -> Fail {
    Fail { reason, message, retryable: false }
}

/// What the service said.
struct Said {
    reason: String,
    message: String,
}

impl Said {
    fn of(response: &Response) -> Self {
        let body: Value = serde_json::from_str(&response.body).unwrap_or_default();
        let error = &body["error"];
        let reason = error["errors"][0]["reason"].as_str().or_else(|| error["details"][0]["reason"].as_str());
        // Uploads answer some refusals as plain text.
        let plain = if body.is_null() && !response.body.trim_start().starts_with('<') { &*response.body } else { "" };
        let message = error["message"].as_str().unwrap_or(plain);
        Self { reason: reason.unwrap_or_default().to_owned(), message: message.to_owned() }
    }

    fn words(&self) -> String {
        in_brackets(&self.message)
    }
}

/// The service's own words, on one line.
fn in_brackets(message: &str) -> String {
    let words = clean(message);
    if words.is_empty() { String::new() } else { format!(" ({words})") }
}

fn clean(message: &str) -> String {
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|letter| !letter.is_control()).take(MOST_WORDS).collect()
}
