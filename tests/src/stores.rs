//! Where an installation keeps its log and its views, for whoever looks at them from outside.

use crate::checker::{Log, open};
use crate::wait;
use event_store::postgres::PostgresLog;
use event_store::{EventStore, Filter, Message, RecordedEvent};
use futures::StreamExt;
use read_models::Views;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::JoinHandle;

/// How long a follower rests before it asks a log again that did not answer.
const PAUSE: Duration = Duration::from_millis(100);

/// The place.
#[derive(Clone, Debug)]
pub enum Stores {
    /// Files of a data folder.
    Folder(PathBuf),
    /// A PostgreSQL database with this address.
    Server(String),
}

impl Stores {
    /// The log, to be read. Its processes may run.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn events(&self) -> Arc<dyn EventStore> {
        match self {
            Self::Folder(data) => Arc::new(open(data).await),
            Self::Server(url) => Arc::new(PostgresLog::open(url).await.unwrap()),
        }
    }

    /// The log as it is now.
    ///
    /// # Panics
    /// When it cannot be read.
    pub async fn log(&self) -> Log {
        Log::of(self.events().await.as_ref()).await
    }

    /// The views.
    ///
    /// # Panics
    /// When they cannot be opened.
    pub async fn views(&self) -> Views {
        match self {
            Self::Folder(data) => Views::open(&data.join("views.db")).await.unwrap(),
            Self::Server(url) => Views::connect(url).await.unwrap(),
        }
    }
}

/// Follows a log from its beginning, as a projector does, whatever becomes of its server meanwhile.
pub struct Follower {
    seen: Arc<Mutex<Vec<RecordedEvent>>>,
    task: JoinHandle<()>,
}

impl Follower {
    /// Begins to follow.
    ///
    /// # Panics
    /// When the log cannot be opened.
    pub async fn start(stores: &Stores) -> Self {
        let (log, seen) = (stores.events().await, Arc::<Mutex<Vec<RecordedEvent>>>::default());
        let task = tokio::spawn(follow(log, seen.clone()));
        Self { seen, task }
    }

    /// What it has seen so far.
    ///
    /// # Panics
    /// Never: nobody panics while it holds the lock.
    pub fn so_far(&self) -> Log {
        Log { events: self.seen.lock().unwrap().clone() }
    }

    /// Waits until it has seen as much as this log has, and then it has to have seen the same in the same order: an event that
    /// appeared behind what was read already would be missing.
    ///
    /// # Panics
    /// When it has not.
    pub async fn agrees_with(self, log: &Log) {
        let ids = |log: &Log| log.events.iter().map(|event| event.id).collect::<Vec<_>>();
        wait::until("the follower to see everything", async || {
            let seen = self.seen.lock().unwrap().len();
            assert!(!self.task.is_finished(), "the follower ended");
            (seen >= log.events.len()).then_some(())
        })
        .await;
        assert!(ids(&self.so_far()) == ids(log), "a follower saw another log than the one that is read now");
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn follow(log: Arc<dyn EventStore>, seen: Arc<Mutex<Vec<RecordedEvent>>>) {
    loop {
        let after = seen.lock().unwrap().last().map(|event| event.position.clone());
        let mut messages = log.subscribe_all(after, Filter::All);
        while let Some(Ok(message)) = messages.next().await {
            if let Message::Event(event) = message {
                seen.lock().unwrap().push(event);
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}
