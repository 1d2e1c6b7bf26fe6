//! Making views anew while they are in use.

use crate::house::{House, NORTH};
use crate::projecting::{PATIENCE, fresh_dump, start};
use domain::Environment;
use read_models::{ProjectionError, names};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn views_are_rebuilt_beside_a_running_projector() {
    let house = House::new().await;
    let at_work = start(house.projector("live"));
    house.live_through_everything().await;
    for round in 0..5_u128 {
        // Events come while the views are made anew.
        let (queued, rebuilt) =
            tokio::join!(house.queue(100 + round, NORTH, Environment::Stage, 100), house.rebuild(&[]));
        assert_eq!(rebuilt.unwrap().len(), names().count());
        assert!(house.views.wait_for(house.log.as_ref(), &queued, PATIENCE).await.unwrap());
    }
    at_work.stop().await.unwrap();
    house.catch_up().await;
    assert_eq!(house.views.dump().await.unwrap(), fresh_dump(&house).await);
}

#[tokio::test]
async fn what_was_wrong_in_a_view_is_mended_and_counted() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    let right = house.views.dump().await.unwrap();
    house.meddle("UPDATE SCHEMA.renders SET status = 'done' WHERE status = 'failed'").await;
    house.meddle("DELETE FROM SCHEMA.keys").await;
    let rebuilt = house.rebuild(&[]).await.unwrap();
    let mended: Vec<_> = rebuilt.iter().filter(|one| one.mended != Some(0)).map(|one| (one.view, one.mended)).collect();
    assert_eq!(mended, [("keys", Some(2)), ("renders", Some(1))]);
    assert_eq!(house.views.dump().await.unwrap(), right);
    assert!(house.rebuild(&[]).await.unwrap().iter().all(|one| one.mended == Some(0)));
}

#[tokio::test]
async fn one_view_is_rebuilt_and_the_others_are_left() {
    let house = House::new().await;
    house.live_through_everything().await;
    house.catch_up().await;
    let right = house.views.dump().await.unwrap();
    house.meddle("DELETE FROM SCHEMA.keys").await;
    house.meddle("DELETE FROM SCHEMA.users").await;
    let rebuilt = house.rebuild(&["keys"]).await.unwrap();
    assert_eq!((rebuilt.len(), rebuilt[0].view, rebuilt[0].rows), (1, "keys", 2));
    let wrong = house.views.dump().await.unwrap();
    assert_ne!(wrong, right);
    house.rebuild(&["users"]).await.unwrap();
    assert_eq!(house.views.dump().await.unwrap(), right);
}

#[tokio::test]
async fn one_at_a_time_makes_views_anew() {
    let house = House::new().await;
    house.live_through_everything().await;
    let (one, other) = tokio::join!(house.rebuild(&[]), house.rebuild(&[]));
    let refused = [one, other].into_iter().filter(|result| matches!(result, Err(ProjectionError::HeldElsewhere)));
    assert_eq!(refused.count(), 1);
    house.rebuild(&[]).await.unwrap();
    assert!(house.state.leases().list(crate::house::at(0)).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_empty_log_makes_empty_views() {
    let house = House::new().await;
    assert!(house.rebuild(&[]).await.unwrap().iter().all(|one| (one.rows, one.mended) == (0, Some(0))));
    house.live_through_everything().await;
    house.catch_up().await;
    assert_eq!(house.views.dump().await.unwrap(), fresh_dump(&house).await);
}
