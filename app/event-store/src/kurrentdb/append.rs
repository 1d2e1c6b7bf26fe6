//! One append.

use super::failure::Failure;
use super::position;
use super::{Inner, as_us, event, read};
use crate::{Appended, Batch, Error, Expected, StreamName};
use domain::ids::EventId;
use eventstore::{AppendToStreamOptions, CurrentRevision, Error as ClientError, Position as Place, StreamState};
use std::sync::Arc;

/// Appends the batch, or finds that it is there already, or refuses it.
pub(super) async fn append(
    log: &Inner,
    stream: &StreamName,
    expected: Expected,
    batch: &Batch,
) -> Result<Appended, Error> {
    let mut events = Vec::with_capacity(batch.events().len());
    for (event, _) in batch.events() {
        event::allowed(stream, event)?;
        events.push(event::data(event)?);
    }
    let ids: Vec<EventId> = batch.events().iter().map(|(event, _)| event.id).collect();
    let state = match expected {
        Expected::NoStream => StreamState::NoStream,
        Expected::Exists => StreamState::StreamExists,
        // The server counts with 63 bits: there is no such revision.
        Expected::At(revision) if i64::try_from(revision).is_err() => {
            let actual = read::last_of(log, stream).await?.map(|last| last.revision);
            return Err(Error::Conflict { stream: stream.clone(), expected, actual });
        }
        Expected::At(revision) => StreamState::StreamRevision(revision),
    };
    if let Some(appended) = appended_before(log, stream, expected, &ids).await? {
        return Ok(appended);
    }
    let options = as_us!(log.connection, AppendToStreamOptions::default().stream_state(state));
    let (options, name, events) = (&options, &log.scope.name(stream), &events);
    let asked = log
        .connection
        .call(|client| async move { client.append_to_stream(name.as_str(), options, events.clone()).await });
    match asked.await {
        Ok(written) => {
            let revision = written.next_expected_version;
            learn(log, stream, revision, &ids);
            let position = match written.position {
                // The server may say nothing of where a repeated append lies.
                Place { commit: 0, .. } => at(log, stream, revision).await?,
                place => position::write(place),
            };
            Ok(Appended { revision, position })
        }
        Err(Failure::Said(ClientError::WrongExpectedVersion { current, .. })) => {
            let actual = match current {
                CurrentRevision::Current(revision) => Some(revision),
                CurrentRevision::NoStream => None,
            };
            match (expected, actual, ids.first()) {
                // It exists: what was wrong is that some of the ids, and not all, were appended at the same time as these.
                (Expected::Exists, Some(_), Some(first)) => Err(Error::IdReused { id: *first }),
                _ => Err(Error::Conflict { stream: stream.clone(), expected, actual }),
            }
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What the server would not see: ids that lie in the stream, but not where this append would put them. The old result, where
/// the stream only has to exist and they lie one after the other.
async fn appended_before(
    log: &Inner,
    stream: &StreamName,
    expected: Expected,
    ids: &[EventId],
) -> Result<Option<Appended>, Error> {
    let end = match expected {
        // Nothing lies before a beginning; whether this one lies there already is for the server to see.
        Expected::NoStream => return Ok(None),
        Expected::At(revision) => revision.saturating_add(1),
        Expected::Exists => u64::MAX,
    };
    let places = read::ids_before(log, stream, end).await?.places(ids, end);
    let Some(first_known) = places.iter().position(Option::is_some) else { return Ok(None) };
    let reused = Error::IdReused { id: ids[first_known] };
    let (Expected::Exists, Some(begin)) = (expected, places[0]) else { return Err(reused) };
    if !(begin..).zip(&places).all(|(revision, place)| *place == Some(revision)) {
        return Err(reused);
    }
    let revision = begin + places.len() as u64 - 1;
    Ok(Some(Appended { revision, position: at(log, stream, revision).await? }))
}

async fn at(log: &Inner, stream: &StreamName, revision: u64) -> Result<crate::Position, Error> {
    let found = read::stream(log, stream, revision, 1).await?.pop();
    let event = found.filter(|event| event.revision == revision);
    event.map(|event| event.position).ok_or_else(|| Error::unreadable("what was appended is not in its stream"))
}

/// Remembers what was appended behind what is known.
fn learn(log: &Inner, stream: &StreamName, last: u64, ids: &[EventId]) {
    let first = (last + 1).saturating_sub(ids.len() as u64);
    let known = log.known.of(stream);
    if known.next == first {
        let mut more = (*known).clone();
        (first..).zip(ids).for_each(|(revision, id)| more.learn(revision, *id));
        log.known.remember(stream, Arc::new(more));
    }
}
