//! Log lines, on stderr.

use crate::config::{Log, LogFormat};
use tracing::Level;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::prelude::*;

/// Starts logging. `quiet`: the command talks by itself, so that only warnings are logged unless more was asked for.
pub fn start(log: &Log, quiet: bool) -> Result<(), ParseError> {
    let wanted = if quiet && log.is_as_shipped() { "warn" } else { &log.filter };
    let filter = EnvFilter::builder().parse(wanted)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match log.format {
        LogFormat::Text => lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

/// Starts logging in a child that renders or draws: to stderr in a form that its parent knows again, and of our own crates
/// only, as libraries may quote what is rendered.
pub fn start_child() {
    let ours = Targets::new().with_target("renderer", Level::INFO).with_target("raster", Level::INFO);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).without_time().with_ansi(false);
    tracing_subscriber::registry().with(lines.with_filter(ours)).init();
}
