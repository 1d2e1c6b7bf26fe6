//! Making workspaces, people and keys: commands to the workspace aggregate, and what goes with them.

use crate::exit::Exit;
use crate::stores::Stores;
use domain::ids::{ApiKeyId, EventId, UserId, WorkspaceId};
use domain::workspace::{Command, Created, KeyCreated, Role, UserAdded, Workspace};
use domain::{Dialect, Environment};
use event_store::{Actor, ExecuteError, Metadata, execute};
use state::{Password, SetPasswordError};
use vault::Secret;

/// Letters and digits of a password that we make: 142 bits.
const PASSWORD_LENGTH: usize = 24;

/// Carries out a command on a workspace, in the name of the command line.
pub async fn change(stores: &Stores, workspace: WorkspaceId, command: Command) -> Result<(), Exit> {
    let envelope = Metadata::new(workspace, Actor::system("command line"), (stores.ids)(), (stores.clock)());
    let ids = stores.ids.clone();
    let changed =
        execute::<Workspace>(stores.log.as_ref(), workspace.0, command, &envelope, move |_| EventId(ids())).await;
    changed.map(|_| ()).map_err(|error| match error {
        ExecuteError::Refused(refusal) => Exit::input(refusal),
        error if error.retryable() => Exit::later(error),
        error => Exit::ours(error),
    })
}

/// A new workspace.
pub async fn create_workspace(stores: &Stores, name: &str) -> Result<WorkspaceId, Exit> {
    let workspace = WorkspaceId((stores.ids)());
    change(stores, workspace, Command::Create(Created { name: name.to_owned() })).await?;
    Ok(workspace)
}

/// A new person with a new password.
pub async fn create_user(stores: &Stores, workspace: WorkspaceId, email: &str, role: Role) -> Result<Secret, Exit> {
    let (user, email) = (UserId((stores.ids)()), email.trim().to_lowercase());
    if !email.contains('@') {
        return Err(Exit::input(format!("{email} is no e-mail address")));
    }
    // The password first: an event about somebody who cannot sign in would be worse than a password without one.
    let password = set_password(stores, workspace, user, &email).await?;
    change(stores, workspace, Command::AddUser(UserAdded { user, email, role })).await?;
    Ok(password)
}

/// A new password for a person, instead of the one they had.
pub async fn set_password(stores: &Stores, workspace: WorkspaceId, user: UserId, email: &str) -> Result<Secret, Exit> {
    let password = vault::letters_and_digits(PASSWORD_LENGTH, stores.randomness.as_ref()).map_err(Exit::later)?;
    let mut salt = [0; 16];
    stores.randomness.fill(&mut salt).map_err(Exit::later)?;
    let hash = api::auth::passwords::hash(password.expose(), salt).map_err(Exit::ours)?;
    let kept = Password { email: email.to_owned(), user, workspace, hash };
    stores.state.passwords().set(&kept, (stores.clock)()).await.map_err(|error| match error {
        SetPasswordError::EmailTaken(_) => Exit::input(format!("{email} is somebody's address already")),
        SetPasswordError::Store(error) => Exit::store(&error),
    })?;
    Ok(password)
}

/// A new key; its id, and the key itself.
pub async fn create_key(
    stores: &Stores,
    workspace: WorkspaceId,
    environment: Environment,
    dialect: Dialect,
    name: &str,
) -> Result<(ApiKeyId, Secret), Exit> {
    let randomness = stores.randomness.as_ref();
    let secret = match dialect {
        Dialect::Shotstack => vault::shotstack_key(randomness),
        Dialect::Workspace => vault::workspace_key(environment, randomness),
    };
    let (key, secret) = (ApiKeyId((stores.ids)()), secret.map_err(Exit::later)?);
    let created = KeyCreated {
        key,
        name: name.to_owned(),
        environment,
        dialect,
        prefix: vault::prefix_for_people(&secret),
        hash: vault::lookup_hash(&stores.master, &secret),
    };
    change(stores, workspace, Command::CreateKey(created)).await?;
    Ok((key, secret))
}
