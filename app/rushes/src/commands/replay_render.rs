//! `rushes replay render ID`: a render, made again and compared with what was recorded.

use crate::commands::render::{bar, interrupt};
use crate::config::Config;
use crate::exit::Exit;
use crate::outside::Outside;
use crate::stores::Stores;
use crate::workplace;
use domain::ids::RenderId;
use renderer::{Difference, Progress};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use workers::{Verdict, again};

/// Makes it again and says whether the files are the same.
#[expect(clippy::print_stdout, reason = "what the command is for")]
pub async fn run(config: Config, id: Uuid) -> Result<(), Exit> {
    let stores = Stores::of(&config).await?;
    let outside = Outside::without_plugins(&config, &stores)?;
    let environment = Arc::new(workplace::workers(&config, &stores, &outside)?);
    let cancelled = CancellationToken::new();
    interrupt(&cancelled)?;
    let folder = tempfile::tempdir().map_err(|error| Exit::later(format!("no temporary folder: {error}")))?;
    let bar = bar();
    let mut tell = |progress: Progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.frames);
    };
    let verdict = again(environment, RenderId(id), folder.path(), &cancelled, &mut tell).await;
    bar.finish_and_clear();
    if cancelled.is_cancelled() {
        return Err(Exit::interrupted());
    }
    match verdict.map_err(|failure| Exit::failure(&failure))? {
        Verdict::Equal { files } => {
            println!("equal: {files} files have the hashes that were recorded");
            Ok(())
        }
        Verdict::Different { role, first, made_by } => {
            let place = match first {
                Some(Difference::Frame { number, seconds }) => format!("first at frame {number}, at {seconds:.3} s"),
                Some(Difference::Sound { seconds }) => format!("first in the sound at {seconds:.1} s"),
                Some(Difference::Packing) => "only in how it is packed: what is seen and heard is the same".to_owned(),
                None => "the original is no longer kept, so that only the hashes could be compared".to_owned(),
            };
            let made_by = made_by.map_or_else(String::new, |made_by| format!("; the original was made by {made_by}"));
            Err(Exit::not_so(format!("different: the {} file differs, {place}{made_by}", role.as_str())))
        }
        Verdict::SourceGone { pointer, reason } => {
            Err(Exit::not_so(format!("source gone: {pointer} is not to be had as it was: {reason}")))
        }
    }
}
