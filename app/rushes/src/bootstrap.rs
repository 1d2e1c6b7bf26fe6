//! The first start on an empty folder: a workspace, its owner, and a key for each environment, written where the owner of
//! the machine finds them.

use crate::accounts::{create_key, create_user, create_workspace};
use crate::exit::Exit;
use crate::stores::Stores;
use domain::workspace::Role;
use domain::{Dialect, Environment};
use event_store::Filter;
use serde_json::json;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

/// The first owner's address. Nothing is ever sent there.
const OWNER: &str = "owner@rushes.local";
/// Taken while bootstrapping, so that of two processes that start at once only one does.
const LEASE: &str = "bootstrap";
const TTL: Duration = Duration::from_secs(30);

/// Makes the first workspace when the log is empty; whether it did.
pub async fn run(stores: &Stores) -> Result<bool, Exit> {
    if !is_empty(stores).await? {
        return Ok(false);
    }
    let (leases, now) = (stores.state.leases(), (stores.clock)());
    if !leases.acquire(LEASE, &stores.name, TTL, now).await.map_err(|e| Exit::store(&e))? || !is_empty(stores).await? {
        return Ok(false);
    }
    let workspace = create_workspace(stores, "Default").await?;
    let password = create_user(stores, workspace, OWNER, Role::Owner).await?;
    let key = |environment| create_key(stores, workspace, environment, Dialect::Shotstack, "first key");
    let (_, production) = key(Environment::Production).await?;
    let (_, stage) = key(Environment::Stage).await?;
    let text = json!({
        "workspaceId": workspace.to_string(),
        "apiKeys": { "v1": production.expose(), "stage": stage.expose() },
        "owner": { "email": OWNER, "password": password.expose() },
    });
    write(stores, &format!("{text:#}\n"))
        .map_err(|error| Exit::later(format!("bootstrap.json cannot be written: {error}")))?;
    leases.release(LEASE, &stores.name).await.map_err(|e| Exit::store(&e))?;
    Ok(true)
}

async fn is_empty(stores: &Stores) -> Result<bool, Exit> {
    let page = stores.log.read_all(None, &Filter::All, 1).await;
    page.map(|page| page.events.is_empty()).map_err(|e| if e.retryable() { Exit::later(e) } else { Exit::input(e) })
}

/// Whole or not at all, and never readable by others.
fn write(stores: &Stores, text: &str) -> std::io::Result<()> {
    let path = stores.folder.bootstrap();
    let draft = path.with_extension("draft");
    let _ = std::fs::remove_file(&draft);
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(draft, path)
}
