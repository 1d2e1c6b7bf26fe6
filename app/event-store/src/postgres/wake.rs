//! Notices between processes that something was appended. They only wake: what there is to read, the table says, and a
//! notice that is lost is made up for by the next poll.

use sea_orm::sqlx::postgres::{PgListener, PgPool};
use std::sync::Weak;
use std::time::Duration;
use tokio::sync::watch;

const CHANNEL: &str = "rushes_events";

/// The most often that a process gives notice. A notice makes commits wait for each other, so there is not one for each.
const AT_MOST: Duration = Duration::from_millis(20);
/// How long to wait before the server is asked again after it went away.
const AGAIN: Duration = Duration::from_secs(1);

/// Gives notice of this process's appends, until its log is gone.
pub(super) async fn tell(pool: PgPool, mut appended: watch::Receiver<()>) {
    while appended.changed().await.is_ok() {
        // One that fails is made up for by the others' polls.
        let _told = sea_orm::sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(&pool).await;
        tokio::time::sleep(AT_MOST).await;
    }
}

/// Wakes this process's readers at other processes' notices, until its log is gone.
pub(super) async fn listen(pool: PgPool, readers: Weak<watch::Sender<()>>) {
    while readers.strong_count() > 0 {
        if let Ok(mut listener) = PgListener::connect_with(&pool).await
            && listener.listen(CHANNEL).await.is_ok()
        {
            while listener.recv().await.is_ok() {
                let Some(readers) = readers.upgrade() else { return };
                readers.send_replace(());
            }
        }
        tokio::time::sleep(AGAIN).await;
    }
}
