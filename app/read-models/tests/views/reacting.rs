//! Reactors: each event at least once, from where they stopped.

use crate::house::{House, NORTH, clock, id, metadata};
use domain::ids::{EventId, derived};
use domain::workspace::{Command, Created, Workspace};
use domain::{Environment, render};
use event_store::{Actor, EventStore, Filter, Metadata, Position, RecordedEvent, create, load};
use read_models::{ProjectionError, Reaction, ReactionError, Reactor, ReactorError};
use state::State;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// Notes which events it saw, makes a workspace for each, and can be told to fail.
struct Founder {
    log: Arc<dyn EventStore>,
    seen: Mutex<Vec<EventId>>,
    fails: AtomicBool,
    heard: mpsc::UnboundedSender<EventId>,
}

#[async_trait::async_trait]
impl Reaction for Founder {
    fn name(&self) -> &str {
        "founder"
    }

    fn filter(&self) -> Filter {
        Filter::types(["render.queued"])
    }

    async fn react(&self, event: &RecordedEvent) -> Result<(), ReactionError> {
        if self.fails.load(Ordering::SeqCst) {
            return Err("the notebook is full".into());
        }
        self.seen.lock().map_err(|_| "poisoned")?.push(event.id);
        let founded = derived::child(event.stream.id().ok_or("no id")?, "founded", 0);
        let command = Command::Create(Created { name: "founded".into() });
        let metadata = Metadata::caused_by(event, Actor::system("founder"), event.metadata.recorded_at);
        let ids = |index| derived::event(event.id, "founder", index);
        create::<Workspace>(self.log.as_ref(), founded, command, &metadata, ids).await?;
        self.heard.send(event.id)?;
        Ok(())
    }
}

fn founder(house: &House) -> (Arc<Founder>, mpsc::UnboundedReceiver<EventId>) {
    let (heard, hearing) = mpsc::unbounded_channel();
    let (seen, fails) = (Mutex::default(), AtomicBool::new(false));
    (Arc::new(Founder { log: house.log.clone(), seen, fails, heard }), hearing)
}

fn reactor(house: &House, founder: &Arc<Founder>, holder: &str) -> Reactor {
    Reactor::new(house.log.clone(), house.state.clone(), founder.clone(), holder, clock())
}

/// Up to where the reactor has noted that it reacted.
async fn noted(house: &House) -> Option<Position> {
    house.state.checkpoints().get("founder").await.unwrap().map(Position::new)
}

fn founded(render: u128) -> Uuid {
    derived::child(id(render), "founded", 0)
}

async fn revision(house: &House, workspace: Uuid) -> Option<u64> {
    load::<Workspace>(house.log.as_ref(), workspace).await.unwrap().revision
}

#[tokio::test]
async fn a_reactor_goes_on_where_it_stopped() {
    let house = House::new().await;
    let (founder, _hearing) = founder(&house);
    house.queue(1, NORTH, Environment::Stage, 1).await;
    house.render(1, render::Command::Cancel, 2).await;
    reactor(&house, &founder, "one").catch_up().await.unwrap();
    reactor(&house, &founder, "two").catch_up().await.unwrap();
    assert_eq!(founder.seen.lock().unwrap().len(), 1);
    house.queue(2, NORTH, Environment::Stage, 3).await;
    reactor(&house, &founder, "three").catch_up().await.unwrap();
    assert_eq!(founder.seen.lock().unwrap().len(), 2);
    assert_eq!((revision(&house, founded(1)).await, revision(&house, founded(2)).await), (Some(0), Some(0)));
}

#[tokio::test]
async fn reacting_again_creates_nothing_twice() {
    let house = House::new().await;
    let (founder, _hearing) = founder(&house);
    house.queue(1, NORTH, Environment::Stage, 1).await;
    reactor(&house, &founder, "one").catch_up().await.unwrap();
    // As if the process had ended after it reacted and before it wrote its checkpoint.
    let forgetful = State::open(&house.folder.path().join("other-state.db")).await.unwrap();
    let again = Reactor::new(house.log.clone(), forgetful, founder.clone(), "two", clock());
    again.catch_up().await.unwrap();
    assert_eq!(founder.seen.lock().unwrap().len(), 2);
    assert_eq!(revision(&house, founded(1)).await, Some(0));
}

#[tokio::test]
async fn a_failure_names_the_event_and_is_tried_again() {
    let house = House::new().await;
    let (founder, _hearing) = founder(&house);
    let position = house.queue(1, NORTH, Environment::Stage, 1).await;
    founder.fails.store(true, Ordering::SeqCst);
    let failed = reactor(&house, &founder, "one").run(std::future::pending()).await;
    let Err(ReactorError::Reaction { reactor: name, position: at, source }) = failed else { panic!("{failed:?}") };
    assert_eq!((name.as_str(), at, source.to_string().as_str()), ("founder", position, "the notebook is full"));
    assert_eq!(revision(&house, founded(1)).await, None);
    founder.fails.store(false, Ordering::SeqCst);
    reactor(&house, &founder, "two").catch_up().await.unwrap();
    assert_eq!(revision(&house, founded(1)).await, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_reactor_hears_of_new_events_and_stops_when_told() {
    let house = House::new().await;
    let (founder, mut hearing) = founder(&house);
    let (stop, stopped) = oneshot::channel::<()>();
    let running = reactor(&house, &founder, "one");
    let task = tokio::spawn(async move {
        let cancel = async {
            // A dropped sender means stop, too.
            let _stopped = stopped.await;
        };
        running.run(cancel).await
    });
    for render in 1..=5 {
        let place = house.queue(render, NORTH, Environment::Stage, 1).await;
        hearing.recv().await.unwrap();
        // Stopped before it has noted what it reacted to, it would rightly do so again.
        while noted(&house).await.is_none_or(|noted| house.log.compare(&noted, &place).unwrap().is_lt()) {
            tokio::task::yield_now().await;
        }
    }
    let refused = reactor(&house, &founder, "two").catch_up().await;
    assert!(matches!(refused, Err(ReactorError::Stores(ProjectionError::HeldElsewhere))), "{refused:?}");
    drop(stop);
    task.await.unwrap().unwrap();
    reactor(&house, &founder, "two").catch_up().await.unwrap();
    assert_eq!(founder.seen.lock().unwrap().len(), 5);
}

#[test]
fn what_is_caused_keeps_its_causes_world() {
    let event = RecordedEvent {
        stream: "render-1".parse().unwrap(),
        revision: 0,
        position: event_store::Position::new("1"),
        id: EventId(id(5)),
        event_type: "render.queued".into(),
        version: 1,
        data: vec![],
        metadata: metadata(NORTH, 1).within(Environment::Stage).requested_by("r1"),
    };
    let caused = Metadata::caused_by(&event, Actor::system("founder"), crate::house::at(9));
    assert_eq!((caused.workspace, caused.environment), (NORTH, Some(Environment::Stage)));
    assert_eq!((caused.causation, caused.request_id.as_deref()), (Some(event.id), Some("r1")));
    assert_eq!((caused.actor, caused.recorded_at), (Actor::system("founder"), crate::house::at(9)));
}
