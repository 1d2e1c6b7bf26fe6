//! Our types as the protocol writes them, and back.

use crate::filter::Filter;
use crate::protocol::streams::read_resp::{self, Content, read_event};
use crate::protocol::streams::{self, ReadResp};
use crate::protocol::{Empty, StreamIdentifier, WireUuid, uuid as wire_uuid};
use crate::store::Event;
use prost_types::Timestamp;
use std::time::SystemTime;
use tonic::Status;
use uuid::Uuid;

/// Whether a reader wants ids as text.
#[derive(Clone, Copy)]
pub(crate) struct AsText(pub bool);

pub(crate) fn identifier(name: &str) -> StreamIdentifier {
    StreamIdentifier { stream_name: name.as_bytes().to_vec() }
}

pub(crate) fn stream_name(identifier: Option<StreamIdentifier>) -> Result<String, Status> {
    let name = identifier.map(|identifier| identifier.stream_name).unwrap_or_default();
    let name = String::from_utf8(name).map_err(|_| Status::invalid_argument("a stream's name is UTF-8"))?;
    if name.is_empty() { Err(Status::invalid_argument("a stream's name is missing")) } else { Ok(name) }
}

/// The id, or the nil one where there is none.
pub(crate) fn id(id: Option<&WireUuid>) -> Uuid {
    match id.and_then(|id| id.value.as_ref()) {
        Some(wire_uuid::Value::Structured(halves)) => {
            Uuid::from_u64_pair(halves.most_significant_bits as u64, halves.least_significant_bits as u64)
        }
        Some(wire_uuid::Value::String(text)) => text.parse().unwrap_or_default(),
        None => Uuid::nil(),
    }
}

/// The id in its binary form.
#[cfg(test)]
pub(crate) fn wire_id(id: Uuid) -> WireUuid {
    written(id, AsText(false))
}

fn written(id: Uuid, AsText(as_text): AsText) -> WireUuid {
    let (high, low) = id.as_u64_pair();
    let value = if as_text {
        wire_uuid::Value::String(id.to_string())
    } else {
        let halves = wire_uuid::Structured { most_significant_bits: high as i64, least_significant_bits: low as i64 };
        wire_uuid::Value::Structured(halves)
    };
    WireUuid { value: Some(value) }
}

pub(crate) fn event(event: &Event, as_text: AsText) -> ReadResp {
    let recorded = read_event::RecordedEvent {
        id: Some(written(event.id, as_text)),
        stream_identifier: Some(identifier(&event.stream)),
        stream_revision: event.revision,
        prepare_position: event.position,
        commit_position: event.position,
        metadata: event.metadata.clone(),
        custom_metadata: event.custom_metadata.clone(),
        data: event.data.clone(),
    };
    let position = Some(read_event::Position::CommitPosition(event.position));
    say(Content::Event(read_resp::ReadEvent { event: Some(recorded), link: None, position }))
}

pub(crate) fn say(content: Content) -> ReadResp {
    ReadResp { content: Some(content) }
}

pub(crate) fn now() -> Option<Timestamp> {
    Some(Timestamp::from(SystemTime::now()))
}

pub(crate) fn empty() -> Empty {
    Empty {}
}

/// What a reader asks for, beside where to read.
pub(crate) struct Asked {
    pub filter: Filter,
    pub as_text: AsText,
    /// None: a subscription.
    pub count: Option<usize>,
}

pub(crate) fn asked(options: &streams::read_req::Options) -> Result<Asked, Status> {
    use streams::read_req::options::{CountOption, FilterOption, uuid_option};
    let filter = match &options.filter_option {
        Some(FilterOption::Filter(filter)) => Filter::of(filter)?,
        _ => Filter::everything(),
    };
    let as_text = options.uuid_option.as_ref().and_then(|option| option.content.as_ref());
    let as_text = AsText(matches!(as_text, Some(uuid_option::Content::String(_))));
    let count = match options.count_option {
        Some(CountOption::Count(count)) => Some(usize::try_from(count).unwrap_or(usize::MAX)),
        Some(CountOption::Subscription(_)) => None,
        None => return Err(Status::invalid_argument("expected a count or a subscription")),
    };
    Ok(Asked { filter, as_text, count })
}
