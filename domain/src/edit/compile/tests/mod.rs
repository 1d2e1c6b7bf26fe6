//! Whole edits, compiled: given JSON and facts, then geometry, sound and time as numbers.

mod agreement;
mod drawings;
mod examples;
mod geometry;
mod mattes;
mod media;
mod motion;
mod moves;
mod outputs;
mod refusals;
mod texts;
mod time;
mod whole;

use super::{CompileOptions, SourceFacts, compile};
use crate::Failure;
use crate::composition::{Composition, Layer, LumaPolarity, Node, OutputSettings, Rect};
use crate::edit::{Checked, Fault, Limits, check};
use serde_json::{Value, json};

/// A film of 1920 × 1080 with sound, 10 s long.
const FILM: SourceFacts = SourceFacts {
    has_video: true,
    has_audio: true,
    is_image: false,
    has_alpha: false,
    width: 1920,
    height: 1080,
    duration: Some(10.0),
};

/// A sound of 10 s.
const SOUND: SourceFacts = SourceFacts {
    has_video: false,
    has_audio: true,
    is_image: false,
    has_alpha: false,
    width: 0,
    height: 0,
    duration: Some(10.0),
};

fn picture(width: u32, height: u32) -> SourceFacts {
    SourceFacts { has_video: false, has_audio: false, is_image: true, has_alpha: false, width, height, duration: None }
}

/// An edit of these tracks, each a list of clips, at 1280 × 720.
fn edit(tracks: &[Value]) -> Value {
    let tracks: Vec<Value> = tracks.iter().map(|clips| json!({ "clips": clips })).collect();
    json!({ "timeline": { "tracks": tracks }, "output": { "format": "mp4", "resolution": "hd" } })
}

/// An edit of one clip, from 0 s to 4 s unless it says otherwise.
fn one_clip(clip: Value) -> Value {
    let mut whole = json!({ "start": 0, "length": 4 });
    for (key, value) in clip.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    edit(&[json!([whole])])
}

fn image(more: Value) -> Value {
    let mut clip = json!({ "asset": { "type": "image", "src": "https://example.com/a.png" } });
    for (key, value) in more.as_object().into_iter().flatten() {
        clip[key] = value.clone();
    }
    clip
}

fn add_clip(edit: &mut Value, clip: Value) {
    edit["timeline"]["tracks"][0]["clips"].as_array_mut().unwrap().push(clip);
}

fn checked(edit: &Value) -> Checked {
    check(edit, &Limits::production()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn faults(edit: &Value) -> Vec<Fault> {
    check(edit, &Limits::production()).err().unwrap_or_default()
}

fn attempt(edit: &Value, facts: &[SourceFacts]) -> Result<(Composition, OutputSettings), Failure> {
    let options = CompileOptions {
        watermark: false,
        max_duration: Limits::production().max_duration,
        mattes: LumaPolarity::default(),
    };
    compile(&checked(edit).edit, facts, &options)
}

fn compiled(edit: &Value, facts: &[SourceFacts]) -> Composition {
    attempt(edit, facts).unwrap_or_else(|failure| panic!("{failure:?}")).0
}

fn layers(composition: &Composition) -> Vec<&Layer> {
    fn layer(node: &Node) -> &Layer {
        match node {
            Node::Layer(layer) => layer,
            Node::Group(group) => panic!("a group: {}", group.pointer),
        }
    }
    composition.nodes.iter().map(layer).collect()
}

/// Where the only layer of an edit of one clip stands at its start.
fn box_of(clip: Value, facts: &[SourceFacts]) -> Rect {
    let composition = compiled(&one_clip(clip), facts);
    let layers = layers(&composition);
    assert_eq!(layers.len(), 1);
    layers[0].placement.rect_at(0.0)
}

fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { x, y, width, height }
}

fn assert_close(found: Rect, wanted: Rect) {
    let far = |a: f64, b: f64| (a - b).abs() > 1e-9;
    let differs = far(found.x, wanted.x)
        || far(found.y, wanted.y)
        || far(found.width, wanted.width)
        || far(found.height, wanted.height);
    assert!(!differs, "found {found:?}, wanted {wanted:?}");
}
