//! A render's own files, once their signed addresses are long past.

use super::{PAGE, SweepError, remove_all};
use crate::Environment;
use crate::reactions::hosted_copy;
use domain::ids::RenderId;
use domain::render::{Command, Render};
use domain::transfer::{Phase, Transfer};
use event_store::{Actor, ExecuteError, Metadata, execute, load};
use std::time::Duration;
use storage::layout;

/// How long a page waits for the views; the next round goes on where this one stopped.
const KNOWN: Duration = Duration::from_secs(5);

pub(super) async fn sweep(environment: &Environment) -> Result<(), SweepError> {
    let age = i64::try_from(environment.settings.output_age.as_millis()).unwrap_or(i64::MAX);
    let before = environment.now().plus_millis(-age);
    loop {
        let old = environment.views.renders().with_outputs_since_before(before, PAGE as u32).await?;
        let (last_page, mut removed_at) = (old.len() < PAGE, None);
        for render in old {
            let loaded = load::<Render>(environment.log.as_ref(), render.id.0).await?;
            let Some(first) = loaded.first else { continue };
            if has_copies_to_come(environment, render.id, &loaded.state).await? {
                continue;
            }
            // Files first: a crash in between leaves an event to be written, never a file that nobody knows of.
            let removed =
                remove_all(environment.blobs.as_ref(), &layout::render_prefix(render.id, render.attempt)).await?;
            let envelope = Metadata { actor: Actor::system("sweeper"), ..environment.envelope(&first, "sweeper") };
            let command = Command::RemoveOutputs;
            match execute::<Render>(environment.log.as_ref(), render.id.0, command, &envelope, environment.event_ids())
                .await
            {
                Ok(executed) => {
                    removed_at = executed.position.or(removed_at);
                    metrics::counter!("rushes_swept_outputs_total").increment(removed);
                }
                Err(ExecuteError::Refused(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        // The views must have seen what was just removed, or the same page comes again.
        let Some(position) = removed_at.filter(|_| !last_page) else { return Ok(()) };
        if !environment.views.wait_for(environment.log.as_ref(), &position, KNOWN).await? {
            return Ok(());
        }
    }
}

/// Whether our own hosting still has to copy one of the files: after a long standstill they are old before they are copied.
async fn has_copies_to_come(environment: &Environment, id: RenderId, render: &Render) -> Result<bool, SweepError> {
    if !render.queued.as_ref().is_some_and(|queued| queued.hosted) {
        return Ok(false);
    }
    for output in &render.outputs {
        let transfer = load::<Transfer>(environment.log.as_ref(), hosted_copy(id, output.role).0).await?.state;
        if !matches!(transfer.phase, Phase::Ready | Phase::Failed(_) | Phase::Deleted) {
            return Ok(true);
        }
    }
    Ok(false)
}
