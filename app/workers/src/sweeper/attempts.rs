//! Files of attempts that did not count: their worker died after storing and before saying so.

use super::{PAGE, SweepError};
use crate::Environment;
use domain::ids::RenderId;
use domain::render::{Phase, Render};
use event_store::load;
use storage::Key;

pub(super) async fn sweep(environment: &Environment) -> Result<(), SweepError> {
    let mut after: Option<Key> = None;
    loop {
        let entries = environment.blobs.list("renders/", after.as_ref(), PAGE).await?;
        for entry in &entries {
            if let Some((render, attempt)) = parse(entry.key.as_str())
                && is_dead(environment, render, attempt).await?
            {
                environment.blobs.delete(&entry.key).await?;
                metrics::counter!("swept_dead_attempt_files_total").increment(1);
            }
        }
        let last_page = entries.len() < PAGE;
        after = entries.into_iter().next_back().map(|entry| entry.key);
        if last_page {
            return Ok(());
        }
    }
}

/// `renders/<id>/<attempt>/…`
fn parse(key: &str) -> Option<(RenderId, u32)> {
    let mut parts = key.strip_prefix("renders/")?.split('/');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// An earlier attempt than the current one, or any of a render that ended without files.
async fn is_dead(environment: &Environment, render: RenderId, attempt: u32) -> Result<bool, SweepError> {
    let state = load::<Render>(environment.log.as_ref(), render.0).await?.state;
    let ended_without = matches!(state.phase, Phase::Failed(_) | Phase::Cancelled);
    Ok(attempt < state.attempt || ended_without || state.outputs_removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_its_render_and_attempt() {
        let id = "00000000-0000-0000-0000-000000000001";
        assert_eq!(parse(&format!("renders/{id}/3/a.mp4")), Some((id.parse().unwrap(), 3)));
        assert_eq!(parse("renders/x/3/a.mp4"), None);
        assert_eq!(parse("hosted/x"), None);
    }
}
