//! How far an attempt is, for whoever watches. State, never events; losing a report loses nothing.

use super::attempt::Attempt;
use renderer::Progress as Frames;
use state::Progress;
use std::sync::Arc;
use tokio::sync::watch;

/// Fetching counts for this many percent, rendering for the rest but what saving takes.
const FETCHED: u8 = 10;
const RENDERED: u8 = 95;

/// Writes reports in the background, the newest only: a slow disk never holds up a render.
pub(super) struct Reporter {
    latest: watch::Sender<Option<(&'static str, u8, u64)>>,
}

impl Reporter {
    pub fn new(attempt: &Attempt) -> Self {
        let (latest, mut reports) = watch::channel(None::<(&'static str, u8, u64)>);
        let (environment, render, number) = (Arc::clone(&attempt.environment), attempt.render, attempt.number);
        tokio::spawn(async move {
            while reports.changed().await.is_ok() {
                let Some((stage, percent, frames)) = *reports.borrow_and_update() else { continue };
                let now = environment.now();
                let report = Progress { attempt: number, stage: stage.to_owned(), percent, frames, updated_at: now };
                if let Err(error) = environment.state.progress().set(render, &report).await {
                    tracing::debug!(%render, %error, "progress could not be written");
                }
            }
        });
        Self { latest }
    }

    /// A stage without frames begins.
    pub fn stage(&self, stage: &'static str) {
        self.latest.send_replace(Some((stage, 0, 0)));
    }

    /// Frames were made.
    pub fn rendering(&self, frames: Frames) {
        let percent = u16::from(FETCHED) + u16::from(frames.percent()) * u16::from(RENDERED - FETCHED) / 100;
        self.latest.send_replace(Some(("rendering", percent.min(100) as u8, frames.frames)));
    }
}
