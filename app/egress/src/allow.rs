//! What the operator opens beyond public addresses.

use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// What may be reached although it is private, written as a comma-separated list. An item is one of
/// - a network: `10.0.0.0/8`, `fd00::/8`: its addresses on every port;
/// - an address, with or without a port: `192.168.1.5`, `127.0.0.1:9000`, `[::1]:9000`;
/// - a host name, with or without a port: `minio`, `media.internal:8080`: this name, whatever it resolves to.
///
/// Without a port every port is meant. Empty text opens nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowList {
    items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    Network(IpNet, Option<u16>),
    Host(String, Option<u16>),
}

/// An item of the list is nothing that can be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{item}` in the list of allowed addresses is no network such as 10.0.0.0/8 and no host[:port] such as media.internal:8080"
)]
pub struct BadAllowItem {
    /// The item as it was written.
    pub item: String,
}

impl AllowList {
    /// Whether the operator opened this address on this port; without a port, whether on every port.
    pub(crate) fn opens_address(&self, address: IpAddr, port: Option<u16>) -> bool {
        self.items.iter().any(|item| match item {
            Item::Network(network, only) => network.contains(&address) && (only.is_none() || *only == port),
            Item::Host(..) => false,
        })
    }

    /// Whether the operator opened this name on this port; without a port, whether on every port.
    pub(crate) fn opens_host(&self, name: &str, port: Option<u16>) -> bool {
        self.items.iter().any(|item| match item {
            Item::Host(host, only) => host.eq_ignore_ascii_case(name) && (only.is_none() || *only == port),
            Item::Network(..) => false,
        })
    }

    /// The ports that items name: on these more may be open than on others.
    pub(crate) fn ports(&self) -> impl Iterator<Item = u16> {
        self.items.iter().filter_map(|item| match item {
            Item::Network(_, port) | Item::Host(_, port) => *port,
        })
    }
}

impl FromStr for AllowList {
    type Err = BadAllowItem;

    fn from_str(text: &str) -> Result<Self, BadAllowItem> {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        let items = items.map(|item| parse(item).ok_or_else(|| BadAllowItem { item: item.to_owned() }));
        Ok(Self { items: items.collect::<Result<_, _>>()? })
    }
}

fn parse(item: &str) -> Option<Item> {
    if item.contains('/') {
        return item.parse().ok().map(|network| Item::Network(network, None));
    }
    let bare = item.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(item);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Some(Item::Network(address.into(), None));
    }
    if let Ok(socket) = item.parse::<SocketAddr>() {
        return (socket.port() != 0).then(|| Item::Network(socket.ip().into(), Some(socket.port())));
    }
    let (host, port) = match item.split_once(':') {
        Some((host, port)) => (host, Some(port.parse().ok().filter(|port| *port != 0)?)),
        None => (item, None),
    };
    is_host_name(host).then(|| Item::Host(host.to_ascii_lowercase(), port))
}

/// A name as a URL spells it after parsing. A last label of digits is refused: that would be an address.
fn is_host_name(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let last_is_number = host.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()));
    host.split('.').all(is_label) && !last_is_number
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> AllowList {
        text.parse().unwrap()
    }

    fn opens(text: &str, address: &str, port: u16) -> bool {
        list(text).opens_address(address.parse().unwrap(), Some(port))
    }

    #[test]
    fn networks_and_addresses_open_addresses() {
        assert!(opens("10.0.0.0/8", "10.1.2.3", 22) && !opens("10.0.0.0/8", "11.0.0.1", 80));
        assert!(opens("fd00::/8", "fd00::1", 80) && opens(" ::1 ", "::1", 80) && opens("[::1]", "::1", 80));
        assert!(opens("127.0.0.1:9000", "127.0.0.1", 9000) && !opens("127.0.0.1:9000", "127.0.0.1", 9001));
        assert!(opens("[::1]:9000", "::1", 9000) && !opens("[::1]:9000", "::1", 80));
        assert!(opens("10.0.0.1, 192.168.0.0/16", "192.168.3.4", 1));
        assert!(!list("127.0.0.1:9000").opens_address("127.0.0.1".parse().unwrap(), None));
        assert!(!opens("127.0.0.1", "::ffff:127.0.0.1", 80), "another spelling is another address");
        assert!(!opens("localhost", "127.0.0.1", 80));
    }

    #[test]
    fn names_open_names() {
        let list = list("Minio,media.internal:8080");
        assert!(list.opens_host("minio", Some(9000)) && list.opens_host("MINIO", None));
        assert!(list.opens_host("media.internal", Some(8080)));
        assert!(!list.opens_host("media.internal", Some(80)) && !list.opens_host("media.internal", None));
        assert!(!list.opens_host("a.minio", Some(80)));
        assert_eq!(list.ports().collect::<Vec<_>>(), [8080]);
    }

    #[test]
    fn nothing_opens_nothing() {
        assert_eq!(list(" , "), AllowList::default());
        assert!(!opens("", "127.0.0.1", 80));
    }

    #[test]
    fn a_bad_item_is_named() {
        for bad in [
            "10.0.0.0/33",
            "http://x/",
            "x:0",
            "x:y",
            "x:99999",
            "1.2.3",
            "127.0.0.1:0",
            "a..b",
            "ä",
            "a b",
            "*.x",
            "[::1",
        ] {
            let refused = format!("10.0.0.0/8, {bad} ,x").parse::<AllowList>().unwrap_err();
            assert_eq!(refused.item, bad);
            assert!(refused.to_string().starts_with(&format!("`{bad}` ")));
        }
    }
}
