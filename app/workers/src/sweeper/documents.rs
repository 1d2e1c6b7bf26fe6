//! Documents that no event names: their request died between storing and appending.

use super::{PAGE, SweepError, views_know};
use crate::Environment;
use std::collections::HashSet;

/// Younger ones may still be on their way into an event.
const AGE_MILLIS: i64 = 24 * 3_600_000;

pub(super) async fn sweep(environment: &Environment) -> Result<(), SweepError> {
    let before = environment.now().plus_millis(-AGE_MILLIS);
    let documents = environment.state.documents();
    let mut after = None;
    loop {
        if !views_know(environment, before).await? {
            return Ok(());
        }
        let page = documents.older_than(before, after, PAGE as u32).await?;
        let ids: Vec<_> = page.iter().map(|(_, document, _)| *document).collect();
        let used = environment.views.renders().documents_in_use(&ids).await?;
        let used: HashSet<_> = used.into_iter().collect();
        if !views_know(environment, before).await? {
            return Ok(());
        }
        for document in ids.into_iter().filter(|document| !used.contains(document)) {
            documents.delete(document).await?;
            metrics::counter!("rushes_swept_documents_total").increment(1);
        }
        after = page.last().map(|(created_at, document, _)| (*created_at, *document));
        if page.len() < PAGE {
            return Ok(());
        }
    }
}
