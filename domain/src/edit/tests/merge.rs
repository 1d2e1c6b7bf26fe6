//! Placeholders and their replacements.

use crate::edit::{merge, override_fields};
use serde_json::{Value, json};

/// What `text` becomes in an edit with these replacements.
fn merged(text: &str, fields: Value) -> Value {
    let edit = json!({ "timeline": { "background": text }, "merge": fields });
    merge(&edit).unwrap()["timeline"]["background"].clone()
}

#[test]
fn replacements_follow_the_rules() {
    let fields = json!([
        { "find": "NAME", "replace": "Ada" },
        { "find": "COUNT", "replace": 3 },
        { "find": "RATIO", "replace": 0.5 },
        { "find": "ON", "replace": true },
        { "find": "NOTHING", "replace": null },
        { "find": "LIST", "replace": [{ "from": 0 }] },
        { "find": "PRICE STATUS", "replace": "sold" },
        { "find": "a.b", "replace": "dotted" },
        { "find": "LOOP", "replace": "{{ NAME }}" },
        { "find": "TWICE", "replace": "first" },
        { "find": "TWICE", "replace": "last" },
    ]);
    for (text, expected) in [
        // Alone: the replacement's own type.
        ("{{ NAME }}", json!("Ada")),
        ("{{NAME}}", json!("Ada")),
        ("{{   NAME }}", json!("Ada")),
        ("{{ COUNT }}", json!(3)),
        ("{{ RATIO }}", json!(0.5)),
        ("{{ ON }}", json!(true)),
        ("{{ NOTHING }}", json!(null)),
        ("{{ LIST }}", json!([{ "from": 0 }])),
        ("{{ PRICE STATUS }}", json!("sold")),
        ("{{ a.b }}", json!("dotted")),
        // Inside a longer text: as text.
        ("Hello {{ NAME }}!", json!("Hello Ada!")),
        ("{{ COUNT }} of {{COUNT}}", json!("3 of 3")),
        ("{{NAME}}{{NAME}}", json!("AdaAda")),
        (" {{ COUNT }}", json!(" 3")),
        ("<b>{{ ON }}</b>", json!("<b>true</b>")),
        ("[{{ NOTHING }}]", json!("[]")),
        // Left as typed.
        ("{{ name }}", json!("{{ name }}")),
        ("{{ UNKNOWN }} {{ NAME }}", json!("{{ UNKNOWN }} Ada")),
        ("{{ }}", json!("{{ }}")),
        ("{ NAME }", json!("{ NAME }")),
        ("{{ NAME", json!("{{ NAME")),
        ("NAME }}", json!("NAME }}")),
        ("", json!("")),
        // Not searched again; the last of two wins; CSS braces do not disturb.
        ("{{ LOOP }}", json!("{{ NAME }}")),
        ("{{ TWICE }}", json!("last")),
        ("p{a{b{{ NAME }}}}", json!("p{a{bAda}}")),
        ("}} {{ {{ NAME }}", json!("}} {{ Ada")),
        ("ü{{ NAME }}ü", json!("üAdaü")),
    ] {
        assert_eq!(merged(text, fields.clone()), expected, "{text}");
    }
}

#[test]
fn timeline_and_output_are_searched_at_any_depth_but_keys_and_the_rest_are_not() {
    let edit = json!({
        "timeline": { "tracks": [{ "clips": [{ "asset": { "{{ A }}": "{{ A }}" } }] }] },
        "output": { "size": { "width": "{{ A }}" } },
        "callback": "https://example.com/{{ A }}",
        "merge": [{ "find": "A", "replace": 7 }, { "find": "B", "replace": "{{ A }}" }],
    });
    assert_eq!(
        merge(&edit).unwrap(),
        json!({
            "timeline": { "tracks": [{ "clips": [{ "asset": { "{{ A }}": 7 } }] }] },
            "output": { "size": { "width": 7 } },
            "callback": "https://example.com/{{ A }}",
            "merge": [{ "find": "A", "replace": 7 }, { "find": "B", "replace": "{{ A }}" }],
        })
    );
}

#[test]
fn broken_merge_fields_are_left_for_the_reader() {
    for fields in [json!("A"), json!([1, { "find": 2, "replace": 3 }, { "find": "NAME" }]), json!(null)] {
        assert_eq!(merged("{{ NAME }}", fields.clone()), json!("{{ NAME }}"), "{fields}");
    }
}

#[test]
fn a_merged_value_takes_part_in_the_types() {
    let edit = json!({
        "timeline": { "tracks": [{ "clips": [{
            "asset": { "type": "text", "text": "{{ TEXT }}", "font": { "size": "{{ SIZE }}" } },
            "start": "{{ START }}", "length": "{{ LENGTH }}", "opacity": "{{ OPACITY }}",
        }]}]},
        "output": { "format": "mp4", "resolution": "{{ RESOLUTION }}", "mute": "{{ MUTE }}" },
        "merge": [
            { "find": "TEXT", "replace": "" }, { "find": "SIZE", "replace": "48" }, { "find": "START", "replace": "auto" },
            { "find": "LENGTH", "replace": 4 }, { "find": "OPACITY", "replace": [{ "from": 0, "to": 1 }] },
            { "find": "RESOLUTION", "replace": "hd" }, { "find": "MUTE", "replace": true },
        ],
    });
    assert_eq!(super::faults(&edit), []);
}

#[test]
fn a_template_keeps_the_fields_that_nobody_overrides() {
    let mut edit = json!({ "merge": [{ "find": "A", "replace": 1 }, { "find": "B", "replace": 2 }] });
    override_fields(&mut edit, &[json!({ "find": "B", "replace": 3 }), json!({ "find": "C", "replace": 4 })]);
    assert_eq!(
        edit["merge"],
        json!([{ "find": "A", "replace": 1 }, { "find": "B", "replace": 3 }, { "find": "C", "replace": 4 }])
    );
    let mut bare = json!({});
    override_fields(&mut bare, &[json!({ "find": "A", "replace": 1 })]);
    assert_eq!(bare["merge"], json!([{ "find": "A", "replace": 1 }]));
}

#[test]
fn replacements_that_multiply_beyond_reason_are_refused_before_they_are_made() {
    let long = "x".repeat(1_000_000);
    let fields = json!([{ "find": "A", "replace": long }, { "find": "B", "replace": [long, { long.as_str(): 1 }] }]);
    let of = |text: &str, times: usize| {
        let edit = json!({ "timeline": { "tracks": vec![text; times] }, "merge": fields });
        merge(&edit).map(|_| ()).map_err(|fault| (fault.path, fault.message))
    };
    assert_eq!(of("{{ A }}", 39), Ok(()));
    assert_eq!(of("<{{ A }}>", 40), Ok(()));
    for (text, times) in [("{{ A }}", 41), ("{{ B }}", 21), ("<{{ A }}{{ A }}>", 21)] {
        let (path, message) = of(text, times).unwrap_err();
        assert_eq!(path, "merge");
        assert!(message.contains("40 MB"), "{message}");
    }
    let one_text = "{{ A }} ".repeat(1_000_000);
    assert!(of(&one_text, 1).is_err());
}
