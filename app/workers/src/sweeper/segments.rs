//! Segments of films whose documents were erased: they show what the documents said.

use super::SweepError;
use crate::Environment;
use domain::workspace::{Workspace, WorkspaceEvent};
use event_store::history;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Erases on this machine what was not used since its workspace's documents were erased, on whichever machine that was.
pub(super) async fn sweep(environment: &Environment) -> Result<(), SweepError> {
    let segments = environment.segments.clone();
    let workspaces = tokio::task::spawn_blocking(move || segments.workspaces()).await??;
    for workspace in workspaces {
        let history = history::<Workspace>(environment.log.as_ref(), workspace.0).await?;
        let erased = history.into_iter().rev().find(|(_, event)| matches!(event, WorkspaceEvent::DocumentsErased(_)));
        let Some((event, _)) = erased else { continue };
        let before = instant(event.metadata.recorded_at.as_millis());
        let segments = environment.segments.clone();
        tokio::task::spawn_blocking(move || segments.erase(workspace, Some(before))).await??;
    }
    Ok(())
}

fn instant(millis: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(millis).unwrap_or(0))
}
