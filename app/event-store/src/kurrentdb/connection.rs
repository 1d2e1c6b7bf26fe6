//! Clients of the server: made when they are needed, given up when they have given up.
//!
//! The official client ends for good when it cannot connect, so that a server that comes back would never be seen again:
//! then a new one is made. Calls share one client, whose connection carries them beside each other. A subscription has a
//! client to itself for as long as it lasts, since what its reader leaves unread would use up what the connection may
//! hold, and no answer would come through to anybody.

use super::address::Address;
use super::failure::{Failure, is_of_the_node, is_over};
use crate::{StoreError, StoreErrorKind};
use eventstore::{Client, Credentials, Error as ClientError};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a call waits, connecting included.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often a call is begun again, where it is known that nothing has come of it.
const ATTEMPTS: u32 = 3;

/// The way to the server.
pub(super) struct Connection {
    address: Address,
    calls: tokio::sync::Mutex<Current>,
    spare: Mutex<Vec<Client>>,
}

#[derive(Default)]
struct Current {
    client: Option<Client>,
    /// How many were given up before this one.
    number: u64,
}

impl Connection {
    pub(super) fn new(address: Address) -> Self {
        Self { address, calls: tokio::sync::Mutex::default(), spare: Mutex::default() }
    }

    /// Who we are, for every request: the client itself would send the password as the address writes it.
    pub(super) fn credentials(&self) -> Option<Credentials> {
        self.address.credentials.clone()
    }

    /// Asks the server. Begins again where nothing was sent, and where another node has to be asked.
    pub(super) async fn call<T, F>(&self, ask: impl Fn(Client) -> F + Send) -> Result<T, Failure>
    where
        F: Future<Output = eventstore::Result<T>> + Send,
    {
        let mut attempt = 1;
        loop {
            let (client, number) = self.client().await?;
            let error = match tokio::time::timeout(PATIENCE, ask(client)).await {
                Ok(Ok(answer)) => return Ok(answer),
                Ok(Err(error)) => error,
                Err(_) => return Err(Failure::Late),
            };
            if self.is_lost(&error) {
                self.give_up(number).await;
            }
            let nothing_came_of_it =
                matches!(error, ClientError::ConnectionClosed | ClientError::NotLeaderException(_));
            if !nothing_came_of_it || attempt == ATTEMPTS {
                return Err(Failure::Said(error));
            }
            attempt += 1;
        }
    }

    fn is_lost(&self, error: &ClientError) -> bool {
        // A client of a single node connects to it again by itself; one of a cluster stays with the node that has gone.
        is_over(error) || self.address.cluster && is_of_the_node(error)
    }

    async fn client(&self) -> Result<(Client, u64), StoreError> {
        let mut current = self.calls.lock().await;
        let client = match &current.client {
            Some(client) => client.clone(),
            None => current.client.insert(self.new_client().await?).clone(),
        };
        Ok((client, current.number))
    }

    /// So that the next call makes another client, unless somebody else has seen to that.
    async fn give_up(&self, number: u64) {
        let mut current = self.calls.lock().await;
        if current.number == number {
            *current = Current { client: None, number: number + 1 };
        }
    }

    async fn new_client(&self) -> Result<Client, StoreError> {
        let settings = self.address.settings.clone();
        // Reads certificates from the disk, and panics about some that it cannot read.
        let made = tokio::task::spawn_blocking(|| Client::new(settings).ok()).await;
        made.ok().flatten().ok_or_else(|| {
            let message = "no client of the log's server can be made; check the certificates that its address names";
            StoreError::new(StoreErrorKind::CannotOpen, message)
        })
    }

    /// A client for one subscription alone.
    pub(super) async fn lease(self: &Arc<Self>) -> Result<Lease, StoreError> {
        let spare = self.spare().pop();
        let client = match spare {
            Some(client) => client,
            None => self.new_client().await?,
        };
        Ok(Lease { client: Some(client), connection: self.clone() })
    }

    fn spare(&self) -> std::sync::MutexGuard<'_, Vec<Client>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A client that goes back to the others when its subscription ends: the client's own task would never end.
pub(super) struct Lease {
    client: Option<Client>,
    connection: Arc<Connection>,
}

impl Lease {
    /// Asks with it, within the time of a call.
    pub(super) async fn call<T, F>(&mut self, ask: impl FnOnce(Client) -> F + Send) -> Result<T, Failure>
    where
        F: Future<Output = eventstore::Result<T>> + Send,
    {
        let Some(client) = self.client.clone() else { return Err(Failure::Said(ClientError::ConnectionClosed)) };
        match tokio::time::timeout(PATIENCE, ask(client)).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.failed(error)),
            Err(_) => Err(Failure::Late),
        }
    }

    /// What came of an error: a client that is of no use any more does not go back.
    pub(super) fn failed(&mut self, error: ClientError) -> Failure {
        if self.connection.is_lost(&error) {
            self.client = None;
        }
        Failure::Said(error)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            self.connection.spare().push(client);
        }
    }
}
