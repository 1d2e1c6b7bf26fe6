//! `rushes admin rotate-keys`.

use crate::exit::Exit;
use crate::stores::Stores;
use vault::{Rotation, SealedError};

/// Every workspace gets another data key, what is sealed is sealed anew, and what another master key wrapped is wrapped anew.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub async fn keys(stores: &Stores) -> Result<(), Exit> {
    let rotation = Rotation::new(stores.keyring.clone());
    let now = || (stores.clock)();
    // First what an interrupted run may have left.
    rotation.retire(now()).await.map_err(failed)?;
    let wrapped = rotation.wrap_anew().await.map_err(failed)?;
    stores.settle_master_key().await?;
    println!("master key {}: {wrapped} data keys were wrapped anew", stores.master.id());
    for workspace in rotation.workspaces().await.map_err(failed)? {
        rotation.renew(workspace, now()).await.map_err(failed)?;
        let sealed = rotation.seal_anew(workspace, now()).await.map_err(failed)?;
        println!("workspace {workspace}: another data key, {sealed} records sealed anew");
    }
    println!(
        "The data keys from before are forgotten in an hour, by a running worker or the next run of this command."
    );
    Ok(())
}

fn failed(error: SealedError) -> Exit {
    if error.retryable() { Exit::later(error) } else { Exit::input(error) }
}
