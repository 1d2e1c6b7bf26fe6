//! Listening: connections without Nagle's delay, so that small answers and progress events leave at once.

use crate::{Front, MetricsText, operations};
use poem::http::uri::Scheme;
use poem::listener::{Acceptor, TcpAcceptor};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{EndpointExt, Server};
use std::io;
use std::net::TcpListener;
use std::time::Duration;
use tokio::net::TcpStream;

/// Answers requests on `listener` until `stop` is ready; then accepts no more, and gives running answers `grace` to end.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    routes: Front,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
    grace: Duration,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let acceptor = WithoutDelay(TcpAcceptor::from_std(listener)?);
    Server::new_with_acceptor(acceptor).run_with_graceful_shutdown(routes.map_to_response(), stop, Some(grace)).await
}

/// Answers `/healthz` and `/metrics` of a process that does nothing but work, until `stop` is ready.
///
/// # Errors
/// When the listener fails.
pub async fn serve_metrics(
    metrics: MetricsText,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let acceptor = WithoutDelay(TcpAcceptor::from_std(listener)?);
    let routes = operations::worker_routes(metrics);
    Server::new_with_acceptor(acceptor).run_with_graceful_shutdown(routes, stop, None).await
}

struct WithoutDelay(TcpAcceptor);

impl Acceptor for WithoutDelay {
    type Io = TcpStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.0.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        let accepted = self.0.accept().await?;
        accepted.0.set_nodelay(true)?;
        Ok(accepted)
    }
}
