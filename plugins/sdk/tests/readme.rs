//! That the walk through the template shows what stands there.

const README: &str = include_str!("../README.md");

/// Without the indentation, which depends on where a piece stands.
fn flat(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_piece_of_code_is_one_of_the_template() {
    let sources = [
        include_str!("../../template/src/describe.rs"),
        include_str!("../../template/src/place.rs"),
        include_str!("../../template/src/transfer.rs"),
        include_str!("../../template/src/tests.rs"),
    ];
    let sources = sources.map(flat);
    let pieces: Vec<&str> = README.split("\n```rust\n").skip(1).filter_map(|rest| rest.split("\n```").next()).collect();
    assert!(pieces.len() > 5, "only {} pieces were found", pieces.len());
    for piece in pieces {
        assert!(sources.iter().any(|source| source.contains(&flat(piece))), "no longer in the template:\n{piece}");
    }
}
