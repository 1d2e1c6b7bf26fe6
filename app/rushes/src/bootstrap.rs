//! The first start on an empty folder: a workspace, its owner, and a key for each environment, written where the owner of
//! the machine finds them.
//!
//! The secrets exist in the clear only in that file. So they are chosen first and kept in a draft of it, then told to the
//! log, and then the draft gets its name. Every step may be done twice: a start that was killed is finished by the next,
//! and of two that run at once both do the same. Of two on different machines, with a folder each, the state says whose
//! proposal it is; the other takes its own back.

use crate::accounts::{add_key, add_user, execute_on, new_password};
use crate::exit::Exit;
use crate::stores::Stores;
use domain::ids::{ApiKeyId, UserId, WorkspaceId, derived};
use domain::workspace::{Command, Created, Refusal, Role, Workspace};
use domain::{Dialect, Environment};
use event_store::{ExecuteError, Filter, load};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use vault::Secret;

/// The first owner's address. Nothing is ever sent there.
const OWNER: &str = "owner@rushes.local";

/// The fact that names the workspace of the first start.
const FIRST: &str = "first workspace";

/// What `bootstrap.json` says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bootstrap {
    workspace_id: WorkspaceId,
    api_keys: ApiKeys,
    owner: Owner,
}

#[derive(Serialize, Deserialize)]
struct ApiKeys {
    v1: String,
    stage: String,
}

#[derive(Serialize, Deserialize)]
struct Owner {
    email: String,
    password: String,
}

/// Makes the first workspace when the log is empty, or goes on making it; whether it did.
pub async fn run(stores: &Stores) -> Result<bool, Exit> {
    let (path, draft) = (stores.folder.bootstrap(), stores.folder.bootstrap_draft());
    if read(&draft).map_err(unwritable)?.is_none() {
        if !is_empty(stores).await? {
            return Ok(false);
        }
        propose(stores, &draft)?;
    }
    // None: another process has finished meanwhile.
    let Some(bootstrap) = read(&draft).map_err(unwritable)? else { return Ok(false) };
    let workspace = bootstrap.workspace_id;
    // In this order: what made the log not empty may be this very draft, in another process's hands.
    let was_empty = is_empty(stores).await?;
    let begun = load::<Workspace>(stores.log.as_ref(), workspace.0).await.map_err(Exit::later)?;
    if begun.revision.is_none() && !was_empty {
        // Another process had finished before this one proposed anything.
        remove(&draft).map_err(unwritable)?;
        return Ok(false);
    }
    let claimed = stores.state.facts().insert_if_absent(FIRST, &workspace.to_string()).await;
    if claimed.map_err(|e| Exit::store(&e))? != workspace.to_string() {
        tracing::info!(
            "another machine makes the first workspace; its keys are in bootstrap.json in the data folder there"
        );
        remove(&draft).map_err(unwritable)?;
        return Ok(false);
    }
    make(stores, &bootstrap).await?;
    match fs::rename(&draft, &path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        renamed => renamed.and_then(|()| sync_folder(&path)).map_err(unwritable)?,
    }
    Ok(true)
}

/// Tells the log what it does not know yet.
async fn make(stores: &Stores, bootstrap: &Bootstrap) -> Result<(), Exit> {
    let workspace = bootstrap.workspace_id;
    let create = Command::Create(Created { name: "Default".to_owned() });
    once(execute_on(stores, workspace, create).await)?;
    let owner = UserId(derived::child(workspace.0, "owner", 0));
    let password = Secret::new(bootstrap.owner.password.as_str());
    once(add_user(stores, workspace, owner, &bootstrap.owner.email, Role::Owner, &password).await?)?;
    for (environment, key) in
        [(Environment::Production, &bootstrap.api_keys.v1), (Environment::Stage, &bootstrap.api_keys.stage)]
    {
        let id = ApiKeyId(derived::child(workspace.0, &format!("key/{environment}"), 0));
        let key = Secret::new(key.as_str());
        once(add_key(stores, workspace, id, environment, Dialect::Shotstack, "first key", &key).await)?;
    }
    Ok(())
}

/// What is there already is as good as made.
fn once(done: Result<(), ExecuteError<Refusal>>) -> Result<(), Exit> {
    match done {
        Err(ExecuteError::Refused(Refusal::Exists | Refusal::IdInUse)) => Ok(()),
        done => done.map_err(Exit::execute),
    }
}

async fn is_empty(stores: &Stores) -> Result<bool, Exit> {
    let page = stores.log.read_all(None, &Filter::All, 1).await;
    page.map(|page| page.events.is_empty()).map_err(|e| if e.retryable() { Exit::later(e) } else { Exit::input(e) })
}

/// Chooses ids and secrets and writes them down as the draft, unless another process was first: the draft is whole or not
/// there, is never replaced, and is never readable by others.
fn propose(stores: &Stores, draft: &Path) -> Result<(), Exit> {
    let key = || vault::shotstack_key(stores.randomness.as_ref()).map_err(Exit::later);
    let bootstrap = Bootstrap {
        workspace_id: WorkspaceId((stores.ids)()),
        api_keys: ApiKeys { v1: key()?.expose().to_owned(), stage: key()?.expose().to_owned() },
        owner: Owner { email: OWNER.to_owned(), password: new_password(stores)?.expose().to_owned() },
    };
    let text = serde_json::to_string_pretty(&bootstrap).map_err(Exit::ours)?;
    let own = draft.with_extension(&stores.name);
    let mut options = OpenOptions::new();
    let written = options.write(true).create_new(true).mode(0o600).open(&own).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        match fs::hard_link(&own, draft) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            linked => linked,
        }
    });
    written.and(remove(&own)).and_then(|()| sync_folder(draft)).map_err(unwritable)
}

fn read(draft: &Path) -> io::Result<Option<Bootstrap>> {
    match fs::read(draft) {
        Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path).or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

fn sync_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn unwritable(error: io::Error) -> Exit {
    Exit::later(format!("bootstrap.json cannot be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::DataFolder;
    use std::os::unix::fs::PermissionsExt;

    async fn stores(folder: &Path) -> Stores {
        Stores::open(DataFolder::open(folder).unwrap()).await.unwrap()
    }

    /// The file opens the one workspace that there is, and nothing is left beside it.
    async fn check(stores: &Stores) -> Bootstrap {
        let path = stores.folder.bootstrap();
        let bootstrap = read(&path).unwrap().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        let beside = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(beside.filter(|name| name.to_string_lossy().starts_with("bootstrap")).count(), 1);

        let page = stores.log.read_all(None, &Filter::All, 100).await.unwrap();
        let types: Vec<_> = page.events.iter().map(|event| event.event_type.as_str()).collect();
        assert_eq!(
            types,
            ["workspace.created", "workspace.user_added", "workspace.key_created", "workspace.key_created"]
        );
        let told =
            page.events.iter().map(|event| String::from_utf8_lossy(&event.data).into_owned()).collect::<String>();
        for key in [&bootstrap.api_keys.v1, &bootstrap.api_keys.stage] {
            let hash = vault::lookup_hash(&stores.master, &Secret::new(key.as_str()));
            assert!(told.contains(&hash) && !told.contains(key.as_str()));
        }
        let password = stores.state.passwords().by_email(OWNER).await.unwrap().unwrap();
        assert_eq!(password.workspace, bootstrap.workspace_id);
        assert!(api::auth::passwords::verify(&bootstrap.owner.password, &password.hash));
        bootstrap
    }

    #[tokio::test]
    async fn an_empty_folder_gets_a_workspace_once() {
        let folder = tempfile::tempdir().unwrap();
        let stores = stores(folder.path()).await;
        assert!(run(&stores).await.unwrap());
        let first = check(&stores).await;
        assert!(!run(&stores).await.unwrap());
        assert_eq!(check(&stores).await.workspace_id, first.workspace_id);
    }

    #[tokio::test]
    async fn a_start_that_was_killed_is_finished_with_the_same_secrets() {
        for steps in 0..4 {
            let folder = tempfile::tempdir().unwrap();
            let stores = stores(folder.path()).await;
            let draft = stores.folder.bootstrap_draft();
            propose(&stores, &draft).unwrap();
            let proposed = read(&draft).unwrap().unwrap();
            match steps {
                0 => {}
                1 => {
                    let create = Command::Create(Created { name: "Default".to_owned() });
                    execute_on(&stores, proposed.workspace_id, create).await.unwrap();
                }
                2 => make(&stores, &proposed).await.unwrap(),
                _ => {
                    make(&stores, &proposed).await.unwrap();
                    make(&stores, &proposed).await.unwrap();
                }
            }
            assert!(run(&stores).await.unwrap(), "after {steps} steps");
            assert_eq!(check(&stores).await.api_keys.v1, proposed.api_keys.v1);
        }
    }

    #[tokio::test]
    async fn two_starts_at_once_make_one_workspace() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (stores(folder.path()).await, stores(folder.path()).await);
        let (first, second) = tokio::join!(run(&one), run(&other));
        assert!(first.unwrap() | second.unwrap());
        check(&one).await;
    }

    #[tokio::test]
    async fn two_machines_with_a_folder_each_make_one_workspace() {
        let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let one = stores(folder.path()).await;
        let other = Stores { folder: DataFolder::open(elsewhere.path()).unwrap(), ..stores(folder.path()).await };
        // Both have seen the empty log before either has told it anything.
        propose(&one, &one.folder.bootstrap_draft()).unwrap();
        propose(&other, &other.folder.bootstrap_draft()).unwrap();
        let (first, second) = tokio::join!(run(&one), run(&other));
        let (winner, loser) = match (first.unwrap(), second.unwrap()) {
            (true, false) => (&one, &other),
            (false, true) => (&other, &one),
            both => panic!("{both:?}"),
        };
        check(winner).await;
        assert!(!loser.folder.bootstrap().exists() && !loser.folder.bootstrap_draft().exists());
        assert!(!run(loser).await.unwrap());
        check(winner).await;
    }

    #[tokio::test]
    async fn who_proposes_too_late_takes_it_back() {
        let folder = tempfile::tempdir().unwrap();
        let stores = stores(folder.path()).await;
        run(&stores).await.unwrap();
        propose(&stores, &stores.folder.bootstrap_draft()).unwrap();
        assert!(!run(&stores).await.unwrap());
        check(&stores).await;
    }
}
