//! Fetching an edit's sources into the cache.

use super::attempt::Attempt;
use super::budget::Budget;
use super::progress::Reporter;
use crate::studio::named;
use domain::edit::{Checked, SourceKind, SourceRef};
use domain::render::FetchedSource;
use domain::{Failure, FailureCode};
use egress::{Cached, FetchError, FetchErrorKind, FetchLimits, FetchProgress, Freshness, MediaFamily, Wanted};
use futures::{StreamExt, TryStreamExt, stream};
use std::time::{Duration, UNIX_EPOCH};
use tokio_util::sync::CancellationToken;

/// Sources fetched at once.
const AT_ONCE: usize = 6;
/// Longest silence of a server.
const IDLE: Duration = Duration::from_secs(60);

/// Every distinct source, pinned in the cache as long as the first list lives; and what events say of them.
pub(super) async fn all(
    attempt: &Attempt,
    checked: &Checked,
    progress: &Reporter,
    cancelled: &CancellationToken,
) -> Result<(Vec<Cached>, Vec<FetchedSource>), Failure> {
    progress.stage("fetching");
    let budget = Budget::new(attempt.environment.settings.sources_bytes, cancelled);
    let fetches: Vec<_> = checked.sources.iter().map(|source| one(attempt, source, checked.cached, &budget)).collect();
    let fetched: Result<Vec<Cached>, Failure> = stream::iter(fetches).buffered(AT_ONCE).try_collect().await;
    if let Some(too_much) = budget.failure() {
        return Err(too_much);
    }
    let cached = fetched?;
    let told = cached.iter().zip(&checked.sources);
    let told = told.map(|(cached, source)| FetchedSource {
        pointer: source.pointer.clone(),
        sha256: cached.sha256.clone(),
        bytes: cached.bytes,
    });
    let told = told.collect();
    Ok((cached, told))
}

async fn one(attempt: &Attempt, source: &SourceRef, cached: bool, budget: &Budget) -> Result<Cached, Failure> {
    let environment = &attempt.environment;
    let settings = &environment.settings;
    let limits = FetchLimits {
        max_bytes: settings.source_bytes,
        total: settings.fetch,
        idle: IDLE.min(settings.fetch),
        accept: accepted(source.kind),
    };
    let millis = u64::try_from(environment.now().as_millis()).unwrap_or(0);
    let freshness =
        Freshness { now: UNIX_EPOCH + Duration::from_millis(millis), max_age: settings.source_age, bypass: !cached };
    let namespace = attempt.first.workspace.to_string();
    let wanted = Wanted { namespace: &namespace, url: &source.url, freshness, limits: &limits };
    let mut counted = 0;
    let mut count = |made: FetchProgress| {
        // Fewer than before when a server made us begin again.
        budget.take(made.bytes.saturating_sub(counted));
        counted = counted.max(made.bytes);
    };
    let fetching = environment.sources.fetch(&environment.egress, wanted, &budget.spent, &mut count);
    let fetched = fetching.await.map_err(|error| named(Failure::at(code(&error), &source.pointer, error.message)))?;
    // What was in the cache, or was read in one piece with its end.
    budget.take(fetched.bytes.saturating_sub(counted));
    Ok(fetched)
}

/// The source as it was recorded, from the cache or fetched once more; why it is not to be had otherwise.
pub(super) async fn as_recorded(
    attempt: &Attempt,
    source: &SourceRef,
    known: &FetchedSource,
    cancelled: &CancellationToken,
) -> Result<Cached, String> {
    let environment = &attempt.environment;
    let namespace = attempt.first.workspace.to_string();
    let millis = u64::try_from(environment.now().as_millis()).unwrap_or(0);
    let now = UNIX_EPOCH + Duration::from_millis(millis);
    let kept = environment.sources.by_content(&namespace, &known.sha256, now).await;
    if let Some(kept) = kept.map_err(|error| error.message)? {
        return Ok(kept);
    }
    let limits = FetchLimits {
        max_bytes: environment.settings.source_bytes,
        total: environment.settings.fetch,
        idle: IDLE.min(environment.settings.fetch),
        accept: accepted(source.kind),
    };
    let freshness = Freshness { now, max_age: Duration::ZERO, bypass: true };
    let wanted = Wanted { namespace: &namespace, url: &source.url, freshness, limits: &limits };
    let fetched = environment.sources.fetch(&environment.egress, wanted, cancelled, &mut |_| {}).await;
    let fetched = fetched.map_err(|error| error.message)?;
    if fetched.sha256 == known.sha256 { Ok(fetched) } else { Err("it is another file than it was".to_owned()) }
}

/// Servers name media wrongly often enough that only what is certainly something else is refused by its name.
fn accepted(kind: SourceKind) -> Vec<MediaFamily> {
    match kind {
        SourceKind::Video | SourceKind::Audio => vec![MediaFamily::Video, MediaFamily::Audio, MediaFamily::Image],
        SourceKind::Image => vec![MediaFamily::Image, MediaFamily::Video],
        SourceKind::Matte => vec![MediaFamily::Image, MediaFamily::Video],
        SourceKind::Font => vec![MediaFamily::Font],
        SourceKind::Captions => vec![MediaFamily::Text],
    }
}

fn code(error: &FetchError) -> FailureCode {
    match error.kind {
        FetchErrorKind::Cancelled => FailureCode::Cancelled,
        FetchErrorKind::LocalDisk => FailureCode::StorageUnavailable,
        FetchErrorKind::TooLarge => FailureCode::LimitReached,
        FetchErrorKind::MediaType => FailureCode::BadMedia,
        _ => FailureCode::SourceUnavailable,
    }
}
