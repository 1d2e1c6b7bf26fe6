//! A saved render's files go to the destinations that it was accepted with.

use super::{begin, pass_over_what_is_hopeless};
use crate::Environment;
use domain::ids::{RenderId, derived};
use domain::integration::{Integrations, PREFIX};
use domain::render::{Render, RenderEvent};
use domain::transfer::{Queued, Refusal, key, sent_copy, sent_there};
use event_store::{ExecuteError, Filter, RecordedEvent, decode, load};
use read_models::{Reaction, ReactionError};
use serde_json::Value;
use std::sync::Arc;

/// Queues a transfer for each file of a saved render and each destination that takes it.
pub(crate) struct Sending(pub Arc<Environment>);

#[async_trait::async_trait]
impl Reaction for Sending {
    fn name(&self) -> &str {
        "sending"
    }

    fn filter(&self) -> Filter {
        Filter::types(["render.saved"])
    }

    async fn react(&self, event: &RecordedEvent) -> Result<(), ReactionError> {
        pass_over_what_is_hopeless(event, self.send(event).await)
    }
}

impl Sending {
    async fn send(&self, event: &RecordedEvent) -> Result<(), ExecuteError<Refusal>> {
        let (RenderEvent::Saved(saved), Some(id)) = (decode(event)?, event.stream.id()) else { return Ok(()) };
        let log = self.0.log.as_ref();
        let destinations = load::<Render>(log, id).await?.state.queued.map(|queued| queued.destinations);
        let destinations = destinations.unwrap_or_default();
        if destinations.is_empty() {
            return Ok(());
        }
        let integrations = load::<Integrations>(log, event.metadata.workspace.0).await?.state;
        let render = RenderId(id);
        let mut index = 0;
        for destination in &destinations {
            let integration = integrations.all.get(&destination.integration);
            let own = integration.and_then(|one| one.settings.config.get(PREFIX)).and_then(Value::as_str);
            for output in sent_there(destination, &saved.outputs) {
                let (prefix, filename) = (destination.prefix.as_deref(), destination.filename.as_deref());
                let queued = Queued {
                    render,
                    render_attempt: saved.attempt,
                    role: output.role,
                    provider: destination.provider.clone(),
                    file: output.file.clone(),
                    media_type: output.media_type.clone(),
                    bytes: output.bytes,
                    sha256: output.sha256.clone(),
                    integration: Some(destination.integration),
                    place: destination.place,
                    key: Some(key(render, output.role, &output.file, prefix, own, filename)),
                };
                let ids = (sent_copy(render, destination, output.role), derived::event(event.id, self.name(), index));
                begin(&self.0, event, self.name(), ids, queued).await?;
                index += 1;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use domain::ids::CredentialsId;
    use domain::integration::MediaKind;
    use domain::render::{Destination, OutputRole};
    use domain::transfer::{Phase, Transfer};
    use uuid::Uuid;

    fn destination(integration: domain::ids::IntegrationId, place: u32) -> Destination {
        let (provider, files) = ("attic".to_owned(), vec![MediaKind::Video]);
        Destination { integration, provider, place: Some(place), prefix: None, filename: None, files }
    }

    #[tokio::test]
    async fn each_destination_that_takes_the_file_gets_it_once() {
        let world = World::new().await;
        let integration = world.integrate("films/", CredentialsId(Uuid::from_u128(9))).await;
        let plain = destination(integration, 0);
        let named = Destination {
            prefix: Some("summer".into()),
            filename: Some("promo".into()),
            ..destination(integration, 1)
        };
        let stills = Destination { files: vec![MediaKind::Image], ..destination(integration, 2) };
        let render = world.queue_to(vec![plain.clone(), named.clone(), stills.clone()]).await;
        world.save(render).await;
        let saved = world.environment.log.read_all(None, &Filter::types(["render.saved"]), 10).await.unwrap();
        for _ in 0..2 {
            Sending(world.environment.clone()).react(&saved.events[0]).await.unwrap();
        }
        let queued = world.environment.log.read_all(None, &Filter::types(["transfer.queued"]), 10).await.unwrap();
        assert_eq!(queued.events.len(), 2);
        let key = async |destination: &Destination| {
            let transfer = world.state::<Transfer>(sent_copy(render, destination, OutputRole::Main).0).await;
            transfer.queued.and_then(|queued| queued.key)
        };
        assert_eq!(key(&plain).await, Some(format!("films/{render}.mp4")));
        assert_eq!(key(&named).await, Some("summer/promo.mp4".to_owned()));
        assert_eq!(key(&stills).await, None);
    }

    #[tokio::test]
    async fn a_file_whose_integration_went_meanwhile_is_queued_to_fail_where_it_is_seen() {
        let world = World::new().await;
        let integration = world.integrate("films/", CredentialsId(Uuid::from_u128(9))).await;
        let destination = destination(integration, 0);
        let render = world.queue_to(vec![destination.clone()]).await;
        world.integrations(domain::integration::Command::Delete(integration)).await;
        world.save(render).await;
        let saved = world.environment.log.read_all(None, &Filter::types(["render.saved"]), 10).await.unwrap();
        Sending(world.environment.clone()).react(&saved.events[0]).await.unwrap();
        let transfer = world.state::<Transfer>(sent_copy(render, &destination, OutputRole::Main).0).await;
        assert_eq!(transfer.phase, Phase::Queued { not_before: None });
    }
}
