//! Tokens that are refused are renewed by the host, once.

use super::driver::{Fate, job, play, play_with, with};
use super::vendor::{Vendor, refused};
use plugin_sdk::{Action, Reason, Request, json};

#[test]
fn a_token_that_is_refused_at_any_step_is_renewed() {
    let asked = {
        let mut vendor = Vendor::default();
        play(&job(20 << 20), &mut vendor);
        vendor.requests.len()
    };
    for at in 0..asked {
        let mut vendor = Vendor::default();
        let expiring = |vendor: &mut Vendor, request: &Request| {
            if vendor.requests.len() == at {
                "ya29.renewed-1".clone_into(&mut vendor.token);
            }
            vendor.answer(request)
        };
        let played = play_with(&job(20 << 20), &mut vendor, |_| Fate::Arrive, expiring);
        assert!(matches!(played.end, Action::Done(_)), "{at}: {:?}", played.end);
        assert_eq!(vendor.sent().len(), 1);
    }
}

#[test]
fn a_token_that_is_refused_twice_in_a_row_has_to_be_granted_again() {
    let mut vendor = Vendor { token: "withdrawn".to_owned(), ..Vendor::default() };
    let played = play(&job(1000), &mut vendor);
    assert_eq!((played.failure().reason, played.failure().retryable), (Reason::Reconnect, false));
    assert!(!played.failure().message.contains("ya29"));
    assert_eq!(vendor.requests.len(), 2);
}

#[test]
fn tokens_may_be_renewed_often_as_long_as_they_are_taken() {
    let mut vendor = Vendor::default();
    let mut renewed = 0;
    // Each second request is refused.
    let short = |vendor: &mut Vendor, request: &Request| {
        if vendor.requests.len() % 2 == 1 {
            renewed += 1;
            vendor.token = format!("ya29.renewed-{renewed}");
        }
        vendor.answer(request)
    };
    let played = play_with(&job(40 << 20), &mut vendor, |_| Fate::Arrive, short);
    assert!(matches!(played.end, Action::Done(_)), "{:?}", played.end);
}

#[test]
fn without_a_token_one_is_asked_for_first() {
    let mut vendor = Vendor { token: "ya29.renewed-1".to_owned(), ..Vendor::default() };
    for none in [json!(""), json!("a\r\nb")] {
        let played = play(&with(job(1000), "driveAccessToken", none), &mut vendor);
        assert!(matches!(played.end, Action::Done(_)), "{:?}", played.end);
        assert!(vendor.requests.iter().all(|request| request.headers["authorization"] == "Bearer ya29.renewed-1"));
        vendor = Vendor { token: "ya29.renewed-1".to_owned(), ..Vendor::default() };
    }
}

#[test]
fn a_drive_that_is_not_connected_says_so() {
    let mut job = job(1000);
    job.config.clear();
    assert_eq!(play(&job, &mut Vendor::default()).failure().reason, Reason::Reconnect);
}

#[test]
fn a_grant_without_leave_to_make_files_has_to_be_given_again() {
    let answer = |_: &mut Vendor, request: &Request| {
        refused(request, 403, "insufficientPermissions", "Request had insufficient authentication scopes.")
    };
    let played = play_with(&job(1000), &mut Vendor::default(), |_| Fate::Arrive, answer);
    assert_eq!(played.failure().reason, Reason::Reconnect);
}
