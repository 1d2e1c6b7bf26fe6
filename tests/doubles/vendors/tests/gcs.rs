//! The double of Cloud Storage: signed assertions, preconditions and resumable uploads.

mod scripts;

use vendor_doubles::Vendor;

#[test]
fn assertions_are_checked_and_uploads_resume() {
    let gcs = Vendor::start("gcs", &[]);
    scripts::node_script("gcs.mjs", &gcs);
    let objects = gcs.objects();
    let mut keys: Vec<_> = objects.iter().map(|object| object["key"].as_str().unwrap()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["empty", "films/Café & 映画.mp4", "simple"]);
    let film = objects.iter().find(|object| object["mediaType"] == "video/mp4").unwrap();
    assert_eq!(gcs.object(film["key"].as_str().unwrap()), scripts::film());
}
