//! How many bytes are there, for whoever watches. State, never events; losing a report loses nothing.

use super::Attempt;
use crate::Environment;
use domain::ids::TransferId;
use state::Sent;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Writes reports in the background, the newest only: a slow disk never holds up a transfer.
pub(super) struct Reporter {
    environment: Arc<Environment>,
    transfer: TransferId,
    attempt: u32,
    latest: watch::Sender<u64>,
    writing: JoinHandle<()>,
}

impl Reporter {
    pub fn of(attempt: &Attempt<'_>) -> Self {
        let (environment, transfer, number) = (attempt.environment.clone(), attempt.id, attempt.number);
        let (latest, mut reports) = watch::channel(0);
        let writer = environment.clone();
        let writing = tokio::spawn(async move {
            while reports.changed().await.is_ok() {
                let sent = *reports.borrow_and_update();
                let report = Sent { attempt: number, sent, updated_at: writer.now() };
                if let Err(error) = writer.state.transfer_progress().set(transfer, &report).await {
                    tracing::debug!(%transfer, %error, "progress could not be written");
                }
            }
        });
        Self { environment, transfer, attempt: number, latest, writing }
    }

    /// What is told how many bytes there are.
    pub fn tell(&self) -> Arc<dyn Fn(u64) + Send + Sync> {
        let latest = self.latest.clone();
        Arc::new(move |sent| {
            latest.send_replace(sent);
        })
    }
}

impl Drop for Reporter {
    /// The attempt is over, or was given up: nothing is left of its reports.
    fn drop(&mut self) {
        self.writing.abort();
        let (environment, transfer, attempt) = (self.environment.clone(), self.transfer, self.attempt);
        tokio::spawn(async move {
            if let Err(error) = environment.state.transfer_progress().clear(transfer, attempt).await {
                tracing::warn!(%transfer, %error, "a transfer's progress could not be cleared");
            }
        });
    }
}
