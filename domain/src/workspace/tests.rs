use super::*;
use crate::aggregate::when;
use crate::composition::LumaPolarity;
use crate::ids::{ApiKeyId, Dialect, Environment, UserId};
use std::num::NonZeroU32;
use uuid::Uuid;

const ANA: UserId = UserId(Uuid::from_u128(1));
const BEN: UserId = UserId(Uuid::from_u128(2));

fn created() -> Created {
    Created { name: "Acme".into() }
}

fn added(user: UserId, email: &str, role: Role) -> UserAdded {
    UserAdded { user, email: email.into(), role }
}

fn key(id: u128) -> KeyCreated {
    KeyCreated {
        key: ApiKeyId(Uuid::from_u128(id)),
        name: "ci".into(),
        environment: Environment::Stage,
        dialect: Dialect::Shotstack,
        prefix: "abcd".into(),
        hash: "00".into(),
    }
}

#[test]
fn it_is_created_once_and_has_a_name() {
    assert_eq!(when::<Workspace>(&[], Command::Create(created())), Ok(vec![created().into()]));
    assert_eq!(when::<Workspace>(&[created().into()], Command::Create(created())), Err(Refusal::Exists));
    assert_eq!(when::<Workspace>(&[], Command::Create(Created { name: " ".into() })), Err(Refusal::EmptyName));
    assert_eq!(when::<Workspace>(&[], Command::CreateKey(key(1))), Err(Refusal::Unknown));
}

#[test]
fn its_last_owner_stays_one() {
    let given = [created().into(), added(ANA, "ana@x", Role::Owner).into()];
    assert_eq!(when::<Workspace>(&given, Command::RemoveUser(ANA)), Err(Refusal::LastOwner));
    let demote = RoleChanged { user: ANA, role: Role::Member };
    assert_eq!(when::<Workspace>(&given, Command::ChangeRole(demote.clone())), Err(Refusal::LastOwner));
    let given = [given[0].clone(), given[1].clone(), added(BEN, "ben@x", Role::Owner).into()];
    assert_eq!(when::<Workspace>(&given, Command::ChangeRole(demote.clone())), Ok(vec![demote.into()]));
    assert_eq!(when::<Workspace>(&given, Command::RemoveUser(BEN)), Ok(vec![UserRemoved { user: BEN }.into()]));
}

#[test]
fn an_address_joins_once() {
    let given = [created().into(), added(ANA, "ana@x", Role::Owner).into()];
    let again = Command::AddUser(added(BEN, "ana@x", Role::Member));
    assert_eq!(when::<Workspace>(&given, again), Err(Refusal::EmailTaken("ana@x".into())));
    let in_other_letters = Command::AddUser(added(BEN, " Ana@X", Role::Member));
    assert_eq!(when::<Workspace>(&given, in_other_letters), Err(Refusal::EmailTaken("ana@x".into())));
    let ben = Command::AddUser(added(BEN, "Ben@X ", Role::Member));
    assert_eq!(when::<Workspace>(&given, ben), Ok(vec![added(BEN, "ben@x", Role::Member).into()]));
}

#[test]
fn a_key_is_revoked_once() {
    let id = key(1).key;
    let given = [created().into(), key(1).into()];
    assert_eq!(when::<Workspace>(&given, Command::RevokeKey(id)), Ok(vec![KeyRevoked { key: id }.into()]));
    let given = [created().into(), key(1).into(), KeyRevoked { key: id }.into()];
    assert_eq!(when::<Workspace>(&given, Command::RevokeKey(id)), Ok(vec![]));
    assert_eq!(when::<Workspace>(&given, Command::RevokeKey(key(2).key)), Err(Refusal::UnknownKey));
}

#[test]
fn its_part_of_the_workers_is_set_when_it_changes() {
    let set = |renders: Option<u32>, share: u32| QueueSet {
        renders: renders.and_then(NonZeroU32::new),
        share: NonZeroU32::new(share).unwrap(),
    };
    let given = [created().into(), set(Some(2), 1).into()];
    assert_eq!(when::<Workspace>(&given, Command::SetQueue(set(Some(2), 1))), Ok(vec![]));
    assert_eq!(when::<Workspace>(&given, Command::SetQueue(set(None, 3))), Ok(vec![set(None, 3).into()]));
}

#[test]
fn what_mattes_mean_is_set_and_given_back_to_the_installation() {
    let set = |polarity| MattesSet { polarity };
    let white = Some(LumaPolarity::WhiteHides);
    let given = [created().into(), set(white).into()];
    assert_eq!(when::<Workspace>(&given, Command::SetMattes(set(white))), Ok(vec![]));
    assert_eq!(when::<Workspace>(&given, Command::SetMattes(set(None))), Ok(vec![set(None).into()]));
    assert_eq!(when::<Workspace>(&given[..1], Command::SetMattes(set(None))), Ok(vec![]));
    assert_eq!(when::<Workspace>(&[], Command::SetMattes(set(white))), Err(Refusal::Unknown));
}
