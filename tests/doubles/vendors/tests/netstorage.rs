//! The double of NetStorage against Akamai's own client.

mod scripts;

use vendor_doubles::Vendor;

#[test]
fn the_official_client_works_and_is_refused() {
    let netstorage = Vendor::start("netstorage", &["--cp-code", "654321"]);
    scripts::python_script("netstorage.py", &netstorage);
    let objects = netstorage.objects();
    assert_eq!(objects.len(), 1);
    assert_eq!(objects[0]["key"], "/654321/films/Café & 映画.mp4");
    assert_eq!(netstorage.object("/654321/films/Café & 映画.mp4"), scripts::film());
}
