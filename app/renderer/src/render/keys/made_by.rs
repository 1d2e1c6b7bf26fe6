//! What makes equal edits give equal bytes: the same program, the same libraries, the same class of processor.

use gstreamer as gst;
use gstreamer::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Tells apart what segments are made by.
///
/// # Errors
/// The files of it cannot be looked at.
pub(super) fn made_by() -> io::Result<Value> {
    Ok(json!([identity(&std::env::current_exe()?)?, libraries()?, processor()]))
}

/// Tells versions of a file apart. Reproducible images give all files the same time of change; when they were put where they
/// are is another matter.
fn identity(path: &Path) -> io::Result<Value> {
    let file = path.metadata()?;
    let put = [file.mtime(), file.mtime_nsec(), file.ctime(), file.ctime_nsec()];
    Ok(json!([path.file_name().map(|name| name.to_string_lossy().into_owned()), file.len(), put]))
}

/// What decodes and encodes: the plugins of GStreamer's, and what they wrap, which is renewed without them. Loading all of that
/// to look at it would take more than a tenth of a second; the linker's list of libraries is written anew with every library that a
/// package brings.
fn libraries() -> io::Result<Value> {
    let linked = match identity(Path::new(LINKED)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Value::Null,
        identity => identity?,
    };
    let plugins = plugins().iter().map(|path| identity(path)).collect::<io::Result<Vec<_>>>()?;
    Ok(json!([gst::version_string().as_str(), linked, plugins]))
}

/// The list of all libraries that programs on this machine are linked with.
const LINKED: &str = "/etc/ld.so.cache";

/// The files of the plugins that the renderer takes its elements from.
fn plugins() -> BTreeSet<PathBuf> {
    let registry = gst::Registry::get();
    let plugins = crate::gst_setup::elements().filter_map(|element| gst::ElementFactory::find(element)?.plugin_name());
    plugins.filter_map(|name| registry.find_plugin(&name)?.filename()).collect()
}

/// Encoders and decoders choose their code by it.
fn processor() -> Value {
    #[cfg(target_arch = "x86_64")]
    let has = [std::is_x86_feature_detected!("avx2"), std::is_x86_feature_detected!("avx512bw")];
    #[cfg(not(target_arch = "x86_64"))]
    let has = [false, false];
    json!([std::env::consts::ARCH, has])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decodes_and_encodes_is_in_it() {
        crate::gst_setup::init().unwrap();
        let text = made_by().unwrap().to_string();
        let plugins =
            ["libgstlibav", "libgstx264", "libgstvideoconvert", "libgstvpx", "libgstisomp4", "libgstcoreelements"];
        for file in plugins.into_iter().chain(["ld.so.cache"]) {
            assert!(text.contains(file), "{file} in {text}");
        }
    }
}
