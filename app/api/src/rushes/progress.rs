//! A render's progress as server-sent events: the state at once, then each change, until the render has ended.
//!
//! The worker may be another process, so the log and the state are looked at, a few times a second.

use super::wire::ProgressEvent;
use crate::auth::{AnyCredential, Caller};
use crate::records::RenderRecord;
use crate::{Problem, Services};
use futures::Stream;
use futures::stream::{BoxStream, StreamExt, unfold};
use poem::web::{Data, sse::Event};
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::EventStream;
use poem_openapi::types::ToJSON;
use std::sync::Arc;

pub(crate) struct ProgressApi;

#[OpenApi(prefix_path = "/rushes/v1")]
impl ProgressApi {
    /// Follow a render
    ///
    /// Server-sent events of the type `progress`: the state at once, then each change. The stream ends when the render has
    /// ended; comments in between say that it is alive.
    #[oai(path = "/renders/:id/progress", method = "get", operation_id = "followRender")]
    async fn progress(
        &self,
        services: Data<&Arc<Services>>,
        who: AnyCredential,
        /// The render's id.
        id: Path<String>,
    ) -> poem::Result<EventStream<BoxStream<'static, ProgressEvent>>> {
        let first = RenderRecord::find(&services, who.caller(), &id).await?;
        let heartbeat = services.settings.heartbeat_every;
        let changes = changes(services.clone(), who.caller().clone(), first).boxed();
        let event = |progress: ProgressEvent| Event::message(progress.to_json_string()).event_type("progress");
        Ok(EventStream::new(changes).keep_alive(heartbeat).to_event(event))
    }
}

enum Step {
    First(Box<RenderRecord>),
    Then { id: String, last: ProgressEvent },
    Ended,
}

fn changes(services: Arc<Services>, caller: Caller, first: RenderRecord) -> impl Stream<Item = ProgressEvent> + Send {
    unfold(Step::First(Box::new(first)), move |step| {
        let (services, caller) = (services.clone(), caller.clone());
        async move {
            match step {
                Step::Ended => None,
                Step::First(record) => Some(said(read(&services, &record).await.ok()?, &record)),
                Step::Then { id, last } => loop {
                    tokio::time::sleep(services.settings.progress_every).await;
                    // A store that does not answer ends the stream: clients connect again.
                    let record = RenderRecord::find(&services, &caller, &id).await.ok()?;
                    let now = read(&services, &record).await.ok()?;
                    if now != last {
                        break Some(said(now, &record));
                    }
                },
            }
        }
    })
}

fn said(progress: ProgressEvent, record: &RenderRecord) -> (ProgressEvent, Step) {
    let next = match record.render.phase.is_final() {
        true => Step::Ended,
        false => Step::Then { id: record.id.to_string(), last: progress.clone() },
    };
    (progress, next)
}

async fn read(services: &Services, record: &RenderRecord) -> Result<ProgressEvent, Problem> {
    let report = services.state.progress().get(record.id).await.map_err(|e| Problem::unavailable("state", &e))?;
    let report = report.filter(|report| report.attempt == record.render.attempt && !record.render.phase.is_final());
    let done = record.render.phase == domain::render::Phase::Done;
    Ok(ProgressEvent {
        status: record.status(),
        attempt: record.render.attempt,
        stage: report.as_ref().map(|report| report.stage.clone()),
        percent: if done { Some(100) } else { report.map(|report| report.percent.into()) },
        error: record.error(),
    })
}
