//! How far an attempt is, for whoever watches. State, never events; losing a report loses nothing.

use crate::Environment;
use crate::newest::Newest;
use domain::ids::RenderId;
use renderer::Progress as Frames;
use state::Progress;
use std::sync::Arc;
use std::time::Duration;

/// Fetching counts for this many percent, rendering for the rest but what saving takes.
const FETCHED: u8 = 10;
const RENDERED: u8 = 95;

/// What is reported: the stage, percent, frames.
type Report = (&'static str, u8, u64);

/// Reports of one attempt.
pub(super) struct Reporter {
    environment: Arc<Environment>,
    render: RenderId,
    number: u32,
    newest: Newest<Report>,
}

impl Reporter {
    pub fn new(environment: Arc<Environment>, render: RenderId, number: u32) -> Self {
        let writer = environment.clone();
        // Whoever renders reports rarely enough.
        let newest = Newest::new(Duration::ZERO, move |(stage, percent, frames): Report| {
            let writer = writer.clone();
            async move {
                let now = writer.now();
                let report = Progress { attempt: number, stage: stage.to_owned(), percent, frames, updated_at: now };
                if let Err(error) = writer.state.progress().set(render, &report).await {
                    tracing::debug!(%render, %error, "progress could not be written");
                }
            }
        });
        Self { environment, render, number, newest }
    }

    /// The attempt is over: nothing is left of its reports.
    pub async fn clear(self) {
        let Self { environment, render, number, newest } = self;
        // The last report is written before it is cleared, not after.
        newest.end().await;
        if let Err(error) = environment.state.progress().clear(render, number).await {
            tracing::warn!(%render, %error, "a render's progress could not be cleared");
        }
    }

    /// A stage without frames begins.
    pub fn stage(&self, stage: &'static str) {
        self.newest.tell((stage, 0, 0));
    }

    /// All frames are made and become files in storage.
    pub fn saving(&self, frames: u64) {
        self.newest.tell(("saving", RENDERED, frames));
    }

    /// Frames were made.
    pub fn rendering(&self, frames: Frames) {
        let percent = u16::from(FETCHED) + u16::from(frames.percent()) * u16::from(RENDERED - FETCHED) / 100;
        self.newest.tell(("rendering", percent.min(100) as u8, frames.frames));
    }
}
