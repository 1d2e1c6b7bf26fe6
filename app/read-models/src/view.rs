//! What every view has in common.

use crate::ProjectionError;
use crate::fact::Fact;
use crate::table::Table;
use sea_orm::DatabaseTransaction;

/// A view: a table and how events change it.
#[async_trait::async_trait]
pub(crate) trait View: Send + Sync {
    /// Its own name, and its checkpoint's.
    fn name(&self) -> &'static str;

    /// Raise it whenever the table, or what an event does to it, changes: the view is then made anew from the log.
    fn version(&self) -> i64;

    /// Its table, which it alone writes.
    fn table(&self) -> &dyn Table;

    /// What the event does to the rows. Depends on the rows and the event alone, so that rebuilding gives the same rows.
    async fn apply(&self, rows: &DatabaseTransaction, fact: &Fact) -> Result<(), ProjectionError>;
}
