//! Credentials that are wrong, and such that run out.

use super::size_in_parts;
use crate::bench::Bench;
use crate::order::{End, Order, described};
use crate::verdict::{Fault, Tried, not_applicable, noted, passed};
use delivery::FailureReason;
use plugin_sdk::Reason;
use serde_json::{Map, Value};

pub(super) async fn wrong(bench: &Bench<'_>) -> Tried {
    let mut config = bench.config();
    match &bench.plan.wrong {
        Some(wrong) => config.extend(wrong.clone()),
        None => garble(&mut config, bench.provider.secret_properties()),
    }
    if config == bench.config() {
        return not_applicable("the configuration holds no secret");
    }
    if !bench.provider.check_config(&Value::Object(config.clone())).is_empty() {
        return not_applicable("garbled secrets do not fit the schema: give `wrong` in the settings");
    }
    let (key, content) = (bench.key("wrong"), bench.content(1000, 13));
    let before = bench.objects().await?;
    let ran = bench.deliver(Order { config: Some(config), ..Order::new(&key, &content) }).await;
    let failure = match &ran.end {
        End::Failed(failure) => failure,
        End::Delivered(_) | End::Died => {
            return Err(Fault::new(
                "The transfer is said to be done, with credentials that are wrong.",
                "Look at the status of every response. Or give credentials as `wrong` that the service refuses.",
            ));
        }
    };
    let is_right = matches!(
        failure.reason,
        FailureReason::Destination(Reason::CredentialsRefused | Reason::PermissionDenied | Reason::Reconnect)
    );
    if !is_right || failure.retryable {
        return Err(Fault::new(
            format!("Wrong credentials fail otherwise: {}.", described(failure)),
            "Fail for good, with `credentials_refused`, `permission_denied` or `reconnect`.",
        ));
    }
    bench.nothing_new(&before, &key).await?;
    noted(failure.message.clone())
}

/// The first half of each secret made another of the same kind, so that it still looks like one.
fn garble(config: &mut Map<String, Value>, secrets: &[String]) {
    for name in secrets {
        if let Some(Value::String(secret)) = config.get_mut(name) {
            let half = secret.chars().count().div_ceil(2);
            *secret = secret.chars().enumerate().map(|(at, c)| if at < half { other(c) } else { c }).collect();
        }
    }
}

/// Another letter or digit; anything else as it is.
const fn other(character: char) -> char {
    match character {
        'z' => 'a',
        'Z' => 'A',
        '9' => '0',
        'a'..='y' | 'A'..='Y' | '0'..='8' => (character as u8 + 1) as char,
        _ => character,
    }
}

pub(super) async fn renewed(bench: &Bench<'_>) -> Tried {
    if !bench.provider.description().capabilities.oauth {
        return not_applicable("they are not granted by OAuth");
    }
    if !bench.service.expire() {
        return not_applicable("the service cannot be told to end them");
    }
    let (key, content) = (bench.key("renewed"), bench.content(size_in_parts(bench), 14));
    let before = bench.objects().await?;
    let ran = bench.deliver(Order::new(&key, &content)).await;
    bench.arrived(&before, &key, &content, &ran, 1).await?;
    passed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_garbled_is_another_secret_of_the_same_kind() {
        let config = serde_json::json!({ "key": "aZ9+bc==", "bucket": "films", "number": 1 });
        let Value::Object(mut config) = config else { panic!() };
        garble(&mut config, &["key".to_owned(), "number".to_owned(), "absent".to_owned()]);
        assert_eq!(Value::Object(config), serde_json::json!({ "key": "bA0+bc==", "bucket": "films", "number": 1 }));
    }
}
