//! What must survive: processes that are killed, two processes on one folder, machines that share none, many clients at once, secrets.
#![expect(clippy::unwrap_used, reason = "these are tests")]

mod archiving;
mod auditing;
mod canary;
mod cancelling;
mod command_line;
mod crowd;
mod database_server;
mod killing;
mod log_server;
mod machines;
mod proving;
mod replaying;
mod rotating;
mod starting_together;
mod stopping;
mod two_processes;
