//! What can happen to a workspace.

use crate::aggregate::events;
use crate::composition::LumaPolarity;
use crate::ids::{ApiKeyId, Dialect, Environment, UserId};
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

events! {
    /// What can happen to a workspace.
    WorkspaceEvent {
        /// It was made.
        Created(Created) = "workspace.created" 1,
        /// Somebody joined.
        UserAdded(UserAdded) = "workspace.user_added" 1,
        /// Somebody may do more, or less.
        RoleChanged(RoleChanged) = "workspace.role_changed" 1,
        /// Somebody left.
        UserRemoved(UserRemoved) = "workspace.user_removed" 1,
        /// A key was made.
        KeyCreated(KeyCreated) = "workspace.key_created" 1,
        /// A key no longer opens anything.
        KeyRevoked(KeyRevoked) = "workspace.key_revoked" 1,
        /// It may have more or less of the workers.
        QueueSet(QueueSet) = "workspace.queue_set" 1,
        /// What the brightness of its luma mattes means was set.
        MattesSet(MattesSet) = "workspace.mattes_set" 1,
        /// Its submitted documents were erased; the history stays readable.
        DocumentsErased(DocumentsErased) = "workspace.documents_erased" 1,
    }
}

/// What a person may do in a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Use it.
    Member,
    /// Also manage keys, integrations and people.
    Admin,
    /// Everything.
    Owner,
}

impl Role {
    /// As it stands in tokens, events and views.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Member => "member",
            Role::Admin => "admin",
            Role::Owner => "owner",
        }
    }
}

/// `workspace.created`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// For people.
    pub name: String,
}

/// `workspace.user_added`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserAdded {
    /// Who.
    pub user: UserId,
    /// Address they sign in with, in lower case.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

/// `workspace.role_changed`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleChanged {
    /// Who.
    pub user: UserId,
    /// What they may do from now on.
    pub role: Role,
}

/// `workspace.user_removed`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserRemoved {
    /// Who.
    pub user: UserId,
}

/// `workspace.key_created`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyCreated {
    /// Its public id.
    pub key: ApiKeyId,
    /// For people.
    pub name: String,
    /// The world it opens.
    pub environment: Environment,
    /// The API it speaks.
    pub dialect: Dialect,
    /// The key's first characters, for people to tell keys apart.
    pub prefix: String,
    /// HMAC-SHA-256 of the key under the installation's lookup key, in hexadecimal.
    pub hash: String,
}

/// `workspace.key_revoked`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyRevoked {
    /// Which.
    pub key: ApiKeyId,
}

/// `workspace.queue_set`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueueSet {
    /// How many of its renders may be made at once; the installation's setting when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renders: Option<NonZeroU32>,
    /// Its part of the workers, against the others' parts. Who is never given another has 1.
    pub share: NonZeroU32,
}

/// `workspace.mattes_set`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MattesSet {
    /// For renders that are accepted from now on; the installation's setting when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub polarity: Option<LumaPolarity>,
}

/// `workspace.documents_erased`
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DocumentsErased {
    /// How many.
    pub documents: u64,
}
