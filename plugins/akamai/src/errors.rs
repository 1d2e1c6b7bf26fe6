//! What a refusal of NetStorage's means, in plain words.

use crate::group::Group;
use plugin_sdk::responses::Reply;
use plugin_sdk::{Fail, Outcome, Reason, Response, Timestamp};

/// How far the clocks may be apart, in seconds, before NetStorage refuses what is signed.
const MOST_SKEW: u64 = 30;

/// The most characters of NetStorage's own words.
const MOST_WORDS: usize = 200;

/// What an outcome means: as everywhere, but that a full disk does not get empty by waiting.
pub fn reply(outcome: Outcome) -> Reply {
    match outcome {
        Outcome::Response(response) if response.status == 507 => Reply::Bad(response),
        outcome => outcome.reply(),
    }
}

/// What a response that is not good means. `now` is when it came.
pub fn fail(response: &Response, group: &Group, now: Timestamp) -> Fail {
    let name = group.name();
    let (reason, message) = match response.status {
        // It says the same of a wrong key and of a wrong clock; its own clock tells them apart.
        401 | 403 if is_skewed(response, now) => (
            Reason::ClockSkew,
            format!(
                "the clock of this server differs by more than {MOST_SKEW} seconds from NetStorage's: set it by NTP, \
                 then try again"
            ),
        ),
        401 | 403 => (
            Reason::CredentialsRefused,
            format!(
                "{name} does not let the upload account `{}` in: check `keyName` and `key`, and that the account may \
                 use the HTTP API and write below the CP code",
                group.credentials.key_name
            ),
        ),
        404 => (Reason::NotFound, format!("{name} is not there: check `host` and `cpCode`")),
        409 => (
            Reason::Conflict,
            format!("something in {name} is in the way: a folder named like the file, or a file named like its folder"),
        ),
        412 | 422 => (Reason::Corrupted, format!("{name} got other bytes than were sent: try again")),
        413 => (Reason::Invalid, format!("the file is larger than {name} takes")),
        507 => (Reason::Quota, format!("{name} is full, or its allowance is used up: raise the limit or make room")),
        400 => (Reason::Invalid, format!("{name} refuses it: {}", words(&response.body))),
        status => (
            Reason::Unavailable,
            format!("{name} does not answer as NetStorage does (status {status}): check `host`, or try again later"),
        ),
    };
    let retryable = matches!(reason, Reason::Corrupted | Reason::ClockSkew | Reason::Unavailable);
    Fail { reason, message, retryable }
}

fn is_skewed(response: &Response, now: Timestamp) -> bool {
    let theirs = response.header("date").and_then(Timestamp::of_http_date);
    theirs.is_some_and(|theirs| theirs.seconds_from(now) > MOST_SKEW)
}

/// NetStorage's own words, on one line and without markup.
fn words(body: &str) -> String {
    let mut is_markup = false;
    let text = body.chars().filter_map(|letter| match letter {
        '<' => {
            is_markup = true;
            Some(' ')
        }
        '>' => {
            is_markup = false;
            None
        }
        letter => (!is_markup).then_some(letter),
    });
    let text = text.collect::<String>();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = text.chars().filter(|letter| !letter.is_control()).take(MOST_WORDS).collect();
    if text.is_empty() { "status 400".to_owned() } else { text }
}
