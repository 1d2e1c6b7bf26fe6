//! Who a request turned out to come from.

use crate::{Code, Problem};
use domain::ids::{ApiKeyId, UserId, WorkspaceId};
use domain::workspace::Role;
use domain::{Dialect, Environment};
use event_store::Actor;

/// An authenticated request's sender.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    /// Their workspace; they see nothing of another's.
    pub workspace: WorkspaceId,
    /// How they came in.
    pub via: Via,
}

/// How a caller came in.
#[derive(Clone, Debug, PartialEq)]
pub enum Via {
    /// With an API key.
    Key {
        /// Its public id.
        key: ApiKeyId,
        /// The one world it opens.
        environment: Environment,
        /// Whose API it speaks.
        dialect: Dialect,
    },
    /// As a person who signed in.
    User {
        /// Who.
        user: UserId,
        /// What they may do.
        role: Role,
    },
}

impl Caller {
    /// For an event's metadata.
    pub fn actor(&self) -> Actor {
        match &self.via {
            Via::Key { key, .. } => Actor::Key { id: *key },
            Via::User { user, .. } => Actor::User { id: *user },
        }
    }

    /// For counting: `key:<id>` or `user:<id>`.
    pub fn name(&self) -> String {
        match &self.via {
            Via::Key { key, .. } => format!("key:{key}"),
            Via::User { user, .. } => format!("user:{user}"),
        }
    }

    /// The only world they may see; none for a person, who may see both.
    pub fn environment(&self) -> Option<Environment> {
        match &self.via {
            Via::Key { environment, .. } => Some(*environment),
            Via::User { .. } => None,
        }
    }

    /// Whether something of this workspace and environment is theirs to see.
    pub fn may_see(&self, workspace: WorkspaceId, environment: Environment) -> bool {
        self.workspace == workspace && self.environment().is_none_or(|own| own == environment)
    }

    /// Whether they may change keys, integrations and people: a person who is owner or admin.
    pub fn may_manage(&self) -> bool {
        matches!(self.via, Via::User { role: Role::Owner | Role::Admin, .. })
    }

    /// Refuses whoever may not: `what`, such as `change its keys`, is for owners and admins.
    pub fn must_manage(&self, what: &str) -> Result<(), Problem> {
        if self.may_manage() {
            return Ok(());
        }
        Err(Problem::new(Code::Forbidden, format!("only owners and admins of the workspace may {what}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const OURS: WorkspaceId = WorkspaceId(Uuid::from_u128(1));
    const THEIRS: WorkspaceId = WorkspaceId(Uuid::from_u128(2));

    #[test]
    fn a_key_sees_one_world_of_one_workspace() {
        let key = ApiKeyId(Uuid::from_u128(3));
        let via = Via::Key { key, environment: Environment::Stage, dialect: Dialect::Shotstack };
        let caller = Caller { workspace: OURS, via };
        assert!(caller.may_see(OURS, Environment::Stage));
        assert!(!caller.may_see(OURS, Environment::Production));
        assert!(!caller.may_see(THEIRS, Environment::Stage));
        assert!(!caller.may_manage());
    }

    #[test]
    fn a_person_sees_both_worlds_and_manages_by_role() {
        let person = |role| Caller { workspace: OURS, via: Via::User { user: UserId(Uuid::from_u128(4)), role } };
        assert!(person(Role::Member).may_see(OURS, Environment::Stage));
        assert!(person(Role::Member).may_see(OURS, Environment::Production));
        assert!(!person(Role::Owner).may_see(THEIRS, Environment::Stage));
        let managers = [Role::Member, Role::Admin, Role::Owner].map(|role| person(role).may_manage());
        assert_eq!(managers, [false, true, true]);
    }
}
