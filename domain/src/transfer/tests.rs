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
    }
}

fn started(attempt: u32) -> TransferEvent {
    AttemptStarted { attempt, worker: "w".into() }.into()
}

fn ready(attempt: u32) -> Ready {
    Ready { attempt, provider_id: None }
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
fn it_is_deleted_once_in_any_phase_and_then_stays_so() {
    let given = [queued().into(), started(1), ready(1).into()];
    assert_eq!(when::<Transfer>(&given, Command::Delete), Ok(vec![Deleted {}.into()]));
    let given = [queued().into(), started(1), Deleted {}.into()];
    assert_eq!(when::<Transfer>(&given, Command::Delete), Ok(vec![]));
    assert_eq!(when::<Transfer>(&given, Command::Complete(ready(1))), Err(Refusal::Ended));
}
