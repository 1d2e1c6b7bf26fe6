//! How many bytes are there, for whoever watches. State, never events; losing a report loses nothing.

use super::Attempt;
use crate::Environment;
use crate::newest::Newest;
use domain::ids::TransferId;
use state::Sent;
use std::sync::Arc;
use std::time::Duration;

/// A report comes with every piece that is sent; nobody watches more closely than this.
const EVERY: Duration = Duration::from_millis(250);

/// Reports of one attempt.
pub(super) struct Reporter {
    environment: Arc<Environment>,
    transfer: TransferId,
    attempt: u32,
    newest: Newest<u64>,
}

impl Reporter {
    pub fn of(attempt: &Attempt<'_>) -> Self {
        let (environment, transfer, number) = (attempt.environment.clone(), attempt.id, attempt.number);
        let writer = environment.clone();
        let newest = Newest::new(EVERY, move |sent| {
            let writer = writer.clone();
            async move {
                let report = Sent { attempt: number, sent, updated_at: writer.now() };
                if let Err(error) = writer.state.transfer_progress().set(transfer, &report).await {
                    tracing::debug!(%transfer, %error, "progress could not be written");
                }
            }
        });
        Self { environment, transfer, attempt: number, newest }
    }

    /// What is told how many bytes there are.
    pub fn teller(&self) -> Arc<dyn Fn(u64) + Send + Sync> {
        Arc::new(self.newest.teller())
    }

    /// The attempt is over, or was given up: nothing is left of its reports.
    pub async fn clear(self) {
        let Self { environment, transfer, attempt, newest } = self;
        newest.end().await;
        if let Err(error) = environment.state.transfer_progress().clear(transfer, attempt).await {
            tracing::warn!(%transfer, %error, "a transfer's progress could not be cleared");
        }
    }
}
