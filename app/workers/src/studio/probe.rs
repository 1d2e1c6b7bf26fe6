//! What the fetched files are.

use super::compose::ask;
use super::{Order, Studio, named};
use crate::child::ChildLimits;
use domain::edit::{SourceFacts, SourceKind, SourceRef};
use domain::{Failure, FailureCode};
use futures::{StreamExt, TryStreamExt, stream};
use renderer::MediaFacts;
use renderer::child::{Job, Message};
use std::path::Path;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Files probed at once.
const AT_ONCE: usize = 2;
/// A probe reads headers and decodes a first frame.
const LIMITS: ChildLimits = ChildLimits {
    memory: 1 << 30,
    time: Duration::from_secs(60),
    silence: Duration::from_secs(60),
    are_settings: false,
};

pub(super) async fn all(studio: &Studio, order: &Order<'_>) -> Result<Vec<SourceFacts>, Failure> {
    let probes: Vec<_> =
        order.sources.iter().zip(order.files).map(|(source, file)| one(studio, order, source, file)).collect();
    stream::iter(probes).buffered(AT_ONCE).try_collect().await
}

/// Starts and ends a child that reads an empty file.
pub(super) async fn nothing(studio: &Studio, cancelled: &CancellationToken) {
    let job = Job::Probe { path: "/dev/null".into() };
    if let Ok(answer) = ask(studio, "starting", job, LIMITS, cancelled, &mut |_| {}).await {
        tracing::debug!(?answer, "an empty file was taken for something");
    }
}

async fn one(studio: &Studio, order: &Order<'_>, source: &SourceRef, file: &Path) -> Result<SourceFacts, Failure> {
    if matches!(source.kind, SourceKind::Font | SourceKind::Captions) {
        return Ok(SourceFacts::default());
    }
    let job = Job::Probe { path: file.to_path_buf() };
    let answer = ask(studio, "reading the source", job, LIMITS, order.cancelled, &mut |_| {}).await;
    match answer {
        Ok(Message::Probed(facts)) => Ok(facts_of(&facts)),
        Ok(_) => Err(Failure::new(FailureCode::Internal, "the probe answered with something else")),
        Err(failure) => {
            let pointer = failure.pointer.or_else(|| Some(source.pointer.clone()));
            Err(named(Failure { pointer, ..failure }))
        }
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
