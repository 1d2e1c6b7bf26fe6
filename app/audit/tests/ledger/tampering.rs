//! What somebody changes behind the ledger's back is found, and named.

use crate::office::{NORTH, Office, SOUTH, Store};
use audit::Finding;
use uuid::Uuid;

/// Three renders of five events; what the middle one's are is known.
async fn office() -> Office {
    let office = Office::new().await;
    office.append(NORTH, 1, 5).await;
    office.append(SOUTH, 2, 5).await;
    office.append(NORTH, 3, 5).await;
    office.keep().await;
    office.verify().await.unwrap();
    office
}

fn stream(n: u128) -> String {
    format!("render-{}", Uuid::from_u128(n))
}

async fn finds(office: &Office, finding: Finding, at: (u128, u64)) {
    let broken = office.verify().await.unwrap_err();
    assert_eq!((broken.finding, broken.stream.as_str(), broken.revision), (finding, stream(at.0).as_str(), at.1));
    assert!(broken.to_string().contains(&stream(at.0)), "{broken}");
}

/// Bytes as both databases write them.
fn bytes(text: &str) -> String {
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    if crate::ON_A_SERVER { format!("'\\x{hex}'") } else { format!("x'{hex}'") }
}

#[tokio::test]
async fn a_changed_event_is_named() {
    let changes = [
        format!("data = {}", bytes(r#"{"n":2,"word":"x"}"#)),
        "event_type = 'render.failed'".to_owned(),
        "version = 2".to_owned(),
        format!(
            "metadata = {}",
            bytes(&format!(
                r#"{{"workspace":"{NORTH}","environment":"v1","actor":{{"kind":"system","name":"x"}},"correlation":"00000000-0000-0000-0000-000000000000","recorded_at":"2023-11-14T22:13:23.000Z"}}"#
            ))
        ),
    ];
    for change in changes {
        let office = office().await;
        office
            .meddle(Store::Log, &format!("UPDATE events SET {change} WHERE stream = '{}' AND revision = 2", stream(3)))
            .await;
        finds(&office, Finding::EventChanged, (3, 2)).await;
    }
}

#[tokio::test]
async fn an_event_that_was_removed_is_named() {
    let office = office().await;
    office.meddle(Store::Log, &format!("DELETE FROM events WHERE stream = '{}' AND revision = 1", stream(1))).await;
    finds(&office, Finding::EventMissing, (1, 1)).await;
}

#[tokio::test]
async fn a_last_event_that_was_removed_is_named() {
    let office = office().await;
    office.meddle(Store::Log, &format!("DELETE FROM events WHERE stream = '{}' AND revision = 4", stream(2))).await;
    finds(&office, Finding::EventMissing, (2, 4)).await;
}

#[tokio::test]
async fn an_event_that_was_put_in_place_of_another_is_named() {
    let office = office().await;
    let other = bytes("0123456789abcdef");
    let sql = format!("UPDATE events SET event_id = {other} WHERE stream = '{}' AND revision = 0", stream(3));
    office.meddle(Store::Log, &sql).await;
    finds(&office, Finding::EventInserted, (3, 0)).await;
}

#[tokio::test]
async fn a_changed_line_is_named() {
    let office = office().await;
    let sql = format!(
        "UPDATE ledger SET digest = {} WHERE stream = '{}' AND revision = 1",
        bytes(&"x".repeat(32)),
        stream(1)
    );
    office.meddle(Store::State, &sql).await;
    finds(&office, Finding::LineChanged, (1, 1)).await;
}

#[tokio::test]
async fn a_line_that_was_removed_is_noticed() {
    let office = office().await;
    office.meddle(Store::State, &format!("DELETE FROM ledger WHERE stream = '{}' AND revision = 1", stream(1))).await;
    assert_eq!(office.verify().await.unwrap_err().finding, Finding::LineChanged);
}

#[tokio::test]
async fn an_event_that_cannot_be_read_any_more_is_named() {
    let office = office().await;
    let sql = format!("UPDATE events SET metadata = {} WHERE stream = '{}' AND revision = 2", bytes("{}"), stream(1));
    office.meddle(Store::Log, &sql).await;
    let error = audit::verify(office.log.as_ref(), &office.state).await.unwrap_err();
    assert!(error.to_string().contains(&format!("the event 2 of {}", stream(1))), "{error}");
}
