//! Identifiers, environments and dialects. Ids are made outside and passed in; only derived ids are computed here.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

uuid_id!(/** One render job: the id a client polls. */ RenderId);
uuid_id!(/** One output file on its way to one destination; the Serve API's asset id. */ TransferId);
uuid_id!(/** A tenant. */ WorkspaceId);
uuid_id!(/** A person who signs in. */ UserId);
uuid_id!(/** An API key's public id (never the key). */ ApiKeyId);
uuid_id!(/** A sealed document in the state store. */ DocumentId);
uuid_id!(/** Where a workspace's files may be sent, with whose credentials. */ IntegrationId);
uuid_id!(/** The sealed secrets of an integration in the state store. */ CredentialsId);
uuid_id!(/** An event. Appending the same id twice in the same place is one append. */ EventId);

/// Ids that a reactor derives from what it reacts to, so that reacting twice creates one thing.
pub mod derived {
    use super::*;

    /// The id of the `index`-th thing that `parent` gives rise to in the role `role`.
    pub fn child(parent: Uuid, role: &str, index: u32) -> Uuid {
        Uuid::new_v5(&parent, format!("{role}/{index}").as_bytes())
    }

    /// The id of the `index`-th event that `reactor` appends because of the event `cause`.
    pub fn event(cause: EventId, reactor: &str, index: u32) -> EventId {
        EventId(child(cause.0, reactor, index))
    }
}

/// Which of a workspace's two worlds a key, a render or an asset belongs to. Nothing crosses between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Environment {
    /// Production: `v1` in paths.
    #[serde(rename = "v1")]
    Production,
    /// The sandbox: `stage` in paths; its output carries a watermark.
    #[serde(rename = "stage")]
    Stage,
}

impl Environment {
    /// Both, production first.
    pub const ALL: [Environment; 2] = [Environment::Production, Environment::Stage];

    /// As it stands in paths and events: `v1` or `stage`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Environment::Production => "v1",
            Environment::Stage => "stage",
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no environment.
#[derive(Debug, thiserror::Error)]
#[error("expected v1 or stage")]
pub struct NotAnEnvironment;

impl FromStr for Environment {
    type Err = NotAnEnvironment;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Environment::ALL.into_iter().find(|e| e.as_str() == text).ok_or(NotAnEnvironment)
    }
}

/// Whose API a key speaks, and so whose rules its requests follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// Shotstack's Edit, Serve and Ingest APIs; keys are 40 letters and digits.
    Shotstack,
    /// The workspace API under `/v1`; keys start with `vf_live_` or `vf_test_`.
    Workspace,
}

impl Dialect {
    /// As it stands in events and views.
    pub const fn as_str(self) -> &'static str {
        match self {
            Dialect::Shotstack => "shotstack",
            Dialect::Workspace => "workspace",
        }
    }
}
