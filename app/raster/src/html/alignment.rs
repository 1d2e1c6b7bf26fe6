//! Where the laid-out content stands in the drawing.
//!
//! Content that the author left at the start of its box moves, as one, towards where the request aligns it. What the
//! author placed stays: text with an explicit `text-align`, boxes with a size or a visible ground or border, centred
//! margins, absolute positions and floats all count with the room they were given, and leave none to move in.

use super::tree;
use blitz_dom::{BaseDocument, Node, NodeId};
use domain::composition::Point;
use style::computed_values::float::T as Float;
use style::values::specified::TextAlignKeyword;
use style::values::specified::box_::{DisplayInside, PositionProperty};

/// How far the content may move each way, in pixels. `bottom` is negative when it overflows the drawing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Room {
    left: f32,
    right: f32,
    bottom: f32,
    /// From the drawing's top to the content, and from the content to the drawing's bottom, margins not counted.
    above: f32,
    below: f32,
}

/// What the boxes around a piece of content take away at each side.
#[derive(Clone, Copy)]
struct Inset {
    left: f32,
    right: f32,
    bottom: f32,
    /// Margins at the bottom collapse into the largest.
    margin: f32,
}

/// The room around the content of `body`; nothing if there is no content.
pub(crate) fn measure(document: &BaseDocument, body: NodeId, width: f32, height: f32) -> Option<Room> {
    if document.get_node(body).is_some_and(|node| Shown::of(node).is_container) {
        return None;
    }
    let mut room: Option<Room> = None;
    let none = Inset { left: 0.0, right: 0.0, bottom: 0.0, margin: 0.0 };
    let mut open = vec![(body, none)];
    while let Some((id, around)) = open.pop() {
        let Some(node) = document.get_node(id) else { continue };
        if !(node.is_element() || node.is_anonymous()) || node.primary_styles().is_none() {
            continue;
        }
        let layout = node.final_layout();
        let (padding, border, margin) = (&layout.padding, &layout.border, &layout.margin);
        let outer = Inset {
            left: around.left + margin.left,
            right: around.right + margin.right,
            bottom: around.bottom,
            margin: around.margin.max(margin.bottom),
        };
        let inner = Inset {
            left: outer.left + padding.left + border.left,
            right: outer.right + padding.right + border.right,
            bottom: outer.bottom + padding.bottom + border.bottom,
            margin: outer.margin,
        };
        let at = node.absolute_position(0.0, 0.0);
        let mut add = |inset: Inset, left: f32, right: f32, top: f32, bottom: f32| {
            let found = Room {
                left: (left - inset.left).max(0.0),
                right: (width - inset.right - right).max(0.0),
                bottom: height - inset.bottom - inset.margin - bottom,
                above: top,
                below: height - bottom,
            };
            room = Some(room.map_or(found, |room| room.and(found)));
        };
        if id != body {
            let shown = Shown::of(node);
            let (right, bottom) = (at.x + layout.size.width, at.y + layout.size.height);
            if shown.is_placed {
                add(none, 0.0, width, at.y, height.max(bottom));
            } else if shown.is_visible || shown.is_container || shown.has_width || shown.has_height {
                // An invisible box of a given size speaks for its own axis only.
                let is_whole = shown.is_visible || shown.is_container;
                let (left, right) = if shown.has_width || is_whole { (at.x, right) } else { (width, 0.0) };
                let bottom = if shown.has_height || is_whole { bottom } else { at.y };
                add(outer, left, right, at.y, bottom);
            }
        }
        let (left, top) = (at.x + padding.left + border.left, at.y + padding.top + border.top);
        let content_right = at.x + layout.size.width - padding.right - border.right;
        let is_explicit = is_aligned(node);
        if let Some(text) = node.element_data().and_then(|element| element.inline_layout_data.as_ref()) {
            for line in text.layout.lines().filter(|line| !line.is_empty()) {
                let metrics = line.metrics();
                let (start, end) = match is_explicit {
                    true => (left, content_right),
                    false => (left + metrics.offset, left + metrics.offset + metrics.advance - metrics.hanging_advance),
                };
                let (over, under) = (metrics.block_min_coord, metrics.block_max_coord);
                add(inner, start, end, top + text.block_offset + over, top + text.block_offset + under);
            }
        }
        let children = node.layout_children.borrow();
        let children = children.as_ref().unwrap_or(&node.children);
        open.extend(children.iter().chain(node.hoisted_children.borrow().iter()).map(|child| (*child, inner)));
    }
    room
}

impl Room {
    fn and(self, other: Room) -> Room {
        Room {
            left: self.left.min(other.left),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
            above: self.above.min(other.above),
            below: self.below.min(other.below),
        }
    }

    /// How far the content moves to stand at `align`, in whole pixels, so that edges stay sharp.
    ///
    /// Content that overflows only by its margins is moved up into view; what is taller than the drawing shows its
    /// beginning.
    pub fn shift(self, align: Point) -> (f32, f32) {
        let x = -self.left + align.x as f32 * (self.left + self.right);
        let y = align.y as f32 * self.bottom;
        let y = if self.bottom < 0.0 { y.min(self.below).max(-self.above.max(0.0)) } else { y };
        (x.round(), y.round())
    }
}

/// What of an element keeps the content from moving.
struct Shown {
    is_visible: bool,
    is_placed: bool,
    /// It places its children itself.
    is_container: bool,
    has_width: bool,
    has_height: bool,
}

impl Shown {
    fn of(node: &Node) -> Shown {
        let nothing =
            Shown { is_visible: false, is_placed: false, is_container: false, has_width: false, has_height: false };
        let Some(style) = node.primary_styles().filter(|_| !node.is_anonymous()) else { return nothing };
        let (placement, ground) = (style.get_position(), style.get_background());
        let color = style.clone_color();
        let is_filled = ground.background_color.resolve_to_absolute(&color).alpha > 0.0
            || ground
                .background_image
                .0
                .iter()
                .any(|image| !matches!(image, style::values::generics::image::Image::None));
        // The computed widths stay even where the style of the border is none; the layout's do not.
        let border = &node.final_layout().border;
        let is_framed = border.left + border.right + border.top + border.bottom > 0.0;
        let name = node.element_data().map(|element| element.name.local.to_string()).unwrap_or_default();
        let is_inline = node.is_non_atomic_inline();
        let display = style.get_box().display.inside();
        Shown {
            is_visible: (!is_inline && (is_filled || is_framed))
                || matches!(name.as_str(), "img" | "hr" | "svg" | "canvas"),
            is_placed: matches!(style.get_box().position, PositionProperty::Absolute | PositionProperty::Fixed)
                || style.get_box().float != Float::None,
            is_container: matches!(display, DisplayInside::Flex | DisplayInside::Grid),
            has_width: !is_inline && !placement.width.is_auto(),
            has_height: !is_inline && !placement.height.is_auto(),
        }
    }
}

fn is_aligned(node: &Node) -> bool {
    node.primary_styles().is_some_and(|style| style.get_inherited_text().text_align != TextAlignKeyword::Start)
}

/// Moves the content by moving `body`, and hands its ground to the root, which fills the drawing wherever it stands.
pub(crate) fn place(document: &mut BaseDocument, elements: &[NodeId], align: Point, width: u32, height: u32) -> bool {
    let Some(body) = tree::first(document, elements, "body") else { return false };
    let Some(room) = measure(document, body, width as f32, height as f32) else { return false };
    let (x, y) = room.shift(align);
    if (x, y) == (0.0, 0.0) {
        return false;
    }
    document.set_style_property(body, "position", "relative");
    document.set_style_property(body, "left", &format!("{x}px"));
    document.set_style_property(body, "top", &format!("{y}px"));
    true
}
