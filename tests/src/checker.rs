//! Reads the whole log and says whether it can be true: what every crash and race must leave intact.

use domain::aggregate::{Aggregate, EventCodec};
use domain::render::{Phase, Render, RenderEvent};
use domain::transfer::{Transfer, TransferEvent};
use event_store::sqlite::SqliteLog;
use event_store::{EventStore, Filter, Position, RecordedEvent, decode};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// The log as it is now.
pub struct Log {
    /// Its events, in its order.
    pub events: Vec<RecordedEvent>,
}

/// How a render's stream ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Types of its events, in order.
    pub events: Vec<String>,
    /// What is true after them.
    pub render: Render,
}

impl Log {
    /// Reads the log of a data folder; its server may run.
    ///
    /// # Panics
    /// When it cannot be read.
    pub async fn read(data: &Path) -> Self {
        Self::of(&open(data).await).await
    }

    /// Reads a log.
    ///
    /// # Panics
    /// When it cannot be read.
    pub async fn of(log: &dyn EventStore) -> Self {
        let (mut events, mut after): (Vec<RecordedEvent>, Option<Position>) = (vec![], None);
        loop {
            let page = log.read_all(after.as_ref(), &Filter::All, 500).await.unwrap();
            events.extend(page.events);
            after = page.next;
            if page.at_end {
                return Self { events };
            }
        }
    }

    /// Every render's story, by its id, after checking that:
    ///
    /// - each stream's revisions have no gap, and no event id stands twice;
    /// - no render ends twice, and nothing but the removal of its files follows its end;
    /// - attempts count up from 1 by one, and every event speaks of the current attempt;
    /// - steps come in their order;
    /// - no transfer becomes ready twice, and each belongs to a render that is done.
    ///
    /// # Panics
    /// When it is not so.
    pub fn check(&self) -> BTreeMap<String, Story> {
        let mut seen = HashSet::new();
        let mut streams: BTreeMap<&str, Vec<&RecordedEvent>> = BTreeMap::new();
        for event in &self.events {
            assert!(seen.insert(event.id), "the event id {} stands twice", event.id);
            streams.entry(event.stream.as_str()).or_default().push(event);
        }
        for (stream, events) in &streams {
            let revisions: Vec<u64> = events.iter().map(|event| event.revision).collect();
            assert_eq!(revisions, (0..events.len() as u64).collect::<Vec<_>>(), "{stream}");
        }
        let renders = streams.iter().filter_map(|(stream, events)| {
            let id = stream.strip_prefix("render-")?;
            Some((id.to_owned(), render(stream, events)))
        });
        let renders: BTreeMap<String, Story> = renders.collect();
        for (stream, events) in streams.iter().filter(|(stream, _)| stream.starts_with("transfer-")) {
            transfer(stream, events, &renders);
        }
        renders
    }

    /// As [`Log::check`], and every acknowledged render has ended, once.
    ///
    /// # Panics
    /// When it is not so.
    pub fn check_ended<'a>(&self, acknowledged: impl IntoIterator<Item = &'a String>) -> BTreeMap<String, Story> {
        let stories = self.check();
        for id in acknowledged {
            let story = stories.get(id).unwrap_or_else(|| panic!("the acknowledged render {id} is not in the log"));
            assert!(story.render.phase.is_final(), "the render {id} has not ended: {:?}", story.events);
        }
        stories
    }
}

/// The log of a data folder.
///
/// # Panics
/// When it cannot be opened.
pub async fn open(data: &Path) -> SqliteLog {
    SqliteLog::open(&data.join("log.db")).await.unwrap()
}

fn render(stream: &str, events: &[&RecordedEvent]) -> Story {
    let mut render = Render::default();
    let types: Vec<String> = events.iter().map(|event| event.event_type.clone()).collect();
    for (index, recorded) in events.iter().enumerate() {
        let event: RenderEvent = decode(recorded).unwrap();
        let place = format!("{stream}: event {index} of {types:?}");
        let removed = matches!(event, RenderEvent::OutputsRemoved(_));
        assert!(!render.phase.is_final() || removed, "{place} comes after the end");
        let current = |attempt: u32| assert_eq!(attempt, render.attempt, "{place} speaks of another attempt");
        match &event {
            RenderEvent::Queued(_) => assert_eq!(render.phase, Phase::Unknown, "{place}"),
            RenderEvent::AttemptStarted(started) => {
                assert!(matches!(render.phase, Phase::Queued { .. }), "{place}");
                assert_eq!(started.attempt, render.attempt + 1, "{place}");
            }
            RenderEvent::Fetched(fetched) => {
                // Very many sources are told in several events.
                let goes_on = index > 0 && types[index - 1] == types[index];
                assert!(render.phase == Phase::Fetching || goes_on, "{place}");
                current(fetched.attempt);
            }
            RenderEvent::Rendered(rendered) => {
                assert_eq!(render.phase, Phase::Rendering, "{place}");
                current(rendered.attempt);
            }
            RenderEvent::Saved(saved) => {
                assert_eq!(render.phase, Phase::Saving, "{place}");
                current(saved.attempt);
            }
            RenderEvent::AttemptFailed(failed) => current(failed.attempt),
            RenderEvent::Failed(failed) => current(failed.attempt),
            RenderEvent::Cancelled(_) => {}
            RenderEvent::OutputsRemoved(removed) => current(removed.attempt),
        }
        render.evolve(&event);
    }
    Story { events: types, render }
}

fn transfer(stream: &str, events: &[&RecordedEvent], renders: &BTreeMap<String, Story>) {
    let mut state = Transfer::default();
    let mut ready = 0;
    for recorded in events {
        let event: TransferEvent = decode(recorded).unwrap();
        if let TransferEvent::Queued(queued) = &event {
            let parent = &renders[&queued.render.to_string()].render;
            assert_eq!(parent.phase, Phase::Done, "{stream} copies of what is not done");
            assert_eq!(queued.render_attempt, parent.attempt, "{stream} copies from an attempt that does not count");
        }
        if let TransferEvent::AttemptStarted(started) = &event {
            assert_eq!(started.attempt, state.attempt + 1, "{stream}");
        }
        ready += u32::from(event.event_type() == "transfer.ready");
        state.evolve(&event);
    }
    assert!(ready <= 1, "{stream} became ready {ready} times");
}
