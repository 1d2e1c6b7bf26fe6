//! What may happen to a workspace, and what is then true.

use super::event::*;
use crate::aggregate::Aggregate;
use crate::composition::LumaPolarity;
use crate::ids::{ApiKeyId, UserId};
use std::collections::BTreeMap;

/// A workspace, folded from its events.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Workspace {
    /// Its name; absent while it does not exist.
    pub name: Option<String>,
    /// Who may do what.
    pub users: BTreeMap<UserId, (String, Role)>,
    /// Keys ever made, and whether each still opens something.
    pub keys: BTreeMap<ApiKeyId, bool>,
    /// What it may have of the workers, when that was ever set.
    pub queue: Option<QueueSet>,
    /// What the brightness of its luma mattes means, when that was set.
    pub mattes: Option<LumaPolarity>,
}

/// What somebody wants of a workspace.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Make it.
    Create(Created),
    /// Let somebody in.
    AddUser(UserAdded),
    /// Change what somebody may do.
    ChangeRole(RoleChanged),
    /// Let somebody go.
    RemoveUser(UserId),
    /// Make a key.
    CreateKey(KeyCreated),
    /// Close a key.
    RevokeKey(ApiKeyId),
    /// Give it more or less of the workers.
    SetQueue(QueueSet),
    /// Have its luma mattes mean this.
    SetMattes(MattesSet),
    /// Its documents were erased.
    EraseDocuments {
        /// How many.
        documents: u64,
    },
}

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// It was made before.
    #[error("the workspace exists already")]
    Exists,
    /// There is no such workspace.
    #[error("there is no such workspace")]
    Unknown,
    /// Names are for people.
    #[error("the name is empty")]
    EmptyName,
    /// No such person in it.
    #[error("there is no such user in the workspace")]
    UnknownUser,
    /// The address is taken.
    #[error("{0} is already in the workspace")]
    EmailTaken(String),
    /// Somebody must own it.
    #[error("the workspace's last owner cannot leave or step down; make somebody else an owner first")]
    LastOwner,
    /// No such key.
    #[error("there is no such key in the workspace")]
    UnknownKey,
    /// Ids are made once.
    #[error("the id is in use")]
    IdInUse,
}

impl Workspace {
    fn is_last_owner(&self, user: &UserId) -> bool {
        let mut owners = self.users.iter().filter(|(_, (_, role))| *role == Role::Owner);
        owners.next().map(|(id, _)| id) == Some(user) && owners.next().is_none()
    }

    fn role_of(&self, user: &UserId) -> Result<Role, Refusal> {
        self.users.get(user).map(|(_, role)| *role).ok_or(Refusal::UnknownUser)
    }
}

impl Aggregate for Workspace {
    type Command = Command;
    type Event = WorkspaceEvent;
    type Refusal = Refusal;

    const STREAM: &'static str = "workspace";

    fn decide(&self, command: Command) -> Result<Vec<WorkspaceEvent>, Refusal> {
        if let Command::Create(created) = command {
            return match &self.name {
                Some(_) => Err(Refusal::Exists),
                None if created.name.trim().is_empty() => Err(Refusal::EmptyName),
                None => Ok(vec![created.into()]),
            };
        }
        if self.name.is_none() {
            return Err(Refusal::Unknown);
        }
        match command {
            Command::Create(_) => Err(Refusal::Exists),
            Command::AddUser(added) if self.users.contains_key(&added.user) => Err(Refusal::IdInUse),
            Command::AddUser(added) => {
                let added = UserAdded { email: added.email.trim().to_lowercase(), ..added };
                match self.users.values().any(|(email, _)| *email == added.email) {
                    true => Err(Refusal::EmailTaken(added.email)),
                    false => Ok(vec![added.into()]),
                }
            }
            Command::ChangeRole(change) => match self.role_of(&change.user)? {
                role if role == change.role => Ok(vec![]),
                Role::Owner if self.is_last_owner(&change.user) => Err(Refusal::LastOwner),
                _ => Ok(vec![change.into()]),
            },
            Command::RemoveUser(user) => match self.role_of(&user)? {
                Role::Owner if self.is_last_owner(&user) => Err(Refusal::LastOwner),
                _ => Ok(vec![UserRemoved { user }.into()]),
            },
            Command::CreateKey(created) if self.keys.contains_key(&created.key) => Err(Refusal::IdInUse),
            Command::CreateKey(created) => Ok(vec![created.into()]),
            Command::RevokeKey(key) => match self.keys.get(&key) {
                None => Err(Refusal::UnknownKey),
                Some(false) => Ok(vec![]),
                Some(true) => Ok(vec![KeyRevoked { key }.into()]),
            },
            Command::SetQueue(set) if self.queue.as_ref() == Some(&set) => Ok(vec![]),
            Command::SetQueue(set) => Ok(vec![set.into()]),
            Command::SetMattes(set) if self.mattes == set.polarity => Ok(vec![]),
            Command::SetMattes(set) => Ok(vec![set.into()]),
            Command::EraseDocuments { documents } => Ok(vec![DocumentsErased { documents }.into()]),
        }
    }

    fn evolve(&mut self, event: &WorkspaceEvent) {
        match event {
            WorkspaceEvent::Created(e) => self.name = Some(e.name.clone()),
            WorkspaceEvent::UserAdded(e) => {
                self.users.insert(e.user, (e.email.clone(), e.role));
            }
            WorkspaceEvent::RoleChanged(e) => {
                if let Some((_, role)) = self.users.get_mut(&e.user) {
                    *role = e.role;
                }
            }
            WorkspaceEvent::UserRemoved(e) => {
                self.users.remove(&e.user);
            }
            WorkspaceEvent::KeyCreated(e) => {
                self.keys.insert(e.key, true);
            }
            WorkspaceEvent::KeyRevoked(e) => {
                self.keys.insert(e.key, false);
            }
            WorkspaceEvent::QueueSet(e) => self.queue = Some(e.clone()),
            WorkspaceEvent::MattesSet(e) => self.mattes = e.polarity,
            WorkspaceEvent::DocumentsErased(_) => {}
        }
    }
}
