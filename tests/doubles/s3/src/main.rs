//! The double as a process: prints where it listens and serves until it is ended.

use clap::Parser;
use s3_double::{S3Double, Settings};
use std::net::SocketAddr;
use std::path::PathBuf;

/// An S3-compatible store for tests.
#[derive(Parser)]
struct Options {
    /// Where to listen; port 0 is any free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The folder that the buckets are in.
    #[arg(long)]
    data: PathBuf,
    /// The one access key that is known.
    #[arg(long)]
    access_key: String,
    /// Its secret.
    #[arg(long)]
    secret_key: String,
    /// A bucket that is there from the start.
    #[arg(long)]
    bucket: String,
}

#[expect(clippy::print_stdout, reason = "for whoever started us and waits for it")]
fn main() -> std::io::Result<()> {
    let Options { listen, data, access_key, secret_key, bucket } = Options::parse();
    let double = S3Double::start(Settings { listen, data, access_key, secret_key, bucket })?;
    println!("listening on {}", double.address());
    loop {
        std::thread::park();
    }
}
