//! Event appends a second of the embedded log, each one synced to the disk before its caller is answered.
//!
//! `cargo bench --profile dev -p rushes-event-store --bench append`

// It is run by hand, and its output is a table.
#![allow(clippy::print_stdout)]

use domain::ids::{EventId, WorkspaceId};
use domain::{Environment, Timestamp};
use event_store::sqlite::SqliteLog;
use event_store::{Actor, EventStore, Expected, Metadata, NewEvent, StreamName};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long each number of callers is measured.
const LASTING: Duration = Duration::from_secs(5);

/// Bytes of an event's data: about what a render's events have.
const DATA: usize = 300;

type Failed = Box<dyn std::error::Error + Send + Sync>;

fn event(caller: u64, number: u64) -> NewEvent {
    let workspace = WorkspaceId(Uuid::from_u128(1));
    let at = Timestamp::from_millis(1_700_000_000_000);
    NewEvent {
        id: EventId(Uuid::from_u64_pair(caller, number)),
        event_type: "bench.appended".to_owned(),
        version: 1,
        data: vec![b'x'; DATA],
        metadata: Metadata::new(workspace, Actor::system("bench"), Uuid::from_u128(2), at)
            .within(Environment::Production),
    }
}

/// Appends to a new stream each time, as submissions do; how long each append took.
async fn call(log: SqliteLog, caller: u64) -> Result<Vec<Duration>, Failed> {
    let begun = Instant::now();
    let mut taken = Vec::new();
    for number in 0.. {
        if begun.elapsed() >= LASTING {
            break;
        }
        let stream: StreamName = format!("bench-{caller}.{number}").parse()?;
        let asked = Instant::now();
        log.append(&stream, Expected::NoStream, vec![event(caller, number)]).await?;
        taken.push(asked.elapsed());
    }
    Ok(taken)
}

async fn measure(callers: u64) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let log = SqliteLog::open(&folder.path().join("log.sqlite")).await?;
    let begun = Instant::now();
    let calls: Vec<_> = (0..callers).map(|caller| tokio::spawn(call(log.clone(), caller))).collect();
    let mut taken = Vec::new();
    for call in calls {
        taken.extend(call.await??);
    }
    let rate = taken.len() as f64 / begun.elapsed().as_secs_f64();
    taken.sort_unstable();
    let at = |share: f64| taken[((taken.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!("| {callers} | {rate:.0} | {:.2} | {:.2} | {:.2} |", at(0.5), at(0.95), at(0.99));
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    println!("| callers | appends/s | p50 ms | p95 ms | p99 ms |");
    println!("| ---: | ---: | ---: | ---: | ---: |");
    for callers in [1, 8, 64] {
        measure(callers).await?;
    }
    Ok(())
}
