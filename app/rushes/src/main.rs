//! The binary: serve, worker, render, replay, admin, doctor, and its own children.

mod accounts;
mod bootstrap;
mod cli;
mod commands;
mod config;
mod exit;
mod folder;
mod logging;
mod master_key;
mod outside;
mod stores;
mod system;
mod workplace;

use clap::Parser;
use cli::{Cli, Command, PluginCommand, Replay, ReplayCommand};
use config::Config;
use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => exit.report(),
    }
}

fn run(cli: Cli) -> Result<(), Exit> {
    // Children first: they read no settings and open no stores.
    match &cli.command {
        Command::RenderChild => {
            logging::start_child();
            return renderer::child::serve().map_err(Exit::later);
        }
        Command::RasterChild => {
            logging::start_child();
            return raster::child::serve().map_err(Exit::later);
        }
        Command::PluginHost { library } => {
            let code = delivery::run_child(library);
            return if code == ExitCode::SUCCESS { Ok(()) } else { Err(Exit::later("the plugin's pipes broke")) };
        }
        _ => {}
    }
    let mut config = Config::load(cli.config.as_deref(), |name| std::env::var(name).ok()).map_err(Exit::input)?;
    if let Some(data) = cli.data {
        config.server.data = data;
    }
    if let Some(database) = cli.database {
        config.database.url = database;
    }
    logging::start(&config.log, cli.command.talks_by_itself()).map_err(Exit::input)?;
    // Several libraries bring a provider; the first implicit choice would panic.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Exit::later)?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve(options) => commands::serve::run(config, options).await,
            Command::Worker => commands::serve::worker(config).await,
            Command::Render(options) => commands::render::run(config, options).await,
            Command::Replay(Replay { command: Some(ReplayCommand::Render { id }), .. }) => {
                commands::replay_render::run(config, id).await
            }
            Command::Replay(Replay { views, command: None }) => commands::replay::run(config, &views).await,
            Command::Doctor => commands::doctor::run(&config).await,
            Command::Backup { to } => commands::backup::run(config, &to).await,
            Command::Restore { from } => commands::backup::restore(config, &from).await,
            Command::Audit(command) => commands::audit::run(config, command).await,
            Command::Admin(command) => commands::admin::run(config, command).await,
            Command::Plugin(PluginCommand::Check { library }) => commands::plugin::check(&config, &library).await,
            Command::RenderChild | Command::RasterChild | Command::PluginHost { .. } => Ok(()),
        }
    })
}
