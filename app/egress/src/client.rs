//! The clients, and the way from a URL to the answer of the last hop.

use crate::resolver::{AllForbidden, Guard};
use crate::target::{Target, forbidden};
use crate::{AllowList, FetchError, FetchErrorKind, Lookup, LookupFailed, SystemLookup};
use futures::future::BoxFuture;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Client, ClientBuilder, Response, StatusCode, redirect};
use std::collections::HashMap;
use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

const REDIRECTS: usize = 5;
const CONNECT: Duration = Duration::from_secs(15);
/// Connections to one host that are kept for the next requests, and how long.
const IDLE_CONNECTIONS: usize = 8;
const IDLE: Duration = Duration::from_secs(30);
const USER_AGENT: &str = concat!("Rushes/", env!("CARGO_PKG_VERSION"));

/// Waits between tries. [`TokioPause`] is the real one; tests pass in one that does not wait.
pub trait Pause: Send + Sync {
    /// Comes back after `duration`.
    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()>;
}

/// Waits on tokio's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioPause;

impl Pause for TokioPause {
    fn wait(&self, duration: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// What may be reached, and how the outside is asked.
pub struct Policy {
    /// What the operator opens beyond public addresses.
    pub allow: AllowList,
    /// Looks names up.
    pub lookup: Arc<dyn Lookup>,
    /// Waits between tries.
    pub pause: Arc<dyn Pause>,
}

impl Policy {
    /// Public addresses and what `allow` opens, looked up as the system is configured.
    pub fn new(allow: AllowList) -> Self {
        Self { allow, lookup: Arc::new(SystemLookup::default()), pause: Arc::new(TokioPause) }
    }
}

/// The HTTP client could not be made, for example because the system has no trusted certificates.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be made ({0}); is the package ca-certificates installed?")]
pub struct NoClient(#[from] reqwest::Error);

/// The guarded HTTP client. Cheap to share; one a process.
pub struct Egress {
    pub(crate) allow: Arc<AllowList>,
    pub(crate) pause: Arc<dyn Pause>,
    pub(crate) lookup: Arc<dyn Lookup>,
    fetching: Clients,
    /// Apart from what fetches: a pool of connections of its own.
    pub(crate) sending: Clients,
}

/// A client for each port, since a resolver is not told the port.
pub(crate) struct Clients {
    /// For every port that the allow list does not name.
    any: Client,
    named: HashMap<u16, Client>,
}

impl Clients {
    fn new(policy: &Policy, make: impl Fn(Guard) -> Result<Client, reqwest::Error>) -> Result<Self, reqwest::Error> {
        let allow = Arc::new(policy.allow.clone());
        let make = |port| make(Guard { lookup: policy.lookup.clone(), allow: allow.clone(), port });
        let named = policy.allow.ports().map(|port| Ok((port, make(Some(port))?)));
        Ok(Self { named: named.collect::<Result<_, reqwest::Error>>()?, any: make(None)? })
    }

    pub(crate) fn to(&self, port: u16) -> &Client {
        self.named.get(&port).unwrap_or(&self.any)
    }
}

impl Egress {
    /// A client that keeps to `policy`.
    ///
    /// # Errors
    /// [`NoClient`].
    pub fn new(policy: Policy) -> Result<Self, NoClient> {
        let fetching = Clients::new(&policy, |guard| base(guard).build())?;
        let sending = Clients::new(&policy, |guard| {
            base(guard).tcp_nodelay(true).pool_max_idle_per_host(IDLE_CONNECTIONS).pool_idle_timeout(IDLE).build()
        })?;
        Ok(Self { fetching, sending, pause: policy.pause, lookup: policy.lookup, allow: Arc::new(policy.allow) })
    }

    /// Asks for `url`, following redirects, and gives the first answer that is none. Every refusal is counted.
    pub(crate) async fn ask(&self, url: &str, headers: &HeaderMap) -> Result<Answer, FetchError> {
        let answer = self.follow(url, headers).await;
        if let Err(error) = &answer {
            match error.kind {
                FetchErrorKind::ForbiddenAddress => {
                    metrics::counter!("rushes_egress_denied_total", "reason" => "address").increment(1);
                }
                FetchErrorKind::BadUrl => {
                    metrics::counter!("rushes_egress_denied_total", "reason" => "url").increment(1)
                }
                _ => {}
            }
        }
        answer
    }

    async fn follow(&self, url: &str, headers: &HeaderMap) -> Result<Answer, FetchError> {
        let mut target = Target::read(url, &self.allow)?;
        for _ in 0..=REDIRECTS {
            let response = self.get(&target, headers).await?;
            let host = target.host.clone();
            if !is_redirect(response.status()) {
                return Ok(Answer { response, host });
            }
            let location = response.headers().get(LOCATION).map(HeaderValue::as_bytes).map(std::str::from_utf8);
            let Some(Ok(location)) = location else {
                return Err(FetchError::new(FetchErrorKind::Redirects, format!("{host} redirects to nowhere")));
            };
            target = target.redirected(location, &self.allow)?;
        }
        let message = format!("more than {REDIRECTS} redirects, the last one to {}", target.host);
        Err(FetchError::new(FetchErrorKind::Redirects, message))
    }

    async fn get(&self, target: &Target, headers: &HeaderMap) -> Result<Response, FetchError> {
        let mut request = self.fetching.to(target.port).get(target.url.clone()).headers(headers.clone());
        if let Some((user, password)) = &target.credentials {
            request = request.basic_auth(user, password.as_ref());
        }
        request.send().await.map_err(|error| explain(&error, &target.host))
    }
}

/// The answer of the last hop.
pub(crate) struct Answer {
    pub(crate) response: Response,
    /// Whose it is.
    pub(crate) host: String,
}

fn base(guard: Guard) -> ClientBuilder {
    let mut headers = HeaderMap::new();
    // Sizes, ranges and digests are those of the file itself.
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    Client::builder()
        .user_agent(USER_AGENT)
        .default_headers(headers)
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .connect_timeout(CONNECT)
        .dns_resolver(guard)
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// What a transport error means, in words that name nothing but the host.
pub(crate) fn explain(error: &reqwest::Error, host: &str) -> FetchError {
    let because = |kind, text: String| FetchError::new(kind, text);
    if find::<AllForbidden>(error) {
        return forbidden(host);
    }
    if error.is_dns() || find::<LookupFailed>(error) {
        return because(FetchErrorKind::Dns, format!("the name {host} could not be resolved"));
    }
    if find::<rustls::Error>(error) {
        return because(FetchErrorKind::Tls, format!("no trusted encrypted connection to {host}"));
    }
    if error.is_timeout() {
        return because(FetchErrorKind::Timeout, format!("{host} did not answer in time"));
    }
    if error.is_connect() {
        return because(FetchErrorKind::Connect, format!("no connection to {host}"));
    }
    if error.is_builder() {
        return because(FetchErrorKind::BadUrl, format!("the URL of {host} cannot be requested"));
    }
    because(FetchErrorKind::Interrupted, format!("the connection to {host} was cut"))
}

/// Whether an error of type `T` is among the causes, also inside I/O errors, which do not name theirs as a source.
fn find<T: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    error.is::<T>()
        || inside.is_some_and(|inside| find::<T>(inside as &(dyn Error + 'static)))
        || error.source().is_some_and(find::<T>)
}
