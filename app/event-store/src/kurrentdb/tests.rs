//! The contract over the protocol's double, and what only this adapter promises.

use super::KurrentLog;
use crate::EventStore;
use crate::contract::Log;
use kurrentdb_double::Double;
use std::sync::Arc;

/// A log on a server of its own, which goes with it.
struct PrivateLog(Double);

#[async_trait::async_trait]
impl Log for PrivateLog {
    async fn open(&self) -> Arc<dyn EventStore> {
        Arc::new(KurrentLog::open(&self.0.url()).await.unwrap())
    }
}

fn new_log() -> Arc<dyn Log> {
    Arc::new(PrivateLog(Double::start().unwrap()))
}

contract_tests!(super::new_log());
