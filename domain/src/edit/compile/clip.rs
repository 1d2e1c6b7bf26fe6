//! One clip: its asset, put on the canvas and into the mix.

use super::animated::{Property, SHARE};
use super::asset::{self, Picture};
use super::compiler::Compiler;
use super::motion::{self, Measure, Motion, Overflow};
use super::place::Place;
use super::timing::Times;
use super::{filter, fit, placing, transform};
use crate::composition::{
    AudioTrack, BlendMode, Content, Group, Keyframes, Layer, Mask, Node, Placement, Point, Rect, Size, Span,
};
use crate::edit::model::{Animated, Clip, Fit, Position, RotateTransformation, SkewTransformation, Transformation};

/// What a clip adds to the composition.
#[derive(Default)]
pub(super) struct Compiled {
    pub node: Option<Node>,
    pub sound: Option<AudioTrack>,
}

/// 1 when unsaid. Shotstack names no bounds; a thousandfold makes a frame of any dot.
const SCALE: Property = Property { neutral: 1.0, allowed: 0.0..=1000.0, tweened: 0.0..=1000.0 };

/// Compiles a clip: asset, fit, scale, position, offset, turns, transitions, effect, filter, opacity, in this order. What is
/// seen of it is hidden by `mattes`.
pub(super) fn compile(
    compiler: &mut Compiler<'_>,
    place: &Place,
    clip: &Clip,
    times: Times,
    mattes: &[(Span, Mask)],
) -> Compiled {
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
    let clip_box = match (width, height) {
        (Some(width), Some(height)) => Some(Size { width: width.get(), height: height.get() }),
        _ => None,
    };
    let asset = asset::compile(compiler, &place.key("asset"), asset, span, clip_box);
    if asset.heard_only {
        // What places, fades and colours pictures does nothing to a sound.
        return Compiled { node: None, sound: asset.sound };
    }

    let anchor = placing::anchor(position.unwrap_or(Position::Center));
    let mut positions = placing::positions(compiler, &place.key("offset"), anchor, offset.as_ref(), length);
    let scales = SCALE.compile(compiler, &place.key("scale"), scale.as_ref(), |v| v.get(), length);
    let opacities = SHARE.compile(compiler, &place.key("opacity"), opacity.as_ref(), |v| v.get(), length);
    let turned = transform
        .as_ref()
        .map(|transform| transform::compile(compiler, &place.key("transform"), transform, length))
        .unwrap_or_default();

    let gone = |k: &Keyframes<f64>| k.as_constant() == Some(0.0);
    let seen = length > 0.0 && !scales.iter().chain(&opacities).any(gone);
    let Some(picture) = asset.picture.filter(|_| seen) else {
        return Compiled { node: None, sound: asset.sound };
    };
    // Shotstack's preview leaves both out where a property of the picture moves by tweens.
    let moves_by_itself = has_tweens(clip);
    let effect = effect.filter(|_| !moves_by_itself);
    let transition = transition.as_ref().filter(|_| !moves_by_itself);
    let frame = clip_box.unwrap_or(compiler.frame);
    // What is written out and changes nothing is as good as unsaid.
    let is_plain = frame == compiler.frame
        && scales.is_none()
        && placing::is_unmoved(&positions, anchor, compiler.frame)
        && turned == transform::Compiled::default();
    let cut = if is_plain && Overflow::is_wanted(effect) { Cut::Nothing } else { Cut::WhatHangsOver };
    let (content, size) = fitted(picture, fit.unwrap_or(Fit::Crop), cut, frame);
    let motion = motion::compile(transition, effect, Measure { frame: compiler.frame, fitted: size, length });
    let Motion { positions: moves, scales: grows, rotations: turns, opacities: fades, mut masks } = motion;
    positions.extend(moves);
    let mut effects = asset.effects;
    effects.extend(filter.iter().flat_map(|filter| filter::compile(*filter, compiler.frame)));
    masks.extend(mattes.iter().filter(|(matte, _)| overlap(*matte, span)).map(|(_, mask)| mask.clone()));
    let shift = picture.shift();
    let layer = Layer {
        pointer: place.to_string(),
        span,
        content,
        placement: Placement {
            size,
            anchor: Point { x: anchor.x - shift.x, y: anchor.y - shift.y },
            positions,
            scales: scales.into_iter().chain(grows).collect(),
            rotations: turned.rotations.into_iter().chain(turns).collect(),
            skews: turned.skews,
            flip: turned.flip,
            projection: None,
        },
        opacities: opacities.into_iter().chain(fades).collect(),
        effects,
        blend: BlendMode::Normal,
        masks,
    };
    let node = if asset.moves.is_empty() { Node::Layer(layer) } else { moving_inside(layer, asset.moves) };
    Compiled { node: Some(node), sound: asset.sound }
}

/// A picture that moves within the box that the clip places.
fn moving_inside(layer: Layer, moves: Vec<Keyframes<Point>>) -> Node {
    let Layer { pointer, span, content, placement, opacities, effects, blend, masks } = layer;
    let whole = Rect { x: 0.0, y: 0.0, width: placement.size.width, height: placement.size.height };
    let mut inside = Placement::still(whole);
    inside.positions.extend(moves);
    let moving = Layer {
        pointer: pointer.clone(),
        span,
        content,
        placement: inside,
        opacities: Vec::new(),
        effects: Vec::new(),
        blend: BlendMode::Normal,
        masks: Vec::new(),
    };
    Node::Group(Group { pointer, span, nodes: vec![Node::Layer(moving)], placement, opacities, effects, blend, masks })
}

fn overlap(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end
}

/// What is cut off a picture that is larger than its box.
enum Cut {
    /// What hangs over.
    WhatHangsOver,
    /// Nothing: what hangs over is about to slide into view.
    Nothing,
}

/// The content that fills the clip's box, and the size of that box before `scale`. What is drawn to measure is shown
/// pixel for pixel, whatever `fit` says.
fn fitted(picture: Picture, fit: Fit, cut: Cut, frame: Size) -> (Content, Size) {
    let part = picture.part();
    if let Picture::Drawn { .. } = picture {
        return (picture.content(part), Size { width: part.width, height: part.height });
    }
    let fitted = match (fit, cut) {
        (Fit::Crop, Cut::WhatHangsOver) => fit::crop(part, frame),
        (Fit::Crop, Cut::Nothing) => fit::uncut(part, frame),
        (Fit::Contain, _) => fit::contain(part, frame),
        (Fit::Cover, _) => fit::cover(part, frame),
        (Fit::None, Cut::WhatHangsOver) => fit::none(part, frame),
        (Fit::None, Cut::Nothing) => fit::whole(part),
    };
    (picture.content(fitted.part), fitted.size)
}

/// Whether a property of the picture moves by tweens.
fn has_tweens(clip: &Clip) -> bool {
    fn moves<T>(animated: Option<&Animated<T>>) -> bool {
        matches!(animated, Some(Animated::Tweens(_)))
    }
    let offset = clip.offset.as_ref().is_some_and(|o| moves(o.x.as_ref()) || moves(o.y.as_ref()));
    let transform = clip.transform.as_ref().is_some_and(|Transformation { rotate, skew, flip: _ }| {
        rotate.as_ref().is_some_and(|RotateTransformation { angle }| moves(angle.as_ref()))
            || skew.as_ref().is_some_and(|SkewTransformation { x, y }| moves(x.as_ref()) || moves(y.as_ref()))
    });
    moves(clip.scale.as_ref()) || moves(clip.opacity.as_ref()) || offset || transform
}
