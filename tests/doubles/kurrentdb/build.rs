//! Makes the server's side of the protocol from its files, without a protocol compiler on the machine.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-changed=protos");
    let files = protox::compile(["streams.proto", "serverfeatures.proto"], ["protos"])?;
    tonic_build::configure().build_client(false).include_file("protocol.rs").compile_fds(files)?;
    Ok(())
}
