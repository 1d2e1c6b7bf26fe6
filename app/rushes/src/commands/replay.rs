//! `rushes replay`: views, made again from the log beside those in use.

use crate::config::Config;
use crate::exit::Exit;
use crate::stores::Stores;
use indicatif::{ProgressBar, ProgressStyle};
use read_models::{ProjectionError, Rebuilt};

/// Makes them anew, beside running servers or without one.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub async fn run(config: Config, views: &[String]) -> Result<(), Exit> {
    let stores = Stores::of(&config).await?;
    let bar = bar(&stores).await?;
    let mut tell = |events: u64| {
        // The ledger, which tells how many there are, may be a little behind.
        bar.set_length(bar.length().unwrap_or(0).max(bar.position() + events));
        bar.inc(events);
    };
    let rebuilt = stores.projector().rebuild(views, &mut tell).await;
    bar.finish_and_clear();
    for Rebuilt { view, rows, mended } in rebuilt.map_err(failure)? {
        let mended = match mended {
            Some(0) => ", as they were".to_owned(),
            Some(mended) => format!(", of which {mended} were not as they should have been"),
            None => String::new(),
        };
        println!("{view} was rebuilt: {rows} rows{mended}");
    }
    Ok(())
}

async fn bar(stores: &Stores) -> Result<ProgressBar, Exit> {
    let lines = stores.state.ledger().workspaces().await.map_err(|e| Exit::store(&e))?;
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} events, {per_sec}, {eta} left");
    let style = style.map_err(Exit::ours)?;
    Ok(ProgressBar::new(lines.iter().map(|(_, lines)| lines).sum()).with_style(style))
}

fn failure(error: ProjectionError) -> Exit {
    match error {
        ProjectionError::HeldElsewhere => {
            Exit::later("another `rushes replay` is at work (after a crash: wait a few seconds)")
        }
        error if error.retryable() => Exit::later(error),
        error => Exit::ours(error),
    }
}
