//! What a refusal of Azure's means, in plain words.

use crate::account::Account;
use crate::xml;
use plugin_sdk::{Fail, Reason, Response, Timestamp};

/// How far the clocks may be apart, in seconds, before Azure refuses what is signed.
const MOST_SKEW: u64 = 15 * 60;

/// The most characters of Azure's own words.
const MOST_WORDS: usize = 200;

/// What a refusal means.
#[derive(Debug, PartialEq)]
pub enum Refusal {
    /// There is no such blob.
    NoBlob(Fail),
    /// Blocks of the list are not there, or not any more.
    LostBlocks(Fail),
    /// Anything else.
    Final(Fail),
}

impl Refusal {
    /// The failure, where nothing else can be made of it.
    pub fn into_fail(self) -> Fail {
        let (Refusal::NoBlob(fail) | Refusal::LostBlocks(fail) | Refusal::Final(fail)) = self;
        fail
    }
}

/// What a response that is not good means. `now` is when it came.
pub fn refusal(response: &Response, account: &Account, now: Timestamp) -> Refusal {
    let code = response.header("x-ms-error-code").map(str::to_owned).or_else(|| xml::text(&response.body, "Code"));
    let code = code.unwrap_or_default();
    let fail = fail(response, &code, account, now);
    match &*code {
        "BlobNotFound" => Refusal::NoBlob(fail),
        "InvalidBlockList" => Refusal::LostBlocks(fail),
        _ => Refusal::Final(fail),
    }
}

fn fail(response: &Response, code: &str, account: &Account, now: Timestamp) -> Fail {
    let name = account.name();
    let owner = format!("the Azure account `{}`", account.credentials.account);
    // Emulators say the one for the other; what they say of it tells which.
    let code = match code {
        "AuthorizationFailure" if said(&response.body).contains("failed to authenticate") => "AuthenticationFailed",
        code => code,
    };
    let (reason, message) = match code {
        "AuthenticationFailed" | "InvalidAuthenticationInfo" | "NoAuthenticationInformation" => {
            if is_skewed(response, now) {
                (Reason::ClockSkew, skew())
            } else {
                (
                    Reason::CredentialsRefused,
                    format!("{owner} does not accept the key: check `azureAccountName` and `azureAccountKey` ({code})"),
                )
            }
        }
        "AuthorizationFailure" | "AuthorizationSourceIPMismatch" => (
            Reason::PermissionDenied,
            format!("{owner} does not let this server in: allow its address in the account's networking settings"),
        ),
        "KeyBasedAuthenticationNotPermitted" => (
            Reason::PermissionDenied,
            format!("{owner} takes no account keys: switch on `Allow storage account key access` in its configuration"),
        ),
        "AuthorizationPermissionMismatch" | "AuthorizationResourceTypeMismatch" | "InsufficientAccountPermissions" => (
            Reason::PermissionDenied,
            format!("{owner} does not allow the key to do this in {name}: allow it to write and delete blobs ({code})"),
        ),
        "AccountIsDisabled" => {
            (Reason::PermissionDenied, format!("{owner} is disabled: look at its subscription in the Azure portal"))
        }
        "AccountRequiresHttps" | "AuthorizationProtocolMismatch" => {
            (Reason::Invalid, format!("{owner} takes https alone: let `endpoint` begin with https://"))
        }
        "ContainerNotFound" | "ContainerDisabled" | "ResourceNotFound" => {
            (Reason::NotFound, format!("{name} is not there: check `azureContainerName`, or create it"))
        }
        "ContainerBeingDeleted" => {
            (Reason::NotFound, format!("{name} is being deleted: create it again, or name another one"))
        }
        "InvalidResourceName" | "InvalidUri" => (
            Reason::Invalid,
            format!("{name} takes no such name: check `azureContainerName`, `pathPrefix` and the file name ({code})"),
        ),
        "Md5Mismatch" | "InvalidMd5" => {
            (Reason::Corrupted, format!("{name} got other bytes than were sent ({code}): try again"))
        }
        "InvalidBlobOrBlock" => (
            Reason::Conflict,
            format!(
                "another program left an unfinished upload under this name in {name}: finish or delete it there, or \
                 use another file name"
            ),
        ),
        "InvalidBlobType" => (
            Reason::Conflict,
            format!("a page or append blob has this name in {name}: delete it, or use another file name"),
        ),
        "LeaseIdMissing" | "LeaseAlreadyPresent" | "LeaseIdMismatchWithBlobOperation" => (
            Reason::Conflict,
            format!("a blob with this name in {name} is leased: end the lease, or use another file name"),
        ),
        "BlobImmutableDueToPolicy" | "BlobImmutableDueToLegalHold" => (
            Reason::Conflict,
            format!("a blob with this name in {name} may not be changed: use another file name, or end the policy"),
        ),
        "BlobArchived" | "BlobBeingRehydrated" => (
            Reason::Conflict,
            format!("a blob with this name in {name} is archived: delete it there, or use another file name"),
        ),
        "RequestBodyTooLarge" | "BlockCountExceedsLimit" | "BlockListTooLong" => {
            (Reason::Invalid, format!("the file is larger than {name} takes"))
        }
        "InvalidBlockList" => {
            (Reason::Unavailable, format!("{name} no longer has all blocks of the file: the transfer begins anew"))
        }
        "" => without_words(response, account, now),
        _ => (Reason::Invalid, format!("{name} refuses it: {}", words(code, &response.body))),
    };
    let retryable = matches!(reason, Reason::Corrupted | Reason::ClockSkew | Reason::Unavailable);
    Fail { reason, message, retryable }
}

/// What a status says when no code came with it, as from a proxy.
fn without_words(response: &Response, account: &Account, now: Timestamp) -> (Reason, String) {
    let name = account.name();
    match response.status {
        401 | 403 if is_skewed(response, now) => (Reason::ClockSkew, skew()),
        401 | 403 => (
            Reason::CredentialsRefused,
            format!("{name} does not accept the key: check `azureAccountName` and `azureAccountKey`"),
        ),
        404 => (Reason::NotFound, format!("{name} is not there: check `azureContainerName` and `endpoint`")),
        status => (
            Reason::Unavailable,
            format!("{name} does not answer as Azure does (status {status}): check `endpoint`, or try again later"),
        ),
    }
}

/// Azure says the same of a wrong key and of a wrong clock; its own clock tells them apart.
fn is_skewed(response: &Response, now: Timestamp) -> bool {
    let theirs = response.header("date").and_then(Timestamp::of_http_date);
    theirs.is_some_and(|theirs| theirs.seconds_from(now) > MOST_SKEW)
        || xml::text(&response.body, "AuthenticationErrorDetail")
            .is_some_and(|detail| detail.contains("date header") && detail.contains("too old"))
}

fn skew() -> String {
    "the clock of this server differs by more than a quarter of an hour from Azure's: set it by NTP, then try again"
        .to_owned()
}

/// Azure's own words without what follows them: the request's id and time, or what was signed.
fn words(code: &str, body: &str) -> String {
    let code: String = code.chars().filter(|letter| letter.is_ascii_alphanumeric()).take(60).collect();
    let said = said(body);
    if said.is_empty() { code } else { format!("{said} ({code})") }
}

fn said(body: &str) -> String {
    let said = xml::text(body, "Message").unwrap_or_default();
    let said = said.lines().next().unwrap_or_default().trim().trim_end_matches('.');
    said.chars().filter(|letter| !letter.is_control()).take(MOST_WORDS).collect()
}
