//! One process at a time: a lease that is held for as long as the work goes on.

use crate::ProjectionError;
use domain::Timestamp;
use state::State;
use std::sync::Arc;
use std::time::Duration;

/// What time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How long a lease holds without being renewed: short, since two at work at the same time do no harm here, and since after a
/// crash the next one waits this long.
const TTL: Duration = Duration::from_secs(3);
/// How often it is renewed.
const RENEW: Duration = Duration::from_secs(1);
/// How often a lease that somebody else holds is asked for.
const ASK: Duration = Duration::from_millis(250);

/// A lease on one piece of work, for one holder.
#[derive(Clone)]
pub struct HeldWork {
    /// Where leases are kept.
    pub state: State,
    /// What is held.
    pub work: String,
    /// Who holds it: a random id of the process.
    pub holder: String,
    /// Now.
    pub clock: Clock,
}

impl HeldWork {
    /// Takes the work if nobody holds it.
    ///
    /// # Errors
    /// [`ProjectionError::Lease`], as all of these.
    pub async fn try_acquire(&self) -> Result<bool, ProjectionError> {
        let leases = self.state.leases();
        leases.acquire(&self.work, &self.holder, TTL, (self.clock)()).await.map_err(ProjectionError::Lease)
    }

    /// Waits until the work is ours.
    ///
    /// # Errors
    /// [`ProjectionError::Lease`].
    pub async fn acquire(&self) -> Result<(), ProjectionError> {
        while !self.try_acquire().await? {
            tokio::time::sleep(ASK).await;
        }
        Ok(())
    }

    /// Renews until the lease is somebody else's.
    ///
    /// # Errors
    /// [`ProjectionError::Lease`].
    pub async fn hold(&self) -> Result<(), ProjectionError> {
        loop {
            tokio::time::sleep(RENEW).await;
            let leases = self.state.leases();
            if !leases.renew(&self.work, &self.holder, TTL, (self.clock)()).await.map_err(ProjectionError::Lease)? {
                return Ok(());
            }
        }
    }

    /// Lets go, if it is ours.
    ///
    /// # Errors
    /// [`ProjectionError::Lease`].
    pub async fn release(&self) -> Result<(), ProjectionError> {
        self.state.leases().release(&self.work, &self.holder).await.map(|_| ()).map_err(ProjectionError::Lease)
    }
}
