//! Tokens: kept for as long as they hold, and asked for anew once when they are refused.

use super::driver::{Fate, job, key_file, play, play_with, with};
use super::vendor::{TOKEN_MILLIS, Vendor, refused, respond};
use plugin_sdk::{Action, Reason, Request, json};

fn tokens_asked(vendor: &Vendor) -> usize {
    vendor.requests.iter().filter(|request| request.id == "token").count()
}

#[test]
fn a_token_is_asked_for_once_and_again_when_it_grows_old() {
    let mut vendor = Vendor::default();
    assert!(matches!(play(&job(40 << 20), &mut vendor).end, Action::Done(_)));
    assert_eq!(tokens_asked(&vendor), 1);

    let slow = |vendor: &mut Vendor, request: &Request| {
        let response = vendor.answer(request);
        if request.id == "chunk" {
            vendor.now += TOKEN_MILLIS / 3;
        }
        response
    };
    let mut vendor = Vendor::default();
    let played = play_with(&job(40 << 20), &mut vendor, |_| Fate::Arrive, slow);
    assert!(matches!(played.end, Action::Done(_)));
    assert_eq!(tokens_asked(&vendor), 2);
    let chunks = vendor.requests.iter().filter(|request| request.id == "chunk").count();
    assert_eq!(chunks, 5, "none was refused for its token");
}

#[test]
fn a_token_that_is_refused_is_renewed_once() {
    let forgetful = |vendor: &mut Vendor, request: &Request| {
        if request.id == "chunk" && vendor.tokens.len() == 1 {
            vendor.tokens.values_mut().for_each(|until| *until = 0);
        }
        vendor.answer(request)
    };
    let mut vendor = Vendor::default();
    let played = play_with(&job(40 << 20), &mut vendor, |_| Fate::Arrive, forgetful);
    assert!(matches!(played.end, Action::Done(_)), "{:?}", played.end);
    assert_eq!(tokens_asked(&vendor), 2);

    let refusing = |vendor: &mut Vendor, request: &Request| match &*request.id {
        "token" => vendor.answer(request),
        _ => refused(request, 401, "authError", "Invalid Credentials"),
    };
    let mut vendor = Vendor::default();
    let played = play_with(&job(1000), &mut vendor, |_| Fate::Arrive, refusing);
    let fail = played.failure();
    assert_eq!((fail.reason, fail.retryable), (Reason::CredentialsRefused, false));
    assert!(fail.message.contains("rushes@films-project.iam.gserviceaccount.com"), "{}", fail.message);
    assert_eq!(tokens_asked(&vendor), 2);
}

#[test]
fn a_key_that_is_not_known_is_refused_in_plain_words() {
    for (error, description, reason, retryable) in [
        ("invalid_grant", "Invalid JWT Signature.", Reason::CredentialsRefused, false),
        ("invalid_grant", "Invalid grant: account not found", Reason::CredentialsRefused, false),
        ("invalid_scope", "Bad", Reason::PermissionDenied, false),
        (
            "invalid_grant",
            "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and \
             exp values in the JWT claim.",
            Reason::ClockSkew,
            true,
        ),
    ] {
        let body = json!({ "error": error, "error_description": description });
        let refusing = |_: &mut Vendor, request: &Request| respond(request, 400, &body);
        let played = play_with(&job(1000), &mut Vendor::default(), |_| Fate::Arrive, refusing);
        let fail = played.failure();
        assert_eq!((fail.reason, fail.retryable), (reason, retryable), "{description}");
    }
}

#[test]
fn a_clock_that_is_wrong_is_told_apart() {
    let mut vendor = Vendor::default();
    let wrong = |vendor: &mut Vendor, request: &Request| {
        let now = vendor.now;
        vendor.now += 3_600_000;
        let response = vendor.answer(request);
        vendor.now = now;
        response
    };
    let played = play_with(&job(1000), &mut vendor, |_| Fate::Arrive, wrong);
    assert_eq!(played.failure().reason, Reason::ClockSkew);
}

#[test]
fn another_key_is_refused_by_the_signature() {
    let mut key = key_file();
    key["private_key"] = json!(include_str!("other.pem"));
    let played = play(&with(job(1000), "gcsServiceAccountJson", key), &mut Vendor::default());
    assert_eq!(played.failure().reason, Reason::CredentialsRefused);
}

#[test]
fn what_is_no_token_is_no_token() {
    for body in ["", "{}", "<html>", r#"{"access_token":""}"#, r#"{"access_token":"a\r\nX: y","expires_in":3600}"#] {
        let answer = |_: &mut Vendor, request: &Request| {
            let mut response = respond(request, 200, &json!({}));
            body.clone_into(&mut response.body);
            response
        };
        let played = play_with(&job(1000), &mut Vendor::default(), |_| Fate::Arrive, answer);
        assert_eq!(played.failure().reason, Reason::Unavailable, "{body}");
        assert!(!played.failure().message.contains("X: y"));
    }
}
