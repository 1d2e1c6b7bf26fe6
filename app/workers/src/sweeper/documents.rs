//! Documents that no event names: their request died between storing and appending.

use super::{PAGE, SweepError};
use crate::Environment;
use domain::Timestamp;
use event_store::Filter;
use std::collections::HashSet;

/// Younger ones may still be on their way into an event.
const AGE_MILLIS: i64 = 24 * 3_600_000;
/// The longest way of a document into an event, with much to spare.
const WAY_MILLIS: i64 = 3_600_000;

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

/// Whether the views have seen every event that may name a document from before `before`. While they are rebuilt they know
/// of nothing, and everything would look like an orphan.
async fn views_know(environment: &Environment, before: Timestamp) -> Result<bool, SweepError> {
    let log = environment.log.as_ref();
    let Some(position) = environment.views.position(log).await? else { return Ok(false) };
    let ahead = log.read_all(Some(&position), &Filter::All, 1).await?.events.into_iter().next();
    Ok(ahead.is_none_or(|event| event.metadata.recorded_at > before.plus_millis(WAY_MILLIS)))
}
