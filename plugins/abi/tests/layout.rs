//! That the header in C and the types in Rust are the same, as the system's compiler sees them.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up fails")]

use plugin_abi::{ABI_MAJOR, ABI_MINOR, Bytes, SYMBOL, Slice, Table};
use std::fmt::Write;
use std::mem::offset_of;
use std::path::Path;
use std::process::Command;

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

/// What the program in `layout.c` prints.
fn in_c() -> String {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("layout");
    compile("cc", &["-std=c11", "-o"], &program, &Path::new(FOLDER).join("tests/layout.c"));
    let output = Command::new(&program).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn compile(compiler: &str, options: &[&str], output: &Path, source: &Path) {
    let mut command = Command::new(compiler);
    command.args(["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I"]).arg(Path::new(FOLDER).join("include"));
    let output = command.args(options).arg(output).arg(source).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_header_and_the_types_lay_out_the_same() {
    let mut in_rust = format!("major {ABI_MAJOR}\nminor {ABI_MINOR}\n");
    let mut line = |name: &str, number: usize| writeln!(in_rust, "{name} {number}").unwrap();
    line("rushes_bytes", size_of::<Bytes>());
    line("rushes_bytes.data", offset_of!(Bytes, data));
    line("rushes_bytes.len", offset_of!(Bytes, len));
    line("rushes_bytes.capacity", offset_of!(Bytes, capacity));
    line("rushes_slice", size_of::<Slice>());
    line("rushes_slice.data", offset_of!(Slice, data));
    line("rushes_slice.len", offset_of!(Slice, len));
    line("rushes_destination_table", size_of::<Table>());
    line("rushes_destination_table.size", offset_of!(Table, size));
    line("rushes_destination_table.abi_major", offset_of!(Table, abi_major));
    line("rushes_destination_table.abi_minor", offset_of!(Table, abi_minor));
    line("rushes_destination_table.describe", offset_of!(Table, describe));
    line("rushes_destination_table.open", offset_of!(Table, open));
    line("rushes_destination_table.step", offset_of!(Table, step));
    line("rushes_destination_table.close", offset_of!(Table, close));
    line("rushes_destination_table.free", offset_of!(Table, free));
    assert_eq!(in_rust, in_c());
}

#[test]
fn the_header_declares_the_function_that_hosts_look_for() {
    let header = std::fs::read_to_string(Path::new(FOLDER).join("include/rushes_destination.h")).unwrap();
    let declared = format!("const rushes_destination_table *{}(void);", std::str::from_utf8(SYMBOL).unwrap());
    assert!(header.contains(&declared), "{declared}");
}

#[test]
fn the_header_is_c_of_1999_too_and_may_be_included_twice() {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("twice.c");
    let text = "#include \"rushes_destination.h\"\n#include \"rushes_destination.h\"\nint main(void) { return 0; }\n";
    std::fs::write(&source, text).unwrap();
    compile("cc", &["-std=c99", "-o"], &folder.path().join("twice"), &source);
}
