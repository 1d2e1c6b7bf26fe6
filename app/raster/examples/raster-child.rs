//! The child process alone, as the service's binary runs it: jobs as JSON lines on standard input, drawings to files.

fn main() -> std::io::Result<()> {
    raster::child::serve()
}
