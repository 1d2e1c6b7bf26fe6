//! Reading and following streams and the whole log.

use crate::filter::Filter;
use crate::protocol::streams::ReadResp;
use crate::protocol::streams::read_req::Options;
use crate::protocol::streams::read_req::options::all_options::AllOption;
use crate::protocol::streams::read_req::options::stream_options::RevisionOption;
use crate::protocol::streams::read_req::options::{AllOptions, StreamOption, StreamOptions};
use crate::protocol::streams::read_resp::{
    CaughtUp, Checkpoint, Content, Position, StreamNotFound, SubscriptionConfirmation,
};
use crate::store::{Event, Store};
use crate::wire::{self, Asked, say};
use futures::stream::{self, BoxStream, StreamExt};
use std::sync::Arc;
use tokio::sync::mpsc::Sender;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;
use uuid::Uuid;

/// Events looked at in one go.
const PAGE: usize = 256;

pub(crate) type Answers = BoxStream<'static, Result<ReadResp, Status>>;

/// Answers a read or begins a subscription.
pub(crate) fn read(store: Arc<Store>, options: Options) -> Result<Answers, Status> {
    let asked = wire::asked(&options)?;
    let back = options.read_direction == 1;
    let place = options.stream_option.ok_or_else(|| Status::invalid_argument("expected a stream or all"))?;
    let Some(count) = asked.count else {
        if back {
            return Err(Status::invalid_argument("a subscription reads forwards"));
        }
        return follow(store, place, asked);
    };
    if count == 0 {
        return Err(Status::invalid_argument("expected a count above 0"));
    }
    let events = match place {
        StreamOption::Stream(StreamOptions { stream_identifier, revision_option }) => {
            let name = wire::stream_name(stream_identifier.clone())?;
            let from = revision_option.ok_or_else(|| Status::invalid_argument("expected a revision"))?;
            let events = match (from, back) {
                (RevisionOption::Start(_), false) => store.stream(&name, 0, count),
                (RevisionOption::Revision(from), false) => store.stream(&name, from, count),
                (RevisionOption::End(_), false) => store.stream(&name, u64::MAX, count),
                (RevisionOption::Start(_), true) => store.stream_back(&name, Some(0), count),
                (RevisionOption::Revision(from), true) => store.stream_back(&name, Some(from), count),
                (RevisionOption::End(_), true) => store.stream_back(&name, None, count),
            };
            let Some(events) = events else {
                let missing = Content::StreamNotFound(StreamNotFound { stream_identifier });
                return Ok(stream::iter([Ok(say(missing))]).boxed());
            };
            events
        }
        StreamOption::All(AllOptions { all_option }) => {
            let from = all_option.ok_or_else(|| Status::invalid_argument("expected a position"))?;
            all(&store, from, back, &asked.filter, count)
        }
    };
    Ok(stream::iter(events).map(move |event| Ok(wire::event(&event, asked.as_text))).boxed())
}

/// The whole log is read forwards at and after a position, and backwards before it.
fn all(store: &Store, from: AllOption, back: bool, filter: &Filter, count: usize) -> Vec<Arc<Event>> {
    let events = match (from, back) {
        (AllOption::Start(_), false) => store.all(0, usize::MAX),
        (AllOption::Position(from), false) => store.all(from.commit_position, usize::MAX),
        (AllOption::End(_), false) | (AllOption::Start(_), true) => Vec::new(),
        (AllOption::Position(from), true) => store.all_back(Some(from.commit_position), usize::MAX),
        (AllOption::End(_), true) => store.all_back(None, usize::MAX),
    };
    events.into_iter().filter(|event| filter.matches(event)).take(count).collect()
}

/// What a subscription follows: it says what comes after its place.
enum Followed {
    All { next: u64 },
    Stream { name: String, next: u64 },
}

impl Followed {
    fn page(&self, store: &Store) -> Vec<Arc<Event>> {
        match self {
            Followed::All { next } => store.all(*next, PAGE),
            Followed::Stream { name, next } => store.stream(name, *next, PAGE).unwrap_or_default(),
        }
    }

    fn move_past(&mut self, event: &Event) {
        match self {
            Followed::All { next } => *next = event.position + 1,
            Followed::Stream { next, .. } => *next = event.revision + 1,
        }
    }
}

fn follow(store: Arc<Store>, place: StreamOption, asked: Asked) -> Result<Answers, Status> {
    let followed = match place {
        StreamOption::Stream(StreamOptions { stream_identifier, revision_option }) => {
            let name = wire::stream_name(stream_identifier)?;
            let last = || store.stream_back(&name, None, 1).unwrap_or_default().first().map(|event| event.revision);
            let next = match revision_option {
                Some(RevisionOption::Revision(after)) => after.saturating_add(1),
                Some(RevisionOption::End(_)) => last().map_or(0, |last| last + 1),
                _ => 0,
            };
            Followed::Stream { name, next }
        }
        StreamOption::All(AllOptions { all_option }) => {
            let last = || store.all_back(None, 1).first().map(|event| event.position);
            let next = match all_option {
                Some(AllOption::Position(after)) => after.commit_position.saturating_add(1),
                Some(AllOption::End(_)) => last().map_or(0, |last| last + 1),
                _ => 0,
            };
            Followed::All { next }
        }
    };
    let (say, said) = tokio::sync::mpsc::channel(64);
    tokio::spawn(async move {
        // An error here is a reader that has left.
        let _ = tell(&store, followed, &asked, &say).await;
    });
    Ok(ReceiverStream::new(said).boxed())
}

struct Left;

async fn tell(
    store: &Store,
    mut followed: Followed,
    asked: &Asked,
    to: &Sender<Result<ReadResp, Status>>,
) -> Result<(), Left> {
    let send = async |content| to.send(Ok(say(content))).await.map_err(|_| Left);
    let mut changes = store.changes();
    let confirmation = SubscriptionConfirmation { subscription_id: Uuid::new_v4().to_string() };
    send(Content::Confirmation(confirmation)).await?;
    let (mut looked_at, mut caught_up, mut last) = (0, false, None);
    loop {
        // Seen before the look: a change after it wakes us, one before it is in what we find.
        changes.borrow_and_update();
        loop {
            let page = followed.page(store);
            for event in &page {
                followed.move_past(event);
                last = Some(event.position);
                looked_at += 1;
                if asked.filter.matches(event) {
                    to.send(Ok(wire::event(event, asked.as_text))).await.map_err(|_| Left)?;
                }
                if asked.filter.checkpoint_after.is_some_and(|after| looked_at >= after) {
                    looked_at = 0;
                    let (commit_position, prepare_position) = (event.position, event.position);
                    let timestamp = wire::now();
                    send(Content::Checkpoint(Checkpoint { commit_position, prepare_position, timestamp })).await?;
                }
            }
            if page.is_empty() {
                break;
            }
        }
        if !caught_up {
            caught_up = true;
            let position = match followed {
                Followed::All { .. } => last.map(|at| Position { commit_position: at, prepare_position: at }),
                Followed::Stream { .. } => None,
            };
            send(Content::CaughtUp(CaughtUp { timestamp: wire::now(), stream_revision: None, position })).await?;
        }
        tokio::select! {
            changed = changes.changed() => changed.map_err(|_| Left)?,
            () = to.closed() => return Err(Left),
        }
    }
}
