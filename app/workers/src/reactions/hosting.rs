//! A saved render's files go to our own hosting, unless the edit opted out.

use super::{begin, pass_over_what_is_hopeless};
use crate::Environment;
use domain::ids::{RenderId, TransferId, derived};
use domain::render::{OutputRole, Render, RenderEvent};
use domain::transfer::{HOSTING, Queued, Refusal};
use event_store::{ExecuteError, Filter, RecordedEvent, decode, load};
use read_models::{Reaction, ReactionError};
use std::sync::Arc;

/// The transfer of a render's file to our own hosting.
pub(crate) fn hosted_copy(render: RenderId, role: OutputRole) -> TransferId {
    TransferId(derived::child(render.0, &format!("{HOSTING}/{}", role.as_str()), 0))
}

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
        pass_over_what_is_hopeless(event, self.host(event).await)
    }
}

impl Hosting {
    async fn host(&self, event: &RecordedEvent) -> Result<(), ExecuteError<Refusal>> {
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
                provider: HOSTING.to_owned(),
                file: output.file,
                media_type: output.media_type,
                bytes: output.bytes,
                sha256: output.sha256,
                integration: None,
                place: None,
                key: None,
            };
            let transfer = hosted_copy(RenderId(id), output.role);
            let event_id = derived::event(event.id, self.name(), index);
            begin(&self.0, event, self.name(), (transfer, event_id), queued).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use domain::transfer::{Phase, Transfer};
    use read_models::Reactor;

    async fn catch_up(world: &World) {
        let Environment { log, state, clock, .. } = world.environment.as_ref();
        let hosting = Arc::new(Hosting(world.environment.clone()));
        let reactor = Reactor::new(log.clone(), state.clone(), hosting, "reactor", clock.clone());
        reactor.catch_up().await.unwrap();
    }

    #[tokio::test]
    async fn each_file_is_queued_once_however_often_the_event_comes() {
        let world = World::new().await;
        let (hosted, own) = (world.queue(true).await, world.queue(false).await);
        world.save(hosted).await;
        world.save(own).await;
        catch_up(&world).await;
        let queued = || async {
            let page = world.environment.log.read_all(None, &Filter::types(["transfer.queued"]), 10).await.unwrap();
            page.events.iter().map(|event| event.stream.id().unwrap()).collect::<Vec<_>>()
        };
        let transfer = hosted_copy(hosted, OutputRole::Main).0;
        assert_eq!(queued().await, [transfer]);
        let page = world.environment.log.read_all(None, &Filter::types(["render.saved"]), 10).await.unwrap();
        world.advance(60);
        for event in &page.events {
            Hosting(world.environment.clone()).react(event).await.unwrap();
        }
        assert_eq!(queued().await, [transfer]);
        assert_eq!(world.state::<Transfer>(transfer).await.phase, Phase::Queued { not_before: None });
    }

    #[tokio::test]
    async fn an_event_that_nobody_can_read_keeps_no_other_from_being_hosted() {
        let world = World::new().await;
        world.smuggle("render-00000000-0000-0000-0000-00000000dead", "render.saved", "{\"strange\":true}").await;
        let render = world.queue(true).await;
        world.save(render).await;
        catch_up(&world).await;
        let transfer = world.state::<Transfer>(hosted_copy(render, OutputRole::Main).0).await;
        assert_eq!(transfer.phase, Phase::Queued { not_before: None });
    }
}
