use super::*;
use crate::claim::{InHand, claim};
use crate::pool::Work;
use crate::reactions::{Hosting, Sending, hosted_copy};
use crate::testing::{FILE, OURS, THEIRS, World};
use crate::transfer::Transfers;
use domain::ids::{CredentialsId, RenderId};
use domain::integration::{self, MediaKind};
use domain::render::{Command, Destination, OutputRole, Render};
use domain::transfer::{self, Transfer, sent_copy};
use domain::workspace::{self, Workspace};
use event_store::{Actor, Filter, Metadata, execute};
use read_models::Reaction;
use read_models::due_work::WorkKind;
use storage::layout;
use uuid::Uuid;

async fn sweep(world: &World) {
    world.catch_up().await;
    again(world).await;
}

async fn again(world: &World) {
    round(&world.environment).await.unwrap();
    world.environment.state.leases().release(LEASE, &world.environment.name).await.unwrap();
}

async fn host(world: &World) {
    let saved = world.environment.log.read_all(None, &Filter::types(["render.saved"]), 10).await.unwrap();
    for event in &saved.events {
        Hosting(world.environment.clone()).react(event).await.unwrap();
    }
    world.catch_up().await;
}

async fn transfer(world: &World) {
    let held = claim(&world.environment, WorkKind::Transfer, &InHand::default()).await.unwrap().unwrap();
    Transfers.work(&world.environment, &held, &crate::cancel::StopSignal::default()).await;
    held.release(&world.environment).await;
}

#[tokio::test]
async fn own_files_go_after_a_day_and_hosted_copies_stay() {
    let world = World::new().await;
    let render = world.queue(true).await;
    world.save(render).await;
    host(&world).await;
    transfer(&world).await;
    let (own, copy) =
        (layout::render_file(render, 1, FILE), layout::hosted_file(hosted_copy(render, OutputRole::Main), 1, FILE));
    world.advance(24 * 3_600 - 1);
    sweep(&world).await;
    assert_eq!(world.stored().await, [copy.clone(), own]);
    world.advance(2);
    sweep(&world).await;
    assert_eq!(world.stored().await, std::slice::from_ref(&copy));
    assert!(world.state::<Render>(render.0).await.outputs_removed);
    // Once more, before the views know: nothing happens, and it ends.
    again(&world).await;
    let removed = world.environment.log.read_all(None, &Filter::types(["render.outputs_removed"]), 10).await.unwrap();
    assert_eq!((removed.events.len(), world.stored().await), (1, vec![copy]));
}

#[tokio::test]
async fn files_that_still_have_to_be_hosted_stay_however_old_they_are() {
    let world = World::new().await;
    let render = world.queue(true).await;
    world.save(render).await;
    world.advance(48 * 3_600);
    sweep(&world).await;
    assert_eq!(world.stored().await.len(), 1, "hosting has not even begun");
    host(&world).await;
    sweep(&world).await;
    assert_eq!(world.stored().await.len(), 1, "the copy is waiting");
    transfer(&world).await;
    sweep(&world).await;
    let copy = hosted_copy(render, OutputRole::Main);
    assert_eq!(world.stored().await, [layout::hosted_file(copy, 1, FILE)]);
    assert_eq!(world.state::<Transfer>(copy.0).await.phase, transfer::Phase::Ready);
}

#[tokio::test]
async fn files_of_attempts_that_do_not_count_go() {
    let world = World::new().await;
    let (running, cancelled) = (world.queue(false).await, world.queue(false).await);
    for render in [running, cancelled] {
        world.start(render).await;
        world.store(&layout::render_file(render, 1, FILE)).await;
    }
    sweep(&world).await;
    assert_eq!(world.stored().await.len(), 2, "both attempts are the current ones");
    world.tell(cancelled, Command::Cancel).await;
    world.start(running).await;
    world.advance(10);
    world.start(running).await;
    world.store(&layout::render_file(running, 2, FILE)).await;
    sweep(&world).await;
    assert_eq!(world.stored().await, [layout::render_file(running, 2, FILE)]);
}

#[tokio::test]
async fn segments_of_erased_documents_go_and_what_was_used_since_stays() {
    let world = World::new().await;
    let Environment { log, segments, .. } = world.environment.as_ref();
    let keep = |workspace, name: &str| {
        let path = segments.of(workspace).unwrap().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let used = UNIX_EPOCH + Duration::from_millis(world.environment.now().as_millis() as u64);
        std::fs::File::create(&path).unwrap().set_modified(used).unwrap();
        path
    };
    let (ours, theirs) = (keep(OURS, "old"), keep(THEIRS, "old"));
    let tell = async |command| {
        let envelope = Metadata::new(OURS, Actor::system("test"), Uuid::nil(), world.environment.now());
        execute::<Workspace>(log.as_ref(), OURS.0, command, &envelope, world.environment.event_ids()).await.unwrap();
    };
    tell(workspace::Command::Create(workspace::Created { name: "Ours".into() })).await;
    sweep(&world).await;
    assert!(ours.exists());
    world.advance(1);
    tell(workspace::Command::EraseDocuments { documents: 1 }).await;
    let since = keep(OURS, "since");
    sweep(&world).await;
    assert_eq!([ours, theirs, since].map(|path| path.exists()), [false, true, true]);
}

#[tokio::test]
async fn copies_that_do_not_count_go() {
    let world = World::new().await;
    let render = world.queue(true).await;
    world.save(render).await;
    host(&world).await;
    let copy = hosted_copy(render, OutputRole::Main);
    let log = world.environment.log.clone();
    let (first, now) =
        (event_store::load::<Render>(log.as_ref(), render.0).await.unwrap().first.unwrap(), world.environment.now());
    let start = transfer::Command::StartAttempt { worker: "dead".into(), now };
    let envelope = world.environment.envelope(&first, "test");
    execute::<Transfer>(log.as_ref(), copy.0, start, &envelope, world.environment.event_ids()).await.unwrap();
    world.store(&layout::hosted_file(copy, 1, FILE)).await;
    let held = claim(&world.environment, WorkKind::Transfer, &InHand::default()).await.unwrap().unwrap();
    Transfers.work(&world.environment, &held, &crate::cancel::StopSignal::default()).await;
    held.release(&world.environment).await;
    world.catch_up().await;
    world.advance(10);
    transfer(&world).await;
    sweep(&world).await;
    let expected = [layout::hosted_file(copy, 2, FILE), layout::render_file(render, 1, FILE)];
    assert_eq!(world.stored().await, expected);
}

#[tokio::test]
async fn documents_that_no_event_names_go_after_a_day() {
    let world = World::new().await;
    let orphan = world.document("{}").await;
    let render = world.queue(false).await;
    let named = world.state::<Render>(render.0).await.queued.unwrap().document;
    let kept = |id| {
        let documents = world.environment.state.documents();
        async move { documents.get(OURS, id).await.unwrap().is_some() }
    };
    sweep(&world).await;
    assert!(kept(orphan.id).await, "it may be on its way");
    world.advance(25 * 3_600);
    sweep(&world).await;
    assert!(!kept(orphan.id).await);
    assert!(kept(named.id).await);
}

#[tokio::test]
async fn views_that_know_nothing_yet_cost_no_document() {
    let world = World::new().await;
    let render = world.queue(false).await;
    let named = world.state::<Render>(render.0).await.queued.unwrap().document;
    world.advance(25 * 3_600);
    again(&world).await;
    assert!(world.environment.state.documents().get(OURS, named.id).await.unwrap().is_some());
}

#[tokio::test]
async fn folders_of_the_dead_go_and_those_of_the_living_stay() {
    let world = World::new().await;
    let render = world.queue(false).await;
    world.catch_up().await;
    let other = world.beside("other").await;
    let held = claim(&other, WorkKind::Render, &InHand::default()).await.unwrap().unwrap();
    let folder = |id: RenderId| world.environment.scratch.join(format!("{id}-1"));
    let dead = RenderId(uuid::Uuid::from_u128(99));
    for id in [render, dead] {
        std::fs::create_dir(folder(id)).unwrap();
        std::fs::write(folder(id).join("segment.mp4"), b"x").unwrap();
    }
    scratch::sweep(&world.environment).await.unwrap();
    assert!(folder(render).exists() && !folder(dead).exists());
    held.release(&other).await;
    scratch::sweep(&world.environment).await.unwrap();
    assert!(!folder(render).exists());
}

#[tokio::test]
async fn files_that_still_have_to_be_sent_stay_however_old_they_are() {
    let world = World::new().await;
    let integration = world.integrate("", CredentialsId(uuid::Uuid::from_u128(9))).await;
    let (provider, files) = ("attic".to_owned(), vec![MediaKind::Video]);
    let destination = Destination { integration, provider, place: Some(0), prefix: None, filename: None, files };
    let render = world.queue_to(vec![destination.clone()]).await;
    world.save(render).await;
    world.advance(48 * 3_600);
    sweep(&world).await;
    assert_eq!(world.stored().await.len(), 1, "sending has not even begun");
    let saved = world.environment.log.read_all(None, &Filter::types(["render.saved"]), 10).await.unwrap();
    Sending(world.environment.clone()).react(&saved.events[0]).await.unwrap();
    sweep(&world).await;
    assert_eq!(world.stored().await.len(), 1, "it is waiting to be sent");
    transfer(&world).await;
    let sent = world.state::<Transfer>(sent_copy(render, &destination, OutputRole::Main).0).await;
    let transfer::Phase::Failed(failure) = sent.phase else { panic!("{:?}", sent.phase) };
    assert!(failure.message.contains("attic") && failure.message.contains("retry"), "{failure}");
    sweep(&world).await;
    assert_eq!(world.stored().await.len(), 0);
}

#[tokio::test]
async fn secrets_that_no_integration_names_go_after_a_day() {
    let world = World::new().await;
    let id = |n| CredentialsId(uuid::Uuid::from_u128(n));
    let kept = async |n| world.environment.state.credentials().get(OURS, id(n)).await.unwrap().is_some();
    for n in [1, 2] {
        world.environment.state.credentials().put(OURS, id(n), b"sealed", world.environment.now()).await.unwrap();
    }
    let integration = world.integrate("", id(1)).await;
    world.advance(25 * 3_600);
    again(&world).await;
    assert!(kept(1).await && kept(2).await, "the views know of nothing yet");
    sweep(&world).await;
    assert!(kept(1).await && !kept(2).await);
    world.integrations(integration::Command::Delete(integration)).await;
    sweep(&world).await;
    assert!(!kept(1).await);
}
