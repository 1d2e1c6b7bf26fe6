//! What is known of an event besides what happened.

use domain::ids::{ApiKeyId, EventId, UserId, WorkspaceId};
use domain::{Environment, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Who caused an event.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A client with an API key.
    Key {
        /// Which.
        id: ApiKeyId,
    },
    /// A person who signed in.
    User {
        /// Who.
        id: UserId,
    },
    /// A part of Rushes: a worker, a reactor, the sweeper, the command line.
    System {
        /// Which, in our own words; no host name.
        name: String,
    },
}

impl Actor {
    /// A part of Rushes.
    pub fn system(name: impl Into<String>) -> Self {
        Actor::System { name: name.into() }
    }
}

impl fmt::Display for Actor {
    /// `key:<id>`, `user:<id>`, or the part's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::Key { id } => write!(f, "key:{id}"),
            Actor::User { id } => write!(f, "user:{id}"),
            Actor::System { name } => f.write_str(name),
        }
    }
}

/// The envelope of an event: who, where, when and why. Never holds a secret, a signed URL or a local path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The tenant.
    pub workspace: WorkspaceId,
    /// Absent where the event concerns both of the workspace's worlds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// Who caused it.
    pub actor: Actor,
    /// The HTTP request that caused it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The same for everything that came of one thing: the id of the request, the render or the command it began with.
    pub correlation: Uuid,
    /// The event that caused this one, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub causation: Option<EventId>,
    /// When it was recorded, by the clock of the process that did.
    pub recorded_at: Timestamp,
}

impl Metadata {
    /// For what begins here and now.
    pub fn new(workspace: WorkspaceId, actor: Actor, correlation: Uuid, recorded_at: Timestamp) -> Self {
        Self { workspace, environment: None, actor, request_id: None, correlation, causation: None, recorded_at }
    }

    /// The same, in one environment.
    pub fn within(self, environment: Environment) -> Self {
        Self { environment: Some(environment), ..self }
    }

    /// The same, asked for by that HTTP request.
    pub fn requested_by(self, request_id: impl Into<String>) -> Self {
        Self { request_id: Some(request_id.into()), ..self }
    }

    /// For what `actor` does because of `cause`: the same workspace, environment, request and correlation.
    pub fn caused_by(cause: &crate::RecordedEvent, actor: Actor, recorded_at: Timestamp) -> Self {
        Self { actor, causation: Some(cause.id), recorded_at, ..cause.metadata.clone() }
    }
}
