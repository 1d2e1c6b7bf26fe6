//! Working folders whose process died.

use super::SweepError;
use crate::Environment;
use std::collections::HashSet;
use std::io::ErrorKind;

/// Removes every `<render>-<attempt>` whose render nobody holds the lease of.
pub(super) async fn sweep(environment: &Environment) -> Result<(), SweepError> {
    // Folders first: who makes one has taken the lease before, so a folder that is seen and belongs to running work has its
    // lease in the list.
    let mut folders = tokio::fs::read_dir(&environment.scratch).await?;
    let mut found = Vec::new();
    while let Some(folder) = folders.next_entry().await? {
        let name = folder.file_name().to_string_lossy().into_owned();
        if let Some((render, _)) = name.rsplit_once('-') {
            found.push((format!("render-{render}"), folder.path()));
        }
    }
    let leases = environment.state.leases().list(environment.now()).await?;
    let held: HashSet<String> = leases.into_iter().map(|lease| lease.work).collect();
    for (lease, folder) in found {
        if held.contains(&lease) {
            continue;
        }
        match tokio::fs::remove_dir_all(folder).await {
            Ok(()) => metrics::counter!("rushes_swept_folders_total").increment(1),
            // Another process was faster.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
