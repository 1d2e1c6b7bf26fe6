//! What every database must do.

use crate::home::Home;
use domain::Timestamp;
use domain::ids::{DocumentId, RenderId, UserId, WorkspaceId};
use futures::future::join_all;
use state::{Claim, Lease, Password, Progress, RateWindow, SealedDocument, SetPasswordError};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const TTL: Duration = Duration::from_secs(30);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + seconds * 1000)
}

fn workspace(n: u128) -> WorkspaceId {
    WorkspaceId(Uuid::from_u128(n))
}

fn document(n: u128, owner: WorkspaceId, created_at: Timestamp) -> SealedDocument {
    let sealed = vec![0, 255, u8::try_from(n).unwrap()];
    SealedDocument { id: DocumentId(Uuid::from_u128(n)), workspace: owner, sealed, created_at }
}

#[tokio::test]
async fn a_document_is_its_workspaces_alone() {
    let home = Home::new();
    let state = home.open().await;
    let kept = document(1, workspace(1), at(0));
    state.documents().put(&kept).await.unwrap();
    assert_eq!(state.documents().get(workspace(1), kept.id).await, Ok(Some(kept.sealed.clone())));
    assert_eq!(state.documents().get(workspace(2), kept.id).await, Ok(None));
    assert_eq!(state.documents().get(workspace(1), DocumentId(Uuid::from_u128(2))).await, Ok(None));
    // An id names one document for ever.
    state.documents().put(&SealedDocument { sealed: b"other".to_vec(), ..kept.clone() }).await.unwrap();
    assert_eq!(state.documents().get(workspace(1), kept.id).await, Ok(Some(kept.sealed)));
}

#[tokio::test]
async fn erasing_a_workspace_leaves_the_others_documents() {
    let home = Home::new();
    let state = home.open().await;
    for n in 1..=3 {
        state.documents().put(&document(n, workspace(1), at(0))).await.unwrap();
    }
    let other = document(4, workspace(2), at(0));
    state.documents().put(&other).await.unwrap();
    assert_eq!(state.documents().erase(workspace(1)).await, Ok(3));
    assert_eq!(state.documents().erase(workspace(1)).await, Ok(0));
    assert_eq!(state.documents().get(workspace(2), other.id).await, Ok(Some(other.sealed)));
}

#[tokio::test]
async fn old_documents_are_found_oldest_first_and_page_by_page() {
    let home = Home::new();
    let state = home.open().await;
    for (n, seconds) in [(1, 50), (2, 10), (3, 10), (4, 200)] {
        state.documents().put(&document(n, workspace(1), at(seconds))).await.unwrap();
    }
    let first = state.documents().older_than(at(100), None, 2).await.unwrap();
    let found: Vec<u128> = first.iter().map(|(_, id, _)| id.0.as_u128()).collect();
    assert_eq!(found, [2, 3]);
    let (created_at, id, _) = first[1];
    let second = state.documents().older_than(at(100), Some((created_at, id)), 2).await.unwrap();
    assert_eq!(second, [(at(50), DocumentId(Uuid::from_u128(1)), workspace(1))]);
    assert_eq!(state.documents().delete(id).await, Ok(true));
    assert_eq!(state.documents().delete(id).await, Ok(false));
    assert_eq!(state.documents().older_than(at(100), None, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn of_many_new_data_keys_one_wins_and_all_hear_of_it() {
    let home = Home::new();
    let (state, other) = (home.open().await, home.open().await);
    assert_eq!(state.data_keys().get(workspace(1)).await, Ok(None));
    let inserting = (0..12_u8).map(|n| {
        let state = if n % 2 == 0 { state.clone() } else { other.clone() };
        tokio::spawn(async move { state.data_keys().insert_if_absent(workspace(1), &[n; 32], at(0)).await.unwrap() })
    });
    let answers: Vec<Vec<u8>> = join_all(inserting).await.into_iter().map(|joined| joined.unwrap()).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(state.data_keys().get(workspace(1)).await, Ok(Some(answers[0].clone())));
}

#[tokio::test]
async fn a_lease_is_held_by_one_until_it_runs_out() {
    let home = Home::new();
    let state = home.open().await;
    let leases = state.leases();
    assert_eq!(leases.acquire("render-1", "a", TTL, at(0)).await, Ok(true));
    assert_eq!(leases.acquire("render-1", "b", TTL, at(29)).await, Ok(false));
    assert_eq!(leases.acquire("render-1", "a", TTL, at(29)).await, Ok(false));
    assert_eq!(leases.acquire("render-2", "b", TTL, at(29)).await, Ok(true));
    // It holds before its end and no longer at it.
    assert_eq!(leases.acquire("render-1", "b", TTL, at(30)).await, Ok(true));
    assert_eq!(leases.renew("render-1", "a", TTL, at(31)).await, Ok(false));
    assert_eq!(leases.release("render-1", "a").await, Ok(false));
    let listed = leases.list(at(40)).await.unwrap();
    let expected = Lease { work: "render-1".into(), holder: "b".into(), acquired_at: at(30), expires_at: at(60) };
    assert_eq!((listed.len(), &listed[0]), (2, &expected));
    assert_eq!(leases.list(at(59)).await.unwrap(), [expected]);
}

#[tokio::test]
async fn renewing_prolongs_only_what_is_still_held() {
    let home = Home::new();
    let state = home.open().await;
    let leases = state.leases();
    leases.acquire("render-1", "a", TTL, at(0)).await.unwrap();
    assert_eq!(leases.renew("render-1", "b", TTL, at(10)).await, Ok(false));
    assert_eq!(leases.renew("render-1", "a", TTL, at(20)).await, Ok(true));
    assert_eq!(leases.acquire("render-1", "b", TTL, at(49)).await, Ok(false));
    // Too late: somebody else might have held it meanwhile.
    assert_eq!(leases.renew("render-1", "a", TTL, at(50)).await, Ok(false));
    assert_eq!(leases.release("render-1", "a").await, Ok(true));
    assert_eq!(leases.acquire("render-1", "b", TTL, at(21)).await, Ok(true));
}

#[tokio::test]
async fn of_many_who_ask_for_a_lease_one_gets_it() {
    let home = Home::new();
    let (state, other) = (home.open().await, home.open().await);
    let asking = (0..16).map(|n| {
        let state = if n % 2 == 0 { state.clone() } else { other.clone() };
        tokio::spawn(
            async move { state.leases().acquire("render-1", &format!("worker-{n}"), TTL, at(0)).await.unwrap() },
        )
    });
    let granted = join_all(asking).await.into_iter().filter(|joined| *joined.as_ref().unwrap()).count();
    assert_eq!(granted, 1);
}

fn claim<'a>(work: &'a str, holder: &'a str, limit: Option<u32>, turns: u64) -> Claim<'a> {
    Claim { work, holder, lane: "render/1", limit, turns, floor: ("render", turns - 1) }
}

#[tokio::test]
async fn a_lane_is_never_held_above_its_limit_whoever_asks() {
    let home = Home::new();
    let (state, other) = (home.open().await, home.open().await);
    let asking = (0..16).map(|n| {
        let state = if n % 2 == 0 { state.clone() } else { other.clone() };
        tokio::spawn(async move {
            let (work, holder) = (format!("render-{n}"), format!("worker-{n}"));
            state.lanes().claim(claim(&work, &holder, Some(3), 1), TTL, at(0)).await.unwrap()
        })
    });
    let granted = join_all(asking).await.into_iter().filter(|joined| *joined.as_ref().unwrap()).count();
    assert_eq!(granted, 3);
    assert_eq!(state.lanes().held(at(29)).await.unwrap().len(), 3);
    // What ran out does not count.
    assert_eq!(state.lanes().claim(claim("render-x", "a", Some(3), 1), TTL, at(30)).await, Ok(true));
    assert_eq!(state.lanes().held(at(30)).await, Ok(vec![("render-x".to_owned(), "render/1".to_owned())]));
    // Another lane has a limit of its own, and a lease that does not count fills none.
    let elsewhere = Claim { lane: "render/2", ..claim("render-y", "a", Some(1), 1) };
    assert_eq!(state.leases().acquire("projector", "a", TTL, at(30)).await, Ok(true));
    assert_eq!(state.lanes().claim(elsewhere, TTL, at(30)).await, Ok(true));
}

#[tokio::test]
async fn turns_only_rise_and_only_when_work_is_taken() {
    let home = Home::new();
    let state = home.open().await;
    let lanes = state.lanes();
    assert_eq!(lanes.claim(claim("render-1", "a", None, 5), TTL, at(0)).await, Ok(true));
    assert_eq!(lanes.claim(claim("render-1", "b", None, 9), TTL, at(0)).await, Ok(false));
    assert_eq!(lanes.claim(claim("render-2", "b", None, 3), TTL, at(0)).await, Ok(true));
    let turns = lanes.turns().await.unwrap();
    assert_eq!((turns["render/1"], turns["render"]), (5, 4));
    // Where those begin who rested says all there is to know of who is not beyond it.
    assert_eq!(lanes.forget_rested().await, Ok(0));
    let elsewhere = Claim { lane: "render/2", floor: ("render", 5), ..claim("render-3", "c", None, 6) };
    assert_eq!(lanes.claim(elsewhere, TTL, at(0)).await, Ok(true));
    assert_eq!(lanes.forget_rested().await, Ok(1));
    let turns = lanes.turns().await.unwrap();
    assert_eq!((turns.get("render/1"), turns["render/2"], turns["render"]), (None, 6, 5));
    // A counted lease is renewed and released like any other.
    assert_eq!(state.leases().renew("render-1", "a", TTL, at(20)).await, Ok(true));
    assert_eq!(state.leases().release("render-2", "b").await, Ok(true));
    let held = lanes.held(at(40)).await;
    assert_eq!(held, Ok(vec![("render-1".to_owned(), "render/1".to_owned())]));
}

#[tokio::test]
async fn a_late_report_of_an_old_attempt_is_not_shown() {
    let home = Home::new();
    let state = home.open().await;
    let render = RenderId(Uuid::from_u128(1));
    let report = |attempt, percent| Progress {
        attempt,
        stage: "rendering".into(),
        percent,
        frames: u64::from(percent) * 10,
        updated_at: at(i64::from(percent)),
    };
    assert_eq!(state.progress().get(render).await, Ok(None));
    state.progress().set(render, &report(2, 10)).await.unwrap();
    state.progress().set(render, &report(1, 90)).await.unwrap();
    assert_eq!(state.progress().get(render).await, Ok(Some(report(2, 10))));
    state.progress().set(render, &report(2, 20)).await.unwrap();
    assert_eq!(state.progress().get(render).await, Ok(Some(report(2, 20))));
    // Nor does the end of an old attempt take away what a later one says.
    state.progress().clear(render, 1).await.unwrap();
    assert_eq!(state.progress().get(render).await, Ok(Some(report(2, 20))));
    state.progress().clear(render, 2).await.unwrap();
    assert_eq!(state.progress().get(render).await, Ok(None));
}

fn password(user: u128, email: &str, hash: &str) -> Password {
    Password { email: email.into(), user: UserId(Uuid::from_u128(user)), workspace: workspace(1), hash: hash.into() }
}

#[tokio::test]
async fn an_address_belongs_to_one_person_in_whatever_case() {
    let home = Home::new();
    let state = home.open().await;
    let passwords = state.passwords();
    passwords.set(&password(1, "Ada@Example.com", "h1"), at(0)).await.unwrap();
    assert_eq!(passwords.by_email("ADA@example.COM").await, Ok(Some(password(1, "ada@example.com", "h1"))));
    let taken = passwords.set(&password(2, "ada@EXAMPLE.com", "h2"), at(1)).await;
    assert!(matches!(taken, Err(SetPasswordError::EmailTaken(_))), "{taken:?}");
    // A new password replaces the old one, and a new address the old address.
    passwords.set(&password(1, "ada@example.com", "h3"), at(2)).await.unwrap();
    passwords.set(&password(1, "ada@example.org", "h3"), at(3)).await.unwrap();
    assert_eq!(passwords.by_email("ada@example.com").await, Ok(None));
    assert_eq!(passwords.by_email("ada@example.org").await, Ok(Some(password(1, "ada@example.org", "h3"))));
    assert_eq!(passwords.remove(UserId(Uuid::from_u128(1))).await, Ok(true));
    assert_eq!(passwords.by_email("ada@example.org").await, Ok(None));
}

#[test]
fn a_password_does_not_print_its_hash_or_address() {
    let printed = format!("{:?}", password(1, "ada@example.com", "$argon2id$secret"));
    assert!(!printed.contains("argon2") && !printed.contains("ada"), "{printed}");
}

#[tokio::test]
async fn facts_and_checkpoints_survive_closing_and_opening() {
    let home = Home::new();
    {
        let state = home.open().await;
        assert_eq!(state.facts().get("schema").await, Ok(None));
        state.facts().set("schema", "1").await.unwrap();
        state.facts().set("schema", "2").await.unwrap();
        assert_eq!(state.facts().insert_if_absent("schema", "3").await, Ok("2".into()));
        assert_eq!(state.facts().insert_if_absent("installation", "x").await, Ok("x".into()));
        assert_eq!(state.checkpoints().get("hosting").await, Ok(None));
        state.checkpoints().set("hosting", "17").await.unwrap();
        state.checkpoints().set("hosting", "18").await.unwrap();
    }
    let state = home.open().await;
    assert_eq!(state.facts().get("schema").await, Ok(Some("2".into())));
    state.facts().forget("schema").await.unwrap();
    assert_eq!(state.facts().get("schema").await, Ok(None));
    assert_eq!(state.facts().get("installation").await, Ok(Some("x".into())));
    assert_eq!(state.checkpoints().get("hosting").await, Ok(Some("18".into())));
}

#[tokio::test]
async fn many_open_a_new_state_at_the_same_time() {
    let home = Arc::new(Home::new());
    let opening = (0..12).map(|n| {
        let home = home.clone();
        tokio::spawn(async move {
            home.open().await.facts().set(&format!("fact-{n}"), "known").await.unwrap();
        })
    });
    for opened in join_all(opening).await {
        opened.unwrap();
    }
    let state = home.open().await;
    for n in 0..12 {
        assert_eq!(state.facts().get(&format!("fact-{n}")).await, Ok(Some("known".into())));
    }
}

#[tokio::test]
async fn requests_are_counted_together_in_windows_that_end() {
    const MINUTE: Duration = Duration::from_secs(60);
    let home = Home::new();
    let (one, other) = (home.open().await, home.open().await);
    let counted = |began: i64, count| RateWindow { began_at: at(began), count };
    assert_eq!(one.rates().count("a", MINUTE, at(0)).await, Ok(counted(0, 1)));
    assert_eq!(other.rates().count("a", MINUTE, at(59)).await, Ok(counted(0, 2)));
    assert_eq!(one.rates().count("b", MINUTE, at(59)).await, Ok(counted(59, 1)));
    assert_eq!(other.rates().count("a", MINUTE, at(60)).await, Ok(counted(60, 1)));
    // A machine whose clock is behind does not begin the window again; one whose clock was absurd is not waited for.
    assert_eq!(one.rates().count("a", MINUTE, at(57)).await, Ok(counted(60, 2)));
    assert_eq!(one.rates().count("a", MINUTE, at(-1)).await, Ok(counted(-1, 1)));
    assert_eq!(one.rates().forget(at(0)).await, Ok(1));
    assert_eq!(other.rates().count("a", MINUTE, at(1)).await, Ok(counted(1, 1)));
}

#[tokio::test]
async fn no_request_is_counted_twice_or_not_at_all() {
    let home = Home::new();
    let states = [home.open().await, home.open().await];
    let counting = (0..40).map(|number| {
        let state = states[number % 2].clone();
        async move { state.rates().count("a", Duration::from_secs(60), at(0)).await.unwrap().count }
    });
    let mut counts = join_all(counting).await;
    counts.sort_unstable();
    assert_eq!(counts, (1..=40).collect::<Vec<u32>>());
}
