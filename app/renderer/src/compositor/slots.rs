//! The places of a composition that pictures come to: layers, groups and mattes, numbered depth first.
//!
//! A node comes first, then its mattes in the order of its masks, then, in a group, the nodes in it. The numbers are the
//! same for equal compositions, and those of plain layers are their places in the list of nodes.

use domain::composition::{
    BlendMode, Composition, Content, Effect, Group, Keyframes, Layer, Mask, Node, Placement, Span,
};
use serde::Serialize;
use std::ops::Range;
use std::sync::Arc;

/// Times of spans are sums and differences of decimal numbers; a millionth of a frame is taken for zero.
const TIME_TOLERANCE: f64 = 1e-6;

/// One place.
#[derive(Clone, Debug)]
pub struct Slot {
    /// JSON path of what it comes from, for messages.
    pub pointer: String,
    /// What is shown there; none in the place of a group.
    pub content: Option<Content>,
    /// From when its time counts, in seconds from the beginning of the composition.
    pub start: f64,
    /// The frames in which its time runs, visible or not.
    pub(crate) frames: Range<u64>,
    /// The group that it is in, or the node whose matte it is.
    pub(crate) parent: Option<usize>,
    /// What a layer or group does with it; none for a matte.
    pub(crate) painted: Option<Painted>,
}

impl Slot {
    /// Seconds since its time began, in whole nanoseconds: the same at equal distances, wherever on the timeline they are,
    /// though sums and differences of binary fractions are not.
    pub fn elapsed(&self, time: f64) -> f64 {
        ((time - self.start).max(0.0) * 1e9).round() / 1e9
    }
}

/// What layers and groups have in common.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Painted {
    pub placement: Placement,
    pub opacities: Vec<Keyframes<f64>>,
    pub effects: Vec<Effect>,
    pub blend: BlendMode,
    pub masks: Vec<Mask>,
    /// The numbers of the nodes in it; none in a layer.
    pub parts: Option<Vec<usize>>,
}

/// All places of a composition, in order of their numbers. They are many, and whoever needs them shares them.
pub type Slots = Arc<[Slot]>;

/// All places, in order of their numbers.
pub fn slots(composition: &Composition) -> Slots {
    let mut numbering = Numbering { composition, slots: Vec::new() };
    for node in &composition.nodes {
        numbering.add(node, None, 0..u64::MAX);
    }
    numbering.slots.into()
}

struct Numbering<'a> {
    composition: &'a Composition,
    slots: Vec<Slot>,
}

impl Numbering<'_> {
    /// Adds a node and what is in it; answers its number.
    fn add(&mut self, node: &Node, parent: Option<usize>, within: Range<u64>) -> usize {
        let number = self.slots.len();
        let (pointer, span, content, painted) = match node {
            Node::Layer(layer) => of_layer(layer),
            Node::Group(group) => of_group(group),
        };
        let frames = both(self.frames_of(span), within);
        let masks = painted.masks.clone();
        let slot = Slot {
            pointer: pointer.to_owned(),
            content,
            start: span.start,
            frames: frames.clone(),
            parent,
            painted: Some(painted),
        };
        self.slots.push(slot);
        for mask in masks {
            let Mask::Luma { span, content, .. } = mask else { continue };
            self.slots.push(Slot {
                pointer: pointer.to_owned(),
                content: Some(content),
                start: span.start,
                frames: both(self.frames_of(span), frames.clone()),
                parent: Some(number),
                painted: None,
            });
        }
        if let Node::Group(group) = node {
            let parts = group.nodes.iter().map(|node| self.add(node, Some(number), frames.clone())).collect();
            if let Some(painted) = &mut self.slots[number].painted {
                painted.parts = Some(parts);
            }
        }
        number
    }

    /// The frames whose times lie in `span`.
    fn frames_of(&self, span: Span) -> Range<u64> {
        let count = self.composition.frame_count();
        let first_at = |time: f64| {
            let exact = time * self.composition.canvas.fps.as_f64();
            // A negative or absurd time saturates.
            ((exact - TIME_TOLERANCE).ceil().max(0.0) as u64).min(count)
        };
        first_at(span.start)..first_at(span.end)
    }
}

fn both(a: Range<u64>, b: Range<u64>) -> Range<u64> {
    a.start.max(b.start)..a.end.min(b.end)
}

fn of_layer(layer: &Layer) -> (&str, Span, Option<Content>, Painted) {
    let painted = Painted {
        placement: layer.placement.clone(),
        opacities: layer.opacities.clone(),
        effects: layer.effects.clone(),
        blend: layer.blend,
        masks: layer.masks.clone(),
        parts: None,
    };
    (&layer.pointer, layer.span, Some(layer.content.clone()), painted)
}

fn of_group(group: &Group) -> (&str, Span, Option<Content>, Painted) {
    let painted = Painted {
        placement: group.placement.clone(),
        opacities: group.opacities.clone(),
        effects: group.effects.clone(),
        blend: group.blend,
        masks: group.masks.clone(),
        parts: Some(Vec::new()),
    };
    (&group.pointer, group.span, None, painted)
}
