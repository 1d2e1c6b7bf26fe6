//! A render's own files, once their signed addresses are long past.

use super::{PAGE, SweepError, remove_all};
use crate::Environment;
use crate::reactions::hosted_copy;
use domain::ids::RenderId;
use domain::render::{Command, Render};
use domain::transfer::{Phase, Transfer, sent_copy, sent_there};
use event_store::{Actor, ExecuteError, Metadata, execute, load};
use read_models::renders::RenderRow;
use storage::layout;

pub(super) async fn sweep(environment: &Environment) -> Result<(), SweepError> {
    let age = i64::try_from(environment.settings.output_age.as_millis()).unwrap_or(i64::MAX);
    let before = environment.now().plus_millis(-age);
    let mut after = None;
    loop {
        let old = environment.views.renders().with_outputs_since_before(before, after, PAGE as u32).await?;
        let last_page = old.len() < PAGE;
        // One whose files cannot go yet must not stand before the others.
        after = old.last().and_then(|render| Some((render.finished_at?, render.id)));
        for render in old {
            remove(environment, &render).await?;
        }
        if last_page {
            return Ok(());
        }
    }
}

async fn remove(environment: &Environment, render: &RenderRow) -> Result<(), SweepError> {
    let log = environment.log.as_ref();
    let loaded = load::<Render>(log, render.id.0).await?;
    let Some(first) = loaded.first else { return Ok(()) };
    if has_copies_to_come(environment, render.id, &loaded.state).await? {
        return Ok(());
    }
    // Files first: a crash in between leaves an event to be written, never a file that nobody knows of.
    let removed = remove_all(environment.blobs.as_ref(), &layout::render_prefix(render.id, render.attempt)).await?;
    let envelope = Metadata { actor: Actor::system("sweeper"), ..environment.envelope(&first, "sweeper") };
    let told = execute::<Render>(log, render.id.0, Command::RemoveOutputs, &envelope, environment.event_ids()).await;
    match told {
        Ok(_) => metrics::counter!("rushes_swept_outputs_total").increment(removed),
        Err(ExecuteError::Refused(_)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// Whether one of the files is still to be copied or sent: after a long standstill they are old before they are.
async fn has_copies_to_come(environment: &Environment, id: RenderId, render: &Render) -> Result<bool, SweepError> {
    let Some(queued) = &render.queued else { return Ok(false) };
    let hosted = render.outputs.iter().filter(|_| queued.hosted).map(|output| hosted_copy(id, output.role));
    let sent = queued.destinations.iter().flat_map(|destination| {
        sent_there(destination, &render.outputs).map(move |output| sent_copy(id, destination, output.role))
    });
    for transfer in hosted.chain(sent) {
        let transfer = load::<Transfer>(environment.log.as_ref(), transfer.0).await?.state;
        if !matches!(transfer.phase, Phase::Ready | Phase::Failed(_) | Phase::Deleted) {
            return Ok(true);
        }
    }
    Ok(false)
}
