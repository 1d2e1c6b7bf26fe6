//! The double of Google: OAuth's rules, and Drive's.

mod scripts;

use serde_json::json;
use vendor_doubles::Vendor;

#[test]
fn tokens_are_checked_and_files_are_made_once() {
    let google = Vendor::start("google", &["--client-id", "mine"]);
    assert_eq!(google.config()["oauth"]["clientId"], "mine");
    scripts::node_script("google.mjs", &google);
    let objects = google.objects();
    assert_eq!(objects.len(), 1);
    assert_eq!(objects[0]["key"], "Café – 映画.mp4");
    assert_eq!(objects[0]["mediaType"], "video/mp4");
    assert_eq!(google.object(objects[0]["id"].as_str().unwrap()), scripts::film());
    google.fault(&json!({"status": 403, "reason": "storageQuotaExceeded", "match": "^POST /upload"}));
    google.expire_tokens();
    scripts::node_script("google-expired.mjs", &google);
}
