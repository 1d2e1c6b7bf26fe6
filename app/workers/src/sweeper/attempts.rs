//! Files of attempts that did not count: their worker died after storing and before saying so.

use super::{PAGE, SweepError};
use crate::Environment;
use domain::render::{self, Render};
use domain::transfer::{self, Transfer};
use event_store::load;
use storage::Key;
use uuid::Uuid;

/// Files of renders, and copies of transfers.
pub(super) async fn sweep(environment: &Environment) -> Result<(), SweepError> {
    for root in ["renders/", "hosted/"] {
        let mut after: Option<Key> = None;
        // The files of one lie beside each other.
        let mut last: Option<(Uuid, Standing)> = None;
        loop {
            let entries = environment.blobs.list(root, after.as_ref(), PAGE).await?;
            for entry in &entries {
                let Some((id, attempt)) = parse(entry.key.as_str()) else { continue };
                let standing = match last {
                    Some((known, standing)) if known == id => standing,
                    _ => standing(environment, root, id).await?,
                };
                last = Some((id, standing));
                if attempt < standing.attempt || standing.without_files {
                    environment.blobs.delete(&entry.key).await?;
                    metrics::counter!("rushes_swept_dead_attempt_files_total").increment(1);
                }
            }
            let last_page = entries.len() < PAGE;
            after = entries.into_iter().next_back().map(|entry| entry.key);
            if last_page {
                break;
            }
        }
    }
    Ok(())
}

/// `renders/<id>/<attempt>/…` or `hosted/<id>/<attempt>/…`
fn parse(key: &str) -> Option<(Uuid, u32)> {
    let mut parts = key.split('/').skip(1);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// How a render or a transfer stands.
#[derive(Clone, Copy)]
struct Standing {
    /// Whatever is of an earlier one does not count.
    attempt: u32,
    /// It ended without files.
    without_files: bool,
}

async fn standing(environment: &Environment, root: &str, id: Uuid) -> Result<Standing, SweepError> {
    let log = environment.log.as_ref();
    let (attempt, without_files) = if root == "renders/" {
        let state = load::<Render>(log, id).await?.state;
        let ended = matches!(state.phase, render::Phase::Failed(_) | render::Phase::Cancelled);
        (state.attempt, ended || state.outputs_removed)
    } else {
        let state = load::<Transfer>(log, id).await?.state;
        (state.attempt, matches!(state.phase, transfer::Phase::Failed(_) | transfer::Phase::Deleted))
    };
    Ok(Standing { attempt, without_files })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_whose_it_is_and_of_which_attempt() {
        let id = "00000000-0000-0000-0000-000000000001";
        assert_eq!(parse(&format!("renders/{id}/3/a.mp4")), Some((id.parse().unwrap(), 3)));
        assert_eq!(parse("renders/x/3/a.mp4"), None);
        assert_eq!(parse(&format!("hosted/{id}/1/a.mp4")), Some((id.parse().unwrap(), 1)));
        assert_eq!(parse("hosted/x"), None);
    }
}
