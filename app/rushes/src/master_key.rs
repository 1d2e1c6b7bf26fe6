//! Which master key this process works with, and whether it is the one that the database is sealed with.
//!
//! While another one takes its place, both are at hand: from the start of the first process that has them to the end of
//! `rushes admin rotate-keys`. Nothing is wrapped by a third one meanwhile.

use crate::config::{Hidden, Vault};
use crate::exit::Exit;
use domain::ids::WorkspaceId;
use state::State;
use std::path::Path;
use vault::{MasterKey, Purpose, Randomness, VaultError};

/// The fact that names the master key which the state's secrets are sealed with.
const MASTER_KEY: &str = "master key";
/// The fact that names the master key which takes that one's place at the moment.
const NEXT: &str = "next master key";
/// The fact that keeps what API keys are found with: it came from the first master key, and outlives it.
const LOOKUP_KEY: &str = "lookup key";

/// What the settings give.
#[derive(Default)]
pub struct GivenKeys {
    pub master: Option<MasterKey>,
    /// The master key that was in use before.
    pub previous: Option<MasterKey>,
}

impl GivenKeys {
    /// Reads the keys, and the files that are named.
    pub fn of(settings: &Vault) -> Result<Self, Exit> {
        Ok(Self {
            master: given("master_key", &settings.master_key, &settings.master_key_file)?,
            previous: given("previous_master_key", &settings.previous_master_key, &settings.previous_master_key_file)?,
        })
    }
}

fn given(name: &str, text: &Hidden, file: &str) -> Result<Option<MasterKey>, Exit> {
    let file = Some(file.trim()).filter(|path| !path.is_empty());
    match (text.expose(), file) {
        (None, None) => Ok(None),
        (Some(text), None) => MasterKey::given(text).map(Some).map_err(|e| Exit::input(format!("vault.{name}: {e}"))),
        // Whoever names a file means it to be there.
        (None, Some(path)) => {
            MasterKey::given_in(path.as_ref()).map(Some).map_err(|e| Exit::input(format!("vault.{name}_file: {e}")))
        }
        (Some(_), Some(_)) => {
            Err(Exit::input(format!("vault.{name} and vault.{name}_file are both set; clear one of them")))
        }
    }
}

/// The key that this database is sealed with, or the next one beside it: another one would open nothing of what is there, and
/// seal what the others cannot open. `file` is made where a new key is wanted and none is given.
pub async fn open(
    file: &Path,
    state: &State,
    given: GivenKeys,
    randomness: &dyn Randomness,
) -> Result<MasterKey, Exit> {
    let facts = state.facts();
    let known = facts.get(MASTER_KEY).await.map_err(|e| Exit::store(&e))?;
    let next = facts.get(NEXT).await.map_err(|e| Exit::store(&e))?.filter(|next| known.as_ref() != Some(next));
    let previous = given.previous;
    let master = match given.master {
        Some(master) => master,
        None if file.exists() => MasterKey::load_or_create(file).map_err(key_error)?,
        None => {
            // A key of one's own is right for a new database, or for the process that begins to change keys.
            match (&known, &previous, next) {
                (None, ..) => {}
                (Some(known), None, _) => return Err(wrong_key(known, "there is no master.key in the data folder")),
                (Some(known), Some(previous), _) if previous.id().to_string() != *known => {
                    return Err(wrong_key(known, &format!("the previous master key is {}", previous.id())));
                }
                (Some(_), Some(_), Some(next)) => return Err(begun(&next, "this process has none")),
                (Some(_), Some(_), None) => {}
            }
            MasterKey::load_or_create(file).map_err(key_error)?
        }
    };
    let master = previous.into_iter().fold(master, MasterKey::beside);
    let own = master.id().to_string();
    let known = facts.insert_if_absent(MASTER_KEY, &own).await.map_err(|e| Exit::store(&e))?;
    let Some(sealed_with) = master.known_as(&known) else {
        return Err(wrong_key(&known, &format!("the master key at hand is another, {own}")));
    };
    if own != known {
        // Of processes that begin at once with keys of their own, one is right.
        if facts.get(NEXT).await.map_err(|e| Exit::store(&e))?.as_ref() == Some(&known) {
            facts.forget(NEXT).await.map_err(|e| Exit::store(&e))?;
        }
        let next = facts.insert_if_absent(NEXT, &own).await.map_err(|e| Exit::store(&e))?;
        if next != own {
            return Err(begun(&next, &format!("the one at hand is {own}")));
        }
    }
    // Wrapped by the key that everything is sealed with, so that there is a way back as long as there is one for the rest.
    let lookup = sealed_with.subkey(Purpose::KeyLookup);
    let wrapped = sealed_with.wrap_lookup(randomness).map_err(key_error)?;
    let wrapped = facts.insert_if_absent(LOOKUP_KEY, &wrapped).await.map_err(|e| Exit::store(&e))?;
    master.finding_with(lookup).unwrap_lookup(&wrapped).map_err(key_error)
}

/// Everything is wrapped under the master key at hand: says so, after API keys are found without those from before.
pub async fn settle(state: &State, master: &MasterKey, randomness: &dyn Randomness) -> Result<(), Exit> {
    let wrapped = master.wrap_lookup(randomness).map_err(key_error)?;
    let facts = state.facts();
    facts.set(LOOKUP_KEY, &wrapped).await.map_err(|e| Exit::store(&e))?;
    facts.set(MASTER_KEY, &master.id().to_string()).await.map_err(|e| Exit::store(&e))?;
    facts.forget(NEXT).await.map_err(|e| Exit::store(&e))
}

/// Goes on without the master key of this id, which is lost: everything that hung on it is erased, and the next process makes or
/// brings another one. How many documents each workspace had.
pub async fn give_up(
    file: &Path,
    state: &State,
    given: GivenKeys,
    lost: &str,
) -> Result<Vec<(WorkspaceId, u64)>, Exit> {
    let facts = state.facts();
    let Some(known) = facts.get(MASTER_KEY).await.map_err(|e| Exit::store(&e))? else {
        return Err(Exit::input("this database is sealed with no master key yet: nothing is lost"));
    };
    if known != lost {
        return Err(Exit::input(format!("this database is sealed with the master key {known}, and not with {lost}")));
    }
    let own = if file.exists() { Some(MasterKey::load_or_create(file).map_err(key_error)?) } else { None };
    if [given.master, given.previous, own].iter().flatten().any(|key| key.id().to_string() == known) {
        return Err(Exit::input(format!("the master key {known} is at hand: nothing is lost")));
    }
    let erased = state.sealed_rows().erase_all().await.map_err(|e| Exit::store(&e))?;
    // The name of the key last: until then it can be done again.
    for fact in [LOOKUP_KEY, NEXT, MASTER_KEY] {
        facts.forget(fact).await.map_err(|e| Exit::store(&e))?;
    }
    Ok(erased)
}

fn wrong_key(known: &str, what: &str) -> Exit {
    Exit::input(format!(
        "this database is sealed with the master key {known}, and {what}: put that master.key into the data folder, or give the \
         key as vault.master_key (RUSHES_VAULT_MASTER_KEY) or in the file vault.master_key_file; while it is replaced by another \
         one, give it as vault.previous_master_key or vault.previous_master_key_file. docs/keys.md has the steps, also for a \
         key that is lost"
    ))
}

fn begun(next: &str, what: &str) -> Exit {
    Exit::input(format!(
        "the master key {next} takes the place of the one before, and {what}: give every process that one, such as by copying \
         master.key from the machine that made it in place of its own; `rushes admin rotate-keys` ends the change"
    ))
}

fn key_error(error: VaultError) -> Exit {
    if error.retryable() { Exit::later(error) } else { Exit::input(error) }
}
