//! Keys with whatever people write into file names.

use super::driver::{job, play};
use super::vendor::Vendor;
use plugin_sdk::{Action, Reason};

#[test]
fn any_text_is_a_key() {
    for key in [
        "a b/c+d.mp4",
        "100%/#1?.mp4",
        "фильм/映画.mp4",
        "🎬/é\u{301}.mp4",
        "a&b=c;d'e\"f<g>.mp4",
        "a//b",
        "*()!~_-.mp4",
    ] {
        for bytes in [10, 20 << 20] {
            let mut job = job("s3", bytes);
            key.clone_into(&mut job.file.key);
            let mut vendor = Vendor::default();
            let end = play(&job, &mut vendor).end;
            assert!(matches!(end, Action::Done(_)), "{key}: {end:?}");
            assert!(vendor.objects[key].is_whole(bytes));
            let is_plain =
                |url: &str| url.bytes().all(|byte| byte.is_ascii_graphic() && !b"+#'\"<>*()!;".contains(&byte));
            assert!(vendor.requests.iter().all(|request| is_plain(&request.url)), "{key}");
        }
    }
}

#[test]
fn what_an_address_would_change_is_no_key() {
    for key in ["a/../b", "./a", "..", "", &"x".repeat(1025)] {
        let mut job = job("s3", 10);
        key.clone_into(&mut job.file.key);
        let Action::Fail(fail) = play(&job, &mut Vendor::default()).end else { panic!("{key} is no key") };
        assert_eq!(fail.reason, Reason::Invalid);
        assert!(!fail.retryable);
    }
}
