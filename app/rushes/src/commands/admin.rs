//! `rushes admin`: workspaces, people, roles and keys.

use crate::accounts::{change, create_key, create_user, create_workspace, set_password};
use crate::cli::{Admin, DialectName, KeyCommand, RoleName, UserCommand, WorkspaceCommand};
use crate::commands::{lost_key, rotate};
use crate::config::Config;
use crate::exit::Exit;
use crate::stores::Stores;
use domain::Dialect;
use domain::ids::{ApiKeyId, UserId, WorkspaceId};
use domain::workspace::{Command, MattesSet, QueueSet, Role, RoleChanged, Workspace};
use event_store::load;
use read_models::ProjectionError;
use workers::studio::Segments;

/// Does it, beside a running server or without one. What it makes is printed.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub async fn run(config: Config, command: Admin) -> Result<(), Exit> {
    // Nothing can be opened before it.
    if let Admin::GiveUpMasterKey { id } = &command {
        return lost_key::give_up(&config, id).await;
    }
    let stores = Stores::of(&config).await?;
    match command {
        Admin::Workspace(WorkspaceCommand::Create { name }) => println!("{}", create_workspace(&stores, &name).await?),
        Admin::Workspace(WorkspaceCommand::List) => {
            known(&stores).await?;
            for row in stores.views.workspaces().list().await.map_err(|e| Exit::store(&e))? {
                let renders = row.renders.map_or_else(|| "-".to_owned(), |renders| renders.to_string());
                println!("{}  {}  renders {renders}  share {}  {}", row.id, row.created_at, row.share, row.name);
            }
        }
        Admin::Workspace(WorkspaceCommand::Queue { workspace, renders, share }) => {
            change(&stores, WorkspaceId(workspace), Command::SetQueue(QueueSet { renders, share })).await?;
        }
        Admin::Workspace(WorkspaceCommand::Mattes { workspace, polarity }) => {
            change(&stores, WorkspaceId(workspace), Command::SetMattes(MattesSet { polarity })).await?;
        }
        Admin::Workspace(WorkspaceCommand::EraseDocuments { workspace }) => {
            let workspace = WorkspaceId(workspace);
            existing(&stores, workspace).await?;
            let documents = stores.state.documents().erase(workspace).await.map_err(|e| Exit::store(&e))?;
            change(&stores, workspace, Command::EraseDocuments { documents }).await?;
            // What the documents looked like; on other machines their own processes do it, because of the event.
            Segments::new(stores.folder.segments(), config.cache.segments_bytes).erase(workspace, None).map_err(
                |error| Exit::later(format!("the documents were erased, but not their kept segments: {error}")),
            )?;
            println!("{documents} documents were erased");
        }
        Admin::RotateKeys => rotate::keys(&stores).await?,
        // Done above.
        Admin::GiveUpMasterKey { .. } => {}
        Admin::User(UserCommand::Create { workspace, email, role }) => {
            existing(&stores, WorkspaceId(workspace)).await?;
            let password = create_user(&stores, WorkspaceId(workspace), &email, role.into()).await?;
            println!("{}", password.expose());
        }
        Admin::User(UserCommand::List { workspace }) => {
            let workspace = existing(&stores, WorkspaceId(workspace)).await?;
            for (id, (email, role)) in workspace.users {
                println!("{id}  {:<6}  {email}", role.as_str());
            }
        }
        Admin::User(UserCommand::Role { workspace, email, role }) => {
            let user = user(&stores, WorkspaceId(workspace), &email).await?;
            change(&stores, WorkspaceId(workspace), Command::ChangeRole(RoleChanged { user, role: role.into() }))
                .await?;
        }
        Admin::User(UserCommand::Password { workspace, email }) => {
            let user = user(&stores, WorkspaceId(workspace), &email).await?;
            let password = set_password(&stores, WorkspaceId(workspace), user, &email.to_lowercase()).await?;
            println!("{}", password.expose());
        }
        Admin::User(UserCommand::Remove { workspace, email }) => {
            let user = user(&stores, WorkspaceId(workspace), &email).await?;
            change(&stores, WorkspaceId(workspace), Command::RemoveUser(user)).await?;
            stores.state.passwords().remove(user).await.map_err(|e| Exit::store(&e))?;
        }
        Admin::Key(KeyCommand::Create { workspace, environment, dialect, name }) => {
            let workspace = WorkspaceId(workspace);
            existing(&stores, workspace).await?;
            let (_, key) = create_key(&stores, workspace, environment, dialect.into(), &name).await?;
            println!("{}", key.expose());
        }
        Admin::Key(KeyCommand::List { workspace }) => {
            existing(&stores, WorkspaceId(workspace)).await?;
            known(&stores).await?;
            for row in stores.views.keys().list(WorkspaceId(workspace)).await.map_err(|e| Exit::store(&e))? {
                let revoked = row.revoked_at.map_or_else(String::new, |at| format!("  revoked {at}"));
                let dialect = row.dialect.as_str();
                println!("{}  {:<5}  {dialect:<9}  {}…  {}{revoked}", row.id, row.environment, row.prefix, row.name);
            }
        }
        Admin::Key(KeyCommand::Revoke { workspace, key }) => {
            change(&stores, WorkspaceId(workspace), Command::RevokeKey(ApiKeyId(key))).await?;
        }
    }
    Ok(())
}

/// The workspace, or what to do when there is none.
async fn existing(stores: &Stores, workspace: WorkspaceId) -> Result<Workspace, Exit> {
    let loaded = load::<Workspace>(stores.log.as_ref(), workspace.0).await.map_err(Exit::later)?;
    match loaded.revision {
        Some(_) => Ok(loaded.state),
        None => Err(Exit::input(format!("there is no workspace {workspace}; see `rushes admin workspace list`"))),
    }
}

async fn user(stores: &Stores, workspace: WorkspaceId, email: &str) -> Result<UserId, Exit> {
    let (known, email) = (existing(stores, workspace).await?, email.to_lowercase());
    let user = known.users.into_iter().find(|(_, (address, _))| *address == email);
    user.map(|(id, _)| id).ok_or_else(|| Exit::input(format!("nobody in the workspace has the address {email}")))
}

/// Brings the views up to date when no server does.
async fn known(stores: &Stores) -> Result<(), Exit> {
    match stores.projector().catch_up().await {
        Ok(()) | Err(ProjectionError::HeldElsewhere) => Ok(()),
        Err(error) if error.retryable() => Err(Exit::later(error)),
        Err(error) => Err(Exit::ours(error)),
    }
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Member => Role::Member,
            RoleName::Admin => Role::Admin,
            RoleName::Owner => Role::Owner,
        }
    }
}

impl From<DialectName> for Dialect {
    fn from(name: DialectName) -> Self {
        match name {
            DialectName::Shotstack => Dialect::Shotstack,
            DialectName::Workspace => Dialect::Workspace,
        }
    }
}
