//! The one task that writes: it takes what waits, commits it together, and answers each caller on its own.

use super::position::Rows;
use crate::sql::append::append;
use crate::{Appended, Batch, Error, Expected, StoreError, StoreErrorKind, StreamName};
use migrations::sqlite::begin_write;
use sea_orm::DatabaseConnection;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{mpsc, oneshot, watch};

/// The most appends that are committed together.
const GROUP: usize = 256;
/// The most appends that wait; beyond it, callers wait to be let in.
const QUEUE: usize = 1024;

struct Request {
    stream: StreamName,
    expected: Expected,
    batch: Batch,
    begun: Instant,
    reply: oneshot::Sender<Result<Appended, Error>>,
}

/// The way to the writing task, which ends with the last of these.
#[derive(Clone)]
pub(super) struct Writer {
    requests: mpsc::Sender<Request>,
}

impl Writer {
    pub(super) fn start(database: DatabaseConnection, committed: Arc<watch::Sender<()>>) -> Self {
        let (requests, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(write(database, waiting, committed));
        Self { requests }
    }

    pub(super) async fn append(&self, stream: StreamName, expected: Expected, batch: Batch) -> Result<Appended, Error> {
        let (reply, answer) = oneshot::channel();
        let request = Request { stream, expected, batch, begun: Instant::now(), reply };
        self.requests.send(request).await.map_err(|_| closed())?;
        answer.await.map_err(|_| closed())?
    }
}

fn closed() -> Error {
    StoreError::new(StoreErrorKind::Closed, "the log was closed before the append was answered").into()
}

async fn write(database: DatabaseConnection, mut waiting: mpsc::Receiver<Request>, committed: Arc<watch::Sender<()>>) {
    let mut group = Vec::with_capacity(GROUP);
    while waiting.recv_many(&mut group, GROUP).await > 0 {
        metrics::histogram!("rushes_event_store_group_appends").record(group.len() as f64);
        let answers = match commit(&database, &group).await {
            Ok(answers) => answers,
            // Something beyond a refusal went wrong, and nothing was written. What concerns one append must not fail the
            // others, so each gets a transaction of its own.
            Err(_) if group.len() > 1 => {
                let mut answers = Vec::with_capacity(group.len());
                for request in &group {
                    answers.push(commit_alone(&database, request).await);
                }
                answers
            }
            Err(error) => vec![Err(error.into())],
        };
        committed.send_replace(());
        for (request, answer) in group.drain(..).zip(answers) {
            crate::measure::append(request.begun, &answer);
            // Who no longer waits does not need the answer.
            let _gone = request.reply.send(answer);
        }
    }
}

/// Commits the group's appends together; each has its own answer. An error means that none was written.
async fn commit(database: &DatabaseConnection, group: &[Request]) -> Result<Vec<Result<Appended, Error>>, StoreError> {
    let transaction = begin_write(database).await?;
    let mut answers = Vec::with_capacity(group.len());
    for request in group {
        match append::<Rows>(&transaction, &request.stream, request.expected, &request.batch).await {
            Err(Error::Store(error)) => {
                // The first error says what is wrong; that rolling back fails too adds nothing.
                let _rolled_back = transaction.rollback().await;
                return Err(error);
            }
            answer => answers.push(answer),
        }
    }
    transaction.commit().await?;
    Ok(answers)
}

async fn commit_alone(database: &DatabaseConnection, request: &Request) -> Result<Appended, Error> {
    let mut answers = commit(database, std::slice::from_ref(request)).await?;
    answers.pop().unwrap_or_else(|| Err(closed()))
}
