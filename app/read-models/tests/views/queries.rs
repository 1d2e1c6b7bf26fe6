//! What can be asked of the views.

use crate::house::{House, NORTH, SOUTH, at, id};
use crate::story::{output, queued};
use domain::composition::LumaPolarity;
use domain::ids::{ApiKeyId, DocumentId, RenderId, TransferId, UserId};
use domain::queue::Priority;
use domain::workspace::Role;
use domain::{Dialect, Environment, FailureCode, render, transfer, workspace};
use read_models::assets::AssetStatus;
use read_models::due_work::WorkKind;
use read_models::renders::{ListRenders, RenderStatus};
use read_models::transfers::TransferStatus;
use std::num::NonZeroU32;

fn list() -> ListRenders {
    ListRenders { workspace: NORTH, environment: None, status: None, after: None, limit: 100 }
}

async fn ids(house: &House, list: ListRenders) -> Vec<u128> {
    let page = house.views.renders().list(&list).await.unwrap();
    page.rows.iter().map(|row| row.id.0.as_u128()).collect()
}

#[tokio::test]
async fn a_render_tells_its_whole_life() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    let row = house.views.renders().get(RenderId(id(21))).await.unwrap().unwrap();
    assert_eq!((row.workspace, row.environment, row.dialect), (NORTH, Environment::Production, Dialect::Shotstack));
    assert_eq!((row.document, row.summary, row.hosted), (queued(21 + 0x500).document, queued(0).summary, true));
    assert_eq!((row.status, row.attempt, row.failure), (RenderStatus::Done, 2, None));
    assert_eq!((row.outputs, row.outputs_removed), (vec![output(id(21))], true));
    assert_eq!((row.created_at, row.updated_at, row.finished_at), (at(20), at(48), Some(at(41))));

    let failed = house.views.renders().get(RenderId(id(22))).await.unwrap().unwrap();
    assert_eq!((failed.status, failed.finished_at), (RenderStatus::Failed, Some(at(43))));
    assert_eq!(failed.failure.unwrap().code, FailureCode::BadMedia);
    let waiting = house.views.renders().get(RenderId(id(25))).await.unwrap().unwrap();
    assert_eq!((waiting.status, waiting.finished_at), (RenderStatus::Queued, None));
    assert_eq!(waiting.failure.unwrap().code, FailureCode::LeaseLost);
    assert_eq!(house.views.renders().get(RenderId(id(999))).await, Ok(None));
}

#[tokio::test]
async fn a_list_shows_the_newest_first_and_only_what_was_asked_for() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    assert_eq!(ids(&house, list()).await, [25, 24, 23, 22, 21]);
    assert_eq!(ids(&house, ListRenders { workspace: SOUTH, ..list() }).await, [26]);
    let stage = ListRenders { workspace: SOUTH, environment: Some(Environment::Production), ..list() };
    assert_eq!(ids(&house, stage).await, [0_u128; 0]);
    for (status, expected) in [
        (RenderStatus::Queued, vec![25]),
        (RenderStatus::Fetching, vec![24]),
        (RenderStatus::Done, vec![21]),
        (RenderStatus::Failed, vec![22]),
        (RenderStatus::Cancelled, vec![23]),
        (RenderStatus::Rendering, vec![]),
    ] {
        assert_eq!(ids(&house, ListRenders { status: Some(status), ..list() }).await, expected, "{status:?}");
    }
}

#[tokio::test]
async fn pages_join_although_new_renders_come_between() {
    let house = House::new().await;
    // Many at the same instant, so that the id decides.
    for render in 1..=11 {
        house.queue(render, NORTH, Environment::Stage, 5 + i64::try_from(render / 4).unwrap()).await;
    }
    house.catch_up().await;
    let mut found = Vec::new();
    let mut next = ListRenders { limit: 4, ..list() };
    loop {
        let page = house.views.renders().list(&next).await.unwrap();
        found.extend(page.rows.iter().map(|row| row.id.0.as_u128()));
        house.queue(100 + found.len() as u128, NORTH, Environment::Stage, 1000).await;
        house.catch_up().await;
        let Some(cursor) = page.next else { break };
        next.after = Some(cursor.to_string().parse().unwrap());
    }
    assert_eq!(found, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
}

#[tokio::test]
async fn the_sweeper_finds_old_outputs_and_documents_in_use() {
    let house = House::new().await;
    house.live_through_everything().await;
    for render in [41, 42] {
        house.queue(render, NORTH, Environment::Production, 80).await;
        house.start(render, 81).await;
        house.finish(render, 1, 100 + i64::try_from(render).unwrap()).await;
    }
    house.catch_up().await;
    let renders = house.views.renders();
    let old = renders.with_outputs_since_before(at(142), None, 10).await.unwrap();
    assert_eq!(old.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>(), [41]);
    let after = old[0].finished_at.map(|at| (at, old[0].id));
    let old = renders.with_outputs_since_before(at(1000), after, 10).await.unwrap();
    assert_eq!(old.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>(), [42]);
    house.render(41, render::Command::RemoveOutputs, 200).await;
    house.catch_up().await;
    let old = renders.with_outputs_since_before(at(1000), None, 10).await.unwrap();
    assert_eq!(old.iter().map(|row| row.id.0.as_u128()).collect::<Vec<_>>(), [42]);
    let asked = [DocumentId(id(42 + 0x500)), DocumentId(id(0x9999))];
    assert_eq!(renders.documents_in_use(&asked).await.unwrap(), asked[..1]);
}

#[tokio::test]
async fn transfers_and_assets_tell_the_same_story_in_their_own_words() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    let statuses: Vec<_> = house.views.transfers().by_render(RenderId(id(21))).await.unwrap();
    let statuses: Vec<_> = statuses.iter().map(|row| (row.id.0.as_u128(), row.status, row.attempt)).collect();
    assert_eq!(
        statuses,
        [
            (31, TransferStatus::Ready, 2),
            (32, TransferStatus::Failed, 1),
            (33, TransferStatus::Deleted, 1),
            (34, TransferStatus::Queued, 0),
            (35, TransferStatus::Ready, 1)
        ]
    );
    let assets = house.views.assets().by_render(RenderId(id(21))).await.unwrap();
    let assets: Vec<_> = assets.iter().map(|row| (row.id.0.as_u128(), row.status, row.updated_at)).collect();
    assert_eq!(
        assets,
        [
            (31, AssetStatus::Ready, at(71)),
            (32, AssetStatus::Failed, at(72)),
            (33, AssetStatus::Deleted, at(74)),
            (34, AssetStatus::Importing, at(53)),
            (35, AssetStatus::Ready, at(77))
        ]
    );
    let asset = house.views.assets().get(TransferId(id(31))).await.unwrap().unwrap();
    assert_eq!((asset.workspace, asset.environment, asset.render), (NORTH, Environment::Production, RenderId(id(21))));
    assert_eq!((asset.provider.as_str(), asset.file), ("shotstack", format!("{}.mp4", id(21))));
    let transfer = house.views.transfers().get(TransferId(id(31))).await.unwrap().unwrap();
    assert_eq!((transfer.bytes, transfer.provider_id.as_deref(), transfer.failure), (812_345, Some("p1"), None));
    assert_eq!(house.views.assets().get(TransferId(id(99))).await, Ok(None));
}

#[tokio::test]
async fn a_transfer_that_is_tried_again_is_due_and_on_its_way_once_more() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.transfer(32, transfer::Command::Retry, 90).await;
    house.catch_up().await;
    let transfer = house.views.transfers().get(TransferId(id(32))).await.unwrap().unwrap();
    assert_eq!((transfer.status, transfer.attempt, transfer.failure), (TransferStatus::Queued, 1, None));
    let asset = house.views.assets().get(TransferId(id(32))).await.unwrap().unwrap();
    assert_eq!((asset.status, asset.updated_at), (AssetStatus::Importing, at(90)));
    assert_eq!(due(&house, WorkKind::Transfer, 90, &[34]).await, [32]);
}

#[tokio::test]
async fn a_hosted_file_is_found_by_its_name_in_its_own_world() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    let file = format!("{}.mp4", id(21));
    let transfers = house.views.transfers();
    let found = transfers.by_file(NORTH, Environment::Production, "shotstack", &file).await.unwrap();
    assert_eq!(found.unwrap().id, TransferId(id(34)));
    for (workspace, environment, provider) in [
        (SOUTH, Environment::Production, "shotstack"),
        (NORTH, Environment::Stage, "shotstack"),
        (NORTH, Environment::Production, "s3"),
    ] {
        assert_eq!(transfers.by_file(workspace, environment, provider, &file).await, Ok(None));
    }
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_but_is_still_listed() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    let keys = house.views.keys();
    let key = keys.by_hash("hash 11").await.unwrap().unwrap();
    assert_eq!((key.id, key.workspace, key.environment), (ApiKeyId(id(11)), NORTH, Environment::Stage));
    assert_eq!((key.dialect, key.name.as_str(), key.created_at), (Dialect::Workspace, "key 11", at(8)));
    assert_eq!(keys.by_hash("hash 12").await, Ok(None));
    assert_eq!(keys.by_hash("hash 13").await, Ok(None));
    let listed: Vec<_> = keys.list(NORTH).await.unwrap().iter().map(|key| (key.id, key.revoked_at)).collect();
    assert_eq!(listed, [(ApiKeyId(id(11)), None), (ApiKeyId(id(12)), Some(at(10)))]);
    assert!(keys.list(SOUTH).await.unwrap().is_empty());
}

#[tokio::test]
async fn people_and_workspaces_are_as_the_events_say() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    let users = house.views.users();
    let listed: Vec<_> = users.list(NORTH).await.unwrap().iter().map(|row| (row.user, row.role)).collect();
    assert_eq!(listed, [(UserId(id(1)), Role::Owner), (UserId(id(2)), Role::Admin)]);
    let everywhere: Vec<_> = users.by_email("1@example.com").await.unwrap().iter().map(|row| row.workspace).collect();
    assert_eq!(everywhere, [NORTH, SOUTH]);
    assert_eq!(users.get(NORTH, UserId(id(3))).await, Ok(None));
    assert_eq!(users.get(NORTH, UserId(id(2))).await.unwrap().unwrap().updated_at, at(5));
    let workspaces: Vec<_> = house.views.workspaces().list().await.unwrap();
    let workspaces: Vec<_> = workspaces.iter().map(|row| (row.id, row.name.as_str())).collect();
    assert_eq!(workspaces, [(NORTH, "North"), (SOUTH, "South")]);
    assert_eq!(house.views.workspaces().get(SOUTH).await.unwrap().unwrap().created_at, at(1));
}

async fn due(house: &House, kind: WorkKind, seconds: i64, held: &[u128]) -> Vec<u128> {
    let held: Vec<_> = held.iter().map(|n| id(*n)).collect();
    let rows = house.views.due_work().next(kind, at(seconds), &held).await.unwrap();
    rows.iter().map(|row| row.work.id.as_u128()).collect()
}

#[tokio::test]
async fn work_is_due_until_it_has_ended_one_piece_for_each_workspace() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    // Render 24 is at work, 26 never began, and 25 waits two seconds after its failure.
    assert_eq!(due(&house, WorkKind::Render, 48, &[]).await, [24, 26]);
    assert_eq!(due(&house, WorkKind::Render, 48, &[24]).await, [26]);
    assert_eq!(due(&house, WorkKind::Render, 49, &[24]).await, [25, 26]);
    assert_eq!(due(&house, WorkKind::Render, 49, &[24, 25]).await, [26]);
    assert_eq!(due(&house, WorkKind::Render, 22, &[]).await, [0_u128; 0]);
    assert_eq!(due(&house, WorkKind::Transfer, 100, &[]).await, [34]);
    let rows = house.views.due_work().next(WorkKind::Render, at(49), &[]).await.unwrap();
    let work = &rows[0].work;
    assert_eq!((work.workspace, work.environment), (NORTH, Environment::Production));
    assert_eq!(work.lease(), format!("render-{}", id(24)));
    assert_eq!(work.lane(), format!("render/{NORTH}"));

    house.finish(24, 1, 120).await;
    house.render(25, render::Command::Cancel, 121).await;
    house.transfer(34, transfer::Command::Delete, 122).await;
    house.catch_up().await;
    assert_eq!(due(&house, WorkKind::Render, 1000, &[]).await, [26]);
    assert_eq!(due(&house, WorkKind::Transfer, 1000, &[]).await, [0_u128; 0]);
}

#[tokio::test]
async fn what_a_workspace_wants_next_is_the_most_urgent_and_then_the_oldest() {
    let house = House::new().await;
    house.found(NORTH, "North", 0).await;
    for (render, priority) in [(1, Priority::Low), (2, Priority::Normal), (3, Priority::Normal), (4, Priority::High)] {
        house.queue_as(render, priority, 10 + i64::try_from(render).unwrap()).await;
    }
    house.catch_up().await;
    let work = house.views.due_work();
    for (position, next) in [4_u128, 2, 3, 1].into_iter().enumerate() {
        let held = [4, 2, 3, 1].into_iter().take(position).map(id).collect::<Vec<_>>();
        assert_eq!(work.next(WorkKind::Render, at(100), &held).await.unwrap()[0].work.id, id(next));
        assert_eq!(work.position(id(next), &[]).await, Ok(Some(position as u64 + 1)));
        assert_eq!(work.position(id(next), &held).await, Ok(Some(1)));
    }
    assert_eq!(work.position(id(4), &[id(4)]).await, Ok(None), "it is at work");
    assert_eq!(work.position(id(9), &[]).await, Ok(None), "there is no such render");
}

#[tokio::test]
async fn a_workspace_s_part_of_the_workers_goes_with_its_work() {
    let house = House::new().await;
    house.live_through_everything().await;
    let set = workspace::QueueSet { renders: NonZeroU32::new(3), share: NonZeroU32::new(5).unwrap() };
    house.workspace(SOUTH, workspace::Command::SetQueue(set), 80).await;
    house.catch_up().await;
    let next = house.views.due_work().next(WorkKind::Render, at(100), &[]).await.unwrap();
    let parts: Vec<_> = next.iter().map(|next| (next.work.workspace, next.limit, next.share)).collect();
    assert_eq!(parts, [(NORTH, None, 1), (SOUTH, Some(3), 5)]);
    let row = house.views.workspaces().get(SOUTH).await.unwrap().unwrap();
    assert_eq!((row.renders, row.share, row.mattes), (Some(3), 5, None));
    let row = house.views.workspaces().get(NORTH).await.unwrap().unwrap();
    assert_eq!((row.share, row.mattes), (1, Some(LumaPolarity::WhiteHides)));

    let waiting = house.views.due_work().waiting(WorkKind::Render, &[id(24)]).await.unwrap();
    let waiting: Vec<_> = waiting.iter().map(|w| (w.workspace, w.count, w.share, w.since)).collect();
    assert_eq!(waiting, [(NORTH, 1, 1, at(24)), (SOUTH, 1, 5, at(25))]);
}
