//! From the past into the present without a gap: read until the end, then wait and read on.

use crate::{Error, Filter, Message, Messages, Page, Position};
use futures::StreamExt;
use futures::stream;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Events read at a time.
const PAGE: usize = 256;
/// How soon a reader looks again when it knows that more comes.
const SOON: Duration = Duration::from_millis(5);

/// Reads the log page by page.
#[async_trait::async_trait]
pub(crate) trait Pages: Send + Sync + 'static {
    /// At most `limit` events that match, after the position.
    async fn page(&self, after: Option<&Position>, filter: &Filter, limit: usize) -> Result<Looked, Error>;
}

/// What a look into the log brought.
pub(crate) struct Looked {
    pub page: Page,
    /// More is committed behind the page already, which readers may not see yet.
    pub more_comes: bool,
}

struct Subscription {
    pages: Arc<dyn Pages>,
    committed: watch::Receiver<()>,
    more_comes: bool,
    /// False once this process can append no more; other processes still may.
    appends_here: bool,
    poll: Duration,
    filter: Filter,
    place: Option<Position>,
    caught_up: bool,
    ready: VecDeque<Message>,
}

pub(crate) fn subscribe(
    pages: Arc<dyn Pages>,
    committed: watch::Receiver<()>,
    poll: Duration,
    after: Option<Position>,
    filter: Filter,
) -> Messages {
    let subscription = Subscription {
        pages,
        committed,
        more_comes: false,
        appends_here: true,
        poll,
        filter,
        place: after,
        caught_up: false,
        ready: VecDeque::new(),
    };
    stream::unfold(Some(subscription), |subscription| async {
        let mut subscription = subscription?;
        match subscription.next().await {
            Ok(message) => Some((Ok(message), Some(subscription))),
            Err(error) => Some((Err(error), None)),
        }
    })
    .boxed()
}

impl Subscription {
    async fn next(&mut self) -> Result<Message, Error> {
        loop {
            if let Some(message) = self.ready.pop_front() {
                return Ok(message);
            }
            // Seen before the look: a commit after it wakes us, one before it is in what we read.
            self.committed.borrow_and_update();
            if !self.look().await? {
                self.wait().await;
            }
        }
    }

    /// Reads the next page; whether it brought anything to say.
    async fn look(&mut self) -> Result<bool, Error> {
        let Looked { page, more_comes } = self.pages.page(self.place.as_ref(), &self.filter, PAGE).await?;
        self.more_comes = more_comes;
        let place = page.events.last().map(|event| event.position.clone());
        self.ready.extend(page.events.into_iter().map(Message::Event));
        if let Some(next) = page.next
            && Some(&next) != place.as_ref()
            && Some(&next) != self.place.as_ref()
        {
            self.ready.push_back(Message::Checkpoint(next.clone()));
            self.place = Some(next);
        } else if place.is_some() {
            self.place = place;
        }
        if page.at_end && !self.caught_up {
            self.caught_up = true;
            self.ready.push_back(Message::CaughtUp);
        }
        Ok(!self.ready.is_empty())
    }

    async fn wait(&mut self) {
        if self.more_comes {
            return tokio::time::sleep(SOON).await;
        }
        if !self.appends_here {
            return tokio::time::sleep(self.poll).await;
        }
        tokio::select! {
            changed = self.committed.changed() => self.appends_here = changed.is_ok(),
            () = tokio::time::sleep(self.poll) => {}
        }
    }
}
