//! Appending, one at a time and many over one connection.

use crate::protocol::google::rpc;
use crate::protocol::streams::append_resp::{self, success, wrong_expected_version as wrong};
use crate::protocol::streams::{AppendReq, AppendResp, append_req, batch_append_req, batch_append_resp as batch};
use crate::protocol::streams::{BatchAppendReq, BatchAppendResp};
use crate::protocol::{AllStreamPosition, WrongExpectedVersion, event_store::client};
use crate::store::{Expected, Refused, Store, Written};
use crate::wire;
use prost::Message as _;
use std::collections::HashMap;
use tonic::{Code, Status, Streaming};
use uuid::Uuid;

/// The largest revision: the server counts with 63 bits.
fn revision(revision: u64) -> Result<Expected, Status> {
    let countable = i64::try_from(revision).is_ok();
    countable.then_some(Expected::At(revision)).ok_or_else(|| Status::invalid_argument("no revision is that large"))
}

fn failed(refused: Refused) -> Status {
    match refused {
        Refused::Wrong(_) => Status::failed_precondition("WrongExpectedVersion"),
        Refused::TooLarge => Status::invalid_argument("Maximum Append Size of 1048576 Exceeded."),
        Refused::Disk(error) => Status::unavailable(format!("the journal cannot be written: {error}")),
    }
}

/// One append: its header, then its events.
pub(crate) async fn append(store: &Store, mut said: Streaming<AppendReq>) -> Result<AppendResp, Status> {
    use append_req::Content;
    use append_req::options::ExpectedStreamRevision as Wire;
    let Some(AppendReq { content: Some(Content::Options(options)) }) = said.message().await? else {
        return Err(Status::invalid_argument("an append begins with its options"));
    };
    let stream = wire::stream_name(options.stream_identifier)?;
    let expected = match options.expected_stream_revision {
        Some(Wire::Revision(number)) => revision(number)?,
        Some(Wire::NoStream(_)) => Expected::NoStream,
        Some(Wire::StreamExists(_)) => Expected::Exists,
        Some(Wire::Any(_)) => Expected::Any,
        None => return Err(Status::invalid_argument("expected an expected revision")),
    };
    let mut events = Vec::new();
    while let Some(message) = said.message().await? {
        let Some(Content::ProposedMessage(event)) = message.content else {
            return Err(Status::invalid_argument("expected an event"));
        };
        let append_req::ProposedMessage { id, metadata, custom_metadata, data } = event;
        events.push(batch_append_req::ProposedMessage { id, metadata, custom_metadata, data });
    }
    let result = match store.append(&stream, expected, events) {
        Ok(written) => append_resp::Result::Success(success(&written)),
        Err(Refused::Wrong(current)) => append_resp::Result::WrongExpectedVersion(conflict(expected, current)),
        Err(refused) => return Err(failed(refused)),
    };
    Ok(AppendResp { result: Some(result) })
}

fn success(written: &Written) -> append_resp::Success {
    let position = append_resp::Position { commit_position: written.position, prepare_position: written.position };
    append_resp::Success {
        current_revision_option: Some(success::CurrentRevisionOption::CurrentRevision(written.revision)),
        position_option: Some(success::PositionOption::Position(position)),
    }
}

fn conflict(expected: Expected, current: Option<u64>) -> append_resp::WrongExpectedVersion {
    append_resp::WrongExpectedVersion {
        current_revision_option: Some(match current {
            Some(revision) => wrong::CurrentRevisionOption::CurrentRevision(revision),
            None => wrong::CurrentRevisionOption::CurrentNoStream(wire::empty()),
        }),
        expected_revision_option: Some(match expected {
            Expected::Any => wrong::ExpectedRevisionOption::ExpectedAny(wire::empty()),
            Expected::NoStream => wrong::ExpectedRevisionOption::ExpectedNoStream(wire::empty()),
            Expected::Exists => wrong::ExpectedRevisionOption::ExpectedStreamExists(wire::empty()),
            Expected::At(revision) => wrong::ExpectedRevisionOption::ExpectedRevision(revision),
        }),
        ..append_resp::WrongExpectedVersion::default()
    }
}

/// Appends of one connection that are not complete yet.
#[derive(Default)]
pub(crate) struct Pending(HashMap<Uuid, (Option<batch_append_req::Options>, Vec<batch_append_req::ProposedMessage>)>);

impl Pending {
    /// Takes a part; the answer, if it was the last one.
    pub(crate) fn take(&mut self, store: &Store, part: BatchAppendReq) -> Option<BatchAppendResp> {
        let correlation = wire::id(part.correlation_id.as_ref());
        let (options, events) = self.0.entry(correlation).or_default();
        if part.options.is_some() {
            *options = part.options;
        }
        events.extend(part.proposed_messages);
        if !part.is_final {
            return None;
        }
        let (options, events) = self.0.remove(&correlation)?;
        let options = options.unwrap_or_default();
        let result =
            batch_append(store, &options, events).unwrap_or_else(|status| batch::Result::Error(error(&status, None)));
        Some(BatchAppendResp {
            correlation_id: part.correlation_id,
            stream_identifier: options.stream_identifier,
            expected_stream_position: options.expected_stream_position.map(echo),
            result: Some(result),
        })
    }
}

type BatchExpected = batch_append_req::options::ExpectedStreamPosition;

fn echo(expected: BatchExpected) -> batch::ExpectedStreamPosition {
    match expected {
        BatchExpected::StreamPosition(revision) => batch::ExpectedStreamPosition::StreamPosition(revision),
        BatchExpected::NoStream(()) => batch::ExpectedStreamPosition::NoStream(()),
        BatchExpected::Any(()) => batch::ExpectedStreamPosition::Any(()),
        BatchExpected::StreamExists(()) => batch::ExpectedStreamPosition::StreamExists(()),
    }
}

fn batch_append(
    store: &Store,
    options: &batch_append_req::Options,
    events: Vec<batch_append_req::ProposedMessage>,
) -> Result<batch::Result, Status> {
    let stream = wire::stream_name(options.stream_identifier.clone())?;
    let expected = match options.expected_stream_position {
        Some(BatchExpected::StreamPosition(number)) => revision(number)?,
        Some(BatchExpected::NoStream(())) => Expected::NoStream,
        Some(BatchExpected::StreamExists(())) => Expected::Exists,
        Some(BatchExpected::Any(())) => Expected::Any,
        None => return Err(Status::invalid_argument("expected an expected position")),
    };
    match store.append(&stream, expected, events) {
        Ok(Written { revision, position }) => {
            let position = AllStreamPosition { commit_position: position, prepare_position: position };
            Ok(batch::Result::Success(batch::Success {
                current_revision_option: Some(batch::success::CurrentRevisionOption::CurrentRevision(revision)),
                position_option: Some(batch::success::PositionOption::Position(position)),
            }))
        }
        Err(Refused::Wrong(current)) => {
            let status = failed(Refused::Wrong(current));
            Ok(batch::Result::Error(error(&status, Some(batch_conflict(expected, current)))))
        }
        Err(refused) => Err(failed(refused)),
    }
}

fn batch_conflict(expected: Expected, current: Option<u64>) -> WrongExpectedVersion {
    use client::wrong_expected_version::{CurrentStreamRevisionOption as Current, ExpectedStreamPositionOption as Was};
    WrongExpectedVersion {
        current_stream_revision_option: Some(match current {
            Some(revision) => Current::CurrentStreamRevision(revision),
            None => Current::CurrentNoStream(()),
        }),
        expected_stream_position_option: Some(match expected {
            Expected::Any => Was::ExpectedAny(()),
            Expected::NoStream => Was::ExpectedNoStream(()),
            Expected::Exists => Was::ExpectedStreamExists(()),
            Expected::At(revision) => Was::ExpectedStreamPosition(revision),
        }),
    }
}

/// A status inside a message, where a failed append must not end the others of its connection.
fn error(status: &Status, conflict: Option<WrongExpectedVersion>) -> rpc::Status {
    let code = match status.code() {
        Code::FailedPrecondition => rpc::Code::FailedPrecondition,
        Code::InvalidArgument => rpc::Code::InvalidArgument,
        _ => rpc::Code::Unavailable,
    };
    let (type_url, value) = match conflict {
        Some(conflict) => ("WrongExpectedVersion", conflict.encode_to_vec()),
        None => ("Unknown", Vec::new()),
    };
    let type_url = format!("type.googleapis.com/event_store.client.{type_url}");
    let details = prost_types::Any { type_url, value };
    rpc::Status { code: code.into(), message: status.message().to_owned(), details: Some(details) }
}
