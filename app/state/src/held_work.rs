//! Work that one process does at a time, for as long as it goes on: projecting, reacting, keeping the ledger.

use crate::{State, StoreError};
use domain::Timestamp;
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

/// The lease could not be asked for, renewed or released.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct LeaseFailed(#[from] pub StoreError);

impl HeldWork {
    /// Does the work now, unless somebody else holds it or comes to hold it meanwhile: then none.
    ///
    /// # Errors
    /// The work's own, and [`LeaseFailed`].
    pub async fn now<T, E: From<LeaseFailed>>(&self, work: impl Future<Output = Result<T, E>>) -> Result<Option<T>, E> {
        if !self.try_acquire().await? {
            return Ok(None);
        }
        let result = tokio::select! {
            result = work => result.map(Some),
            lost = self.hold() => lost.map(|()| None).map_err(E::from),
        };
        self.release().await?;
        result
    }

    /// Waits until the work is ours, and does it until it ends or is somebody else's. A failure lets go, so that it keeps nobody
    /// from trying meanwhile.
    ///
    /// # Errors
    /// The work's own, and [`LeaseFailed`].
    pub async fn next<E: From<LeaseFailed>>(&self, work: impl Future<Output = Result<(), E>>) -> Result<(), E> {
        while !self.try_acquire().await? {
            tokio::time::sleep(ASK).await;
        }
        let result = tokio::select! {
            result = work => result,
            lost = self.hold() => lost.map_err(E::from),
        };
        if result.is_err() {
            self.release().await?;
        }
        result
    }

    /// Lets go, if it is ours.
    ///
    /// # Errors
    /// [`LeaseFailed`].
    pub async fn release(&self) -> Result<(), LeaseFailed> {
        self.state.leases().release(&self.work, &self.holder).await?;
        Ok(())
    }

    async fn try_acquire(&self) -> Result<bool, LeaseFailed> {
        Ok(self.state.leases().acquire(&self.work, &self.holder, TTL, (self.clock)()).await?)
    }

    /// Renews until the lease is somebody else's.
    async fn hold(&self) -> Result<(), LeaseFailed> {
        loop {
            tokio::time::sleep(RENEW).await;
            if !self.state.leases().renew(&self.work, &self.holder, TTL, (self.clock)()).await? {
                return Ok(());
            }
        }
    }
}
