//! Secrets that no integration names: it was deleted, or given others, or the request that brought them died.

use super::{PAGE, SweepError, views_know};
use crate::Environment;

/// Younger ones may still be on their way into an event.
const AGE_MILLIS: i64 = 24 * 3_600_000;

pub(super) async fn sweep(environment: &Environment) -> Result<(), SweepError> {
    let before = environment.now().plus_millis(-AGE_MILLIS);
    let credentials = environment.state.credentials();
    let mut after = None;
    loop {
        // Asked before and after: views that are behind, or are being made anew meanwhile, know too little.
        if !views_know(environment, before).await? {
            return Ok(());
        }
        let page = credentials.older_than(before, after, PAGE as u32).await?;
        for (_, id) in &page {
            let named = environment.views.integrations().names_credentials(*id).await?;
            if !views_know(environment, before).await? {
                return Ok(());
            }
            if !named {
                credentials.delete(*id).await?;
                metrics::counter!("rushes_swept_credentials_total").increment(1);
            }
        }
        after = page.last().copied();
        if page.len() < PAGE {
            return Ok(());
        }
    }
}
