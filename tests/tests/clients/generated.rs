//! A TypeScript client, generated from our own document, checked by the compiler, and run.

use rushes_tests::edits::still;
use rushes_tests::tools::{node, node_clients, succeed};
use rushes_tests::{Setup, binary};

#[tokio::test]
async fn a_generated_typescript_client_signs_in_and_lists_renders() {
    let server = Setup::default().serve().await;
    let done = server.client().render(&still("<p>typed</p>")).await;

    let folder = tempfile::tempdir().unwrap();
    let sources = binary::checkout().join("tests/clients/typescript");
    for file in ["program.ts", "tsconfig.json"] {
        std::fs::copy(sources.join(file), folder.path().join(file)).unwrap();
    }
    let document = binary::checkout().join("openapi/rushes.json");
    let tool = |name: &str| node(&node_clients().join("node_modules/.bin").join(name));
    let generated = folder.path().join("generated");
    succeed(tool("openapi-ts").current_dir(folder.path()).arg("-i").arg(document).arg("-o").arg(generated));
    succeed(tool("tsc").arg("-p").arg(folder.path()));

    let owner = server.setup().bootstrap().owner;
    let mut program = node(&folder.path().join("out/program.js"));
    let said = succeed(
        program
            .env("BASE", &server.base)
            .env("EMAIL", owner.email)
            .env("PASSWORD", owner.password)
            .env("RENDER", &done.id),
    );
    assert_eq!(said, "complete\n");
}
