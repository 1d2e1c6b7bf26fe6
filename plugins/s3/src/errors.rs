//! What a provider's refusal means, in plain words.

use crate::store::Store;
use crate::xml;
use plugin_sdk::{Fail, Reason, Response};

/// The most characters of a provider's own words.
const MOST_WORDS: usize = 200;

/// What a refusal means.
#[derive(Debug, PartialEq)]
pub enum Refusal {
    /// It may work later.
    Later,
    /// The multipart upload is not known, or not any more.
    NoUpload,
    /// A part of the multipart upload is not as it was acknowledged.
    LostParts,
    /// This.
    Final(Fail),
}

/// What a response that is not good means. `permission` is what the key needed to be allowed, such as `s3:PutObject`.
pub fn refusal(response: &Response, store: &Store, permission: &str) -> Refusal {
    let code = xml::text(&response.body, "Code").unwrap_or_default();
    match code.as_str() {
        "SlowDown"
        | "InternalError"
        | "ServiceUnavailable"
        | "RequestTimeout"
        | "OperationAborted"
        | "Throttling"
        | "RequestLimitExceeded"
        | "TooManyRequests"
        | "ConditionalRequestConflict" => Refusal::Later,
        "NoSuchUpload" => Refusal::NoUpload,
        "InvalidPart" | "InvalidPartOrder" => Refusal::LostParts,
        _ => Refusal::Final(fail(response, &code, store, permission)),
    }
}

fn fail(response: &Response, code: &str, store: &Store, permission: &str) -> Fail {
    let name = store.name();
    let said = xml::text(&response.body, "Message").unwrap_or_default();
    if let Some(fail) = elsewhere(response, code, store) {
        return fail;
    }
    let (reason, message) = match code {
        "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "InvalidToken"
        | "ExpiredToken"
        | "AuthorizationHeaderMalformed"
        | "Unauthorized"
        | "NotSignedUp"
        | "InvalidSecurity" => (Reason::CredentialsRefused, refused_key(&name, code)),
        "RequestTimeTooSkewed" => (
            Reason::ClockSkew,
            format!(
                "the clock of this server differs too much from that of {}: set it by NTP, then try again",
                store.vendor.name
            ),
        ),
        "NoSuchBucket" => {
            (Reason::NotFound, format!("{name} is not there: check `bucket`, and `region` or `endpoint`, or create it"))
        }
        "AccessControlListNotSupported" | "InvalidBucketAclWithObjectOwnership" => (
            Reason::Invalid,
            format!("{name} takes no access control lists: leave `acl` at private, and open the bucket by a policy"),
        ),
        "QuotaExceeded" | "XMinioAdminBucketQuotaExceeded" | "XMinioStorageFull" | "InsufficientStorage" => (
            Reason::Quota,
            format!("{name} is full, or its allowance is used up: raise the limit or make room ({code})"),
        ),
        // Cloudflare's words for a key that cannot be one of its own.
        "InvalidArgument" if said.contains("access key") => (Reason::CredentialsRefused, refused_key(&name, code)),
        _ if is_cap(&said) || response.status == 402 => (
            Reason::Quota,
            format!("{name} has reached a limit of its account: look at its plan and its limits there, and raise them"),
        ),
        "BadDigest"
        | "InvalidDigest"
        | "XAmzContentSHA256Mismatch"
        | "XAmzContentChecksumMismatch"
        | "InvalidChecksum" => {
            (Reason::Corrupted, format!("{name} got other bytes than were sent ({code}): try again"))
        }
        "EntityTooLarge" => (Reason::Invalid, format!("the file is larger than {name} takes")),
        "KeyTooLongError" | "KeyTooLong" => (
            Reason::Invalid,
            format!("the file's name with its folders is longer than the 1,024 bytes that {name} takes: shorten it"),
        ),
        "InvalidBucketName" => (Reason::Invalid, format!("{name}: that is no name of a bucket, check `bucket`")),
        "AccountProblem" | "AllAccessDisabled" | "UserSuspended" => (
            Reason::PermissionDenied,
            format!(
                "{} has closed the account or the bucket `{}`: look there ({code})",
                store.vendor.name, store.bucket
            ),
        ),
        "AccessDenied" | "InvalidPermission" => (Reason::PermissionDenied, denied(store, permission)),
        "" => without_words(response.status, store, permission),
        _ => (Reason::Invalid, format!("{name} refuses it: {}", words(code, &said, store))),
    };
    let retryable = matches!(reason, Reason::Corrupted | Reason::ClockSkew | Reason::Unavailable);
    Fail { reason, message, retryable }
}

/// The bucket is in another region, or behind another endpoint.
fn elsewhere(response: &Response, code: &str, store: &Store) -> Option<Fail> {
    let redirects = (300..400).contains(&response.status);
    let codes = ["PermanentRedirect", "TemporaryRedirect", "Redirect", "IllegalLocationConstraintException"];
    let told =
        xml::text(&response.body, "Region").or_else(|| response.header("x-amz-bucket-region").map(str::to_owned));
    let told = told.filter(|region| *region != store.region);
    let malformed = matches!(code, "AuthorizationHeaderMalformed" | "InvalidRegionName" | "InvalidRegion");
    if !redirects
        && !codes.contains(&code)
        && !(malformed && (told.is_some() || code != "AuthorizationHeaderMalformed"))
    {
        return None;
    }
    let setting = store.where_to_say_the_region();
    let message = match told.map(|region| region.chars().take(40).collect::<String>()) {
        Some(region) => {
            format!("{} is in the region `{region}`, not in `{}`: set {setting} to that", store.name(), store.region)
        }
        None => format!("{} is not in the region `{}`: check {setting}", store.name(), store.region),
    };
    Some(Fail { reason: Reason::Invalid, message, retryable: false })
}

fn refused_key(name: &str, code: &str) -> String {
    format!("{name} does not accept the access key: check `accessKeyId` and `secretAccessKey` ({code})")
}

fn denied(store: &Store, permission: &str) -> String {
    let name = store.name();
    let acl = if store.acl.is_some() && permission == "s3:PutObject" { " and `s3:PutObjectAcl`" } else { "" };
    format!("the access key may not do this in {name}: allow it `{permission}`{acl} there")
}

/// What a status says when no XML came with it, as in answers to HEAD or from a proxy.
fn without_words(status: u16, store: &Store, permission: &str) -> (Reason, String) {
    let name = store.name();
    match status {
        401 => (Reason::CredentialsRefused, format!("{name} does not accept the access key: check it and its secret")),
        403 => (Reason::PermissionDenied, denied(store, permission)),
        404 => (Reason::NotFound, format!("{name} is not there: check `bucket` and `endpoint`")),
        507 => (Reason::Quota, format!("{name} is full")),
        _ => (
            Reason::Unavailable,
            format!("{} does not answer as S3 does (status {status}): check `endpoint`", store.vendor.name),
        ),
    }
}

/// Backblaze says so with the code `AccessDenied`.
fn is_cap(said: &str) -> bool {
    said.to_ascii_lowercase().contains("cap exceeded")
}

/// The provider's own words, on one line, without who asked.
fn words(code: &str, said: &str, store: &Store) -> String {
    let code: String = code.chars().filter(|letter| letter.is_ascii_alphanumeric()).take(60).collect();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ").replace(&store.credentials.access_key_id, "…");
    let said: String = said.chars().filter(|letter| !letter.is_control()).take(MOST_WORDS).collect();
    if said.is_empty() { code } else { format!("{said} ({code})") }
}
