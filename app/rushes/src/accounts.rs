//! Making workspaces, people and keys: commands to the workspace aggregate, and what goes with them.

use crate::exit::Exit;
use crate::stores::Stores;
use domain::ids::{ApiKeyId, EventId, UserId, WorkspaceId};
use domain::workspace::{Command, Created, KeyCreated, Refusal, Role, UserAdded, Workspace};
use domain::{Dialect, Environment};
use event_store::{Actor, ExecuteError, Metadata, execute, load};
use state::{Password, SetPasswordError};
use vault::Secret;

/// Letters and digits of a password that we make: 142 bits.
const PASSWORD_LENGTH: usize = 24;

/// Carries out a command on a workspace, in the name of the command line.
pub async fn change(stores: &Stores, workspace: WorkspaceId, command: Command) -> Result<(), Exit> {
    execute_on(stores, workspace, command).await.map_err(Exit::execute)
}

/// As [`change`], for who tells refusals apart.
pub async fn execute_on(
    stores: &Stores,
    workspace: WorkspaceId,
    command: Command,
) -> Result<(), ExecuteError<Refusal>> {
    let envelope = Metadata::new(workspace, Actor::system("command line"), (stores.ids)(), (stores.clock)());
    let ids = |_| EventId((stores.ids)());
    execute::<Workspace>(stores.log.as_ref(), workspace.0, command, &envelope, ids).await.map(|_| ())
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
    forget_unknown(stores, &email).await?;
    let password = new_password(stores)?;
    let added = add_user(stores, workspace, user, &email, role, &password).await?;
    if added.is_err() {
        stores.state.passwords().remove(user).await.map_err(|e| Exit::store(&e))?;
    }
    added.map_err(Exit::execute)?;
    Ok(password)
}

/// A person with this id and password, in their workspace.
pub async fn add_user(
    stores: &Stores,
    workspace: WorkspaceId,
    user: UserId,
    email: &str,
    role: Role,
    password: &Secret,
) -> Result<Result<(), ExecuteError<Refusal>>, Exit> {
    // The password first: an event about somebody who cannot sign in would be worse than a password without one.
    keep_password(stores, workspace, user, email, password).await?;
    Ok(execute_on(stores, workspace, Command::AddUser(UserAdded { user, email: email.to_owned(), role })).await)
}

/// Frees an address whose password was kept for somebody who then was not let in, because the command was ended between.
async fn forget_unknown(stores: &Stores, email: &str) -> Result<(), Exit> {
    let kept = stores.state.passwords().by_email(email).await.map_err(|e| Exit::store(&e))?;
    let Some(kept) = kept else { return Ok(()) };
    let workspace = load::<Workspace>(stores.log.as_ref(), kept.workspace.0).await.map_err(Exit::later)?.state;
    if !workspace.users.contains_key(&kept.user) {
        stores.state.passwords().remove(kept.user).await.map_err(|e| Exit::store(&e))?;
    }
    Ok(())
}

/// A new password for a person, instead of the one they had.
pub async fn set_password(stores: &Stores, workspace: WorkspaceId, user: UserId, email: &str) -> Result<Secret, Exit> {
    let password = new_password(stores)?;
    keep_password(stores, workspace, user, email, &password).await?;
    Ok(password)
}

/// A password that nobody has yet.
pub fn new_password(stores: &Stores) -> Result<Secret, Exit> {
    vault::letters_and_digits(PASSWORD_LENGTH, stores.randomness.as_ref()).map_err(Exit::later)
}

async fn keep_password(
    stores: &Stores,
    workspace: WorkspaceId,
    user: UserId,
    email: &str,
    password: &Secret,
) -> Result<(), Exit> {
    let mut salt = [0; 16];
    stores.randomness.fill(&mut salt).map_err(Exit::later)?;
    let hash = api::auth::passwords::hash(password.expose(), salt).map_err(Exit::ours)?;
    let kept = Password { email: email.to_owned(), user, workspace, hash };
    stores.state.passwords().set(&kept, (stores.clock)()).await.map_err(|error| match error {
        SetPasswordError::EmailTaken(_) => Exit::input(format!("{email} is somebody's address already")),
        SetPasswordError::Store(error) => Exit::store(&error),
    })
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
    add_key(stores, workspace, key, environment, dialect, name, &secret).await.map_err(Exit::execute)?;
    Ok((key, secret))
}

/// This key, with this id.
pub async fn add_key(
    stores: &Stores,
    workspace: WorkspaceId,
    key: ApiKeyId,
    environment: Environment,
    dialect: Dialect,
    name: &str,
    secret: &Secret,
) -> Result<(), ExecuteError<Refusal>> {
    let created = KeyCreated {
        key,
        name: name.to_owned(),
        environment,
        dialect,
        prefix: vault::prefix_for_people(secret),
        hash: vault::lookup_hash(&stores.master, secret),
    };
    execute_on(stores, workspace, Command::CreateKey(created)).await
}
