//! Filters: names of colour changes, and a blur. Their strengths are ours; no public source has Shotstack's.

use crate::composition::{Effect, Size};
use crate::edit::model::Filter;

/// Standard deviation of the blur, as a share of the frame's height.
const BLUR: f64 = 0.01;

/// What a filter does to a clip, in order.
pub(super) fn compile(filter: Filter, frame: Size) -> Vec<Effect> {
    match filter {
        Filter::None => Vec::new(),
        Filter::Blur => vec![Effect::Blur { sigma: BLUR * frame.height }],
        Filter::Boost => vec![contrast(1.2), Effect::Saturation { amount: 1.4 }],
        Filter::Contrast => vec![contrast(1.3)],
        Filter::Darken => vec![brightness(-0.15)],
        Filter::Greyscale => vec![Effect::Saturation { amount: 0.0 }],
        Filter::Lighten => vec![brightness(0.15)],
        Filter::Muted => vec![Effect::Saturation { amount: 0.6 }, contrast(0.9)],
        Filter::Negative => vec![Effect::Invert],
    }
}

/// Away from the middle grey by this factor.
fn contrast(factor: f64) -> Effect {
    Effect::Linear { slope: factor, offset: 0.5 * (1.0 - factor) }
}

fn brightness(offset: f64) -> Effect {
    Effect::Linear { slope: 1.0, offset }
}
