//! Small edits to begin from.

use serde_json::{Value, json};

/// The size of most outputs here, in pixels.
pub const SIZE: (u32, u32) = (320, 180);

/// An edit of these tracks, topmost first, with an output of [`SIZE`] and this format.
pub fn of(tracks: &[Value], format: &str) -> Value {
    let tracks: Vec<Value> = tracks.iter().map(|clips| json!({ "clips": clips })).collect();
    json!({
        "timeline": { "tracks": tracks },
        "output": { "format": format, "size": { "width": SIZE.0, "height": SIZE.1 } },
    })
}

/// A clip of an asset, from 0 on, for this many seconds.
pub fn clip(asset: Value, length: f64) -> Value {
    json!({ "asset": asset, "start": 0, "length": length })
}

/// A film.
pub fn video(url: &str) -> Value {
    json!({ "type": "video", "src": url })
}

/// A picture.
pub fn image(url: &str) -> Value {
    json!({ "type": "image", "src": url })
}

/// A sound.
pub fn audio(url: &str) -> Value {
    json!({ "type": "audio", "src": url })
}

/// Markup.
pub fn html(markup: &str) -> Value {
    json!({ "type": "html", "html": markup, "css": "p { color: #ffffff; font-size: 30px }", "width": 320, "height": 180 })
}

/// A still of a drawing: the cheapest render there is, and no source.
pub fn still(markup: &str) -> Value {
    of(&[json!([clip(html(markup), 1.0)])], "jpg")
}

/// A film of one picture that changes all the time: about as many milliseconds of work as it has frames.
pub fn long(image_url: &str, seconds: f64) -> Value {
    let mut moving = clip(image(image_url), seconds);
    moving["offset"] = json!({ "x": [{ "from": -0.4, "to": 0.4, "start": 0, "length": seconds }] });
    moving["scale"] = json!([{ "from": 0.5, "to": 1.5, "start": 0, "length": seconds }]);
    let mut edit = of(&[json!([moving])], "mp4");
    edit["output"]["size"] = json!({ "width": 960, "height": 540 });
    edit
}
