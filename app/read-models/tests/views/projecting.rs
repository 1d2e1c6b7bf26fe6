//! Keeping the views up to date, and making them anew.

use crate::house::{House, NORTH, SOUTH, id};
use domain::Environment;
use domain::ids::{RenderId, WorkspaceId};
use event_store::{Expected, Filter, Position};
use read_models::{ProjectionError, Projector, Views};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Long enough for whatever must come.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A projector at work, until it is told to stop.
pub struct AtWork {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), ProjectionError>>,
}

pub fn start(projector: Projector) -> AtWork {
    let (stop, stopped) = oneshot::channel();
    let task = tokio::spawn(async move {
        let cancel = async {
            // A dropped sender means stop, too.
            let _stopped = stopped.await;
        };
        projector.run(cancel).await
    });
    AtWork { stop, task }
}

impl AtWork {
    pub async fn stop(self) -> Result<(), ProjectionError> {
        drop(self.stop);
        self.task.await.unwrap()
    }
}

/// The views that the log gives from its beginning.
pub async fn fresh_dump(house: &House) -> String {
    let folder = tempfile::tempdir().unwrap();
    let views = Views::open(&folder.path().join("views.db")).await.unwrap();
    let state = state::State::open(&folder.path().join("state.db")).await.unwrap();
    let projector = Projector::new(views.clone(), house.log.clone(), state, "fresh", crate::house::clock());
    projector.catch_up().await.unwrap();
    views.dump().await.unwrap()
}

fn assert_every_view_has_rows(dump: &str) {
    let sections: Vec<&str> = dump.split("# ").skip(1).collect();
    assert_eq!(sections.len(), 8);
    for section in sections {
        assert!(section.lines().count() > 1, "no row in {section}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rebuilt_views_equal_live_ones_byte_for_byte() {
    let house = House::new().await;
    let at_work = start(house.projector("live"));
    let last = house.live_through_everything().await;
    assert!(house.views.wait_for(house.log.as_ref(), &last, PATIENCE).await.unwrap());
    let live = house.views.dump().await.unwrap();
    at_work.stop().await.unwrap();
    assert_every_view_has_rows(&live);
    house.rebuild(&[]).await.unwrap();
    assert_eq!(house.views.dump().await.unwrap(), live);
    assert_eq!(fresh_dump(&house).await, live);
}

#[tokio::test]
async fn catching_up_in_pieces_gives_the_same_views_as_at_once() {
    let house = House::new().await;
    house.found(NORTH, "North", 0).await;
    house.catch_up().await;
    house.queue(1, NORTH, Environment::Stage, 1).await;
    house.catch_up().await;
    house.catch_up().await;
    house.queue(2, SOUTH, Environment::Production, 2).await;
    house.catch_up().await;
    assert_eq!(house.views.dump().await.unwrap(), fresh_dump(&house).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_projectors_write_each_event_once() {
    let house = House::new().await;
    let (one, other) = (start(house.projector("one")), start(house.projector("other")));
    let mut last = None;
    for render in 0..60 {
        last = Some(house.queue(render, NORTH, Environment::Stage, 100).await);
    }
    assert!(house.views.wait_for(house.log.as_ref(), &last.unwrap(), PATIENCE).await.unwrap());
    one.stop().await.unwrap();
    other.stop().await.unwrap();
    assert_eq!(house.views.dump().await.unwrap(), fresh_dump(&house).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_projector_takes_over_when_one_stops() {
    let house = House::new().await;
    let one = start(house.projector("one"));
    let first = house.queue(1, NORTH, Environment::Stage, 1).await;
    assert!(house.views.wait_for(house.log.as_ref(), &first, PATIENCE).await.unwrap());
    let other = start(house.projector("other"));
    one.stop().await.unwrap();
    let second = house.queue(2, NORTH, Environment::Stage, 2).await;
    assert!(house.views.wait_for(house.log.as_ref(), &second, PATIENCE).await.unwrap());
    other.stop().await.unwrap();
    assert!(house.state.leases().list(crate::house::at(0)).await.unwrap().is_empty());
}

#[tokio::test]
async fn waiting_ends_with_the_time_when_nobody_projects() {
    let house = House::new().await;
    let position = house.queue(1, NORTH, Environment::Stage, 1).await;
    let short = Duration::from_millis(30);
    assert!(!house.views.wait_for(house.log.as_ref(), &position, short).await.unwrap());
    house.catch_up().await;
    assert!(house.views.wait_for(house.log.as_ref(), &position, Duration::ZERO).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_handle_on_the_views_sees_what_is_projected() {
    let house = House::new().await;
    let elsewhere = house.open_views().await;
    let at_work = start(house.projector("one"));
    let position = house.queue(1, NORTH, Environment::Stage, 1).await;
    assert!(elsewhere.wait_for(house.log.as_ref(), &position, PATIENCE).await.unwrap());
    assert!(elsewhere.renders().get(RenderId(id(1))).await.unwrap().is_some());
    at_work.stop().await.unwrap();
}

#[tokio::test]
async fn an_event_that_cannot_be_read_stops_the_projector_and_is_not_skipped() {
    let house = House::new().await;
    let before = house.queue(1, NORTH, Environment::Stage, 1).await;
    let strange = house.smuggle("render-00000000-0000-0000-0000-0000000000ff", "render.teleported", "{}").await;
    let after = house.queue(2, NORTH, Environment::Stage, 2).await;
    let stopped = start(house.projector("one")).task.await.unwrap();
    let Err(ProjectionError::Undecodable { position, source }) = stopped else { panic!("{stopped:?}") };
    assert_eq!(position, strange);
    assert!(source.to_string().contains("render.teleported"), "{source}");
    // What came before is shown, what comes after is not.
    assert!(house.views.wait_for(house.log.as_ref(), &before, Duration::ZERO).await.unwrap());
    assert!(!house.views.wait_for(house.log.as_ref(), &after, Duration::ZERO).await.unwrap());
    assert!(house.views.renders().get(RenderId(id(2))).await.unwrap().is_none());
    // Neither does another try move on.
    assert!(matches!(house.projector("two").catch_up().await, Err(ProjectionError::Undecodable { .. })));
    assert!(house.state.leases().list(crate::house::at(0)).await.unwrap().is_empty());
}

#[tokio::test]
async fn malformed_data_and_unknown_streams_stop_the_projector_too() {
    let house = House::new().await;
    house.smuggle("render-00000000-0000-0000-0000-0000000000ff", "render.attempt_started", "{\"attempt\":\"x\"}").await;
    assert!(matches!(house.projector("one").catch_up().await, Err(ProjectionError::Undecodable { .. })));
    let house = House::new().await;
    house.smuggle("spaceship-1", "render.cancelled", "{}").await;
    assert!(matches!(house.projector("one").catch_up().await, Err(ProjectionError::UnknownStream { .. })));
}

#[tokio::test]
async fn an_event_that_contradicts_the_rows_names_itself_and_writes_nothing() {
    let house = House::new().await;
    let unqueued = house.smuggle("render-00000000-0000-0000-0000-0000000000ff", "render.cancelled", "{}").await;
    let stopped = house.projector("one").catch_up().await;
    let Err(ProjectionError::Contradiction { view, position, .. }) = stopped else { panic!("{stopped:?}") };
    assert_eq!((view, position), ("renders", unqueued));
    assert_eq!(house.views.position(house.log.as_ref()).await.unwrap(), None);

    let house = House::new().await;
    // A role changes that nobody was given.
    let stream = format!("workspace-{NORTH}");
    let data = format!("{{\"user\":\"{}\",\"role\":\"owner\"}}", id(1));
    house.smuggle(&stream, "workspace.role_changed", &data).await;
    let stopped = house.projector("one").catch_up().await;
    assert!(matches!(stopped, Err(ProjectionError::Contradiction { view: "users", .. })), "{stopped:?}");

    let house = House::new().await;
    house.integrate(SOUTH, 1, false, 0).await;
    // What another workspace has is not this one's to delete.
    let data = format!("{{\"integration\":\"{}\"}}", id(1));
    house.smuggle(&format!("integrations-{NORTH}"), "integration.deleted", &data).await;
    let stopped = house.projector("one").catch_up().await;
    assert!(matches!(stopped, Err(ProjectionError::Contradiction { view: "integrations", .. })), "{stopped:?}");
}

#[tokio::test]
async fn a_view_of_another_version_is_made_anew_and_the_others_are_kept() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    let whole = house.views.dump().await.unwrap();
    house.meddle("UPDATE SCHEMA.checkpoints SET version = 0 WHERE view = 'keys'").await;
    // A process that runs this build meanwhile must not write into what is another's.
    house.queue(90, NORTH, Environment::Stage, 100).await;
    let refused = house.projector("old").catch_up().await;
    assert!(matches!(refused, Err(ProjectionError::Superseded { view: "keys" })), "{refused:?}");

    let reopened = house.open_views().await;
    assert!(reopened.keys().list(NORTH).await.unwrap().is_empty());
    assert!(!reopened.users().list(NORTH).await.unwrap().is_empty());
    assert_eq!(reopened.position(house.log.as_ref()).await.unwrap(), None);
    house.catch_up().await;
    let again = house.views.dump().await.unwrap();
    assert!(again.starts_with(whole.split("# due_work").next().unwrap()));
    assert_eq!(again, fresh_dump(&house).await);
}

#[tokio::test]
async fn tables_of_another_version_go_once_nobody_projects_into_them() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    house.meddle("CREATE TABLE SCHEMA.renders_0 (id TEXT)").await;
    house.meddle("INSERT INTO SCHEMA.checkpoints (view, version, position) VALUES ('renders_0', 0, 'a')").await;
    let before = house.views.dump().await.unwrap();
    let week = Duration::from_secs(7 * 24 * 3600);
    let sweep = async |seconds| house.views.sweep_superseded(crate::house::at(seconds), week).await.unwrap();
    assert_eq!(sweep(0).await, 0, "it was not known before");
    // Somebody still works on it.
    house.meddle("UPDATE SCHEMA.checkpoints SET position = 'b' WHERE view = 'renders_0'").await;
    assert_eq!(sweep(7 * 24 * 3600).await, 0);
    assert_eq!(sweep(14 * 24 * 3600).await, 1);
    assert_eq!(sweep(30 * 24 * 3600).await, 0);
    assert_eq!(house.views.dump().await.unwrap(), before);
}

#[tokio::test]
async fn many_open_the_views_at_the_same_time() {
    let house = Arc::new(House::new().await);
    let opening = (0..12).map(|_| {
        let house = house.clone();
        tokio::spawn(async move { house.open_views().await.dump().await.unwrap() })
    });
    for opened in futures::future::join_all(opening).await {
        assert_eq!(opened.unwrap().lines().count(), 8);
    }
}

#[tokio::test]
async fn a_long_log_is_projected_in_several_transactions() {
    let house = House::new().await;
    let mut last: Option<Position> = None;
    for workspace in 0..3_u128 {
        let stream: event_store::StreamName = format!("workspace-{}", id(workspace)).parse().unwrap();
        let created = |n: usize| event_store::NewEvent {
            id: house.next_event(),
            event_type: "workspace.documents_erased".into(),
            version: 1,
            data: format!("{{\"documents\":{n}}}").into_bytes(),
            metadata: crate::house::metadata(WorkspaceId(id(workspace)), 0),
        };
        let events = (0..400).map(created).collect();
        last = Some(house.log.append(&stream, Expected::NoStream, events).await.unwrap().position);
    }
    house.catch_up().await;
    assert_eq!(house.views.position(house.log.as_ref()).await.unwrap(), last);
    assert_eq!(house.log.read_all(last.as_ref(), &Filter::All, 1).await.unwrap().events, []);
}
