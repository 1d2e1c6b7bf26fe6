//! `rushes admin rotate-keys`.

use crate::exit::Exit;
use crate::master_key;
use crate::stores::Stores;
use vault::{Rotation, SealedError, VaultError};

/// Every workspace gets another data key, what is sealed is sealed anew, and what another master key wrapped is wrapped anew.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub async fn keys(stores: &Stores) -> Result<(), Exit> {
    let rotation = Rotation::new(stores.keyring.clone());
    let now = || (stores.clock)();
    let wrapped = rotation.wrap_anew().await.map_err(failed)?;
    master_key::settle(&stores.state, &stores.master, stores.randomness.as_ref()).await?;
    println!("master key {}: {wrapped} data keys were wrapped anew", stores.master.id());
    // What an interrupted run may have left.
    rotation.retire(now()).await.map_err(failed)?;
    let mut broken = 0;
    for workspace in rotation.workspaces().await.map_err(failed)? {
        rotation.renew(workspace, now()).await.map_err(failed)?;
        let sealed = rotation.seal_anew(workspace, now()).await.map_err(failed)?;
        println!("workspace {workspace}: another data key, {} records sealed anew", sealed.rows);
        broken += sealed.broken;
    }
    println!(
        "The data keys from before are forgotten in an hour, by a running worker or the next run of this command."
    );
    if broken > 0 {
        return Err(Exit::not_so(format!(
            "{broken} records are damaged: no key opens them. They were left as they are, with the keys that they name"
        )));
    }
    Ok(())
}

fn failed(error: SealedError) -> Exit {
    match error {
        SealedError::Vault(VaultError::OtherMasterKey { wrapped_by, in_use }) => Exit::input(format!(
            "a data key is wrapped by the master key {wrapped_by}, which is not at hand beside {in_use}: give it as \
             vault.previous_master_key or vault.previous_master_key_file, and run this again"
        )),
        error if error.retryable() => Exit::later(error),
        error => Exit::input(error),
    }
}
