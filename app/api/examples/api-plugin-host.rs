//! What `rushes plugin-host` is, for tests of this crate: the child process of one library.

fn main() -> std::process::ExitCode {
    match std::env::args_os().nth(1) {
        Some(library) => delivery::run_child(library.as_ref()),
        None => std::process::ExitCode::FAILURE,
    }
}
