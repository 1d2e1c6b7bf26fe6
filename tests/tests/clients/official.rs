//! The official SDKs for Node and Python.

use rushes_tests::tools::{node, python_tool, succeed};
use rushes_tests::{Origin, Owner, Place, Server, Setup, binary};
use std::process::Command;

/// With an integration of a bucket, whose files are there afterwards.
async fn server(place: &Place) -> Server {
    let setup = Setup::default().with("RUSHES_EGRESS_ALLOW", "127.0.0.0/8").with_plugins(&["s3"]);
    let server = setup.serve().await;
    Owner::of(&server).await.integrate(place, "").await;
    server
}

fn told<'a>(command: &'a mut Command, server: &Server, origin: &Origin, place: &Place) -> &'a mut Command {
    command
        .env("BASE", &server.base)
        .env("KEY", &server.setup().bootstrap().api_keys.v1)
        .env("SOURCE", origin.media("film.mp4"))
        .env("BUCKET", place.config()["bucket"].as_str().unwrap())
}

#[tokio::test]
async fn the_node_sdk_renders_and_serves() {
    let (origin, place) = (Origin::start(), Place::start("s3"));
    let server = server(&place).await;
    let script = binary::checkout().join("tests/clients/node/shotstack.mjs");
    let said = succeed(told(&mut node(&script), &server, &origin, &place));
    assert!(said.ends_with("complete\n"), "{said}");
    assert_eq!(place.object("node/promo.jpg", None)[..3], [0xff, 0xd8, 0xff]);
}

#[tokio::test]
async fn the_python_sdk_renders_and_serves() {
    let (origin, place) = (Origin::start(), Place::start("s3"));
    let server = server(&place).await;
    let mut python = python_tool("python");
    python.arg(binary::checkout().join("tests/clients/python/shotstack.py")).env("PYTHONDONTWRITEBYTECODE", "1");
    let said = succeed(told(&mut python, &server, &origin, &place));
    assert!(said.ends_with("complete\n"), "{said}");
    assert_eq!(place.object("python/promo.jpg", None)[..3], [0xff, 0xd8, 0xff]);
}
