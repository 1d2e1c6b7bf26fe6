//! Reading what providers answered.

use crate::messages::{NoResponse, Outcome, Response, Trouble};

/// What a response means, before a provider's own rules.
#[derive(Debug, PartialEq)]
pub enum Reply {
    /// It worked.
    Good(Response),
    /// It may work later, or it is not known whether it worked: the host has waited already, ask again.
    Later,
    /// It will not work.
    Bad(Response),
}

impl Outcome {
    /// The request's id.
    pub fn id(&self) -> &str {
        match self {
            Outcome::Response(response) => &response.id,
            Outcome::NoResponse(NoResponse { id, .. }) => id,
        }
    }

    /// What it means: 2xx is good; no response, 408, 425, 429 and 5xx but 501 may pass; the rest is bad.
    pub fn reply(self) -> Reply {
        match self {
            Outcome::Response(response) if (200..300).contains(&response.status) => Reply::Good(response),
            Outcome::Response(response) if is_passing(response.status) => Reply::Later,
            Outcome::Response(response) => Reply::Bad(response),
            Outcome::NoResponse(NoResponse {
                trouble: Trouble::Unreachable | Trouble::Cut | Trouble::Timeout, ..
            }) => Reply::Later,
        }
    }
}

/// Whether the same request may have another answer later.
pub const fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504 | 507..=599)
}

impl Response {
    /// A header that was kept.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16) -> Reply {
        Outcome::Response(Response { status, ..Response::default() }).reply()
    }

    #[test]
    fn a_status_says_whether_asking_again_helps() {
        assert!(matches!(reply(201), Reply::Good(_)));
        assert!(matches!(reply(503), Reply::Later));
        assert!(matches!(reply(429), Reply::Later));
        assert!(matches!(reply(403), Reply::Bad(_)));
        assert!(matches!(reply(308), Reply::Bad(_)));
        let cut = NoResponse { id: "a".into(), trouble: Trouble::Cut };
        assert!(matches!(Outcome::NoResponse(cut).reply(), Reply::Later));
    }
}
