//! Events as the server keeps them, and which of its events are ours.

use super::position;
use crate::{Error, Filter, Metadata, NewEvent, RecordedEvent, StoreError, StoreErrorKind, StreamName};
use domain::ids::EventId;
use eventstore::{EventData, RecordedEvent as Kept, SubscriptionFilter};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// What the server and its projections keep for themselves begins with this: streams and types.
const SYSTEM: char = '$';

/// What we say of an event besides its data: its version, and our metadata beside it.
#[derive(Serialize)]
struct Envelope<'a> {
    version: u16,
    #[serde(flatten)]
    metadata: &'a Metadata,
}

#[derive(Deserialize)]
struct Version {
    version: u16,
}

/// Refuses what would be appended and never read back.
pub(super) fn allowed(stream: &StreamName, event: &NewEvent) -> Result<(), Error> {
    if stream.as_str().starts_with(SYSTEM) || event.event_type.starts_with(SYSTEM) {
        let message = "streams and types that begin with $ belong to the log's server; name them otherwise";
        return Err(StoreError::new(StoreErrorKind::Internal, message).into());
    }
    Ok(())
}

/// The event to append. Its data stays what it is to the byte; where that is JSON, the server is told so, and can show it.
pub(super) fn data(event: &NewEvent) -> Result<EventData, Error> {
    let unwritable = |error: serde_json::Error| Error::unreadable(format!("an event cannot be written: {error}"));
    let json = serde_json::from_slice::<&RawValue>(&event.data).ok();
    // A raw value has no spaces around it.
    let json = json.filter(|json| json.get().as_bytes() == event.data);
    let data = match json {
        Some(json) => EventData::json(&event.event_type, &json).map_err(unwritable)?,
        None => EventData::binary(&event.event_type, event.data.clone().into()),
    };
    let envelope = Envelope { version: event.version, metadata: &event.metadata };
    data.id(event.id.0).metadata_as_json(&envelope).map_err(unwritable)
}

/// The part of the server's log that is ours: every stream, or those whose names begin with a text that is left out in ours.
#[derive(Clone)]
pub(super) struct Scope(pub String);

impl Scope {
    /// The stream's name on the server.
    pub(super) fn name(&self, stream: &StreamName) -> String {
        format!("{}{stream}", self.0)
    }

    /// What the server may leave out by itself. What it cannot is for [`Scope::matches`].
    pub(super) fn filter(&self, filter: &Filter, window: u32) -> SubscriptionFilter {
        let with = |filter: SubscriptionFilter, prefixes: &[String]| {
            prefixes.iter().fold(filter, |filter, prefix| filter.add_prefix(prefix))
        };
        let (streams, types) = (SubscriptionFilter::on_stream_name(), SubscriptionFilter::on_event_type());
        let chosen = match filter {
            // Without a prefix, or with an empty one, the server might refuse.
            Filter::Streams(prefixes) if says_something(prefixes) => {
                let prefixes: Vec<_> = prefixes.iter().map(|prefix| format!("{}{prefix}", self.0)).collect();
                with(streams, &prefixes)
            }
            _ if !self.0.is_empty() => streams.add_prefix(&self.0),
            Filter::Types(prefixes) if says_something(prefixes) => with(types, prefixes),
            _ => types.exclude_system_events(),
        };
        chosen.max(window)
    }

    /// Whether the event is of our log at all.
    pub(super) fn is_ours(&self, event: &Kept) -> bool {
        let name = event.stream_id();
        name.starts_with(&self.0) && !name.starts_with(SYSTEM) && !event.event_type.starts_with(SYSTEM)
    }

    /// Whether a reader wants the event.
    pub(super) fn matches(&self, filter: &Filter, event: &Kept) -> bool {
        let begins = |text: &str, prefixes: &[String]| prefixes.iter().any(|prefix| text.starts_with(prefix));
        self.is_ours(event)
            && match filter {
                Filter::All => true,
                Filter::Types(prefixes) => begins(&event.event_type, prefixes),
                Filter::Streams(prefixes) => begins(&event.stream_id()[self.0.len()..], prefixes),
            }
    }

    /// The event as the log's readers know it.
    pub(super) fn recorded(&self, event: &Kept) -> Result<RecordedEvent, Error> {
        let position = position::write(event.position);
        let bad = |what: &str| {
            Error::unreadable(format!(
                "the event at position {position} has an unreadable {what}; is the log's server shared with others?"
            ))
        };
        let name = event.stream_id().strip_prefix(self.0.as_str());
        let Version { version } = serde_json::from_slice(&event.custom_metadata).map_err(|_| bad("version"))?;
        Ok(RecordedEvent {
            stream: name.and_then(|name| name.parse().ok()).ok_or_else(|| bad("stream"))?,
            revision: event.revision,
            id: EventId(event.id),
            event_type: event.event_type.clone(),
            version,
            data: event.data.to_vec(),
            metadata: serde_json::from_slice(&event.custom_metadata).map_err(|_| bad("metadata"))?,
            position,
        })
    }
}

fn says_something(prefixes: &[String]) -> bool {
    !prefixes.is_empty() && prefixes.iter().all(|prefix| !prefix.is_empty())
}
