//! What can be asked of integrations, and of what was sent to them.

use crate::house::{House, NORTH, SOUTH, at, id};
use crate::story::{sending_out, settings};
use domain::Environment;
use domain::ids::{CredentialsId, IntegrationId, RenderId, TransferId};
use domain::integration::{Changed, Command, GrantLost, Settings};
use read_models::integrations::IntegrationRow;
use read_models::transfers::{ListTransfers, TransferStatus};

fn integration(n: u128) -> IntegrationId {
    IntegrationId(id(n))
}

fn secrets(n: u128) -> CredentialsId {
    CredentialsId(id(n))
}

async fn change(house: &House, n: u128, settings: Settings, default: Option<bool>, seconds: i64) {
    let changed = Changed { integration: integration(n), settings };
    house.integrations(NORTH, Command::Change { changed, default }, seconds).await;
}

async fn row(house: &House, n: u128) -> IntegrationRow {
    house.catch_up().await;
    house.views.integrations().get(integration(n)).await.unwrap().unwrap()
}

#[tokio::test]
async fn integrations_are_as_the_events_say() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    let first = IntegrationRow {
        id: integration(41),
        workspace: NORTH,
        provider: "r2".into(),
        name: "integration 41".into(),
        config: settings(41).config,
        credentials: Some(secrets(41 + 0x100)),
        active: true,
        environments: vec![Environment::Production, Environment::Stage],
        is_default: true,
        grant_lost: true,
        created_at: at(13),
        updated_at: at(16),
    };
    let second = IntegrationRow {
        id: integration(42),
        name: "integration 42".into(),
        credentials: Some(secrets(0x200)),
        active: false,
        is_default: false,
        grant_lost: false,
        created_at: at(14),
        updated_at: at(17),
        ..first.clone()
    };
    let integrations = house.views.integrations();
    assert_eq!(integrations.of_workspace(NORTH).await.unwrap(), [first.clone(), second]);
    assert_eq!(integrations.get(integration(41)).await, Ok(Some(first)));
    // Deleted, and never made.
    assert_eq!(integrations.of_workspace(SOUTH).await, Ok(vec![]));
    assert_eq!(integrations.get(integration(43)).await, Ok(None));
    assert_eq!(integrations.get(integration(44)).await, Ok(None));
}

#[tokio::test]
async fn one_integration_of_a_workspace_is_the_default_or_none() {
    let house = House::new().await;
    house.integrate(NORTH, 1, true, 10).await;
    house.integrate(SOUTH, 2, true, 11).await;
    house.integrate(NORTH, 3, true, 12).await;
    assert_eq!((row(&house, 1).await.is_default, row(&house, 1).await.updated_at), (false, at(12)));
    assert!(row(&house, 2).await.is_default, "it is another workspace's");
    assert!(row(&house, 3).await.is_default);
    change(&house, 3, settings(3), Some(false), 13).await;
    assert_eq!((row(&house, 3).await.is_default, row(&house, 3).await.updated_at), (false, at(13)));
    assert_eq!((row(&house, 1).await.is_default, row(&house, 2).await.is_default), (false, true));
}

#[tokio::test]
async fn a_lost_grant_is_lost_until_there_are_other_secrets() {
    let house = House::new().await;
    house.integrate(NORTH, 1, false, 10).await;
    let lost = GrantLost { integration: integration(1), credentials: secrets(1 + 0x100) };
    house.integrations(NORTH, Command::LoseGrant(lost), 11).await;
    change(&house, 1, Settings { name: "another".into(), ..settings(1) }, None, 12).await;
    let renamed = row(&house, 1).await;
    assert_eq!((renamed.name.as_str(), renamed.grant_lost), ("another", true));
    change(&house, 1, Settings { credentials: Some(secrets(0x900)), ..settings(1) }, None, 13).await;
    let renewed = row(&house, 1).await;
    assert_eq!((renewed.credentials, renewed.grant_lost), (Some(secrets(0x900)), false));
}

#[tokio::test]
async fn secrets_are_named_while_an_integration_has_them() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    for (credentials, named) in [
        (41 + 0x100, true),
        (0x200, true),
        // Others took their place, their integration is gone, and nobody ever had them.
        (42 + 0x100, false),
        (43 + 0x100, false),
        (0x999, false),
    ] {
        let found = house.views.integrations().names_credentials(secrets(credentials)).await;
        assert_eq!(found, Ok(named), "{credentials:x}");
    }
}

#[tokio::test]
async fn a_transfer_tells_where_it_goes_and_where_it_is() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    let transfers = house.views.transfers();
    let sent = transfers.get(TransferId(id(35))).await.unwrap().unwrap();
    let queued = sending_out(21, 41);
    assert_eq!((sent.integration, sent.place, sent.key), (queued.integration, Some(0), queued.key));
    assert_eq!(sent.url.as_deref(), Some("https://films.example.com/a.mp4"));
    let hosted = transfers.get(TransferId(id(31))).await.unwrap().unwrap();
    assert_eq!((hosted.integration, hosted.place, hosted.key, hosted.url), (None, None, None, None));
}

fn list() -> ListTransfers {
    ListTransfers {
        workspace: NORTH,
        environment: None,
        status: None,
        provider: None,
        integration: None,
        render: None,
        after: None,
        limit: 100,
    }
}

async fn ids(house: &House, list: ListTransfers) -> Vec<u128> {
    let page = house.views.transfers().list(&list).await.unwrap();
    page.rows.iter().map(|row| row.id.0.as_u128()).collect()
}

#[tokio::test]
async fn a_list_of_transfers_shows_the_newest_first_and_only_what_was_asked_for() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.send_out(36, 24, 42, 90).await;
    house.catch_up().await;
    assert_eq!(ids(&house, list()).await, [36, 35, 34, 33, 32, 31]);
    assert_eq!(ids(&house, ListTransfers { workspace: SOUTH, ..list() }).await, [0_u128; 0]);
    for (environment, count) in [(Environment::Production, 6), (Environment::Stage, 0)] {
        let found = ids(&house, ListTransfers { environment: Some(environment), ..list() }).await;
        assert_eq!(found.len(), count, "{environment}");
    }
    for (status, expected) in [
        (TransferStatus::Queued, vec![36, 34]),
        (TransferStatus::Sending, vec![]),
        (TransferStatus::Ready, vec![35, 31]),
        (TransferStatus::Failed, vec![32]),
        (TransferStatus::Deleted, vec![33]),
    ] {
        assert_eq!(ids(&house, ListTransfers { status: Some(status), ..list() }).await, expected, "{status:?}");
    }
    for (provider, expected) in [("r2", vec![36, 35]), ("shotstack", vec![34, 33, 32, 31]), ("s3", vec![])] {
        assert_eq!(ids(&house, ListTransfers { provider: Some(provider.into()), ..list() }).await, expected);
    }
    for (n, expected) in [(41, vec![35]), (42, vec![36]), (43, vec![])] {
        assert_eq!(ids(&house, ListTransfers { integration: Some(integration(n)), ..list() }).await, expected);
    }
    for (n, expected) in [(21, vec![35, 34, 33, 32, 31]), (24, vec![36]), (22, vec![])] {
        assert_eq!(ids(&house, ListTransfers { render: Some(RenderId(id(n))), ..list() }).await, expected);
    }
    let both = ListTransfers { render: Some(RenderId(id(21))), status: Some(TransferStatus::Ready), ..list() };
    assert_eq!(ids(&house, both).await, [35, 31]);
}

#[tokio::test]
async fn pages_of_transfers_join_although_new_ones_come_between() {
    let house = House::new().await;
    // Many at the same instant, so that the id decides.
    for transfer in 1..=11 {
        house.send(transfer, 21, 5 + i64::try_from(transfer / 4).unwrap()).await;
    }
    house.catch_up().await;
    let mut found = Vec::new();
    let mut next = ListTransfers { limit: 4, ..list() };
    loop {
        let page = house.views.transfers().list(&next).await.unwrap();
        found.extend(page.rows.iter().map(|row| row.id.0.as_u128()));
        house.send(100 + found.len() as u128, 22, 1000).await;
        house.catch_up().await;
        let Some(cursor) = page.next else { break };
        next.after = Some(cursor.to_string().parse().unwrap());
    }
    assert_eq!(found, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
}
