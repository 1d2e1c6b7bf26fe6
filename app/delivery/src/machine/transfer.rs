//! One transfer under way.

use super::Host;
use super::backoff::Backoff;
use super::check::{Checked, Rules, Todo};
use super::digest::digest;
use super::failure::{Breakdowns, Delivered, DeliveryFailure, FailureReason, Stop};
use super::ports::{DeliveryJob, NotRefreshed, Ports};
use super::progress::Progress;
use super::redact::{Secrets, wipe};
use super::requests::{Round, Sender, unreadable};
use crate::library::Session;
use crate::registry::Provider;
use plugin_sdk::{Done, Event, Fail, Happened, Job, Outcome, PROTOCOL, Reason};
use std::time::Duration;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

/// How long a plugin may tidy up after a transfer that nobody wants.
const TIDYING: Duration = Duration::from_secs(10);
/// Renewals of credentials without a request that worked between them.
const REFRESHES: u32 = 3;

pub(super) struct Transfer<'a> {
    host: &'a Host,
    provider: &'a Provider,
    ports: Ports<'a>,
    cancel: &'a CancellationToken,
    /// With the checkpoint and the configuration as they are now.
    job: Job,
    secrets: Secrets,
    progress: Progress,
    backoff: Backoff,
    steps: u32,
    refreshes: u32,
}

/// What follows from an action.
enum Next {
    Tell(Happened),
    End(Delivered),
}

impl<'a> Transfer<'a> {
    pub(super) fn new(
        host: &'a Host,
        provider: &'a Provider,
        job: DeliveryJob,
        ports: Ports<'a>,
        cancel: &'a CancellationToken,
    ) -> Result<Self, DeliveryFailure> {
        let checkpoint = job.checkpoint.map(|checkpoint| serde_json::from_slice(&checkpoint)).transpose();
        let checkpoint =
            checkpoint.map_err(|_| DeliveryFailure::internal("The transfer's checkpoint cannot be read.", false))?;
        let progress = Progress::new(ports.progress.clone(), job.file.bytes);
        let mut secrets = Secrets::default();
        secrets.learn(&job.config, provider.secret_properties());
        let job = Job {
            protocol: PROTOCOL,
            kind: job.kind,
            provider: provider.id().to_owned(),
            config: job.config,
            options: job.options,
            file: job.file,
            transfer: job.transfer,
            checkpoint,
        };
        let (backoff, steps, refreshes) = (Backoff::default(), 0, 0);
        Ok(Self { host, provider, ports, cancel, job, secrets, progress, backoff, steps, refreshes })
    }

    pub(super) fn bytes_sent(&self) -> u64 {
        self.progress.bytes_sent()
    }

    /// To the end, through as many sessions as it takes.
    pub(super) async fn run(&mut self) -> Result<Delivered, DeliveryFailure> {
        let mut breakdowns = Breakdowns::default();
        loop {
            let failure = match self.session().await {
                Ok(delivered) => return Ok(delivered),
                Err(Stop::Failed(failure)) => failure,
                Err(Stop::Cancelled) => DeliveryFailure::cancelled(),
                Err(Stop::Broken(error)) => match breakdowns.count(error, self.provider.library_file()) {
                    Ok(()) => continue,
                    Err(failure) => failure,
                },
            };
            return Err(DeliveryFailure { message: self.secrets.message(&failure.message), ..failure });
        }
    }

    /// From opening a session to its end.
    async fn session(&mut self) -> Result<Delivered, Stop> {
        if self.cancel.is_cancelled() && self.job.checkpoint.is_none() {
            return Err(Stop::Cancelled);
        }
        let session = self.provider.library.open(&self.job).await.map_err(Stop::Broken)?;
        let mut happened = Happened::Opened;
        loop {
            // A new session is told that it begins before it is told that it ends.
            let Checked { checkpoint, action } = self.step(&session, happened).await?;
            // What is complete is complete, whoever wanted it stopped meanwhile.
            if self.cancel.is_cancelled() && !matches!(action, Todo::Done(_)) {
                return Err(self.tidy(&session).await);
            }
            let asked = Instant::now();
            if let Some((value, bytes)) = checkpoint {
                let saved = self.ports.checkpoints.save(&bytes).await;
                saved.map_err(|_| DeliveryFailure::internal("The transfer's progress could not be saved.", true))?;
                self.job.checkpoint = Some(value);
            }
            happened = match self.act(action, asked).await {
                Ok(Next::Tell(happened)) => happened,
                Ok(Next::End(delivered)) => return Ok(delivered),
                Err(Stop::Cancelled) => return Err(self.tidy(&session).await),
                Err(stop) => return Err(stop),
            };
        }
    }

    /// Tells the session what happened; its answer, checked.
    async fn step(&mut self, session: &Session, happened: Happened) -> Result<Checked, Stop> {
        self.steps += 1;
        if self.steps > self.host.parts.settings.steps {
            let what = format!("came to no end within {} steps", self.host.parts.settings.steps);
            return Err(self.fault(&what).into());
        }
        let mut request = [0; 16];
        self.host.parts.random.fill(&mut request);
        let event = Event { now: self.host.parts.clock.now(), request: hex::encode(request), happened };
        let answer = session.step(&event).await.map_err(Stop::Broken);
        if let Happened::CredentialRefreshed { mut config } = event.happened {
            wipe(&mut config);
        }
        let answer = answer?;
        let rules = Rules { provider: self.provider, config: &self.job.config, bytes: self.job.file.bytes };
        rules.check(answer).map_err(|what| self.fault(&what).into())
    }

    fn fault(&self, what: &str) -> DeliveryFailure {
        DeliveryFailure::plugin(self.provider.library_file(), what, false)
    }

    async fn act(&mut self, action: Todo, asked: Instant) -> Result<Next, Stop> {
        match action {
            Todo::Http(requests) => match self.sender(self.cancel).round(requests, asked).await? {
                Round::Stale => Ok(Next::Tell(Happened::Opened)),
                Round::Ended { outcomes, went, trouble } => {
                    if outcomes.iter().any(worked) {
                        self.refreshes = 0;
                    }
                    match self.backoff.after(&went, &*self.host.parts.random) {
                        Ok(None) => {}
                        Ok(Some(wait)) => self.wait(wait).await?,
                        Err(retry_after) => {
                            let trouble = trouble.unwrap_or_default();
                            return Err(self.unavailable(&trouble, retry_after).into());
                        }
                    }
                    Ok(Next::Tell(Happened::Responses { responses: outcomes }))
                }
            },
            Todo::Digest(ranges) => {
                let mut digests = Vec::with_capacity(ranges.len());
                for range in ranges {
                    let computed = tokio::select! {
                        biased;
                        () = self.cancel.cancelled() => return Err(Stop::Cancelled),
                        computed = digest(self.ports.files, range) => computed,
                    };
                    digests.push(computed.map_err(|error| unreadable(error.kind()))?);
                }
                Ok(Next::Tell(Happened::Digests { digests }))
            }
            Todo::Wait(time) => {
                self.wait(time).await?;
                Ok(Next::Tell(Happened::Timer))
            }
            Todo::Refresh => self.refresh().await,
            Todo::Done(Done { id, url }) => Ok(Next::End(Delivered {
                id: id.map(|id| self.secrets.result(&id)),
                url: url.and_then(|url| self.secrets.address(&url)),
                bytes_sent: self.bytes_sent(),
            })),
            Todo::Fail(fail) => Err(self.failed(fail).into()),
        }
    }

    async fn wait(&self, time: Duration) -> Result<(), Stop> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Stop::Cancelled),
            () = self.host.parts.pause.wait(time) => Ok(()),
        }
    }

    async fn refresh(&mut self) -> Result<Next, Stop> {
        let name = &self.provider.description().name;
        self.refreshes += 1;
        if self.refreshes > REFRESHES {
            let message =
                format!("{name} does not take the credentials, although they were renewed; connect it again.");
            return Err(DeliveryFailure::new(Reason::Reconnect, message, false).into());
        }
        let refreshed = tokio::select! {
            biased;
            () = self.cancel.cancelled() => return Err(Stop::Cancelled),
            refreshed = self.ports.credentials.refresh() => refreshed,
        };
        match refreshed {
            Ok(config) => {
                self.secrets.learn(&config, self.provider.secret_properties());
                wipe(&mut self.job.config);
                self.job.config.clone_from(&config);
                Ok(Next::Tell(Happened::CredentialRefreshed { config }))
            }
            Err(NotRefreshed::Reconnect) => {
                let message = format!("{name} no longer takes what was granted; connect it again.");
                Err(DeliveryFailure::new(Reason::Reconnect, message, false).into())
            }
            Err(NotRefreshed::Unavailable) => {
                let message = format!("The credentials of {name} could not be renewed now.");
                Err(DeliveryFailure::new(Reason::Unavailable, message, true).into())
            }
        }
    }

    /// Nobody wants the transfer any more: the plugin may tidy up.
    async fn tidy(&mut self, session: &Session) -> Stop {
        let tidying = async {
            let Ok(Checked { action: Todo::Http(requests), .. }) = self.step(session, Happened::Cancelled).await else {
                return;
            };
            // What was cancelled is the transfer; this is wanted.
            let wanted = CancellationToken::new();
            // Whether it worked is of no consequence: nobody is told.
            let _ = self.sender(&wanted).round(requests, Instant::now()).await;
        };
        let _ = timeout(TIDYING, tidying).await;
        Stop::Cancelled
    }

    fn sender<'s>(&'s self, cancel: &'s CancellationToken) -> Sender<'s> {
        Sender {
            host: self.host,
            ports: self.ports,
            progress: &self.progress,
            library: self.provider.library_file(),
            parallel: usize::try_from(self.provider.description().capabilities.parallel).unwrap_or(1),
            cancel,
        }
    }

    fn unavailable(&self, trouble: &str, retry_after: Option<Duration>) -> DeliveryFailure {
        let name = &self.provider.description().name;
        let message = format!("{name} did not do what it was asked for, again and again: {trouble}.");
        DeliveryFailure { retry_after, ..DeliveryFailure::new(Reason::Unavailable, message, true) }
    }

    fn failed(&self, Fail { reason, message, retryable }: Fail) -> DeliveryFailure {
        let message = match (reason, message.trim()) {
            (_, "") => format!("{} failed without saying why.", self.provider.description().name),
            (Reason::PluginFault, why) => format!("The plugin {} failed: {why}", self.provider.library_file()),
            (_, why) => why.to_owned(),
        };
        DeliveryFailure { reason: FailureReason::Destination(reason), message, retryable, retry_after: None }
    }
}

impl Drop for Transfer<'_> {
    fn drop(&mut self) {
        wipe(&mut self.job.config);
    }
}

fn worked(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Response(response) if response.status < 400)
}
