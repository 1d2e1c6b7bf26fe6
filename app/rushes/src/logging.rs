//! Log lines, on stderr.

use crate::config::{Log, LogFormat};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

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
