//! A log server of its own for a test: the double of KurrentDB as a process, which can be killed and started again.

use crate::{binary, processes, wait};
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A running double that keeps its events in a temporary folder.
pub struct LogServer {
    folder: TempDir,
    address: String,
    process: Child,
}

fn program() -> PathBuf {
    let program = binary::profile_folder().join("rushes-kurrentdb-double");
    assert!(program.is_file(), "{} is not built: run `cargo build --workspace`", program.display());
    program
}

impl LogServer {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("rushes-log-").tempdir().unwrap();
        let (process, address) = serve(&folder, "127.0.0.1:0");
        Self { folder, address, process }
    }

    /// What clients connect with.
    pub fn url(&self) -> String {
        format!("kurrentdb://{}?tls=false&discoveryInterval=1", self.address)
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(&mut self) {
        processes::signal(self.process.id(), libc::SIGKILL);
        processes::wait(&mut self.process);
    }

    /// Starts it again where it was, with what it had acknowledged.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_again(&mut self) {
        (self.process, _) = serve(&self.folder, &self.address);
    }
}

impl Drop for LogServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The process and where it listens.
fn serve(folder: &TempDir, address: &str) -> (Child, String) {
    let said = folder.path().join("said");
    let mut command = Command::new(program());
    command.args(["--listen", address]).arg("--data").arg(folder.path().join("data"));
    command.stdin(Stdio::null()).stdout(File::create(&said).unwrap());
    let mut process = processes::spawn(&mut command);
    let address = wait::blocking_until("the log server's address", || {
        assert_eq!(process.try_wait().unwrap(), None, "the log server ended");
        let text = std::fs::read_to_string(&said).unwrap();
        text.strip_suffix('\n').and_then(|line| line.strip_prefix("listening on ")).map(str::to_owned)
    });
    (process, address)
}
