//! A deleted copy's file goes away.

use crate::Environment;
use crate::sweeper::remove_all;
use domain::ids::TransferId;
use event_store::{Filter, RecordedEvent};
use read_models::{Reaction, ReactionError};
use std::sync::Arc;
use storage::layout;

/// Removes the files of deleted transfers.
pub(crate) struct Cleanup(pub Arc<Environment>);

#[async_trait::async_trait]
impl Reaction for Cleanup {
    fn name(&self) -> &str {
        "cleanup"
    }

    fn filter(&self) -> Filter {
        Filter::types(["transfer.deleted"])
    }

    async fn react(&self, event: &RecordedEvent) -> Result<(), ReactionError> {
        if let Some(id) = event.stream.id() {
            remove_all(self.0.blobs.as_ref(), &layout::hosted_prefix(TransferId(id))).await?;
        }
        Ok(())
    }
}
