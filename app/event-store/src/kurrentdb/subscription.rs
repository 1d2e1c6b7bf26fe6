//! Following the log: the server says what comes.

use super::connection::Lease;
use super::failure::Failure;
use super::{Inner, as_us, position, read};
use crate::{Error, Filter, Message, Messages, Position};
use eventstore::{Error as ClientError, Position as Place, StreamPosition, SubscribeToAllOptions};
use eventstore::{RecordedEvent as Kept, Subscription as Followed, SubscriptionEvent};
use futures::{StreamExt, stream};
use std::collections::VecDeque;
use std::sync::Arc;

struct Subscription {
    log: Arc<Inner>,
    filter: Filter,
    /// Everything up to here has been said.
    place: Option<Place>,
    /// Where the log ended when this began.
    end: Option<Place>,
    ready: VecDeque<Message>,
    followed: Option<(Followed, Lease)>,
}

pub(super) fn subscribe(log: Arc<Inner>, after: Option<Position>, filter: Filter) -> Messages {
    let begin = async move {
        let place = after.as_ref().map(position::read).transpose();
        place.map(|place| Subscription { log, filter, place, end: None, ready: VecDeque::new(), followed: None })
    };
    stream::once(begin)
        .flat_map(|begun| {
            stream::unfold(Some(begun), |subscription| async {
                let mut subscription = match subscription? {
                    Ok(subscription) => subscription,
                    Err(error) => return Some((Err(error), None)),
                };
                match subscription.next().await {
                    Ok(message) => Some((Ok(message), Some(Ok(subscription)))),
                    Err(error) => Some((Err(error), None)),
                }
            })
        })
        .boxed()
}

impl Subscription {
    async fn next(&mut self) -> Result<Message, Error> {
        loop {
            if let Some(message) = self.ready.pop_front() {
                return Ok(message);
            }
            let Some((followed, lease)) = &mut self.followed else {
                self.begin().await?;
                continue;
            };
            let said = followed.next_subscription_event().await;
            match said.map_err(|error| lease.failed(error))? {
                SubscriptionEvent::EventAppeared(event) => {
                    if let Some(event) = event.event {
                        self.appeared(&event)?;
                    }
                }
                SubscriptionEvent::Checkpoint(place) => self.moved_to(Some(place)),
                SubscriptionEvent::CaughtUp(_) => {
                    // Caught up with more than there was at the beginning, whatever the filter left out of it.
                    self.moved_to(self.end);
                    self.ready.push_back(Message::CaughtUp);
                }
                _ => {}
            }
        }
    }

    /// Subscribes, and waits until the server has confirmed it.
    async fn begin(&mut self) -> Result<(), Error> {
        self.end = read::end(&self.log).await?;
        let from = self.place.map_or(StreamPosition::Start, StreamPosition::Position);
        let options = SubscribeToAllOptions::default().position(from);
        let options = options.filter(read::subscription_filter(&self.log.scope, &self.filter));
        let options = &as_us!(self.log.connection, options);
        let mut attempt = 1;
        self.followed = loop {
            let mut lease = self.log.connection.lease().await?;
            let asked = lease.call(|client| async move {
                let mut followed = client.subscribe_to_all(options).await;
                match followed.next_subscription_event().await? {
                    SubscriptionEvent::Confirmed(_) => Ok(followed),
                    _ => Err(ClientError::IllegalStateError("a subscription is confirmed first".to_owned())),
                }
            });
            match asked.await {
                Ok(followed) => break Some((followed, lease)),
                // One that had ended while nobody used it, or that has just heard who else leads.
                Err(Failure::Said(ClientError::ConnectionClosed | ClientError::NotLeaderException(_)))
                    if attempt < 3 =>
                {
                    attempt += 1;
                }
                Err(failure) => return Err(failure.into()),
            }
        };
        Ok(())
    }

    fn appeared(&mut self, event: &Kept) -> Result<(), Error> {
        if self.log.scope.matches(&self.filter, event) {
            self.ready.push_back(Message::Event(self.log.scope.recorded(event)?));
            self.place = Some(event.position);
        } else {
            self.moved_to(Some(event.position));
        }
        Ok(())
    }

    /// Says so, unless what was said last already lies there.
    fn moved_to(&mut self, place: Option<Place>) {
        if let Some(place) = place.filter(|place| Some(*place) > self.place) {
            self.ready.push_back(Message::Checkpoint(position::write(place)));
            self.place = Some(place);
        }
    }
}
