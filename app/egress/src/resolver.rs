//! Names to addresses, public ones only.

use crate::AllowList;
use crate::address::is_public;
use futures::future::BoxFuture;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::ResolverConfig;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// Looks names up. [`SystemLookup`] is the real one; tests pass in their own.
pub trait Lookup: Send + Sync {
    /// All addresses of `name`, in the order of preference.
    ///
    /// # Errors
    /// [`LookupFailed`] when there are none or nobody could say.
    fn lookup<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Vec<IpAddr>, LookupFailed>>;
}

/// A name has no address, or the name servers did not answer.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the name could not be resolved: {0}")]
pub struct LookupFailed(pub String);

/// Looks names up as the system is configured: `/etc/hosts`, then the name servers of `/etc/resolv.conf`.
#[derive(Default)]
pub struct SystemLookup {
    resolver: OnceCell<TokioResolver>,
}

impl Lookup for SystemLookup {
    fn lookup<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Vec<IpAddr>, LookupFailed>> {
        Box::pin(async move {
            let failed = |error: hickory_resolver::net::NetError| LookupFailed(error.to_string());
            let make = || async {
                // Without a readable resolv.conf there is still the hosts file.
                let without_servers = || {
                    let nobody = ResolverConfig::from_parts(None, Vec::new(), Vec::new());
                    TokioResolver::builder_with_config(nobody, TokioRuntimeProvider::default())
                };
                TokioResolver::builder_tokio().unwrap_or_else(|_| without_servers()).build()
            };
            let resolver = self.resolver.get_or_try_init(make).await.map_err(failed)?;
            let found = resolver.lookup_ip(name).await.map_err(failed)?;
            Ok(found.iter().collect())
        })
    }
}

/// What reqwest asks. It answers with addresses that may be reached, so that what is checked is what is connected to.
pub(crate) struct Guard {
    pub(crate) lookup: Arc<dyn Lookup>,
    pub(crate) allow: Arc<AllowList>,
    /// The port that all connections of this client go to; none when that is any port the allow list does not name.
    pub(crate) port: Option<u16>,
}

/// All addresses of a name are private or special.
#[derive(Debug, thiserror::Error)]
#[error("the name resolves to private or special addresses only")]
pub(crate) struct AllForbidden;

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookup, allow, port) = (self.lookup.clone(), self.allow.clone(), self.port);
        Box::pin(async move {
            let mut addresses = lookup.lookup(name.as_str()).await?;
            if addresses.is_empty() {
                return Err(LookupFailed("it has no address".to_owned()).into());
            }
            if !allow.opens_host(name.as_str(), port) {
                addresses.retain(|address| is_public(*address) || allow.opens_address(*address, port));
            }
            if addresses.is_empty() {
                return Err(AllForbidden.into());
            }
            // Port 0 stands for the URL's own.
            let addresses: Addrs = Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}
