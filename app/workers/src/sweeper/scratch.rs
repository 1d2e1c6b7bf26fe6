//! Working folders whose process died.

use super::SweepError;
use crate::Environment;
use std::collections::HashSet;

/// Removes every `<render>-<attempt>` whose render nobody holds the lease of.
pub(super) async fn sweep(environment: &Environment) -> Result<(), SweepError> {
    let leases = environment.state.leases().list(environment.now()).await?;
    let held: HashSet<String> = leases.into_iter().map(|lease| lease.work).collect();
    let mut folders = tokio::fs::read_dir(&environment.scratch).await?;
    while let Some(folder) = folders.next_entry().await? {
        let name = folder.file_name().to_string_lossy().into_owned();
        let Some((render, _)) = name.rsplit_once('-') else { continue };
        if !held.contains(&format!("render-{render}")) {
            tokio::fs::remove_dir_all(folder.path()).await?;
            metrics::counter!("swept_folders_total").increment(1);
        }
    }
    Ok(())
}
