//! A saved render's files go to our own hosting, unless the edit opted out.

use crate::Environment;
use domain::ids::{EventId, RenderId, derived};
use domain::render::{Render, RenderEvent};
use domain::transfer::{Command, Queued, Transfer};
use event_store::{Actor, Error, ExecuteError, Filter, Metadata, RecordedEvent, create, decode, load};
use read_models::{Reaction, ReactionError};
use std::sync::Arc;

/// Our own hosting's name among the providers, as Shotstack's dialect calls it.
const PROVIDER: &str = "shotstack";

/// Queues a transfer for each file of a saved render.
pub(crate) struct Hosting(pub Arc<Environment>);

#[async_trait::async_trait]
impl Reaction for Hosting {
    fn name(&self) -> &str {
        "hosting"
    }

    fn filter(&self) -> Filter {
        Filter::types(["render.saved"])
    }

    async fn react(&self, event: &RecordedEvent) -> Result<(), ReactionError> {
        let (RenderEvent::Saved(saved), Some(id)) = (decode(event)?, event.stream.id()) else { return Ok(()) };
        let render = load::<Render>(self.0.log.as_ref(), id).await?;
        if !render.state.queued.is_some_and(|queued| queued.hosted) {
            return Ok(());
        }
        for (index, output) in (0..).zip(saved.outputs) {
            let queued = Queued {
                render: RenderId(id),
                render_attempt: saved.attempt,
                role: output.role,
                provider: PROVIDER.to_owned(),
                file: output.file,
                media_type: output.media_type,
                bytes: output.bytes,
                sha256: output.sha256,
            };
            let transfer = derived::child(id, &format!("{PROVIDER}/{}", output.role.as_str()), 0);
            let envelope = Metadata::caused_by(event, Actor::system(self.name()), self.0.now());
            let event_id = |_| -> EventId { derived::event(event.id, "hosting", index) };
            match create::<Transfer>(self.0.log.as_ref(), transfer, Command::Queue(queued), &envelope, event_id).await {
                // A conflict says that it began already: the event came again.
                Ok(_) | Err(ExecuteError::Append(Error::Conflict { .. })) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}
