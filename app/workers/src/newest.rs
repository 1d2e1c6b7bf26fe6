//! Reports of how far something is: written in the background, the newest only, so that a slow disk never holds up the work.

use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Writes the newest of what it is told.
pub(crate) struct Newest<T> {
    latest: watch::Sender<Option<T>>,
    ended: CancellationToken,
    writing: JoinHandle<()>,
}

impl<T: Clone + Send + Sync + 'static> Newest<T> {
    /// Has `write` write a report, and then none for this long: each is synced to the disk.
    pub fn new<W>(every: Duration, write: impl Fn(T) -> W + Send + Sync + 'static) -> Self
    where
        W: Future<Output = ()> + Send,
    {
        let (latest, mut reports) = watch::channel(None::<T>);
        let ended = CancellationToken::new();
        let told = ended.clone();
        let writing = tokio::spawn(async move {
            while let Some(Ok(())) = told.run_until_cancelled(reports.changed()).await {
                let report = reports.borrow_and_update().clone();
                if let Some(report) = report {
                    write(report).await;
                }
                if told.run_until_cancelled(tokio::time::sleep(every)).await.is_none() {
                    return;
                }
            }
        });
        Self { latest, ended, writing }
    }

    /// Something was reported.
    pub fn tell(&self, report: T) {
        self.latest.send_replace(Some(report));
    }

    /// What can be told from elsewhere, for as long as it is held.
    pub fn teller(&self) -> impl Fn(T) + Send + Sync + use<T> {
        let latest = self.latest.clone();
        move |report| {
            latest.send_replace(Some(report));
        }
    }

    /// Nothing is written any more once this returns.
    pub async fn end(self) {
        self.ended.cancel();
        let _ = self.writing.await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::mpsc;

    fn newest(every: Duration) -> (Newest<u32>, mpsc::UnboundedReceiver<u32>) {
        let (written, reports) = mpsc::unbounded_channel();
        let newest = Newest::new(every, move |report| {
            written.send(report).unwrap();
            std::future::ready(())
        });
        (newest, reports)
    }

    #[tokio::test]
    async fn the_newest_is_written_as_soon_as_it_may_be() {
        let (newest, mut written) = newest(Duration::ZERO);
        for report in 1..=9 {
            newest.teller()(report);
        }
        // The writer had no turn in between.
        assert_eq!(written.recv().await, Some(9));
        newest.tell(10);
        assert_eq!(written.recv().await, Some(10));
        newest.end().await;
        assert_eq!(written.recv().await, None);
    }

    #[tokio::test]
    async fn what_comes_too_soon_is_not_written_and_the_end_does_not_wait_for_it() {
        let (newest, mut written) = newest(Duration::from_secs(3600));
        newest.tell(1);
        assert_eq!(written.recv().await, Some(1));
        newest.tell(2);
        newest.end().await;
        assert_eq!(written.recv().await, None);
    }
}
