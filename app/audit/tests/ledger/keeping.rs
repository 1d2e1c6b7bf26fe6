//! The ledger is what the log is.

use crate::office::{NORTH, Office, SOUTH};
use audit::{ExportLine, GENESIS, verify_export};
use domain::Timestamp;
use event_store::Filter;
use state::{LedgerFilter, LedgerOrder};

const OLDEST: LedgerOrder = LedgerOrder::OldestAfter(0);

#[tokio::test]
async fn every_event_is_a_line_of_its_workspace_in_the_logs_order() {
    let office = Office::new().await;
    for stream in 1..=40 {
        office
            .append(if stream % 3 == 0 { SOUTH } else { NORTH }, stream, 1 + usize::try_from(stream).unwrap() % 30)
            .await;
    }
    office.keep().await;
    for workspace in [NORTH, SOUTH] {
        let events = office.log.read_all(None, &Filter::All, 10_000).await.unwrap().events;
        let expected: Vec<_> =
            events.iter().filter(|event| event.metadata.workspace == workspace).map(|event| event.id).collect();
        let lines = office.lines(workspace, &LedgerFilter::default(), OLDEST).await;
        assert_eq!(lines.iter().map(|line| line.event).collect::<Vec<_>>(), expected);
        assert!(lines.iter().zip(1..).all(|(line, sequence)| line.sequence == sequence));
    }
    let proof = office.verify().await.unwrap();
    assert_eq!((proof.heads.len(), proof.unwritten), (2, 0));
    // What comes later is not broken, only not written yet.
    office.append(NORTH, 99, 3).await;
    assert_eq!(office.verify().await.unwrap().unwritten, 3);
    office.keep().await;
    let later = office.verify().await.unwrap();
    assert_eq!((later.unwritten, later.events), (0, proof.events + 3));
}

#[tokio::test]
async fn an_empty_ledger_holds() {
    let office = Office::new().await;
    assert_eq!(office.verify().await.unwrap().events, 0);
    office.keep().await;
    assert!(office.verify().await.unwrap().heads.is_empty());
}

#[tokio::test]
async fn two_keepers_write_each_line_once() {
    let office = Office::new().await;
    let (first, second) = (office.keeper("first"), office.keeper("second"));
    for stream in 1..=20 {
        office.append(NORTH, stream, 20).await;
        // Whichever of them has the lease.
        let (a, b) = tokio::join!(first.catch_up(), second.catch_up());
        let (_, _) = (a.unwrap(), b.unwrap());
    }
    office.keep().await;
    assert_eq!(office.lines(NORTH, &LedgerFilter::default(), OLDEST).await.len(), 400);
    assert_eq!(office.verify().await.unwrap().events, 400);
}

#[tokio::test]
async fn a_batch_is_added_only_where_the_ledger_ends() {
    let office = Office::new().await;
    office.append(NORTH, 1, 2).await;
    office.keep().await;
    let ledger = office.state.ledger();
    let end = ledger.checkpoint().await.unwrap().unwrap();
    assert!(!ledger.add(None, "elsewhere", &[]).await.unwrap());
    assert_eq!(ledger.checkpoint().await.unwrap(), Some(end.clone()));
    assert!(ledger.add(Some(&end), "further", &[]).await.unwrap());
}

#[tokio::test]
async fn lines_are_found_by_who_what_where_and_when() {
    let office = Office::new().await;
    office.append(NORTH, 1, 3).await;
    office.append(SOUTH, 2, 2).await;
    office.keep().await;
    let found = async |filter: LedgerFilter, order| {
        office.lines(NORTH, &filter, order).await.iter().map(|line| line.sequence).collect::<Vec<_>>()
    };
    let all = LedgerFilter::default();
    assert_eq!(found(all.clone(), OLDEST).await, [1, 2, 3]);
    assert_eq!(found(all.clone(), LedgerOrder::OldestAfter(1)).await, [2, 3]);
    assert_eq!(found(all.clone(), LedgerOrder::NewestBefore(None)).await, [3, 2, 1]);
    assert_eq!(found(all.clone(), LedgerOrder::NewestBefore(Some(3))).await, [2, 1]);
    let of_type = |text: &str| LedgerFilter { event_type: Some(text.into()), ..all.clone() };
    assert_eq!(found(of_type("render."), OLDEST).await, [1, 2, 3]);
    assert_eq!(found(of_type("render.queued"), OLDEST).await, [1]);
    assert_eq!(found(of_type("render_"), OLDEST).await, [0_u64; 0]);
    let by = |actor: &str| LedgerFilter { actor: Some(actor.into()), ..all.clone() };
    assert_eq!(found(by("test"), OLDEST).await.len(), 3);
    assert_eq!(found(by("tes"), OLDEST).await, [0_u64; 0]);
    let at = |n: i64| Some(Timestamp::from_millis(1_700_000_000_000 + n * 1000));
    assert_eq!(found(LedgerFilter { from: at(2), ..all.clone() }, OLDEST).await, [2, 3]);
    assert_eq!(found(LedgerFilter { before: at(2), ..all.clone() }, OLDEST).await, [1]);
    let stage = LedgerFilter { environment: Some("stage".into()), ..all.clone() };
    assert_eq!(found(stage, OLDEST).await, [0_u64; 0]);
    let elsewhere = LedgerFilter { stream: Some("render-x".into()), ..all };
    assert_eq!(found(elsewhere, OLDEST).await, [0_u64; 0]);
}

#[tokio::test]
async fn what_happens_to_integrations_is_kept_although_it_happens_in_no_world() {
    let office = Office::new().await;
    office.append(NORTH, 1, 1).await;
    office.integrate(NORTH).await;
    office.keep().await;
    let of_integrations = LedgerFilter { event_type: Some("integration.".into()), ..LedgerFilter::default() };
    let lines = office.lines(NORTH, &of_integrations, OLDEST).await;
    let stream = format!("integrations-{NORTH}");
    let found: Vec<_> = lines.iter().map(|line| (line.event_type.as_str(), &line.stream, &line.environment)).collect();
    assert_eq!(found, [("integration.created", &stream, &None), ("integration.default_set", &stream, &None)]);
    let in_production = LedgerFilter { environment: Some("v1".into()), ..of_integrations };
    assert!(office.lines(NORTH, &in_production, OLDEST).await.is_empty());
    assert_eq!(office.verify().await.unwrap().events, 3);

    let mut exported = Vec::new();
    let mut previous = office.lines(NORTH, &LedgerFilter::default(), OLDEST).await[0].hash.clone();
    for line in &lines {
        let events = office.log.read_stream(&line.stream.parse().unwrap(), line.revision, 1).await.unwrap();
        exported.push(serde_json::to_string(&ExportLine::new(line, &previous, &events[0]).unwrap()).unwrap());
        previous.clone_from(&line.hash);
    }
    assert_eq!(verify_export(exported.iter().map(String::as_str)).unwrap().lines, 2);
}

#[tokio::test]
async fn an_export_holds_by_itself_and_not_once_a_letter_of_it_is_changed() {
    let office = Office::new().await;
    office.append(NORTH, 1, 3).await;
    office.keep().await;
    let lines = office.lines(NORTH, &LedgerFilter::default(), OLDEST).await;
    let events = office.log.read_all(None, &Filter::All, 10).await.unwrap().events;
    let mut previous = GENESIS.to_vec();
    let mut exported = Vec::new();
    for (line, event) in lines.iter().zip(&events) {
        exported.push(serde_json::to_string(&ExportLine::new(line, &previous, event).unwrap()).unwrap());
        previous = line.hash.clone();
    }
    let check = |lines: &[String]| verify_export(lines.iter().map(String::as_str));
    let whole = check(&exported).unwrap();
    assert_eq!(whole.head.map(|(sequence, hash)| (sequence, hash.to_vec())), Some((3, lines[2].hash.clone())));
    assert_eq!(check(&exported[1..]).unwrap().lines, 2, "it may begin anywhere");
    assert_eq!(check(&[]).unwrap().head, None);

    for (from, to) in
        [(r#""n":1"#, r#""n":7"#), ("render.saved", "render.sawed"), (r#""revision":1"#, r#""revision":0"#)]
    {
        let mut changed = exported.clone();
        changed[1] = changed[1].replace(from, to);
        assert_ne!(changed, exported);
        assert_eq!(check(&changed).unwrap_err().line, 2, "{from}");
    }
    let gap = [exported[0].clone(), exported[2].clone()];
    assert_eq!(check(&gap).unwrap_err().line, 2);
    assert_eq!(check(&["{}".to_owned()]).unwrap_err().line, 1);
}
