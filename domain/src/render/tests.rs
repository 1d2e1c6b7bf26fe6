use super::*;
use crate::aggregate::{EventCodec, when};
use crate::composition::{LumaPolarity, OutputFormat};
use crate::ids::{Dialect, DocumentId};
use crate::queue::Priority;
use crate::{Failure, FailureCode, Timestamp};

const NOW: Timestamp = Timestamp::from_millis(1_000_000);

fn queued() -> Queued {
    Queued {
        document: DocumentRef { id: DocumentId(uuid::Uuid::from_u128(7)), digest: "d".into() },
        dialect: Dialect::Shotstack,
        summary: Summary {
            format: OutputFormat::Mp4,
            width: Some(1280),
            height: Some(720),
            tracks: 1,
            clips: 1,
            poster: false,
            thumbnail: false,
        },
        hosted: true,
        priority: Priority::Normal,
        destinations: vec![],
        mattes: LumaPolarity::default(),
    }
}

fn started(attempt: u32) -> RenderEvent {
    AttemptStarted { attempt, worker: "w".into() }.into()
}

fn fetched(attempt: u32) -> RenderEvent {
    Fetched { attempt, sources: vec![] }.into()
}

fn rendered(attempt: u32) -> Rendered {
    Rendered {
        attempt,
        engine: "1".into(),
        encoder: "x264".into(),
        fonts: vec![],
        frames: 25,
        segments: 1,
        reused: 0,
        millis: 9,
    }
}

fn saved(attempt: u32) -> Saved {
    Saved { attempt, outputs: vec![] }
}

fn crash(attempt: u32) -> Command {
    Command::Fail { attempt, failure: Failure::new(FailureCode::Crashed, "killed"), now: NOW }
}

#[test]
fn a_render_goes_through_its_steps_in_order() {
    assert_eq!(when::<Render>(&[], Command::Queue(queued())), Ok(vec![queued().into()]));
    let mut given = vec![queued().into()];
    assert_eq!(when::<Render>(&given, Command::StartAttempt { worker: "w".into(), now: NOW }), Ok(vec![started(1)]));
    given.push(started(1));
    assert_eq!(when::<Render>(&given, Command::Finish(rendered(1))), Err(Refusal::OutOfOrder));
    given.push(fetched(1));
    assert_eq!(when::<Render>(&given, Command::Finish(rendered(1))), Ok(vec![rendered(1).into()]));
    given.push(rendered(1).into());
    assert_eq!(when::<Render>(&given, Command::Save(saved(1))), Ok(vec![saved(1).into()]));
    given.push(saved(1).into());
    assert_eq!(Render::fold_phase(&given), Phase::Done);
}

#[test]
fn a_step_that_is_told_twice_happens_once() {
    let steps: [(RenderEvent, Command); 3] = [
        (fetched(1), Command::Fetch(Fetched { attempt: 1, sources: vec![] })),
        (rendered(1).into(), Command::Finish(rendered(1))),
        (saved(1).into(), Command::Save(saved(1))),
    ];
    let mut given = vec![queued().into(), started(1)];
    for (event, command) in steps {
        given.push(event);
        assert_eq!(when::<Render>(&given, command), Ok(vec![]));
    }
    let (saving, done) = (&given[..4], &given[..]);
    assert_eq!(when::<Render>(saving, Command::Fetch(Fetched { attempt: 1, sources: vec![] })), Ok(vec![]));
    assert_eq!(
        when::<Render>(saving, Command::Finish(rendered(2))),
        Err(Refusal::StaleAttempt { given: 2, current: 1 })
    );
    assert_eq!(when::<Render>(done, Command::Save(saved(2))), Err(Refusal::Ended));
}

#[test]
fn it_is_queued_once() {
    assert_eq!(when::<Render>(&[queued().into()], Command::Queue(queued())), Err(Refusal::Exists));
    assert_eq!(when::<Render>(&[], Command::Cancel), Err(Refusal::Unknown));
}

#[test]
fn a_worker_that_lost_its_lease_cannot_commit() {
    let retry = AttemptFailed { attempt: 1, failure: Failure::new(FailureCode::LeaseLost, "x"), retry_at: NOW };
    let given = [queued().into(), started(1), fetched(1), retry.into(), started(2), fetched(2), rendered(2).into()];
    assert_eq!(when::<Render>(&given, Command::Save(saved(1))), Err(Refusal::StaleAttempt { given: 1, current: 2 }));
    assert_eq!(when::<Render>(&given, crash(1)), Err(Refusal::StaleAttempt { given: 1, current: 2 }));
}

#[test]
fn starting_over_a_lost_lease_ends_the_attempt_first() {
    let given = [queued().into(), started(1)];
    let events = when::<Render>(&given, Command::StartAttempt { worker: "v".into(), now: NOW }).unwrap();
    assert!(
        matches!(&events[..], [RenderEvent::AttemptFailed(e)] if e.failure.code == FailureCode::LeaseLost && e.retry_at > NOW)
    );
}

#[test]
fn crashes_are_tried_three_times_and_bad_media_once() {
    for attempt in [1, 2] {
        let given = [queued().into(), started(attempt)];
        assert!(matches!(&when::<Render>(&given, crash(attempt)).unwrap()[..], [RenderEvent::AttemptFailed(_)]));
    }
    let given = [queued().into(), started(3)];
    assert!(matches!(&when::<Render>(&given, crash(3)).unwrap()[..], [RenderEvent::Failed(_)]));
    let bad = Command::Fail { attempt: 1, failure: Failure::new(FailureCode::BadMedia, "no film"), now: NOW };
    assert!(matches!(&when::<Render>(&[queued().into(), started(1)], bad).unwrap()[..], [RenderEvent::Failed(_)]));
}

#[test]
fn a_retry_waits_for_its_time() {
    let later = NOW.plus_millis(2_000);
    let failed = AttemptFailed { attempt: 1, failure: Failure::new(FailureCode::Crashed, "x"), retry_at: later };
    let given = [queued().into(), started(1), failed.into()];
    let start = |now| Command::StartAttempt { worker: "w".into(), now };
    assert_eq!(when::<Render>(&given, start(NOW)), Err(Refusal::NotDue(later)));
    assert_eq!(when::<Render>(&given, start(later)), Ok(vec![started(2)]));
}

#[test]
fn cancelling_wins_over_whatever_the_worker_does_next() {
    let given = [queued().into(), started(1), fetched(1)];
    assert_eq!(when::<Render>(&given, Command::Cancel), Ok(vec![Cancelled {}.into()]));
    let given = [queued().into(), started(1), fetched(1), Cancelled {}.into()];
    assert_eq!(when::<Render>(&given, Command::Finish(rendered(1))), Err(Refusal::Ended));
    assert_eq!(when::<Render>(&given, Command::Cancel), Ok(vec![]));
}

#[test]
fn outputs_are_removed_once_and_only_when_done() {
    let done = [queued().into(), started(1), fetched(1), rendered(1).into(), saved(1).into()];
    assert_eq!(when::<Render>(&done, Command::RemoveOutputs), Ok(vec![OutputsRemoved { attempt: 1 }.into()]));
    let removed: Vec<_> = done.iter().cloned().chain([OutputsRemoved { attempt: 1 }.into()]).collect();
    assert_eq!(when::<Render>(&removed, Command::RemoveOutputs), Ok(vec![]));
    assert_eq!(when::<Render>(&done[..2], Command::RemoveOutputs), Err(Refusal::OutOfOrder));
}

impl Render {
    fn fold_phase(events: &[RenderEvent]) -> Phase {
        <Render as crate::aggregate::Aggregate>::fold(events).phase
    }
}

#[test]
fn very_many_sources_are_told_in_several_small_events() {
    let source = |index: usize| FetchedSource {
        pointer: format!("timeline.tracks[199].clips[{index}].asset.src"),
        sha256: "a".repeat(64),
        bytes: 5_000_000_000,
    };
    let sources: Vec<_> = (0..1_000).map(source).collect();
    let mut given = vec![queued().into(), started(1)];
    let told = when::<Render>(&given, Command::Fetch(Fetched { attempt: 1, sources: sources.clone() })).unwrap();
    // The log takes 64 KiB an event, its envelope included.
    assert!(told.iter().all(|event| event.encode().len() < 48 << 10));
    let listed = told.iter().flat_map(|event| match event {
        RenderEvent::Fetched(fetched) => fetched.sources.clone(),
        other => panic!("{other:?}"),
    });
    assert_eq!((listed.collect::<Vec<_>>(), told.len()), (sources, 5));
    given.extend(told);
    assert_eq!(Render::fold_phase(&given), Phase::Rendering);
}

#[test]
fn an_attempt_that_was_given_back_does_not_count() {
    let stopped = Failure::new(FailureCode::HandedBack, "stopped");
    let mut given = vec![queued().into()];
    for attempt in 1..=5 {
        given.push(started(attempt));
        let events = when::<Render>(&given, Command::Fail { attempt, failure: stopped.clone(), now: NOW }).unwrap();
        assert_eq!(events, vec![AttemptFailed { attempt, failure: stopped.clone(), retry_at: NOW }.into()]);
        given.extend(events);
    }
    for (attempt, pause) in [(6, 2_000), (7, 8_000)] {
        given.push(started(attempt));
        let events = when::<Render>(&given, crash(attempt)).unwrap();
        let retry_at = NOW.plus_millis(pause);
        assert!(matches!(&events[..], [RenderEvent::AttemptFailed(e)] if e.retry_at == retry_at), "{events:?}");
        given.extend(events);
    }
    given.push(started(8));
    assert!(matches!(&when::<Render>(&given, crash(8)).unwrap()[..], [RenderEvent::Failed(_)]));
}

#[test]
fn a_priority_is_written_only_when_somebody_asked_for_one() {
    let written = |priority| {
        let event = RenderEvent::from(Queued { priority, ..queued() });
        let data = event.encode();
        assert_eq!(RenderEvent::decode("render.queued", 1, &data).unwrap(), event);
        String::from_utf8(data).unwrap()
    };
    assert!(!written(Priority::Normal).contains("priority"));
    assert!(written(Priority::Low).contains(r#""priority":"low""#));
}
