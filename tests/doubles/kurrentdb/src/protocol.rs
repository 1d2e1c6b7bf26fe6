//! What is generated of the protocol files.

#![allow(missing_docs, dead_code, clippy::all, reason = "generated")]

tonic::include_proto!("protocol");

pub(crate) use event_store::client::{
    AllStreamPosition, Empty, StreamIdentifier, Uuid as WireUuid, WrongExpectedVersion, uuid,
};
pub(crate) use event_store::client::{server_features, streams};
