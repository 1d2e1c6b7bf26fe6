//! One request to an address, with a body that is streamed.

mod error;
mod payload;
mod request;
#[cfg(test)]
mod tests;

pub use error::{SendError, SendErrorKind};
pub use payload::{Payload, Sent};
pub use request::{Method, Request, Response, SendLimits};

use crate::client::explain;
use crate::target::{Target, forbidden};
use crate::{Egress, FetchErrorKind, address::is_public};
use payload::Activity;
use reqwest::header::HeaderMap;
use url::{Host, Url};

use tokio_util::sync::CancellationToken;

/// What of a body that nobody wants is still read, so that its connection can be used again. In bytes.
const DRAINED: usize = 64 << 10;

impl Egress {
    /// Sends `request`, once, and gives its response, whatever the status. It follows no redirect and tries nothing again.
    ///
    /// The address has to be one that may be reached: `https` to what is public or opened by the operator, `http` only to a host
    /// that the operator opened by name or address.
    ///
    /// # Errors
    /// [`SendError`], whose message names the host at most.
    pub async fn send(
        &self,
        request: Request,
        limits: &SendLimits,
        cancel: &CancellationToken,
    ) -> Result<Response, SendError> {
        let target = self.may_be_sent_to(&request.url).inspect_err(SendError::count)?;
        let headers = request::checked(&request.headers)?;
        let activity = Activity::default();
        let sending = self.exchange(&target, headers, request, &activity);
        let sent = tokio::select! {
            biased;
            () = cancel.cancelled() => Err(SendError::cancelled()),
            sent = sending => sent,
            () = activity.silence(limits.idle) => Err(SendError::timeout(format!("{} went silent", target.host))),
            () = tokio::time::sleep(limits.total) => {
                let message = format!("{} took longer than the {} s allowed", target.host, limits.total.as_secs());
                Err(SendError::timeout(message))
            }
        };
        sent.inspect_err(SendError::count)
    }

    /// Whether this URL could be sent to, as far as that can be said now: for a configuration, before it is stored.
    ///
    /// # Errors
    /// [`SendErrorKind::Refused`] and [`SendErrorKind::ForbiddenAddress`] for what would never be sent;
    /// [`SendErrorKind::Unreachable`] when its name has no address today.
    pub async fn check_address(&self, url: &str) -> Result<(), SendError> {
        let target = self.may_be_sent_to(url)?;
        if !matches!(target.url.host(), Some(Host::Domain(_))) || self.allow.opens_host(&target.host, Some(target.port))
        {
            return Ok(());
        }
        let addresses = self.lookup.lookup(&target.host).await.unwrap_or_default();
        if addresses.is_empty() {
            let message = format!("the name {} could not be resolved", target.host);
            return Err(SendError::new(SendErrorKind::Unreachable, message));
        }
        let reachable = |address| is_public(address) || self.allow.opens_address(address, Some(target.port));
        if addresses.into_iter().any(reachable) { Ok(()) } else { Err(forbidden(&target.host).into()) }
    }

    fn may_be_sent_to(&self, url: &str) -> Result<Target, SendError> {
        let target = Target::read(url, &self.allow)?;
        if target.credentials.is_some() {
            return Err(SendError::refused("a URL must not hold a user or a password; they belong into a header"));
        }
        if target.url.scheme() != "https" && !self.opens_plainly(&target.url, &target.host, target.port) {
            let message =
                format!("{} would be reached without encryption; use https, or the operator opens it", target.host);
            return Err(SendError::new(SendErrorKind::ForbiddenAddress, message));
        }
        Ok(target)
    }

    /// Whether the operator opened just this host, so that its being unencrypted was meant.
    fn opens_plainly(&self, url: &Url, host: &str, port: u16) -> bool {
        match url.host() {
            Some(Host::Ipv4(address)) => self.allow.opens_address(address.into(), Some(port)),
            Some(Host::Ipv6(address)) => self.allow.opens_address(address.into(), Some(port)),
            _ => self.allow.opens_host(host, Some(port)),
        }
    }

    async fn exchange(
        &self,
        target: &Target,
        headers: HeaderMap,
        request: Request,
        activity: &Activity,
    ) -> Result<Response, SendError> {
        let (host, method) = (&target.host, request.method);
        let client = self.sending.to(target.port);
        let mut outgoing = client.request(method.into(), target.url.clone()).headers(headers);
        let broken = activity.broken();
        if let Some((length, body)) = request.payload.into_body(method, activity, request.sent) {
            outgoing = outgoing.header(reqwest::header::CONTENT_LENGTH, length).body(body);
        }
        let mut answer = outgoing.send().await.map_err(|error| match broken.take() {
            Some(ours) => ours,
            None => explain(&error, host).into(),
        })?;
        activity.note();
        let mut response = Response::of(&answer);
        while let Some(chunk) = answer.chunk().await.map_err(|error| SendError::from(explain(&error, host)))? {
            activity.note();
            let room = request.body_bytes - response.body.len();
            response.body.extend_from_slice(&chunk[..chunk.len().min(room)]);
            response.discarded += chunk.len().saturating_sub(room);
            if response.discarded > DRAINED {
                break;
            }
        }
        metrics::counter!("rushes_egress_requests_total").increment(1);
        Ok(response)
    }
}

impl From<crate::FetchError> for SendError {
    fn from(error: crate::FetchError) -> Self {
        let kind = match error.kind {
            FetchErrorKind::ForbiddenAddress => SendErrorKind::ForbiddenAddress,
            FetchErrorKind::BadUrl => SendErrorKind::Refused,
            FetchErrorKind::Dns | FetchErrorKind::Connect | FetchErrorKind::Tls => SendErrorKind::Unreachable,
            FetchErrorKind::Timeout => SendErrorKind::Timeout,
            _ => SendErrorKind::Cut,
        };
        Self::new(kind, error.message)
    }
}
