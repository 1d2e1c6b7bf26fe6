//! `rushes-conformance`: proves a destination's library against the service that a settings file describes.
//!
//! Ends with 0 when nothing failed, 1 when a case did, and 2 when it could not be tried.

use clap::Parser;
use conformance::{Line, Settings, prove};
use delivery::Launch;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// What the library's process is started with, before the library: the host's own child, not for people.
const CHILD: &str = "plugin-host";

/// Proves a destination's library against a service. Takes minutes, and leaves the files that it sent.
#[derive(Parser)]
#[command(name = "rushes-conformance", version)]
struct Arguments {
    /// The library, such as target/release/librushes_plugin_acme.so.
    library: PathBuf,
    /// The settings, in TOML or JSON: plugins/sdk/README.md says what is in them.
    #[arg(long)]
    settings: PathBuf,
    /// How many bytes the large file has, instead of what the settings say or 200,000,000.
    #[arg(long)]
    large_bytes: Option<u64>,
}

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    if let [command, library] = &words[..]
        && command == CHILD
    {
        return delivery::run_child(library.as_ref());
    }
    match run(Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            // There is nobody to tell when this fails.
            let _ = writeln!(std::io::stderr(), "rushes-conformance: {error}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let program = std::env::current_exe()?;
    let launch = Launch { program, arguments: vec![CHILD.into()], environment: Vec::new() };
    let (mut plan, service) = Settings::read(&arguments.settings)?.into_plan(arguments.library, launch)?;
    plan.large_bytes = arguments.large_bytes.unwrap_or(plan.large_bytes);
    if !plan.library.is_file() {
        return Err(format!("{} is no file: build the library first", plan.library.display()).into());
    }
    let mut tell = |line: &Line| {
        let _ = writeln!(std::io::stdout(), "{line}");
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let report = runtime.block_on(prove(&plan, &service, &mut tell))?;
    let failed = report.failed().count();
    writeln!(std::io::stdout(), "{} cases, {failed} failed", report.lines.len())?;
    Ok(if report.is_conformant() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
