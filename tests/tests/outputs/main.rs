//! Every output format, measured: files by ffprobe, pictures by their pixels.

mod films;
mod geometry;
mod hostile;
mod sandbox;
mod segments;
mod sounds;
mod stills;

use rushes_tests::{Client, Origin, Server, Setup};

/// An origin, a server that may fetch from it, and a client.
async fn stage_door() -> (Origin, Server, Client) {
    let origin = Origin::start();
    let server = Setup::with_origin(&origin).with("RUSHES_WORKER_RENDERS", "2").serve().await;
    let client = server.client();
    (origin, server, client)
}
