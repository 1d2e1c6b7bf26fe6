use super::*;
use crate::aggregate::when;
use crate::ids::RenderId;
use crate::render::OutputRole;
use crate::{Failure, FailureCode, Timestamp};

const NOW: Timestamp = Timestamp::from_millis(1_000_000);

fn queued() -> Queued {
    Queued {
        render: RenderId(uuid::Uuid::from_u128(1)),
        render_attempt: 1,
        role: OutputRole::Main,
        provider: "shotstack".into(),
        file: "a.mp4".into(),
        media_type: "video/mp4".into(),
        bytes: 9,
        sha256: "00".into(),
        integration: None,
        place: None,
        key: None,
    }
}

fn started(attempt: u32) -> TransferEvent {
    AttemptStarted { attempt, worker: "w".into() }.into()
}

fn ready(attempt: u32) -> Ready {
    Ready { attempt, provider_id: None, url: None }
}

#[test]
fn a_transfer_is_queued_sent_and_ready() {
    assert_eq!(when::<Transfer>(&[], Command::Queue(queued())), Ok(vec![queued().into()]));
    let start = Command::StartAttempt { worker: "w".into(), now: NOW };
    assert_eq!(when::<Transfer>(&[queued().into()], start), Ok(vec![started(1)]));
    assert_eq!(
        when::<Transfer>(&[queued().into(), started(1)], Command::Complete(ready(1))),
        Ok(vec![ready(1).into()])
    );
    assert_eq!(when::<Transfer>(&[queued().into()], Command::Queue(queued())), Err(Refusal::Exists));
}

#[test]
fn a_stale_attempt_is_refused() {
    let lost = AttemptFailed { attempt: 1, failure: Failure::new(FailureCode::LeaseLost, "x"), retry_at: NOW };
    let given = [queued().into(), started(1), lost.into(), started(2)];
    assert_eq!(
        when::<Transfer>(&given, Command::Complete(ready(1))),
        Err(Refusal::StaleAttempt { given: 1, current: 2 })
    );
}

#[test]
fn being_there_is_told_twice_and_happens_once() {
    let given = [queued().into(), started(1), ready(1).into()];
    assert_eq!(when::<Transfer>(&given, Command::Complete(ready(1))), Ok(vec![]));
    assert_eq!(when::<Transfer>(&given, Command::Complete(ready(2))), Err(Refusal::Ended));
}

#[test]
fn it_is_deleted_once_in_any_phase_and_then_stays_so() {
    let given = [queued().into(), started(1), ready(1).into()];
    assert_eq!(when::<Transfer>(&given, Command::Delete), Ok(vec![Deleted {}.into()]));
    let given = [queued().into(), started(1), Deleted {}.into()];
    assert_eq!(when::<Transfer>(&given, Command::Delete), Ok(vec![]));
    assert_eq!(when::<Transfer>(&given, Command::Complete(ready(1))), Err(Refusal::Ended));
}

#[test]
fn what_failed_is_tried_again_on_demand_with_all_its_attempts() {
    let failure = Failure::new(FailureCode::DestinationRefused, "the bucket is not there");
    let failed: TransferEvent = Failed { attempt: 1, failure: failure.clone() }.into();
    let given = [queued().into(), started(1), failed];
    assert_eq!(when::<Transfer>(&given, Command::Retry), Ok(vec![Retried {}.into()]));
    assert_eq!(when::<Transfer>(&given[..2], Command::Retry), Err(Refusal::NotFailed));
    assert_eq!(when::<Transfer>(&[], Command::Retry), Err(Refusal::Unknown));
    let given: Vec<_> = given.into_iter().chain([Retried {}.into()]).collect();
    let start = Command::StartAttempt { worker: "w".into(), now: NOW };
    assert_eq!(when::<Transfer>(&given, start), Ok(vec![started(2)]));
    let given: Vec<_> = given.into_iter().chain([started(2)]).collect();
    let crashed = Failure::new(FailureCode::Crashed, "x");
    let fail = Command::Fail { attempt: 2, failure: crashed.clone(), not_before: None, now: NOW };
    let again = AttemptFailed { attempt: 2, failure: crashed, retry_at: NOW.plus_millis(2_000) };
    assert_eq!(when::<Transfer>(&given, fail), Ok(vec![again.into()]));
    let refused = Command::Fail { attempt: 2, failure: failure.clone(), not_before: None, now: NOW };
    assert_eq!(when::<Transfer>(&given, refused), Ok(vec![Failed { attempt: 2, failure }.into()]));
}

#[test]
fn a_lost_worker_costs_no_attempt_until_many_were_lost_in_a_row() {
    let lost = Failure::new(FailureCode::LeaseLost, "the worker that copied this stopped answering");
    let mut given: Vec<TransferEvent> = vec![queued().into(), started(1)];
    let start = || Command::StartAttempt { worker: "w".into(), now: NOW };
    for attempt in 1..=20 {
        let again: TransferEvent = AttemptFailed { attempt, failure: lost.clone(), retry_at: NOW }.into();
        assert_eq!(when::<Transfer>(&given, start()), Ok(vec![again.clone()]), "attempt {attempt}");
        given.extend([again, started(attempt + 1)]);
    }
    assert_eq!(when::<Transfer>(&given, start()), Ok(vec![Failed { attempt: 21, failure: lost }.into()]));
    // The destination's own failures are counted as if there had been none.
    let away = Failure::new(FailureCode::DestinationUnavailable, "no answer");
    let fail = Command::Fail { attempt: 21, failure: away.clone(), not_before: None, now: NOW };
    let again = AttemptFailed { attempt: 21, failure: away, retry_at: NOW.plus_millis(2_000) };
    assert_eq!(when::<Transfer>(&given, fail), Ok(vec![again.into()]));
}

#[test]
fn a_destination_is_left_alone_for_as_long_as_it_asks_up_to_a_day() {
    let given = [queued().into(), started(1)];
    let away = Failure::new(FailureCode::DestinationUnavailable, "busy");
    let retry_at = |wanted: i64| {
        let fail =
            Command::Fail { attempt: 1, failure: away.clone(), not_before: Some(NOW.plus_millis(wanted)), now: NOW };
        match when::<Transfer>(&given, fail).unwrap().remove(0) {
            TransferEvent::AttemptFailed(failed) => failed.retry_at.as_millis() - NOW.as_millis(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((retry_at(1), retry_at(60_000)), (2_000, 60_000));
    assert_eq!(retry_at(1_000 * 3_600_000), 24 * 3_600_000);
}
