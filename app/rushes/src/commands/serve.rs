//! `rushes serve` and `rushes worker`.

use crate::cli::Serve;
use crate::config::{Config, Role};
use crate::exit::Exit;
use crate::outside::Outside;
use crate::stores::Stores;
use crate::{bootstrap, workplace};
use audit::Keeper;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use workers::Workers;

/// How often the metrics' internal queues are drained.
const UPKEEP: Duration = Duration::from_secs(5);

/// Answers requests, does the work, or both, until SIGTERM or SIGINT.
pub async fn run(mut config: Config, options: Serve) -> Result<(), Exit> {
    if let Some(listen) = options.listen {
        config.server.listen = listen;
    }
    let role = options.role.unwrap_or(config.server.role);
    if role == Role::Worker {
        return worker(config).await;
    }
    let listener = listen(&config.server.listen)?;
    let stores = Stores::of(&config).await?;
    stores.try_files().await?;
    let metrics = metrics()?;
    let stop = stop_signal()?;
    let projector = project(&stores, &stop);
    let keeper = keep_ledger(&stores, &stop);
    if bootstrap::run(&stores).await? {
        tracing::info!("made the first workspace; its keys are in bootstrap.json in the data folder");
    }
    let outside = Outside::open(&config, &stores).await?;
    let upkeep = metrics.clone();
    let workers = match role {
        Role::All => Some(Workers::new(workplace::workers(&config, &stores, &outside)?)),
        _ => None,
    };
    let services = workplace::services(&config, &stores, &outside, Arc::new(move || metrics.render()));
    let routes = api::routes(Arc::new(services)).map_err(Exit::ours)?;
    let address = listener.local_addr().map_err(Exit::later)?;
    announce(&format!("listening on http://{address}"));

    let grace = Duration::from_secs(config.server.stop_seconds);
    let server = async {
        let served = api::serve(routes, listener, stop.clone().cancelled_owned(), grace).await;
        // A server that cannot go on takes the rest with it, so that whoever watches starts it anew.
        stop.cancel();
        served
    };
    let work = async {
        if let Some(workers) = workers {
            workers.run(stop.clone()).await;
        }
    };
    let keep_up = async {
        while tokio::time::timeout(UPKEEP, stop.cancelled()).await.is_err() {
            upkeep.run_upkeep();
        }
    };
    let (served, (), ()) = tokio::join!(server, work, keep_up);
    let projected = end(projector).await;
    end(keeper).await?;
    served.map_err(Exit::later)?;
    projected
}

/// Does the work beside a server on the same data folder, or on the same database and bucket, until SIGTERM or SIGINT.
pub async fn worker(config: Config) -> Result<(), Exit> {
    let stores = Stores::of(&config).await?;
    stores.try_files().await?;
    let stop = stop_signal()?;
    let projector = project(&stores, &stop);
    let keeper = keep_ledger(&stores, &stop);
    let outside = Outside::open(&config, &stores).await?;
    let workers = Workers::new(workplace::workers(&config, &stores, &outside)?);
    let watched = watch(&config.worker.metrics_listen, &stop)?;
    announce("working");
    workers.run(stop).await;
    watched.await.map_err(|_| Exit::ours("serving the metrics panicked"))?;
    end(keeper).await?;
    end(projector).await
}

/// Serves what this worker counts, where somebody asked for it.
fn watch(address: &str, stop: &CancellationToken) -> Result<JoinHandle<()>, Exit> {
    if address.is_empty() {
        return Ok(tokio::spawn(async {}));
    }
    let (listener, handle, stop) = (listen(address)?, metrics()?, stop.clone());
    announce(&format!("metrics on http://{}", listener.local_addr().map_err(Exit::later)?));
    let (text, upkeep, stopped) = (handle.clone(), handle, stop.clone());
    tokio::spawn(async move {
        while tokio::time::timeout(UPKEEP, stopped.cancelled()).await.is_err() {
            upkeep.run_upkeep();
        }
    });
    Ok(tokio::spawn(async move {
        let served = api::serve_metrics(Arc::new(move || text.render()), listener, stop.cancelled_owned()).await;
        if let Err(error) = served {
            // Work matters more than being watched.
            tracing::error!(%error, "the metrics are no longer served");
        }
    }))
}

fn listen(address: &str) -> Result<TcpListener, Exit> {
    TcpListener::bind(address).map_err(|error| Exit::input(format!("cannot listen on {address}: {error}")))
}

fn metrics() -> Result<PrometheusHandle, Exit> {
    PrometheusBuilder::new().install_recorder().map_err(Exit::ours)
}

/// Fires at SIGTERM or SIGINT.
fn stop_signal() -> Result<CancellationToken, Exit> {
    let stop = CancellationToken::new();
    let (mut term, mut int) = match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(term), Ok(int)) => (term, int),
        (Err(error), _) | (_, Err(error)) => return Err(Exit::ours(format!("signals cannot be watched: {error}"))),
    };
    let fire = stop.clone();
    tokio::spawn(async move {
        tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
        tracing::info!("stopping");
        fire.cancel();
    });
    Ok(stop)
}

/// Keeps the views up to date in the background. A view that cannot go on stops the process: it would tell lies.
fn project(stores: &Stores, stop: &CancellationToken) -> JoinHandle<Result<(), Exit>> {
    let (projector, stop) = (stores.projector(), stop.clone());
    tokio::spawn(async move {
        // Also when it panics.
        let _stop_too = stop.clone().drop_guard();
        match projector.run(stop.cancelled()).await {
            Err(error) if !stop.is_cancelled() => {
                tracing::error!(%error, "the views cannot be kept up to date; stopping");
                Err(if error.retryable() { Exit::later(error) } else { Exit::ours(error) })
            }
            Err(error) => {
                tracing::warn!(%error, "the projector did not end in order");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    })
}

/// Keeps the ledger in the background.
fn keep_ledger(stores: &Stores, stop: &CancellationToken) -> JoinHandle<Result<(), Exit>> {
    let (log, state) = (stores.log.clone(), stores.state.clone());
    let keeper = Keeper::new(log, state, stores.name.clone(), stores.clock.clone());
    let stop = stop.clone();
    tokio::spawn(async move {
        // A panic stops the process: work that goes on unproven is not what was asked for.
        let _stop_too = stop.clone().drop_guard();
        keeper.run(stop.cancelled()).await;
        Ok(())
    })
}

async fn end(task: JoinHandle<Result<(), Exit>>) -> Result<(), Exit> {
    task.await.map_err(|_| Exit::ours("keeping the views or the ledger up to date panicked"))?
}

#[expect(clippy::print_stdout, reason = "for whoever started us and waits for it")]
fn announce(line: &str) {
    println!("{line}");
}
