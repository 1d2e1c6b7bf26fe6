//! `rushes admin give-up-master-key`.

use crate::accounts::change;
use crate::config::Config;
use crate::exit::Exit;
use crate::stores::Stores;
use domain::workspace::Command;

/// Erases what the lost key sealed, says so in each workspace's history, and begins with another key.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub async fn give_up(config: &Config, lost: &str) -> Result<(), Exit> {
    let (stores, erased) = Stores::without_master_key(config, lost).await?;
    for (workspace, documents) in erased {
        change(&stores, workspace, Command::EraseDocuments { documents }).await?;
        println!("workspace {workspace}: {documents} documents and all secrets of integrations were erased");
    }
    println!("master key {} from now on: make other API keys, and save every integration again", stores.master.id());
    Ok(())
}
