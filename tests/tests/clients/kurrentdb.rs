//! Second and third opinions on the double of KurrentDB: what only the client that we use understands proves little.

use kurrentdb_double::Double;
use rushes_tests::binary;
use rushes_tests::tools::{node, python_tool, succeed};

#[test]
fn the_node_client_appends_reads_and_follows() {
    let double = Double::start().unwrap();
    let url = format!("kurrentdb://{}?tls=false", double.address());
    let said = succeed(node(&binary::checkout().join("tests/clients/node/kurrentdb.mjs")).env("URL", url));
    assert!(said.ends_with("complete\n"), "{said}");
}

#[test]
fn the_python_client_appends_reads_and_follows() {
    let double = Double::start().unwrap();
    let mut python = python_tool("python");
    python.arg(binary::checkout().join("tests/clients/python/kurrentdb.py")).env("PYTHONDONTWRITEBYTECODE", "1");
    let said = succeed(python.env("URL", format!("kurrentdb://{}?tls=false", double.address())));
    assert!(said.ends_with("complete\n"), "{said}");
}
