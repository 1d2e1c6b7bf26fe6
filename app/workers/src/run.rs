//! Everything that workers do, beside each other, until told to stop.

use crate::Environment;
use crate::pool;
use crate::reactions::{Cleanup, Hosting, Sending};
use crate::render::Renders;
use crate::sweeper;
use crate::transfer::Transfers;
use event_store::{Filter, Message};
use futures::StreamExt;
use read_models::{Reaction, Reactor};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How long to wait before something that failed is begun again.
const AGAIN: Duration = Duration::from_secs(1);
/// The longest such wait.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The events after which there is work, at once or later.
const DUE: [&str; 5] =
    ["render.queued", "render.attempt_failed", "transfer.queued", "transfer.attempt_failed", "transfer.retried"];
/// How long a wake-up waits for the views to know of what happened.
const KNOWN: Duration = Duration::from_secs(1);

/// The workers of one process.
pub struct Workers {
    environment: Arc<Environment>,
}

impl Workers {
    /// Workers in this environment.
    pub fn new(environment: Environment) -> Self {
        Self { environment: Arc::new(environment) }
    }

    /// Renders, transfers, reacts and sweeps until `cancel`; returns when everything has ended or been handed back.
    pub async fn run(self, cancel: CancellationToken) {
        let environment = self.environment;
        let wake = Arc::new(Notify::new());
        let Environment { settings, .. } = environment.as_ref();
        tokio::join!(
            pool::run(environment.clone(), Arc::new(Renders), settings.renders, wake.clone(), cancel.clone()),
            pool::run(environment.clone(), Arc::new(Transfers), settings.transfers, wake.clone(), cancel.clone()),
            react(&environment, Arc::new(Hosting(environment.clone())), &cancel),
            react(&environment, Arc::new(Sending(environment.clone())), &cancel),
            react(&environment, Arc::new(Cleanup(environment.clone())), &cancel),
            sweeper::run(environment.clone(), cancel.clone()),
            wake_up(&environment, &wake, &cancel),
            environment.studio.warm_up(&cancel),
        );
    }
}

async fn react(environment: &Environment, reaction: Arc<dyn Reaction>, cancel: &CancellationToken) {
    let name = reaction.name().to_owned();
    let (log, clock) = (environment.log.clone(), environment.clock.clone());
    let reactor = Reactor::new(log, environment.state.clone(), reaction, environment.name.clone(), clock);
    let mut wait = AGAIN;
    while !cancel.is_cancelled() {
        let began = Instant::now();
        if let Err(error) = reactor.run(cancel.cancelled()).await {
            // What worked for a while and fails now is tried again soon, what keeps failing ever more rarely.
            wait = if began.elapsed() > LONGEST_WAIT { AGAIN } else { LONGEST_WAIT.min(wait * 2) };
            tracing::warn!(reaction = name, %error, seconds = wait.as_secs(), "a reaction failed; it will be tried again");
            pause(cancel, wait).await;
        }
    }
}

/// Wakes the pools when something becomes due, as soon as the views know of it.
async fn wake_up(environment: &Environment, wake: &Notify, cancel: &CancellationToken) {
    let watch = async {
        loop {
            let from = environment.views.position(environment.log.as_ref()).await.unwrap_or_default();
            let due = Filter::types(DUE);
            let mut messages = environment.log.subscribe_all(from, due);
            while let Some(Ok(message)) = messages.next().await {
                if let Message::Event(event) = message {
                    let log = environment.log.as_ref();
                    // When the views are late, the poll finds the work.
                    let _ = environment.views.wait_for(log, &event.position, KNOWN).await;
                    wake.notify_waiters();
                }
            }
            pause(cancel, AGAIN).await;
        }
    };
    tokio::select! {
        () = cancel.cancelled() => {}
        () = watch => {}
    }
}

async fn pause(cancel: &CancellationToken, wait: Duration) {
    tokio::select! {
        () = cancel.cancelled() => {}
        () = tokio::time::sleep(wait) => {}
    }
}
