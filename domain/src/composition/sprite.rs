//! Drawings that came in parts, each of which moves on its own.

use super::{Composition, Content, Group, Keyframes, Layer, Node, Placement, RasterId, Rect, Size, Span};
use serde::{Deserialize, Serialize};

/// One part of a drawing, as the rasteriser gives it: it has laid the text out and knows where what stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sprite {
    /// Width of its picture in pixels.
    pub width: u32,
    /// Height of its picture in pixels.
    pub height: u32,
    /// When it is shown, in seconds from the layer's start. Its keyframes count from `span.start`.
    pub span: Span,
    /// How it lies in the drawing, in the drawing's pixels.
    pub placement: Placement,
    /// Factors of its opacity; multiplied.
    pub opacities: Vec<Keyframes<f64>>,
}

impl Composition {
    /// Puts groups in place of the layers that show drawings which came in parts: `parts` has the parts of each drawing,
    /// and is empty where the drawing is one picture. The pictures of all parts, in this order, get the ids that follow
    /// those of the drawings.
    pub fn spread(&mut self, parts: &[Vec<Sprite>]) {
        let mut next = u32::try_from(self.rasters.len()).unwrap_or(u32::MAX);
        let firsts: Vec<u32> = parts
            .iter()
            .map(|parts| {
                let first = next;
                next = next.saturating_add(u32::try_from(parts.len()).unwrap_or(u32::MAX));
                first
            })
            .collect();
        for node in &mut self.nodes {
            spread_node(node, parts, &firsts);
        }
    }
}

fn spread_node(node: &mut Node, parts: &[Vec<Sprite>], firsts: &[u32]) {
    let layer = match node {
        Node::Group(group) => {
            group.nodes.iter_mut().for_each(|node| spread_node(node, parts, firsts));
            return;
        }
        Node::Layer(layer) => layer,
    };
    let Content::Raster { raster, .. } = layer.content else { return };
    let index = raster.0 as usize;
    let (Some(sprites), Some(first)) = (parts.get(index).filter(|parts| !parts.is_empty()), firsts.get(index)) else {
        return;
    };
    let nodes = (*first..).zip(sprites).filter_map(|(id, sprite)| part(layer, RasterId(id), sprite)).collect();
    *node = Node::Group(Group {
        pointer: layer.pointer.clone(),
        span: layer.span,
        nodes,
        placement: layer.placement.clone(),
        opacities: layer.opacities.clone(),
        effects: layer.effects.clone(),
        blend: layer.blend,
        masks: layer.masks.clone(),
    });
}

/// One part as a layer of the group that the drawing becomes; `None` when it comes after the clip's end.
fn part(whole: &Layer, raster: RasterId, sprite: &Sprite) -> Option<Node> {
    let start = whole.span.start + sprite.span.start;
    let end = (whole.span.start + sprite.span.end).min(whole.span.end);
    let size = Size { width: sprite.width.into(), height: sprite.height.into() };
    (start < end).then(|| {
        Node::Layer(Layer {
            pointer: whole.pointer.clone(),
            span: Span { start, end },
            content: Content::Raster { raster, crop: Rect { x: 0.0, y: 0.0, width: size.width, height: size.height } },
            placement: sprite.placement.clone(),
            opacities: sprite.opacities.clone(),
            effects: Vec::new(),
            blend: super::BlendMode::Normal,
            masks: Vec::new(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::{BlendMode, Canvas, Color, Point, Rational};
    use super::*;

    fn layer(raster: u32, start: f64, end: f64) -> Node {
        let rect = Rect { x: 0.0, y: 0.0, width: 100.0, height: 50.0 };
        Node::Layer(Layer {
            pointer: format!("drawing {raster}"),
            span: Span { start, end },
            content: Content::Raster { raster: RasterId(raster), crop: rect },
            placement: Placement::still(rect),
            opacities: vec![Keyframes::constant(0.5)],
            effects: Vec::new(),
            blend: BlendMode::Normal,
            masks: Vec::new(),
        })
    }

    fn sprite(start: f64, end: f64, x: f64) -> Sprite {
        let rect = Rect { x, y: 5.0, width: 20.0, height: 10.0 };
        Sprite {
            width: 20,
            height: 10,
            span: Span { start, end },
            placement: Placement::still(rect),
            opacities: Vec::new(),
        }
    }

    fn composition(nodes: Vec<Node>) -> Composition {
        let request = |pointer: &str| super::super::RasterRequest {
            pointer: pointer.to_owned(),
            width: 100,
            height: 50,
            source: super::super::RasterSource::Svg { markup: String::new() },
            fonts: Vec::new(),
        };
        Composition {
            canvas: Canvas { width: 100, height: 50, fps: Rational::new(25, 1), background: Color::BLACK },
            duration: 4.0,
            nodes,
            audio: Vec::new(),
            rasters: vec![request("a"), request("b"), request("c")],
        }
    }

    #[test]
    fn a_drawing_in_parts_becomes_a_group_and_its_pictures_are_counted_on() {
        let mut composition = composition(vec![layer(0, 0.0, 4.0), layer(1, 1.0, 3.0), layer(2, 0.0, 4.0)]);
        let alone = composition.nodes[0].clone();
        composition.spread(&[
            Vec::new(),
            vec![sprite(0.0, 1.0, 0.0), sprite(0.5, 9.0, 30.0), sprite(2.0, 3.0, 60.0)],
            vec![sprite(0.0, 4.0, 0.0)],
        ]);
        assert_eq!(composition.nodes[0], alone);
        let Node::Group(group) = &composition.nodes[1] else { panic!("no group") };
        assert_eq!((group.pointer.as_str(), group.opacities.len()), ("drawing 1", 1));
        let shown: Vec<_> = group
            .nodes
            .iter()
            .map(|node| match node {
                Node::Layer(Layer { content: Content::Raster { raster, .. }, span, placement, .. }) => {
                    (raster.0, span.start, span.end, placement.rect_at(0.0).x)
                }
                _ => panic!("no drawing"),
            })
            .collect();
        // The clip ends at 3: the second part is cut, the third never shows.
        assert_eq!(shown, [(3, 1.0, 2.0, 0.0), (4, 1.5, 3.0, 30.0)]);
        let Node::Group(group) = &composition.nodes[2] else { panic!("no group") };
        let Node::Layer(Layer { content, .. }) = &group.nodes[0] else { panic!("no layer") };
        assert!(matches!(content, Content::Raster { raster: RasterId(6), .. }));
        assert_eq!(group.placement.anchor, Point::default());
    }
}
