//! The official SDKs for Node and Python.

use rushes_tests::tools::{node, python_tool, succeed};
use rushes_tests::{Origin, Server, Setup, binary};
use std::process::Command;

async fn server(origin: &Origin) -> Server {
    Setup::with_origin(origin).serve().await
}

fn told<'a>(command: &'a mut Command, server: &Server, origin: &Origin) -> &'a mut Command {
    command
        .env("BASE", &server.base)
        .env("KEY", &server.setup().bootstrap().api_keys.v1)
        .env("SOURCE", origin.media("film.mp4"))
}

#[tokio::test]
async fn the_node_sdk_renders_and_serves() {
    let origin = Origin::start();
    let server = server(&origin).await;
    let script = binary::checkout().join("tests/clients/node/shotstack.mjs");
    let said = succeed(told(&mut node(&script), &server, &origin));
    assert!(said.ends_with("complete\n"), "{said}");
}

#[tokio::test]
async fn the_python_sdk_renders_and_serves() {
    let origin = Origin::start();
    let server = server(&origin).await;
    let mut python = python_tool("python");
    python.arg(binary::checkout().join("tests/clients/python/shotstack.py")).env("PYTHONDONTWRITEBYTECODE", "1");
    let said = succeed(told(&mut python, &server, &origin));
    assert!(said.ends_with("complete\n"), "{said}");
}
