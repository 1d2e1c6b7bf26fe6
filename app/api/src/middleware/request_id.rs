//! A request's id: the client's own when it is harmless, else a new one. It is on every response, in logs and in events.

use poem::http::HeaderMap;
use uuid::Uuid;

/// The header that carries it, both ways.
pub(crate) const HEADER: &str = "x-request-id";

/// A request's id, of at most 64 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The client's id if it is 1 to 64 letters, digits, `-`, `_` or `.`; else `fresh`.
    pub fn of(headers: &HeaderMap, fresh: Uuid) -> Self {
        let given = headers.get(HEADER).and_then(|value| value.to_str().ok()).filter(|text| is_harmless(text));
        Self(given.map_or_else(|| fresh.to_string(), str::to_owned))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_harmless(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    (1..=64).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_harmless_id_is_kept_and_another_replaced() {
        let id = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HEADER, text.parse().unwrap());
            RequestId::of(&headers, Uuid::from_u128(1)).as_str().to_owned()
        };
        assert_eq!(id("trace-7_a.b"), "trace-7_a.b");
        for bad in ["", "a b", "x{}", &"a".repeat(65)] {
            assert_eq!(id(bad), Uuid::from_u128(1).to_string());
        }
    }
}
