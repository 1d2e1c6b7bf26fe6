//! The log against a model of it that is too simple to be wrong.

use super::Log;
use super::support::{metadata, stream};
use crate::{Error, EventStore, Expected, Filter, NewEvent};
use domain::ids::EventId;
use std::sync::Arc;
use uuid::Uuid;

/// One append: to which stream, expecting what (0 none, 1 existence, n the revision n - 2), with which ids.
pub type Step = (u8, u8, Vec<u8>);

/// The log as a list of (stream, id).
#[derive(Default)]
struct Model {
    events: Vec<(u8, u8)>,
}

impl Model {
    fn of(&self, stream: u8) -> Vec<u8> {
        self.events.iter().filter(|(name, _)| *name == stream).map(|(_, id)| *id).collect()
    }

    /// The last revision after the append, or nothing when it must be refused.
    fn append(&mut self, stream: u8, expected: Expected, ids: &[u8]) -> Option<u64> {
        let known = self.of(stream);
        let anywhere = ids.iter().any(|id| self.events.iter().any(|(_, other)| other == id));
        if anywhere {
            let begin = match expected {
                Expected::NoStream => 0,
                Expected::Exists => known.iter().position(|id| *id == ids[0])?,
                Expected::At(revision) => revision as usize + 1,
            };
            let lies_there = known.get(begin..begin + ids.len()) == Some(ids);
            return lies_there.then(|| (begin + ids.len() - 1) as u64);
        }
        let fits = match expected {
            Expected::NoStream => known.is_empty(),
            Expected::Exists => !known.is_empty(),
            Expected::At(revision) => known.len() as u64 == revision + 1,
        };
        if !fits {
            return None;
        }
        self.events.extend(ids.iter().map(|id| (stream, *id)));
        Some((known.len() + ids.len() - 1) as u64)
    }
}

/// Takes the steps on a new log and on the model, and compares every answer and, at the end, every event.
///
/// Ids are small numbers, so that they meet again: an id is only ever offered to one stream, since not every log knows ids
/// across streams.
///
/// # Panics
/// When log and model differ.
pub async fn check_model(log: Arc<dyn Log>, steps: &[Step]) {
    let store = log.open().await;
    let mut model = Model::default();
    for (name, expected, ids) in steps {
        let expected = match expected {
            0 => Expected::NoStream,
            1 => Expected::Exists,
            n => Expected::At(u64::from(*n - 2)),
        };
        let ids: Vec<u8> = ids.iter().map(|id| (id % 16) + 16 * name).collect();
        let answer = append(store.as_ref(), *name, expected, &ids).await;
        match (answer, distinct(&ids).then(|| model.append(*name, expected, &ids)).flatten()) {
            (Ok(revision), Some(modelled)) => assert_eq!(revision, modelled, "{name} {expected:?} {ids:?}"),
            (Err(Error::Conflict { .. } | Error::IdReused { .. } | Error::InvalidBatch { .. }), None) => {}
            (answer, modelled) => panic!("{name} {expected:?} {ids:?}: log {answer:?}, model {modelled:?}"),
        }
    }
    let found = super::support::read_everything(store.as_ref(), &Filter::All, 5).await;
    let found: Vec<(String, EventId)> = found.iter().map(|event| (event.stream.to_string(), event.id)).collect();
    let modelled: Vec<(String, EventId)> =
        model.events.iter().map(|(stream, id)| (format!("model-{stream}"), event_id(*id))).collect();
    assert_eq!(found, modelled);
}

fn distinct(ids: &[u8]) -> bool {
    !ids.is_empty() && (1..ids.len()).all(|n| !ids[..n].contains(&ids[n]))
}

fn event_id(id: u8) -> EventId {
    EventId(Uuid::from_u128(u128::from(id) + 1))
}

async fn append(store: &dyn EventStore, name: u8, expected: Expected, ids: &[u8]) -> Result<u64, Error> {
    let events = ids.iter().map(|id| NewEvent {
        id: event_id(*id),
        event_type: "model.step".into(),
        version: 1,
        data: vec![*id],
        metadata: metadata(),
    });
    let appended = store.append(&stream(&format!("model-{name}")), expected, events.collect()).await;
    appended.map(|appended| appended.revision)
}
