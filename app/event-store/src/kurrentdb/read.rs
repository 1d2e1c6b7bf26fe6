//! Reading streams and the whole log.

use super::event::Scope;
use super::position;
use super::{Inner, as_us};
use crate::{Error, Filter, Page, Position, RecordedEvent, StreamName};
use domain::ids::EventId;
use eventstore::{Error as ClientError, Position as Place, ReadAllOptions, ReadStream, ReadStreamOptions};
use eventstore::{RecordedEvent as Kept, StreamPosition};
use std::sync::Arc;

/// How many events the server looks at, at most, before it looks whether that is enough.
const WINDOW: u32 = 500;
/// Events looked at in one go where the last one was not ours.
const BACKWARDS: usize = 100;

/// At most `limit` events of a stream.
pub(super) async fn stream(
    log: &Inner,
    stream: &StreamName,
    from: u64,
    limit: usize,
) -> Result<Vec<RecordedEvent>, Error> {
    // The server counts with 63 bits, and takes no request for nothing.
    if limit == 0 || i64::try_from(from).is_err() {
        return Ok(Vec::new());
    }
    let kept = kept(log, stream, StreamPosition::Position(from), limit).await?;
    let events = kept.iter().map(|event| log.scope.recorded(event)).collect::<Result<Vec<_>, _>>()?;
    let known = log.known.of(stream);
    if from <= known.next && events.last().is_some_and(|event| event.revision >= known.next) {
        let mut more = (*known).clone();
        events.iter().for_each(|event| more.learn(event.revision, event.id));
        log.known.remember(stream, Arc::new(more));
    }
    Ok(events)
}

/// The last event of a stream.
pub(super) async fn last_of(log: &Inner, stream: &StreamName) -> Result<Option<RecordedEvent>, Error> {
    let kept = kept(log, stream, StreamPosition::End, 1).await?;
    kept.first().map(|event| log.scope.recorded(event)).transpose()
}

async fn kept(log: &Inner, stream: &StreamName, from: StreamPosition<u64>, limit: usize) -> Result<Vec<Kept>, Error> {
    let options = ReadStreamOptions::default().position(from).max_count(limit);
    let options = as_us!(log.connection, options);
    let name = log.scope.name(stream);
    let (options, name) = (&options, &name);
    let asked = log.connection.call(|client| async move {
        match client.read_stream(name.as_str(), options).await {
            Ok(events) => all_of(events).await,
            Err(error) => Err(error),
        }
        .or_else(|error| if matches!(error, ClientError::ResourceNotFound) { Ok(Vec::new()) } else { Err(error) })
    });
    Ok(asked.await?)
}

async fn all_of(mut events: ReadStream) -> eventstore::Result<Vec<Kept>> {
    let mut found = Vec::new();
    while let Some(event) = events.next().await? {
        found.extend(event.event);
    }
    Ok(found)
}

/// Events of the whole log from there on, or back from there.
async fn of_all(log: &Inner, options: ReadAllOptions, filter: &Filter, limit: usize) -> Result<Vec<Kept>, Error> {
    let options = options.filter(log.scope.filter(filter, WINDOW)).max_count(limit);
    let options = as_us!(log.connection, options);
    let options = &options;
    let asked = log.connection.call(|client| async move { all_of(client.read_all(options).await?).await });
    Ok(asked.await?)
}

/// Where our part of the log ends.
pub(super) async fn end(log: &Inner) -> Result<Option<Place>, Error> {
    let (mut from, mut limit) = (StreamPosition::End, 1);
    loop {
        let options = ReadAllOptions::default().position(from).backwards();
        let events = of_all(log, options, &Filter::All, limit).await?;
        if let Some(ours) = events.iter().find(|event| log.scope.is_ours(event)) {
            return Ok(Some(ours.position));
        }
        match events.last() {
            Some(last) if events.len() == limit => from = StreamPosition::Position(last.position),
            _ => return Ok(None),
        }
        limit = BACKWARDS;
    }
}

/// The page after the position.
pub(super) async fn all(log: &Inner, after: Option<&Position>, filter: &Filter, limit: usize) -> Result<Page, Error> {
    let after = after.map(position::read).transpose()?;
    // Asked first: up to here everything will have been looked at, whatever the filter leaves out.
    let end = end(log).await?;
    let mut events = Vec::new();
    let (mut place, mut ended) = (after, false);
    while events.len() < limit && !ended {
        let wanted = limit - events.len();
        // The server reads at its position and after it, so the event there comes once more.
        let options = ReadAllOptions::default().position(place.map_or(StreamPosition::Start, StreamPosition::Position));
        let found = of_all(log, options, filter, wanted.saturating_add(1)).await?;
        ended = found.len() <= wanted;
        let before = place;
        for event in found.iter().filter(|event| Some(event.position) > before).take(wanted) {
            place = Some(event.position);
            if log.scope.matches(filter, event) {
                events.push(log.scope.recorded(event)?);
            }
        }
    }
    let at_end = events.len() < limit;
    let next = if at_end { place.max(end) } else { place };
    Ok(Page { events, next: next.map(position::write), at_end })
}

/// Everything about a stream's ids before the revision `end`, asked of the server as far as it is not known.
pub(super) async fn ids_before(
    log: &Inner,
    stream: &StreamName,
    end: u64,
) -> Result<Arc<super::known::Beginning>, Error> {
    const PAGE: usize = 500;
    let mut known = log.known.of(stream);
    while known.next < end {
        let page = kept(log, stream, StreamPosition::Position(known.next), PAGE).await?;
        let mut more = (*known).clone();
        page.iter().for_each(|event| more.learn(event.revision, EventId(event.id)));
        known = Arc::new(more);
        if page.len() < PAGE {
            break;
        }
    }
    log.known.remember(stream, known.clone());
    Ok(known)
}

/// The scope's filter for a subscription.
pub(super) fn subscription_filter(scope: &Scope, filter: &Filter) -> eventstore::SubscriptionFilter {
    /// After how many events that the filter leaves out a reader hears where it is.
    const CHECKPOINT: u32 = 32;
    scope.filter(filter, CHECKPOINT)
}
