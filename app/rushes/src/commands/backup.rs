//! `rushes backup` and `rushes restore`.

use crate::config::Config;
use crate::exit::Exit;
use crate::stores::Stores;
use archive::{ArchiveError, Restored, Source};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;

/// Writes a backup, beside running servers or without one.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub async fn run(config: Config, to: &Path) -> Result<(), Exit> {
    let stores = Stores::of(&config).await?;
    let master_key = stores.master.id().to_string();
    let (log, state, blobs) = (stores.log.as_ref(), &stores.state, stores.blobs.as_ref());
    let source = Source { log, state, blobs, master_key };
    let bar = bar()?;
    let name = (stores.ids)().to_string();
    let written = archive::backup(&source, to, name, (stores.clock)(), &mut || bar.inc(1)).await;
    bar.finish_and_clear();
    let written = written.map_err(failure)?;
    println!(
        "{} events, {} rows and {} files ({} bytes) are in {}",
        written.events,
        written.rows,
        written.files,
        written.bytes,
        to.display()
    );
    println!("the master key {} is not: keep it elsewhere, nothing opens without it", written.master_key);
    if written.missing.is_empty() {
        return Ok(());
    }
    let missing = written.missing.iter().map(|key| format!("\n  {key}")).collect::<String>();
    Err(Exit::not_so(format!("the backup is whole but for files that storage no longer has as they were:{missing}")))
}

/// Puts a backup back.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub async fn restore(config: Config, from: &Path) -> Result<(), Exit> {
    // Before any store is opened, which would make a key of its own.
    let manifest = archive::Manifest::read(from).map_err(failure)?;
    let stores = Stores::for_restoring(&config).await?;
    let master_key = stores.master.id().to_string();
    let bar = bar()?;
    let into = (stores.log.as_ref(), &stores.state, stores.blobs.as_ref());
    let scratch = stores.folder.scratch();
    std::fs::create_dir_all(&scratch).map_err(|error| Exit::later(format!("no working folder: {error}")))?;
    let restored = archive::restore(into, &master_key, (from, manifest), &scratch, &mut || bar.inc(1)).await;
    bar.finish_and_clear();
    let Restored { manifest, files } = restored.map_err(failure)?;
    println!(
        "{} events, {} rows and {files} files were put back; the views follow at the first start",
        manifest.events, manifest.rows
    );
    for key in manifest.missing {
        println!("missing since before the backup: {key}");
    }
    Ok(())
}

fn bar() -> Result<ProgressBar, Exit> {
    let style =
        ProgressStyle::with_template("{spinner} {pos} events, rows and files, {per_sec}").map_err(Exit::ours)?;
    Ok(ProgressBar::new_spinner().with_style(style))
}

fn failure(error: ArchiveError) -> Exit {
    if error.retryable() { Exit::later(error) } else { Exit::input(error) }
}
