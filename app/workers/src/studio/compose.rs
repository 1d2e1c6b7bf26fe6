//! One job of the renderer, in a child.

use super::{Studio, StudioLimits, named};
use crate::child::{self, ChildJob, ChildLimits};
use domain::{Failure, FailureCode};
use renderer::child::{Job, Message, Request};
use renderer::{Difference, Progress, RenderJob, RenderReport};
use std::path::Path;
use tokio_util::sync::CancellationToken;

/// Renders; the files are in the job's directory afterwards.
pub(super) async fn render(
    studio: &Studio,
    job: RenderJob,
    memory: u64,
    cancelled: &CancellationToken,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<RenderReport, Failure> {
    let limits = ChildLimits { memory, time: studio.limits.time, silence: studio.limits.silence, are_settings: true };
    let job = Job::Render { job: Box::new(job) };
    let mut told = |message| {
        if let Message::Progress(made) = message {
            progress(made);
        }
    };
    match ask(studio, "the render", job, limits, cancelled, &mut told).await {
        Ok(Message::Rendered(report)) => Ok(report),
        Ok(_) => Err(Failure::new(FailureCode::Internal, "the renderer answered with something else")),
        Err(failure) => Err(named(failure)),
    }
}

/// Where two files first differ.
pub(super) async fn compare(
    studio: &Studio,
    one: &Path,
    other: &Path,
    rate: f64,
    cancelled: &CancellationToken,
) -> Result<Difference, Failure> {
    // Nothing is said before the end.
    let StudioLimits { time, .. } = studio.limits;
    let limits = ChildLimits { memory: 1 << 30, time, silence: time, are_settings: true };
    let job = Job::Compare { one: one.to_path_buf(), other: other.to_path_buf(), rate };
    match ask(studio, "the comparison", job, limits, cancelled, &mut |_| {}).await? {
        Message::Compared { difference } => Ok(difference),
        _ => Err(Failure::new(FailureCode::Internal, "the comparison answered with something else")),
    }
}

/// Has a child do the job; its last message. Those before are `told`.
pub(super) async fn ask(
    studio: &Studio,
    what: &str,
    job: Job,
    limits: ChildLimits,
    cancelled: &CancellationToken,
    told: &mut (dyn FnMut(Message) + Send),
) -> Result<Message, Failure> {
    // The child's own limit is a backstop behind the watch on its resident memory, which explains itself better.
    let request = Request { job, data_bytes: Some(limits.memory.saturating_mul(2)) };
    let job = ChildJob {
        program: studio.executable.clone(),
        arguments: vec!["render-child".into()],
        environment: studio.environment(),
        job: serde_json::to_vec(&request).map_err(|e| Failure::new(FailureCode::Internal, e.to_string()))?,
        limits,
    };
    let mut answer = None;
    let line = |line: &str| match serde_json::from_str::<Message>(line) {
        Ok(message @ (Message::Progress(_) | Message::Probed(_))) => told(message),
        Ok(message) => answer = Some(message),
        Err(error) => tracing::warn!(%error, "a child said something that is no message"),
    };
    let end = child::run(job, cancelled, line, child::heard).await;
    match (answer, end) {
        // A crash on the way out changes nothing about what was said.
        (Some(Message::Failed { failure }), _) => Err(failure),
        (Some(message), _) => Ok(message),
        (None, Ok(())) => Err(Failure::new(FailureCode::Crashed, format!("{what} ended without an answer"))),
        (None, Err(end)) => Err(end.failure(what)),
    }
}
