//! The double of Mux against the vendor's own SDK.

mod scripts;

use vendor_doubles::Vendor;

#[test]
fn the_official_client_uploads_pulls_and_deletes() {
    let mux = Vendor::start("mux", &[]);
    scripts::node_script("mux.mjs", &mux);
    let objects = mux.objects();
    let keys: Vec<_> = objects.iter().map(|object| object["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["uploaded in chunks"]);
    assert_eq!(mux.object("uploaded in chunks"), scripts::film());
}
