//! The binary: serve, worker, render, replay, admin, doctor, and its own children.

fn main() {}
