//! `rushes audit`: does the log still say what it said?

use crate::cli::{Audit, PublishedHead};
use crate::config::Config;
use crate::exit::Exit;
use crate::stores::Stores;
use audit::{Keeper, Proof, VerifyError, verify_export};
use event_store::StoreErrorKind;
use std::path::Path;

/// Does it, beside a running server or without one.
pub async fn run(config: Config, command: Audit) -> Result<(), Exit> {
    match command {
        Audit::Verify { export: Some(file), .. } => export(&file),
        Audit::Verify { export: None, heads } => verify(&config, &heads).await,
    }
}

#[expect(clippy::print_stdout, reason = "what the command is for")]
async fn verify(config: &Config, published: &[PublishedHead]) -> Result<(), Exit> {
    let stores = Stores::of(config).await?;
    // Where no server runs, what it had no time to write is written first.
    let (log, clock) = (stores.log.clone(), stores.clock.clone());
    let kept = Keeper::new(log, stores.state.clone(), stores.name.clone(), clock).catch_up().await;
    kept.map_err(Exit::later)?;
    let proof = audit::verify(stores.log.as_ref(), &stores.state).await.map_err(failure)?;
    let proof = proof.map_err(|broken| Exit::not_so(format!("the log does not hold: {broken}")))?;
    for head in published {
        compare(&stores, head).await?;
    }
    let Proof { events, unwritten, heads } = proof;
    println!("{events} events are what the ledger says that they were; {unwritten} are not in it yet");
    for (workspace, (sequence, hash)) in heads {
        println!("{workspace}:{sequence}:{}", hex::encode(hash));
    }
    Ok(())
}

/// Whether the ledger still has a line that was published as its head.
async fn compare(stores: &Stores, published: &PublishedHead) -> Result<(), Exit> {
    let PublishedHead { workspace, sequence, hash } = published;
    let order = state::LedgerOrder::OldestAfter(sequence.saturating_sub(1));
    let lines = stores.state.ledger().lines(*workspace, &state::LedgerFilter::default(), order, 1).await;
    let line = lines.map_err(|e| Exit::store(&e))?.into_iter().find(|line| line.sequence == *sequence);
    match line {
        Some(line) if line.hash == *hash => Ok(()),
        Some(_) => Err(Exit::not_so(format!(
            "line {sequence} of workspace {workspace} is not the one that was published: log and ledger were changed together"
        ))),
        None => {
            Err(Exit::not_so(format!("workspace {workspace} no longer has a line {sequence}, which was published")))
        }
    }
}

#[expect(clippy::print_stdout, reason = "what the command is for")]
fn export(file: &Path) -> Result<(), Exit> {
    let text = std::fs::read_to_string(file);
    let text = text.map_err(|error| Exit::input(format!("{} cannot be read: {error}", file.display())))?;
    let exported = verify_export(text.lines()).map_err(|error| Exit::not_so(format!("{}: {error}", file.display())))?;
    match exported.head {
        Some((sequence, hash)) => {
            println!("{} lines hold; the last one is {sequence}:{}", exported.lines, hex::encode(hash))
        }
        None => println!("the file has no lines"),
    }
    Ok(())
}

/// An event that cannot be read any more was changed, too.
fn failure(error: VerifyError) -> Exit {
    match &error {
        VerifyError::Log(event_store::Error::Store(store)) if store.kind == StoreErrorKind::Unreadable => {
            Exit::not_so(format!("the log does not hold: {store}"))
        }
        VerifyError::Log(log) if log.retryable() => Exit::later(error),
        VerifyError::Ledger(store) if store.retryable() => Exit::later(error),
        _ => Exit::input(error),
    }
}
