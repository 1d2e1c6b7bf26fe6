//! The double as a process: `rushes-kurrentdb-double --listen 127.0.0.1:PORT [--data DIR]`.

use clap::Parser;
use kurrentdb_double::Log;
use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::net::TcpListener;

/// A double of KurrentDB's protocol for tests. It is not the vendor's server.
#[derive(Parser)]
struct Options {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Folder that keeps the events. Without one they end with the process.
    #[arg(long)]
    data: Option<PathBuf>,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "whoever started it reads the address there")]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    let log = match &options.data {
        Some(folder) => Log::in_folder(folder)?,
        None => Log::in_memory(),
    };
    let listener = TcpListener::bind(options.listen).await?;
    println!("listening on {}", listener.local_addr()?);
    log.serve(listener).await?;
    Ok(())
}
