//! What may happen to a workspace's integrations, and what is then true.

use super::event::*;
use crate::aggregate::Aggregate;
use crate::ids::{CredentialsId, IntegrationId};
use std::collections::BTreeMap;

/// The most characters of a name.
pub const NAME_LENGTH: usize = 200;

/// The most integrations that a workspace may have.
const MOST: usize = 200;

/// An integration.
#[derive(Clone, Debug, PartialEq)]
pub struct Integration {
    /// The provider's id.
    pub provider: String,
    /// What is configured.
    pub settings: Settings,
    /// Whether the provider no longer takes its grant.
    pub grant_lost: bool,
}

/// A workspace's integrations, folded from their events.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Integrations {
    /// Those that there are, in the order of their ids.
    pub all: BTreeMap<IntegrationId, Integration>,
    /// Every id that was ever given.
    used: Vec<IntegrationId>,
    /// Which is the default.
    pub default: Option<IntegrationId>,
}

/// What somebody wants of a workspace's integrations.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Make one.
    Create {
        /// What.
        created: Created,
        /// Whether it becomes the default.
        default: bool,
        /// Whether the workspace may have one of this provider only.
        single: bool,
    },
    /// Change one.
    Change {
        /// What.
        changed: Changed,
        /// Whether it is the default from now on; as it was when absent.
        default: Option<bool>,
    },
    /// Remove one.
    Delete(IntegrationId),
    /// The provider no longer takes these credentials.
    LoseGrant(GrantLost),
}

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such integration.
    #[error("there is no such integration in the workspace")]
    Unknown,
    /// Ids are made once.
    #[error("the id is in use")]
    IdInUse,
    /// Names are for people.
    #[error("the name must have 1 to {NAME_LENGTH} characters")]
    BadName,
    /// There may be one.
    #[error("the workspace has an integration of this provider already: change that one")]
    Single(IntegrationId),
    /// There are many.
    #[error("the workspace has {MOST} integrations, which is the most: delete one first")]
    TooMany,
    /// Used nowhere, it is of no use.
    #[error("name at least one environment")]
    NoEnvironment,
}

impl Integrations {
    /// The default one, if it is used.
    pub fn active_default(&self) -> Option<(IntegrationId, &Integration)> {
        let id = self.default?;
        self.all.get(&id).filter(|integration| integration.settings.active).map(|integration| (id, integration))
    }

    fn check(settings: &Settings) -> Result<(), Refusal> {
        if settings.name.trim().is_empty() || settings.name.chars().count() > NAME_LENGTH {
            return Err(Refusal::BadName);
        }
        if settings.environments.is_empty() { Err(Refusal::NoEnvironment) } else { Ok(()) }
    }

    /// The event that makes it the default, or no longer, if that is a change.
    fn defaulted(&self, id: IntegrationId, default: bool) -> Option<IntegrationEvent> {
        match (default, self.default == Some(id)) {
            (true, false) => Some(DefaultSet { integration: Some(id) }.into()),
            (false, true) => Some(DefaultSet { integration: None }.into()),
            _ => None,
        }
    }

    fn create(&self, created: Created, default: bool, single: bool) -> Result<Vec<IntegrationEvent>, Refusal> {
        Self::check(&created.settings)?;
        let id = created.integration;
        if self.used.contains(&id) {
            return Err(Refusal::IdInUse);
        }
        if self.all.len() >= MOST {
            return Err(Refusal::TooMany);
        }
        let another = self.all.iter().find(|(_, other)| other.provider == created.provider);
        if let (true, Some((other, _))) = (single, another) {
            return Err(Refusal::Single(*other));
        }
        Ok([created.into()].into_iter().chain(self.defaulted(id, default)).collect())
    }

    fn change(&self, changed: Changed, default: Option<bool>) -> Result<Vec<IntegrationEvent>, Refusal> {
        Self::check(&changed.settings)?;
        let id = changed.integration;
        let before = self.all.get(&id).ok_or(Refusal::Unknown)?;
        let is_change = before.settings != changed.settings;
        let defaulted = default.and_then(|default| self.defaulted(id, default));
        Ok(is_change.then(|| changed.into()).into_iter().chain(defaulted).collect())
    }
}

impl Aggregate for Integrations {
    type Command = Command;
    type Event = IntegrationEvent;
    type Refusal = Refusal;

    const STREAM: &'static str = "integrations";

    fn decide(&self, command: Command) -> Result<Vec<IntegrationEvent>, Refusal> {
        match command {
            Command::Create { created, default, single } => self.create(created, default, single),
            Command::Change { changed, default } => self.change(changed, default),
            Command::Delete(id) if !self.all.contains_key(&id) => Err(Refusal::Unknown),
            Command::Delete(id) => {
                let undefault = self.defaulted(id, false);
                Ok(undefault.into_iter().chain([Deleted { integration: id }.into()]).collect())
            }
            Command::LoseGrant(lost) => {
                let integration = self.all.get(&lost.integration).ok_or(Refusal::Unknown)?;
                // Others may have been given meanwhile.
                let is_news = !integration.grant_lost && integration.settings.credentials == Some(lost.credentials);
                Ok(is_news.then(|| lost.into()).into_iter().collect())
            }
        }
    }

    fn evolve(&mut self, event: &IntegrationEvent) {
        match event {
            IntegrationEvent::Created(e) => {
                self.used.push(e.integration);
                let (provider, settings) = (e.provider.clone(), e.settings.clone());
                self.all.insert(e.integration, Integration { provider, settings, grant_lost: false });
            }
            IntegrationEvent::Changed(e) => {
                if let Some(integration) = self.all.get_mut(&e.integration) {
                    let renewed = integration.settings.credentials != e.settings.credentials;
                    integration.grant_lost &= !renewed;
                    integration.settings = e.settings.clone();
                }
            }
            IntegrationEvent::DefaultSet(e) => self.default = e.integration,
            IntegrationEvent::Deleted(e) => {
                self.all.remove(&e.integration);
            }
            IntegrationEvent::GrantLost(e) => {
                if let Some(integration) = self.all.get_mut(&e.integration) {
                    integration.grant_lost = true;
                }
            }
        }
    }
}

impl Integration {
    /// Its sealed secrets.
    pub fn credentials(&self) -> Option<CredentialsId> {
        self.settings.credentials
    }
}
