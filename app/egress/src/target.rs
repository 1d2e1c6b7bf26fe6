//! What a URL points at, read so strictly that it can mean one thing only.

use crate::address::is_public;
use crate::{AllowList, FetchError, FetchErrorKind};
use std::net::IpAddr;
use url::{Host, Url};

/// A URL that may be requested.
#[derive(Clone)]
pub(crate) struct Target {
    /// Without credentials and fragment.
    pub(crate) url: Url,
    /// From `user:password@`, decoded.
    pub(crate) credentials: Option<(String, Option<String>)>,
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Target {
    /// Reads `text` and checks what can be checked before a name is resolved.
    pub(crate) fn read(text: &str, allow: &AllowList) -> Result<Self, FetchError> {
        let spelled = spelled_host(text)?;
        let url = Url::parse(text).map_err(|_| bad_url("the URL cannot be read"))?;
        Self::check(url, Some(spelled), allow)
    }

    /// Where a redirect from here leads. It brings no credentials of its own.
    pub(crate) fn redirected(&self, location: &str, allow: &AllowList) -> Result<Self, FetchError> {
        let refused = || FetchError::new(FetchErrorKind::Redirects, format!("{} redirects to nowhere", self.host));
        let url = self.url.join(location).map_err(|_| refused())?;
        // Servers put spaces there and browsers take them; what changes the host is refused as in a URL of a user's.
        let location = location.replace(' ', "%20");
        let is_absolute = ["http:", "https:"].into_iter().any(|scheme| has_prefix(&location, scheme));
        let spelled = if is_absolute { Some(spelled_host(&location)?) } else { None };
        if location.contains('\\') {
            return Err(refused());
        }
        let mut target = Self::check(url, spelled, allow)?;
        target.credentials = self.credentials.clone().filter(|_| target.url.origin() == self.url.origin());
        Ok(target)
    }

    fn check(mut url: Url, spelled: Option<&str>, allow: &AllowList) -> Result<Self, FetchError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(bad_url("only http and https URLs can be fetched"));
        }
        let port = url.port_or_known_default().filter(|port| *port != 0).ok_or_else(|| bad_url("port 0 is no port"))?;
        let (host, address) = match url.host() {
            Some(Host::Domain(name)) => (name.to_owned(), None),
            Some(Host::Ipv4(address)) => (address.to_string(), Some(IpAddr::V4(address))),
            Some(Host::Ipv6(address)) => (address.to_string(), Some(IpAddr::V6(address))),
            None => return Err(bad_url("the URL names no host")),
        };
        // Numbers, hexadecimal, octal, short forms and look-alike digits all become dotted addresses when parsed.
        if matches!(address, Some(IpAddr::V4(_))) && spelled.is_some_and(|spelled| spelled != host) {
            return Err(bad_url("an address must be written as four decimal numbers"));
        }
        if host.ends_with('.') {
            return Err(bad_url("a host name must not end with a dot"));
        }
        let opened = match address {
            Some(address) => allow.opens_address(address, Some(port)),
            None => allow.opens_host(&host, Some(port)),
        };
        if address.is_some_and(|address| !is_public(address)) && !opened {
            return Err(forbidden(&host));
        }
        if !opened && port < 1024 && !matches!(port, 80 | 443) {
            let message = format!("port {port} of {host} is not for the web; the operator can open it");
            return Err(FetchError::new(FetchErrorKind::ForbiddenAddress, message));
        }
        let credentials = (!url.username().is_empty() || url.password().is_some())
            .then(|| (percent_decoded(url.username()), url.password().map(percent_decoded)));
        url.set_fragment(None);
        // Neither fails: the URL has a host.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Ok(Self { url, credentials, host, port })
    }
}

pub(crate) fn forbidden(host: &str) -> FetchError {
    let message = format!("{host} is a private or special address; the operator can open it");
    FetchError::new(FetchErrorKind::ForbiddenAddress, message)
}

fn bad_url(message: &str) -> FetchError {
    FetchError::new(FetchErrorKind::BadUrl, message)
}

/// The host as it is written, after refusing what parsers read differently.
fn spelled_host(text: &str) -> Result<&str, FetchError> {
    if text.chars().any(|character| character.is_control() || character.is_whitespace() || character == '\\') {
        return Err(bad_url("a URL must not hold spaces, control characters or backslashes; percent-encode them"));
    }
    let rest = ["http://", "https://"]
        .into_iter()
        .find(|scheme| has_prefix(text, scheme))
        .map(|scheme| &text[scheme.len()..])
        .ok_or_else(|| bad_url("only http:// and https:// URLs can be fetched"))?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.split_once('@') {
        Some((_, host)) if host.contains('@') => return Err(bad_url("the URL has more than one @ before its host")),
        Some((_, host)) => host,
        None => authority,
    };
    // Behind an IPv6 address the port follows the bracket.
    let host = match host.split_once(']') {
        Some(_) => host,
        None => host.split(':').next().unwrap_or_default(),
    };
    if host.is_empty() || host.contains('%') {
        return Err(bad_url("the URL's host is missing or percent-encoded"));
    }
    Ok(host)
}

fn has_prefix(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

fn percent_decoded(text: &str) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => char::from(*high).to_digit(16).zip(char::from(*low).to_digit(16)),
            _ => None,
        };
        match escaped.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(byte) => {
                decoded.push(byte);
                rest = &rest[3..];
            }
            None => {
                decoded.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests;
