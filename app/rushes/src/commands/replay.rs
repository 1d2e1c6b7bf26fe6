//! `rushes replay`: every view, made again from the log.

use crate::config::Config;
use crate::exit::Exit;
use crate::stores::Stores;
use read_models::ProjectionError;

/// Drops and refolds every view.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub async fn run(config: Config) -> Result<(), Exit> {
    let stores = Stores::of(&config).await?;
    stores.projector().rebuild().await.map_err(|error| match error {
        ProjectionError::HeldElsewhere => {
            Exit::later("a running server keeps the views; stop it first (after a crash: wait a few seconds)")
        }
        error if error.retryable() => Exit::later(error),
        error => Exit::ours(error),
    })?;
    let position = stores.views.position(stores.log.as_ref()).await.map_err(Exit::ours)?;
    let position = position.map_or_else(|| "the beginning".to_owned(), |position| format!("position {position}"));
    println!("every view was rebuilt up to {position} of the log");
    Ok(())
}
