//! The steps of an attempt.

use super::progress::Reporter;
use super::{fetch, save};
use crate::Environment as Workplace;
use crate::cancel::StopSignal;
use crate::say::say;
use crate::studio::{Order, named};
use crate::submitted;
use domain::edit::{Checked, CompileOptions, Limits};
use domain::ids::RenderId;
use domain::render::{Command, Fetched, Queued, Refusal, Render, Rendered};
use domain::{Failure, FailureCode};
use egress::Cached;
use event_store::{ExecuteError, Metadata};
use renderer::SegmentCache;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// One attempt at one render.
pub(super) struct Attempt {
    pub environment: Arc<Workplace>,
    pub render: RenderId,
    pub number: u32,
    /// The envelope of the render's first event: whose it is.
    pub first: Metadata,
    queued: Queued,
}

impl Attempt {
    pub fn new(environment: Arc<Workplace>, id: Uuid, first: Metadata, queued: Queued, number: u32) -> Self {
        Self { environment, render: RenderId(id), number, first, queued }
    }

    /// Everything, from the sealed edit to the saved files.
    pub async fn run(&self, stop: &StopSignal, progress: &Reporter) -> Result<(), Failure> {
        let folder = Scratch::make(&self.environment.scratch, self.render, self.number)?;
        let checked = self.edit().await?;

        let (sources, fetched) = fetch::all(self, &checked, progress, stop.token()).await?;
        let files: Vec<PathBuf> = sources.iter().map(|source| source.path.clone()).collect();
        let order = Order {
            edit: &checked.edit,
            sources: &checked.sources,
            files: &files,
            options: self.options(),
            cache: self.segments(&checked, &sources),
            folder: &folder.0,
            cancelled: stop.token(),
        };
        let facts = self.environment.studio.facts(&order).await?;
        self.say(Command::Fetch(Fetched { attempt: self.number, sources: fetched })).await?;

        let made = self.environment.studio.make(&order, &facts, &mut |made| progress.rendering(made)).await;
        if order.cache.is_some() {
            self.forget_what_was_erased().await;
        }
        let made = made?;
        let report = &made.report;
        self.say(Command::Finish(Rendered {
            attempt: self.number,
            engine: report.engine.clone(),
            encoder: report.encoder.clone(),
            fonts: made.fonts,
            frames: report.frames,
            segments: report.segments,
            reused: report.reused,
            millis: report.millis,
        }))
        .await?;

        if report.reused < report.segments {
            self.environment.segments.tidy();
        }
        progress.saving(report.frames);
        let saved = save::all(self, &folder.0, report).await?;
        self.say(Command::Save(saved)).await?;
        metrics::counter!("rushes_renders_done_total").increment(1);
        tracing::info!(render = %self.render, attempt = self.number, frames = report.frames, millis = report.millis, "rendered");
        Ok(())
    }

    /// Ends the attempt: another one follows if that may help.
    pub async fn fail(&self, failure: Failure) {
        tracing::info!(render = %self.render, attempt = self.number, code = ?failure.code, message = %failure.message, "an attempt failed");
        metrics::counter!("rushes_render_attempts_failed_total").increment(1);
        let command = Command::Fail { attempt: self.number, failure: named(failure), now: self.environment.now() };
        if let Err(error) = self.tell(command).await {
            // The lease runs out, and whoever takes the work over ends this attempt.
            tracing::warn!(render = %self.render, attempt = self.number, %error, "a failure could not be recorded");
        }
    }

    pub(super) fn is_stage(&self) -> bool {
        submitted::is_stage(&self.first)
    }

    /// What beside the edit decides what is drawn.
    pub(super) fn options(&self) -> CompileOptions {
        CompileOptions {
            watermark: self.is_stage(),
            max_duration: self.limits().max_duration,
            mattes: self.queued.mattes,
        }
    }

    /// Where segments are kept: its workspace's own folder. None where the edit wants nothing from before.
    fn segments(&self, checked: &Checked, sources: &[Cached]) -> Option<SegmentCache> {
        let folder = self.environment.segments.of(self.first.workspace).filter(|_| checked.cached)?;
        Some(SegmentCache { folder, digests: sources.iter().map(|source| source.sha256.clone()).collect() })
    }

    /// Segments that show what was erased while they were made go: whoever erased it has not seen them.
    async fn forget_what_was_erased(&self) {
        if !submitted::is_erased(&self.environment, &self.first, self.queued.document.id).await {
            return;
        }
        let (segments, workspace) = (self.environment.segments.clone(), self.first.workspace);
        let erased = tokio::task::spawn_blocking(move || segments.erase(workspace, None)).await;
        if !matches!(erased, Ok(Ok(()))) {
            tracing::error!(render = %self.render, "segments of an erased edit could not be removed");
        }
    }

    pub(super) fn limits(&self) -> &Limits {
        submitted::limits(&self.environment, &self.first)
    }

    /// The submitted edit, opened and checked again: the rules may have changed since it was accepted.
    pub(super) async fn edit(&self) -> Result<Checked, Failure> {
        let opened = submitted::open(&self.environment, &self.first, self.queued.document.id).await?;
        let erased = || Failure::new(FailureCode::BadEdit, "the submitted edit was erased before it was rendered");
        let raw = opened.ok_or_else(erased)?;
        domain::edit::check(&raw, self.limits()).map_err(|faults| {
            let first = faults.into_iter().next();
            first.map_or_else(
                || Failure::new(FailureCode::BadEdit, "the edit is no longer accepted"),
                |fault| named(Failure::at(FailureCode::BadEdit, fault.path, fault.message)),
            )
        })
    }

    async fn tell(&self, command: Command) -> Result<(), ExecuteError<Refusal>> {
        say::<Render>(&self.environment, &self.first, self.render.0, command).await.map(|_| ())
    }

    /// Appends what happened. Refused: the attempt is no longer ours.
    async fn say(&self, command: Command) -> Result<(), Failure> {
        self.tell(command).await.map_err(|error| match error {
            ExecuteError::Refused(refusal) => Failure::new(FailureCode::LeaseLost, refusal.to_string()),
            error => {
                tracing::error!(render = %self.render, %error, "the log cannot be written");
                Failure::new(FailureCode::StorageUnavailable, "the event log cannot be written")
            }
        })
    }
}

/// The attempt's own folder; gone with it.
struct Scratch(PathBuf);

impl Scratch {
    fn make(root: &Path, render: RenderId, attempt: u32) -> Result<Self, Failure> {
        let folder = root.join(format!("{render}-{attempt}"));
        std::fs::create_dir_all(&folder).map(|()| Self(folder)).map_err(|error| {
            tracing::error!(%error, "no folder for a render can be made");
            Failure::new(FailureCode::StorageUnavailable, "no working folder can be made on this server's disk")
        })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            tracing::warn!(%error, "a render's folder could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::start;
    use crate::testing::{OURS, World};

    #[tokio::test]
    async fn what_was_kept_of_an_edit_that_was_erased_meanwhile_goes() {
        let world = World::new().await;
        let id = world.queue(false).await;
        let attempt = start(&world.environment, id.0).await.unwrap().unwrap();
        let kept = world.environment.segments.of(OURS).unwrap().join("segment");
        std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
        std::fs::write(&kept, "pictures").unwrap();
        attempt.forget_what_was_erased().await;
        assert!(kept.exists(), "its edit is still there");
        world.environment.state.documents().erase(OURS).await.unwrap();
        attempt.forget_what_was_erased().await;
        assert!(!kept.exists());
    }
}
