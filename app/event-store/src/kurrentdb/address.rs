//! The connection string: what it says, and that nobody else hears it.

use crate::{StoreError, StoreErrorKind};
use eventstore::{ClientSettings, Credentials};

/// Where the server is and who we are. Has no `Debug`: the settings print their password.
pub(super) struct Address {
    pub settings: ClientSettings,
    pub credentials: Option<Credentials>,
    /// Whether there is another node to turn to.
    pub cluster: bool,
}

/// What may stand before `://`.
const SCHEMES: [&str; 4] = ["kurrentdb", "kurrentdb+discover", "esdb", "esdb+discover"];

impl Address {
    /// Reads it. The client's own message would repeat the whole string, with the password.
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        let wrong = || {
            StoreError::new(
                StoreErrorKind::CannotOpen,
                "the log's address is none; expected kurrentdb://user:password@host:2113, or kurrentdb+discover:// and the \
                 name of a cluster",
            )
        };
        let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
        let known = SCHEMES.contains(&scheme.to_ascii_lowercase().as_str());
        let settings = known.then(|| url.parse::<ClientSettings>().ok()).flatten().ok_or_else(wrong)?;
        let cluster = settings.is_dns_discovery_enabled() || settings.hosts().len() > 1;
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let credentials = authority.rsplit_once('@').map(|(user, _)| {
            let (name, password) = user.split_once(':').unwrap_or((user, ""));
            Credentials::new(decoded(name), decoded(password))
        });
        Ok(Self { settings, credentials, cluster })
    }
}

/// Without its percent signs. The client sends them on as they are, so a password with an `@` could not be said.
fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match (first, pair.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(url: &str) -> Option<Credentials> {
        Address::parse(url).unwrap_or_else(|error| panic!("{error}")).credentials
    }

    #[test]
    fn user_and_password_are_taken_out_of_their_encoding() {
        let url = "kurrentdb://ana:p%40ss%2Fword%25@localhost:2113?tls=false";
        assert_eq!(credentials(url), Some(Credentials::new("ana", "p@ss/word%")));
        assert_eq!(credentials("esdb://ana@one:1,two:2"), Some(Credentials::new("ana", "")));
        assert_eq!(credentials("esdb+discover://cluster.example"), None);
        assert_eq!(decoded("%4"), b"%4");
    }

    #[test]
    fn several_hosts_are_a_cluster() {
        let is_cluster = |url| Address::parse(url).is_ok_and(|address| address.cluster);
        assert!(is_cluster("kurrentdb://one:1,two:2") && is_cluster("kurrentdb+discover://cluster.example"));
        assert!(!is_cluster("kurrentdb://one:1"));
    }

    #[test]
    fn what_is_no_address_is_not_repeated() {
        let wrong =
            ["", "ana:canary@host", "mysql://ana:canary@host", "kurrentdb://ana:canary@", "esdb://a:canary@b:port"];
        for url in wrong {
            let error = Address::parse(url).err().unwrap_or_else(|| panic!("{url} is an address"));
            let said = format!("{error} {error:?}");
            assert!(said.contains("kurrentdb://") && !said.contains("canary"), "{said}");
        }
    }
}
