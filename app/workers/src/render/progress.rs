//! How far an attempt is, for whoever watches. State, never events; losing a report loses nothing.

use crate::Environment;
use domain::ids::RenderId;
use renderer::Progress as Frames;
use state::Progress;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Fetching counts for this many percent, rendering for the rest but what saving takes.
const FETCHED: u8 = 10;
const RENDERED: u8 = 95;

/// Writes reports in the background, the newest only: a slow disk never holds up a render.
pub(super) struct Reporter {
    environment: Arc<Environment>,
    render: RenderId,
    number: u32,
    latest: watch::Sender<Option<(&'static str, u8, u64)>>,
    writing: JoinHandle<()>,
}

impl Reporter {
    pub fn new(environment: Arc<Environment>, render: RenderId, number: u32) -> Self {
        let (latest, mut reports) = watch::channel(None::<(&'static str, u8, u64)>);
        let writer = environment.clone();
        let writing = tokio::spawn(async move {
            while reports.changed().await.is_ok() {
                let Some((stage, percent, frames)) = *reports.borrow_and_update() else { continue };
                let now = writer.now();
                let report = Progress { attempt: number, stage: stage.to_owned(), percent, frames, updated_at: now };
                if let Err(error) = writer.state.progress().set(render, &report).await {
                    tracing::debug!(%render, %error, "progress could not be written");
                }
            }
        });
        Self { environment, render, number, latest, writing }
    }

    /// The attempt is over: nothing is left of its reports.
    pub async fn clear(self) {
        let Self { environment, render, number, latest, writing } = self;
        // The last report is written before it is cleared, not after.
        drop(latest);
        let _ = writing.await;
        if let Err(error) = environment.state.progress().clear(render, number).await {
            tracing::warn!(%render, %error, "a render's progress could not be cleared");
        }
    }

    /// A stage without frames begins.
    pub fn stage(&self, stage: &'static str) {
        self.latest.send_replace(Some((stage, 0, 0)));
    }

    /// All frames are made and become files in storage.
    pub fn saving(&self, frames: u64) {
        self.latest.send_replace(Some(("saving", RENDERED, frames)));
    }

    /// Frames were made.
    pub fn rendering(&self, frames: Frames) {
        let percent = u16::from(FETCHED) + u16::from(frames.percent()) * u16::from(RENDERED - FETCHED) / 100;
        self.latest.send_replace(Some(("rendering", percent.min(100) as u8, frames.frames)));
    }
}
