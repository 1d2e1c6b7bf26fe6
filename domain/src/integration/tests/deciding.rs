//! What may happen to integrations.

use super::*;
use crate::aggregate::when;

fn create(created: Created, default: bool) -> Command {
    Command::Create { created, default, single: false }
}

fn default_set(integration: Option<IntegrationId>) -> IntegrationEvent {
    DefaultSet { integration }.into()
}

#[test]
fn the_newest_default_takes_the_place_of_the_one_before() {
    let (first, second) = (created(1, "s3", "a"), created(2, "r2", "b"));
    let events = when::<Integrations>(&[], create(first.clone(), true));
    assert_eq!(events, Ok(vec![first.clone().into(), default_set(Some(id(1)))]));
    let given = [first.into(), default_set(Some(id(1)))];
    let events = when::<Integrations>(&given, create(second.clone(), true));
    assert_eq!(events, Ok(vec![second.clone().into(), default_set(Some(id(2)))]));
    assert_eq!(when::<Integrations>(&given, create(second.clone(), false)), Ok(vec![second.into()]));
}

#[test]
fn deleting_the_default_leaves_none() {
    let given = [created(1, "s3", "a").into(), default_set(Some(id(1)))];
    let deleted: IntegrationEvent = Deleted { integration: id(1) }.into();
    assert_eq!(when::<Integrations>(&given, Command::Delete(id(1))), Ok(vec![default_set(None), deleted.clone()]));
    assert_eq!(when::<Integrations>(&given, Command::Delete(id(2))), Err(Refusal::Unknown));
    let given = [given[0].clone(), deleted];
    assert_eq!(when::<Integrations>(&given, Command::Delete(id(1))), Err(Refusal::Unknown));
    assert_eq!(when::<Integrations>(&given, create(created(1, "s3", "a"), false)), Err(Refusal::IdInUse));
}

#[test]
fn a_change_that_changes_nothing_is_no_event() {
    let given = [created(1, "s3", "a").into()];
    let change =
        |settings: Settings, default| Command::Change { changed: Changed { integration: id(1), settings }, default };
    let same = created(1, "s3", "a").settings;
    assert_eq!(when::<Integrations>(&given, change(same.clone(), None)), Ok(vec![]));
    assert_eq!(when::<Integrations>(&given, change(same.clone(), Some(false))), Ok(vec![]));
    assert_eq!(when::<Integrations>(&given, change(same.clone(), Some(true))), Ok(vec![default_set(Some(id(1)))]));
    let other = Settings { active: false, ..same };
    let changed: IntegrationEvent = Changed { integration: id(1), settings: other.clone() }.into();
    assert_eq!(when::<Integrations>(&given, change(other.clone(), None)), Ok(vec![changed]));
    let nowhere = Settings { environments: vec![], ..other.clone() };
    assert_eq!(when::<Integrations>(&given, change(nowhere, None)), Err(Refusal::NoEnvironment));
    let unnamed = Settings { name: "  ".into(), ..other };
    assert_eq!(when::<Integrations>(&given, change(unnamed, None)), Err(Refusal::BadName));
}

#[test]
fn there_is_one_of_a_provider_that_allows_one() {
    let given = [created(1, "drive", "").into()];
    let connect = Command::Create { created: created(2, "drive", ""), default: false, single: true };
    assert_eq!(when::<Integrations>(&given, connect), Err(Refusal::Single(id(1))));
    let elsewhere = Command::Create { created: created(2, "s3", "a"), default: false, single: true };
    assert!(when::<Integrations>(&given, elsewhere).is_ok());
}

#[test]
fn a_grant_is_lost_once_and_comes_back_with_new_credentials() {
    use crate::aggregate::Aggregate;
    let old = CredentialsId(Uuid::from_u128(9));
    let lost = GrantLost { integration: id(1), credentials: old };
    let mut given: Vec<IntegrationEvent> = vec![created(1, "drive", "").into()];
    assert_eq!(when::<Integrations>(&given, Command::LoseGrant(lost.clone())), Ok(vec![lost.clone().into()]));
    given.push(lost.clone().into());
    assert_eq!(when::<Integrations>(&given, Command::LoseGrant(lost.clone())), Ok(vec![]));
    let renewed = Settings { credentials: Some(CredentialsId(Uuid::from_u128(10))), ..settings("x", "") };
    given.push(Changed { integration: id(1), settings: renewed }.into());
    assert!(!Integrations::fold(&given).all[&id(1)].grant_lost);
    // What is said of the old ones says nothing of the new ones.
    assert_eq!(when::<Integrations>(&given, Command::LoseGrant(lost)), Ok(vec![]));
}
