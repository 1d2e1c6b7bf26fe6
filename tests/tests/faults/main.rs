//! What must survive: processes that are killed, two processes on one folder, many clients at once, secrets.
#![expect(clippy::unwrap_used, reason = "these are tests")]

mod canary;
mod cancelling;
mod command_line;
mod crowd;
mod database_server;
mod killing;
mod log_server;
mod replaying;
mod stopping;
mod two_processes;
