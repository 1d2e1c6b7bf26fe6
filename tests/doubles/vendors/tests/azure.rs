//! The double of Azure against Microsoft's own client.

mod scripts;

use vendor_doubles::Vendor;

#[test]
fn the_official_client_uploads_blocks_and_is_refused() {
    let azure = Vendor::start("azure", &[]);
    scripts::node_script("azure.mjs", &azure);
    let objects = azure.objects();
    let keys: Vec<_> = objects.iter().map(|object| object["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["films/Café & 映画.mp4", "films/second.mp4"]);
    assert_eq!(objects[0]["mediaType"], "video/mp4");
    assert_eq!(azure.object("films/Café & 映画.mp4"), scripts::film());
    assert_eq!(objects[0]["sha256"], objects[1]["sha256"]);
}
