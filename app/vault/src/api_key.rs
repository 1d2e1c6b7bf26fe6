//! Making API keys and finding them again.

use crate::{MasterKey, Purpose, Randomness, Secret, VaultError};
use domain::{Dialect, Environment};
use zeroize::Zeroizing;

/// What keys are made of: letters and digits, 62 in all.
pub const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// How many random letters and digits a key has: 238 bits.
const LENGTH: usize = 40;

/// `length` random letters and digits, each equally likely.
///
/// # Errors
/// [`VaultError::NoRandomness`].
pub fn letters_and_digits(length: usize, randomness: &dyn Randomness) -> Result<Secret, VaultError> {
    // Bytes from 248 up are thrown away: 248 is 4 × 62, so that each character stands for four bytes, none for five.
    let usable = ALPHABET.len() * 4;
    let mut text = Zeroizing::new(String::with_capacity(length));
    let mut drawn = Zeroizing::new([0_u8; 64]);
    while text.len() < length {
        randomness.fill(drawn.as_mut_slice())?;
        let fitting = drawn.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < usable);
        for byte in fitting.take(length - text.len()) {
            text.push(char::from(ALPHABET[byte % ALPHABET.len()]));
        }
    }
    Ok(Secret::new(text.as_str()))
}

/// A key in Shotstack's style: 40 letters and digits.
///
/// # Errors
/// [`VaultError::NoRandomness`].
pub fn shotstack_key(randomness: &dyn Randomness) -> Result<Secret, VaultError> {
    letters_and_digits(LENGTH, randomness)
}

/// A key of the workspace API: `vf_live_` (production) or `vf_test_` (stage) and 40 letters and digits.
///
/// # Errors
/// [`VaultError::NoRandomness`].
pub fn workspace_key(environment: Environment, randomness: &dyn Randomness) -> Result<Secret, VaultError> {
    let random = letters_and_digits(LENGTH, randomness)?;
    let key = Zeroizing::new(format!("{}{}", workspace_prefix(environment), random.expose()));
    Ok(Secret::new(key.as_str()))
}

/// The API that a key of this shape speaks, whether or not it exists; none when no key looks like that.
pub fn dialect_of(key: &str) -> Option<Dialect> {
    let is_random = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if key.len() == LENGTH && is_random(key) {
        return Some(Dialect::Shotstack);
    }
    let random =
        Environment::ALL.into_iter().find_map(|environment| key.strip_prefix(workspace_prefix(environment)))?;
    (!random.is_empty() && is_random(random)).then_some(Dialect::Workspace)
}

/// The key's first characters, for people to tell keys apart: `vf_live_` and four more, or four of a key in Shotstack's
/// style. What is left keeps more than 210 bits.
pub fn prefix_for_people(key: &Secret) -> String {
    let shown = Environment::ALL
        .into_iter()
        .map(workspace_prefix)
        .find(|prefix| key.expose().starts_with(prefix))
        .map_or(4, |prefix| prefix.len() + 4);
    key.expose().chars().take(shown).collect()
}

/// What is stored in place of a key, to find it by: HMAC-SHA-256 under the installation's lookup key, in hexadecimal.
/// Looking it up in an index is safe: without the lookup key nobody can choose a hash to compare with.
pub fn lookup_hash(master: &MasterKey, key: &Secret) -> String {
    hex::encode(master.subkey(Purpose::KeyLookup).authenticate(key.expose().as_bytes()))
}

const fn workspace_prefix(environment: Environment) -> &'static str {
    match environment {
        Environment::Production => "vf_live_",
        Environment::Stage => "vf_test_",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsRandomness;
    use std::sync::atomic::{AtomicU8, Ordering};

    /// Every byte value in turn, for ever.
    fn counting() -> impl Randomness {
        let next = AtomicU8::new(0);
        move |bytes: &mut [u8]| bytes.iter_mut().for_each(|byte| *byte = next.fetch_add(1, Ordering::Relaxed))
    }

    #[test]
    fn every_character_is_equally_likely() {
        // All 256 bytes once give 248 characters: each of the 62 exactly four times.
        let text = letters_and_digits(248, &counting()).unwrap();
        for letter in ALPHABET {
            assert_eq!(text.expose().bytes().filter(|byte| byte == letter).count(), 4, "{}", char::from(*letter));
        }
    }

    #[test]
    fn keys_have_their_dialects_shape() {
        let shotstack = shotstack_key(&OsRandomness).unwrap();
        assert_eq!(shotstack.expose().len(), 40);
        assert_eq!(dialect_of(shotstack.expose()), Some(Dialect::Shotstack));
        for (environment, prefix) in [(Environment::Production, "vf_live_"), (Environment::Stage, "vf_test_")] {
            let key = workspace_key(environment, &OsRandomness).unwrap();
            assert!(key.expose().starts_with(prefix) && key.expose().len() == 48);
            assert_eq!(dialect_of(key.expose()), Some(Dialect::Workspace));
            assert_eq!(prefix_for_people(&key), key.expose()[..12]);
        }
        assert_eq!(prefix_for_people(&shotstack), shotstack.expose()[..4]);
        assert_ne!(shotstack, shotstack_key(&OsRandomness).unwrap());
    }

    #[test]
    fn other_texts_are_no_keys() {
        for text in
            ["", "abc", "vf_live_", "vf_live_a b", "vf_prod_abc", &"a".repeat(39), &"a".repeat(41), &"é".repeat(20)]
        {
            assert_eq!(dialect_of(text), None, "{text}");
        }
    }

    #[test]
    fn a_prefix_of_a_strange_text_is_cut_between_characters() {
        assert_eq!(prefix_for_people(&Secret::new("éàü")), "éàü");
    }

    #[test]
    fn hashes_depend_on_key_and_master_key() {
        let (one, other) = (MasterKey::from_parts([1; 8], [1; 32]), MasterKey::from_parts([1; 8], [2; 32]));
        let key = Secret::new("a".repeat(40));
        assert_eq!(lookup_hash(&one, &key), lookup_hash(&one, &key.clone()));
        assert_eq!(lookup_hash(&one, &key).len(), 64);
        assert_ne!(lookup_hash(&one, &key), lookup_hash(&other, &key));
        assert_ne!(lookup_hash(&one, &key), lookup_hash(&one, &Secret::new("b".repeat(40))));
    }
}
