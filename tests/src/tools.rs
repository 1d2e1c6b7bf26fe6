//! The official clients and the API fuzzer, as `scripts/setup --tests` installs them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Where `scripts/setup` puts what it installs.
///
/// # Panics
/// When there is no home folder.
pub fn cache() -> PathBuf {
    let named = std::env::var_os("RUSHES_CACHE").map(PathBuf::from);
    named.unwrap_or_else(|| PathBuf::from(std::env::var_os("HOME").expect("HOME is not set")).join(".cache/rushes"))
}

fn installed(path: &str) -> PathBuf {
    let found = cache().join(path);
    assert!(found.exists(), "{} is missing: run scripts/setup --tests", found.display());
    found
}

/// A program of the Python tools, such as `python` or `schemathesis`.
///
/// # Panics
/// When it is not installed.
pub fn python_tool(name: &str) -> Command {
    Command::new(installed(&format!("python-tools/bin/{name}")))
}

/// The folder whose `node_modules` has the Node clients.
///
/// # Panics
/// When they are not installed.
pub fn node_clients() -> PathBuf {
    installed("node-clients/node_modules").parent().unwrap().to_path_buf()
}

/// `node SCRIPT`, with the Node.js that `scripts/setup` installed where the machine's own is too old; the script finds the
/// clients through `RUSHES_NODE_CLIENTS`.
pub fn node(script: &Path) -> Command {
    let own = cache().join("node/bin/node");
    let mut command = Command::new(if own.exists() { own.as_path() } else { Path::new("node") });
    command.arg(script).env("RUSHES_NODE_CLIENTS", node_clients());
    command
}

/// Runs the tool to its end; what it wrote on stdout.
///
/// # Panics
/// When it fails; with everything it wrote.
pub fn succeed(command: &mut Command) -> String {
    let Output { status, stdout, stderr } =
        command.output().unwrap_or_else(|error| panic!("{command:?}: {error}; run scripts/setup --tests"));
    let (stdout, stderr) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{command:?} ended with {status}\n{stdout}\n{stderr}");
    stdout.into_owned()
}
