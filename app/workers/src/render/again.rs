//! A render made again, from its sealed edit and the sources that were recorded: does it give the same files?

use super::attempt::Attempt;
use super::fetch;
use crate::Environment;
use crate::studio::Order;
use domain::aggregate::Aggregate;
use domain::composition::OutputFormat;
use domain::ids::RenderId;
use domain::render::{FetchedSource, Output, OutputRole, Phase, Render, RenderEvent, Rendered};
use domain::{Failure, FailureCode};
use egress::Cached;
use event_store::history;
use renderer::{Difference, Progress};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use storage::{Key, StorageError, layout};
use tokio_util::sync::CancellationToken;

/// What came of making a render again.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Every file has the hash that was recorded.
    Equal {
        /// How many files.
        files: usize,
    },
    /// A file has another hash.
    Different {
        /// Which.
        role: OutputRole,
        /// Where it first differs; none when the original is no longer kept, so that only the hashes can be compared.
        first: Option<Difference>,
        /// Which engine and encoder made the original, when they are not today's.
        made_by: Option<String>,
    },
    /// A source is no longer what it was, or not to be had.
    SourceGone {
        /// JSON path of the first clip that uses it.
        pointer: String,
        /// Why.
        reason: String,
    },
}

/// Makes the render again in `folder`, an existing folder of its own, and compares.
///
/// # Errors
/// [`Failure`] when there is no such render, when it never was done, or when it cannot be made now.
pub async fn again(
    environment: Arc<Environment>,
    render: RenderId,
    folder: &Path,
    cancelled: &CancellationToken,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Verdict, Failure> {
    let recorded = recorded(&environment, render).await?;
    let attempt = recorded.attempt;
    let checked = attempt.edit().await?;
    if checked.sources.len() != recorded.sources.len() {
        let reason = "the edit is read otherwise today: it has other sources than were recorded";
        return Err(Failure::new(FailureCode::BadEdit, reason));
    }
    let mut pinned: Vec<Cached> = Vec::with_capacity(checked.sources.len());
    for (source, known) in checked.sources.iter().zip(&recorded.sources) {
        match fetch::as_recorded(&attempt, source, known, cancelled).await {
            Ok(cached) => pinned.push(cached),
            Err(reason) => return Ok(Verdict::SourceGone { pointer: known.pointer.clone(), reason }),
        }
    }
    let files: Vec<PathBuf> = pinned.iter().map(|source| source.path.clone()).collect();
    let order = Order {
        edit: &checked.edit,
        sources: &checked.sources,
        files: &files,
        options: attempt.options(),
        // What was encoded then proves nothing.
        cache: None,
        folder,
        cancelled,
    };
    let facts = environment.studio.facts(&order).await?;
    let made = environment.studio.make(&order, &facts, progress).await?;
    let then = &recorded.rendered;
    let today = (made.report.engine.as_str(), made.report.encoder.as_str());
    for output in &recorded.outputs {
        let again = made.report.outputs.iter().find(|file| file.role == output.role);
        if again.is_some_and(|again| again.sha256 == output.sha256) {
            continue;
        }
        let made_by = ((then.engine.as_str(), then.encoder.as_str()) != today)
            .then(|| format!("{} with {}", then.engine, then.encoder));
        let first = match again {
            Some(again) => {
                let original = original(&environment, render, attempt.number, output, folder).await?;
                compare(&environment, original.as_deref(), &folder.join(&again.file), output, then, cancelled).await?
            }
            None => None,
        };
        return Ok(Verdict::Different { role: output.role, first, made_by });
    }
    Ok(Verdict::Equal { files: recorded.outputs.len() })
}

/// What the log says of a render.
struct Recorded {
    /// The attempt that was saved.
    attempt: Attempt,
    sources: Vec<FetchedSource>,
    rendered: Rendered,
    outputs: Vec<Output>,
}

async fn recorded(environment: &Arc<Environment>, render: RenderId) -> Result<Recorded, Failure> {
    let history = history::<Render>(environment.log.as_ref(), render.0).await.map_err(|error| {
        Failure::new(FailureCode::StorageUnavailable, format!("the render's history cannot be read: {error}"))
    })?;
    let state = Render::fold(history.iter().map(|(_, event)| event));
    let (Some((first, _)), Some(queued)) = (history.first(), state.queued) else {
        return Err(Failure::new(FailureCode::BadEdit, format!("there is no render {render}")));
    };
    if state.phase != Phase::Done {
        return Err(Failure::new(FailureCode::BadEdit, "the render is not done: there is nothing to compare with"));
    }
    let attempt = Attempt::new(environment.clone(), render.0, first.metadata.clone(), queued, state.attempt);
    let (mut sources, mut rendered) = (Vec::new(), None);
    for (_, event) in history {
        match event {
            RenderEvent::Fetched(fetched) if fetched.attempt == state.attempt => sources.extend(fetched.sources),
            RenderEvent::Rendered(made) if made.attempt == state.attempt => rendered = Some(made),
            _ => {}
        }
    }
    let rendered = rendered.ok_or_else(|| Failure::new(FailureCode::Internal, "it was saved, but never rendered"))?;
    Ok(Recorded { attempt, sources, rendered, outputs: state.outputs })
}

/// The file that was made then, fetched from storage; none when it is no longer kept.
async fn original(
    environment: &Environment,
    render: RenderId,
    attempt: u32,
    output: &Output,
    folder: &Path,
) -> Result<Option<PathBuf>, Failure> {
    let unavailable = |error: &dyn std::fmt::Display| {
        Failure::new(FailureCode::StorageUnavailable, format!("the original cannot be fetched from storage: {error}"))
    };
    let key = Key::new(layout::render_file(render, attempt, &output.file))
        .map_err(|error| Failure::new(FailureCode::Internal, error.to_string()))?;
    let mut opened = match environment.blobs.open(&key, None).await {
        Ok(opened) => opened,
        Err(StorageError::NotFound(_)) => return Ok(None),
        Err(error) => return Err(unavailable(&error)),
    };
    let path = folder.join("original");
    let mut file = tokio::fs::File::create(&path).await.map_err(|error| unavailable(&error))?;
    tokio::io::copy(&mut opened.content, &mut file).await.map_err(|error| unavailable(&error))?;
    tokio::io::AsyncWriteExt::flush(&mut file).await.map_err(|error| unavailable(&error))?;
    Ok(Some(path))
}

async fn compare(
    environment: &Environment,
    original: Option<&Path>,
    again: &Path,
    output: &Output,
    rendered: &Rendered,
    cancelled: &CancellationToken,
) -> Result<Option<Difference>, Failure> {
    let Some(original) = original else { return Ok(None) };
    let is_film = output.role == OutputRole::Main && output.media_type == OutputFormat::Mp4.media_type();
    let rate = match output.duration {
        Some(seconds) if is_film && seconds > 0.0 => rendered.frames as f64 / seconds,
        _ => 0.0,
    };
    environment.studio.compare(original, again, rate, cancelled).await.map(Some)
}
