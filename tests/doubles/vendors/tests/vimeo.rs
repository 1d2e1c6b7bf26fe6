//! The double of Vimeo against a tus client that is not ours.

mod scripts;

use vendor_doubles::Vendor;

#[test]
fn a_tus_client_uploads_resumes_and_is_refused() {
    let vimeo = Vendor::start("vimeo", &[]);
    scripts::node_script("vimeo.mjs", &vimeo);
    let objects = vimeo.objects();
    assert_eq!(objects.len(), 1);
    assert_eq!(objects[0]["key"], "Café – 映画");
    assert_eq!(vimeo.object("Café – 映画"), scripts::film());
    assert!(vimeo.counters().bytes >= 1_000_003);
}
