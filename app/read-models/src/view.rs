//! What every view has in common.

use crate::ProjectionError;
use crate::fact::Fact;
use crate::table::Table;
use sea_orm::DatabaseTransaction;

/// A view: a table and how events change it.
#[async_trait::async_trait]
pub(crate) trait View: Send + Sync {
    /// For people: the same in every version.
    fn name(&self) -> &'static str;

    /// Raise it whenever the table, or what an event does to it, changes, and write it into the table's name: from version 2 on
    /// a table is called `<name>_<version>`. The view is then made anew from the log, beside what processes of the version
    /// before still read and write.
    fn version(&self) -> i64;

    /// Its table, which it alone writes.
    fn table(&self) -> &dyn Table;

    /// What the event does to the rows. Depends on the rows and the event alone, so that rebuilding gives the same rows.
    async fn apply(&self, rows: &DatabaseTransaction, fact: &Fact) -> Result<(), ProjectionError>;
}
