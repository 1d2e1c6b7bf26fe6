//! What the fetched files are.

use super::compose::ask;
use super::{Order, Studio, named};
use crate::child::ChildLimits;
use domain::edit::{SourceFacts, SourceKind, SourceRef};
use domain::{Failure, FailureCode};
use renderer::MediaFacts;
use renderer::child::{Job, Message};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How long reading one file may take: its headers, and a first frame.
const ONE_FILE: Duration = Duration::from_secs(60);

/// What all files may take that one child reads.
fn limits(files: usize) -> ChildLimits {
    let time = ONE_FILE.saturating_mul(u32::try_from(files.max(1)).unwrap_or(u32::MAX));
    ChildLimits { memory: 1 << 30, time, silence: ONE_FILE, are_settings: false }
}

/// Reads the sources in one child. Where it dies, the file that it died of has another child to itself, so that nothing
/// that was read before can be to blame, and a next child goes on with the rest.
pub(super) async fn all(studio: &Studio, order: &Order<'_>) -> Result<Vec<SourceFacts>, Failure> {
    let mut facts = vec![SourceFacts::default(); order.sources.len()];
    let media = |source: &SourceRef| !matches!(source.kind, SourceKind::Font | SourceKind::Captions);
    let mut left: VecDeque<usize> = (0..order.sources.len()).filter(|i| media(&order.sources[*i])).collect();
    let mut alone = false;
    while let Some(first) = left.front().copied() {
        let asked = if alone { 1 } else { left.len() };
        let paths: Vec<PathBuf> =
            left.iter().take(asked).filter_map(|i| order.files.get(*i)).map(PathBuf::clone).collect();
        let job = Job::Probe { paths };
        let mut told = |message| {
            if let (Message::Probed(media), Some(read)) = (message, left.pop_front()) {
                facts[read] = facts_of(&media);
            }
        };
        let answer = ask(studio, "reading the source", job, limits(asked), order.cancelled, &mut told).await;
        let failed = left.front().copied().unwrap_or(first);
        alone = match answer {
            Ok(Message::AllProbed) if failed != first || left.is_empty() => false,
            Ok(_) => return Err(Failure::new(FailureCode::Internal, "the probe answered with something else")),
            Err(failure) if !alone && asked > 1 && died(failure.code) => true,
            Err(failure) => {
                let pointer = failure.pointer.or_else(|| Some(order.sources[failed].pointer.clone()));
                return Err(named(Failure { pointer, ..failure }));
            }
        };
    }
    Ok(facts)
}

/// Whether the child has ended without saying what is wrong with the file.
fn died(code: FailureCode) -> bool {
    matches!(code, FailureCode::Crashed | FailureCode::Stalled | FailureCode::LimitReached)
}

/// Starts and ends a child that reads an empty file.
pub(super) async fn nothing(studio: &Studio, cancelled: &CancellationToken) {
    let job = Job::Probe { paths: vec!["/dev/null".into()] };
    if let Ok(answer) = ask(studio, "starting", job, limits(1), cancelled, &mut |_| {}).await {
        tracing::debug!(?answer, "an empty file was taken for something");
    }
}

fn facts_of(media: &MediaFacts) -> SourceFacts {
    SourceFacts {
        has_video: media.has_video,
        has_audio: media.has_audio,
        is_image: media.kind == renderer::MediaKind::Image,
        has_alpha: media.has_alpha,
        width: media.width.unwrap_or(0),
        height: media.height.unwrap_or(0),
        duration: media.duration,
    }
}

#[cfg(test)]
mod tests;
