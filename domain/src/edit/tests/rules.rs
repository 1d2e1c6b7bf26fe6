//! Rules between values.

use super::{edit_of, edit_with, faults, in_clip, read_edit};
use crate::edit::{Limits, read};
use serde_json::{Value, json};

#[test]
fn a_media_asset_needs_a_source_or_a_prompt() {
    for kind in ["video", "image", "audio"] {
        let with = |key: &str, value: Value| faults(&edit_of(json!({ "type": kind, key: value })));
        assert_eq!(with("src", json!("https://example.com/a")), []);
        assert_eq!(with("prompt", json!("a hill")), []);
        let missing = [in_clip("asset", "a media asset requires either src or prompt")];
        assert_eq!(with("model", json!("any")), missing);
        assert_eq!(with("prompt", json!(" ")), missing);
        assert_eq!(with("src", json!(null)), missing);
    }
}

#[test]
fn a_shape_needs_its_own_measures() {
    let shape = |kind: &str| faults(&edit_of(json!({ "type": "shape", "shape": kind, "circle": { "radius": 5 } })));
    assert_eq!(shape("circle"), []);
    let message = r#"Missing key: "line" is required when "shape" is "line""#;
    assert_eq!(shape("line"), [in_clip("asset.line", message)]);
}

#[test]
fn what_has_a_picture_needs_a_size() {
    let output = |output: Value| {
        let mut edit = edit_of(json!({ "type": "svg", "src": "<svg/>" }));
        edit["output"] = output;
        faults(&edit)
    };
    for good in [
        json!({ "format": "mp3" }),
        json!({ "format": "gif", "resolution": "4k" }),
        json!({ "format": "jpg", "size": { "width": 4096, "height": "1" } }),
        json!({ "format": "png", "size": { "width": 10 }, "resolution": "1080" }),
    ] {
        assert_eq!(output(good.clone()), [], "{good}");
    }
    for bad in [json!({ "format": "mp4" }), json!({ "format": "mp4", "size": { "width": 10 } })] {
        let message = "output requires either resolution or size (width and height)";
        assert_eq!(output(bad.clone()), [("output".to_owned(), message.to_owned())], "{bad}");
    }
}

#[test]
fn an_alias_names_one_clip() {
    let clip =
        |alias: &str| json!({ "asset": { "type": "svg", "src": "<svg/>" }, "start": 0, "length": 1, "alias": alias });
    let mut edit = edit_with(clip("a"));
    edit["timeline"]["tracks"][0]["clips"] = json!([clip("a"), clip("A"), clip("a")]);
    assert_eq!(
        faults(&edit),
        [(
            "timeline.tracks[0].clips[2].alias".to_owned(),
            r#"Duplicate alias: "a" already names timeline.tracks[0].clips[0]; every alias must be unique"#.to_owned()
        )]
    );
    assert_eq!(faults(&edit_with(clip("a b"))).len(), 1);
}

#[test]
fn sources_are_web_addresses() {
    let source = |src: &str| faults(&edit_of(json!({ "type": "image", "src": src })));
    for good in [
        "https://example.com/a.png",
        "HTTP://example.com",
        "https://user:secret@example.com:8080/a%20b.png?x=1#f",
        "http://[::1]/a.png",
        " https://example.com/a.png ",
    ] {
        assert_eq!(source(good), [], "{good}");
    }
    for bad in [
        "a.png",
        "/etc/passwd",
        "file:///etc/passwd",
        "ftp://example.com/a",
        "https://",
        "https:///a.png",
        "https://user@/a.png",
        "http://:80/",
        "https://exa mple.com",
        "javascript:alert(1)",
        "//example.com/a.png",
        "data:image/png;base64,AAAA",
        "alias://a",
    ] {
        let found = source(bad);
        let message = "Invalid URL: expected an address that begins with http:// or https://";
        assert_eq!(found, [in_clip("asset.src", message)], "{bad}");
    }
}

#[test]
fn an_address_is_not_repeated_in_a_fault() {
    let mut edit = edit_of(json!({ "type": "image", "src": "ftp://user:hunter2@example.com/a.png" }));
    edit["callback"] = json!("ftp://user:hunter2@example.com/");
    let found = faults(&edit);
    assert_eq!(
        found.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(),
        ["callback", "timeline.tracks[0].clips[0].asset.src"]
    );
    assert!(!format!("{found:?}").contains("hunter2"));
}

#[test]
fn local_sources_are_for_the_command_line_only() {
    let limits = Limits { allow_local_sources: true, ..Limits::production() };
    let mut edit = edit_of(json!({ "type": "image", "src": "pictures/a.png" }));
    assert!(read(&edit, &limits).is_ok());
    assert_eq!(faults(&edit).len(), 1);
    edit["timeline"]["tracks"][0]["clips"][0]["asset"]["src"] = json!("ftp://example.com/a.png");
    assert!(read(&edit, &limits).is_err());
    edit["timeline"]["tracks"][0]["clips"][0]["asset"]["src"] = json!("{{ SRC }}");
    assert!(read(&edit, &limits).is_err());
}

#[test]
fn our_own_hosting_is_used_unless_it_is_excluded() {
    let hosted = |destinations: Value| {
        let mut edit = edit_of(json!({ "type": "svg", "src": "<svg/>" }));
        edit["output"]["destinations"] = destinations;
        read_edit(&edit).map(|read| read.edit.output.hosted())
    };
    let s3 = json!({ "provider": "s3", "options": { "region": "eu-west-1", "bucket": "films", "acl": "public-read" } });
    assert_eq!(hosted(json!(null)), Ok(true));
    assert_eq!(hosted(json!([s3])), Ok(true));
    assert_eq!(hosted(json!([{ "provider": "shotstack" }])), Ok(true));
    assert_eq!(hosted(json!([s3, { "provider": "shotstack", "exclude": true }])), Ok(false));
    let saved = json!({ "integrationId": "018f", "provider": "anything", "pathPrefix": "a/", "options": { "x": [1] } });
    assert_eq!(hosted(json!([saved])), Ok(true));
    assert_eq!(
        hosted(json!([{ "provider": "r2" }, { "provider": "drive", "options": { "folderId": "x" } }])),
        Ok(true)
    );
    // Null is absent: this one is named by its provider.
    assert_eq!(hosted(json!([{ "integrationId": null, "provider": "shotstack", "exclude": true }])), Ok(false));
    for bad in [json!({ "integrationId": 7, "provider": "s3" }), json!({ "integrationId": "018f" })] {
        assert!(hosted(json!([bad])).is_err());
    }
    let unreadable = json!({ "integrationId": "018f", "provider": "s3", "options": "none", "bucket": "b" });
    assert!(hosted(json!([unreadable])).is_err());
    assert!(hosted(json!([{ "provider": "dropbox" }])).is_err());
    assert!(hosted(json!([{ "provider": "s3", "options": { "region": "eu-west-1" } }])).is_err());
}
