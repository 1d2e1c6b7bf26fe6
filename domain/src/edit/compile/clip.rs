//! One clip: its asset, put on the canvas and into the mix.

use super::animated::{Property, SHARE};
use super::asset::{self, Picture};
use super::compiler::Compiler;
use super::place::Place;
use super::timing::Times;
use super::{fade, fit, placing, transform};
use crate::composition::{AudioTrack, BlendMode, Flip, Keyframes, Layer, Placement, Point, Size, Span};
use crate::edit::model::{
    Animated, Clip, EffectKind, Filter, Fit, Offset, Pace, Position, Transition, TransitionKind, TransitionName,
};

/// What a clip adds to the composition.
#[derive(Default)]
pub(super) struct Compiled {
    pub layer: Option<Layer>,
    pub sound: Option<AudioTrack>,
}

/// 1 when unsaid. Shotstack names no bounds; a thousandfold makes a frame of any dot.
const SCALE: Property = Property { neutral: 1.0, allowed: 0.0..=1000.0 };

/// Compiles a clip: asset, fit, scale, position, offset, transitions, opacity, in this order.
pub(super) fn compile(compiler: &mut Compiler<'_>, place: &Place, clip: &Clip, times: Times) -> Compiled {
    let Clip {
        id: _,
        alias: _,
        start: _,
        length: _,
        asset,
        fit,
        scale,
        width,
        height,
        position,
        offset,
        transition,
        effect,
        filter,
        opacity,
        transform,
    } = clip;
    let length = times.length.seconds;
    let span = Span { start: times.start.seconds, end: times.start.seconds + length };
    let asset = asset::compile(compiler, &place.key("asset"), asset, span);
    if asset.heard_only {
        // What places, fades and colours pictures does nothing to a sound.
        return Compiled { layer: None, sound: asset.sound };
    }

    let anchor = placing::anchor(position.unwrap_or(Position::Center));
    let positions = placing::positions(compiler, &place.key("offset"), anchor, offset.as_ref(), length);
    let scales = SCALE.compile(compiler, &place.key("scale"), scale.as_ref(), |v| v.get(), length);
    let mut opacities: Vec<_> =
        SHARE.compile(compiler, &place.key("opacity"), opacity.as_ref(), |v| v.get(), length).into_iter().collect();
    let fades = transition.as_ref().map(|t| fades(compiler, &place.key("transition"), t, length)).unwrap_or_default();
    if !has_tweens(clip) {
        opacities.extend(fades);
    }
    if let Some(effect) = effect.filter(|e| e.kind != EffectKind::None) {
        compiler.not_yet(&place.key("effect"), &format!("the motion effect \"{}\"", effect.kind.as_str()));
    }
    if let Some(filter) = filter.filter(|f| *f != Filter::None) {
        compiler.not_yet(&place.key("filter"), &format!("the filter \"{}\"", filter.as_str()));
    }
    if let Some(transform) = transform {
        transform::compile(compiler, &place.key("transform"), transform);
    }

    let frame = match (width, height) {
        (Some(width), Some(height)) => Size { width: width.get(), height: height.get() },
        _ => compiler.frame,
    };
    let gone = |k: &Keyframes<f64>| k.as_constant() == Some(0.0);
    let seen = length > 0.0 && !scales.iter().chain(&opacities).any(gone);
    let layer = asset.picture.filter(|_| seen).map(|picture| {
        let shift = picture.shift();
        let (content, size) = fitted(picture, fit.unwrap_or(Fit::Crop), frame);
        Layer {
            pointer: place.to_string(),
            span,
            content,
            placement: Placement {
                size,
                anchor: Point { x: anchor.x - shift.x, y: anchor.y - shift.y },
                positions,
                scales: scales.into_iter().collect(),
                rotations: Vec::new(),
                skews: Vec::new(),
                flip: Flip::default(),
                projection: None,
            },
            opacities,
            effects: Vec::new(),
            blend: BlendMode::Normal,
            masks: Vec::new(),
        }
    });
    Compiled { layer, sound: asset.sound }
}

/// The content that fills the clip's box, and the size of that box before `scale`. What is drawn to measure is shown
/// pixel for pixel, whatever `fit` says.
fn fitted(picture: Picture, fit: Fit, frame: Size) -> (crate::composition::Content, Size) {
    let part = picture.part();
    if let Picture::Drawn { .. } = picture {
        return (picture.content(part), Size { width: part.width, height: part.height });
    }
    let fitted = match fit {
        Fit::Crop => fit::crop(part, frame),
        Fit::Contain => fit::contain(part, frame),
        Fit::Cover => fit::cover(part, frame),
        Fit::None => fit::none(part, frame),
    };
    (picture.content(fitted.part), fitted.size)
}

/// The opacity that the transitions give, both in the clip's own time. In a clip shorter than the two they multiply.
fn fades(compiler: &mut Compiler<'_>, place: &Place, transition: &Transition, length: f64) -> Vec<Keyframes<f64>> {
    let Transition { entry, exit } = transition;
    let entry = fade_seconds(compiler, &place.key("in"), *entry).map(fade::picture_in);
    let exit = fade_seconds(compiler, &place.key("out"), *exit).map(|seconds| fade::picture_out(seconds, length));
    entry.into_iter().chain(exit).collect()
}

/// How long a fade takes; `None` when there is no transition, or one that is no fade.
fn fade_seconds(compiler: &mut Compiler<'_>, place: &Place, name: Option<TransitionName>) -> Option<f64> {
    let TransitionName { kind, pace } = name?;
    match kind {
        TransitionKind::None => None,
        TransitionKind::Fade => Some(match pace {
            Pace::Slow => 2.0,
            Pace::Normal => 1.0,
            Pace::Fast => 0.5,
        }),
        other => {
            compiler.not_yet(place, &format!("the transition \"{}\"", other.as_str()));
            None
        }
    }
}

/// Whether a property of the picture moves by tweens. Shotstack's preview then leaves the clip's transitions out.
fn has_tweens(clip: &Clip) -> bool {
    fn moves<T>(animated: Option<&Animated<T>>) -> bool {
        matches!(animated, Some(Animated::Tweens(_)))
    }
    let offset = |axis: fn(&Offset) -> Option<&Animated<_>>| clip.offset.as_ref().is_some_and(|o| moves(axis(o)));
    moves(clip.scale.as_ref()) || moves(clip.opacity.as_ref()) || offset(|o| o.x.as_ref()) || offset(|o| o.y.as_ref())
}
