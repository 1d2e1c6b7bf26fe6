//! From markup to pixels.

use super::ground::lay_under;
use super::network::Embedded;
use super::tree::TooDeep;
use super::{alignment, base, effects, families, legacy, tree};
use crate::FontUse;
use crate::fonts::Digests;
use anyrender::ImageRenderer;
use anyrender_vello_cpu::VelloCpuImageRenderer;
use blitz_dom::{BaseDocument, DocumentConfig, FontContext, NodeId, QualName, StyleThreading, ns};
use blitz_html::HtmlDocument;
use blitz_paint::paint_scene;
use blitz_traits::shell::{ColorScheme, Viewport};
use domain::composition::{Color, Point};
use parley::PositionedLayoutItem;
use std::collections::BTreeSet;
use std::sync::Arc;
use style::color::ColorSpace;
use style::stylesheets::Origin;

/// What is drawn, in pixels.
pub(crate) struct Card<'a> {
    pub html: &'a str,
    pub css: &'a str,
    pub width: u32,
    pub height: u32,
    pub align: Point,
    pub background: Color,
}

/// What was drawn.
pub(crate) struct Painted {
    /// Premultiplied.
    pub pixels: Vec<u8>,
    pub fonts: Vec<FontUse>,
    /// How many addresses outside the markup it asked for, in vain.
    pub refused: usize,
}

/// Lays out, and paints on the card's ground.
pub(crate) fn paint(card: &Card<'_>, mut fonts: FontContext, digests: &Digests) -> Result<Painted, TooDeep> {
    let network = Arc::new(Embedded::default());
    let mut document = HtmlDocument::from_html(
        &wrap(card),
        DocumentConfig {
            viewport: Some(Viewport::new(card.width, card.height, 1.0, ColorScheme::Light)),
            base_url: Some("https://clip.invalid/".to_owned()),
            net_provider: Some(network.clone()),
            font_ctx: Some(fonts.clone()),
            style_threading: StyleThreading::Sequential,
            ..DocumentConfig::default()
        },
    );
    let elements = tree::elements(&document)?;
    let hints = legacy::rules(&mut document, &elements);
    // Linked sheets arrive first. Ours is made last, and in no tree: the engine orders sheets by their elements, and cannot put one of a user's before one
    // of the author's.
    document.handle_messages();
    let name = QualName::new(None, ns!(html), "style".into());
    let ours = document.mutate().create_element(name, Vec::new());
    let sheet = document.make_stylesheet(format!("{}{hints}", base::SHEET), Origin::User);
    document.add_stylesheet_for_node(sheet, ours);
    document.resolve(0.0);
    let renamed = families::apply(&mut document, &elements, &mut fonts);
    let repaired = effects::apply(&mut document, &elements);
    let ground = take_ground(&mut document, &elements);
    if renamed || repaired || ground.is_some() {
        document.resolve(0.0);
    }
    if alignment::place(&mut document, &elements, card.align, card.width, card.height) {
        document.resolve(0.0);
    }
    let mut pixels = vec![0; card.width as usize * card.height as usize * 4];
    VelloCpuImageRenderer::new(card.width, card.height)
        .render(|scene| paint_scene(scene, &mut document, 1.0, card.width, card.height, 0, 0), &mut pixels);
    lay_under(&mut pixels, ground.unwrap_or(Color::TRANSPARENT));
    lay_under(&mut pixels, card.background);
    Ok(Painted { pixels, fonts: fonts_used(&document, digests), refused: network.refused() })
}

/// A whole document around the fragment.
fn wrap(card: &Card<'_>) -> String {
    format!("<!DOCTYPE html><style>{}</style><body>{}", card.css, card.html)
}

/// Takes the ground of the root or else of `body`, which fills the drawing wherever `body` itself is moved to. The
/// engine would paint it twice, which shows where it is translucent.
fn take_ground(document: &mut BaseDocument, elements: &[NodeId]) -> Option<Color> {
    for name in ["html", "body"] {
        let id = tree::first(document, elements, name)?;
        let style = document.get_node(id).and_then(|node| node.primary_styles())?;
        let color = style.get_background().background_color.resolve_to_absolute(&style.clone_color());
        drop(style);
        if color.alpha > 0.0 {
            document.set_style_property(id, "background-color", "transparent");
            let color = color.to_color_space(ColorSpace::Srgb);
            let byte = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
            let parts = color.components;
            return Some(Color { r: byte(parts.0), g: byte(parts.1), b: byte(parts.2), a: byte(color.alpha) });
        }
    }
    None
}

/// The files of all fonts that the text was shaped with.
fn fonts_used(document: &BaseDocument, digests: &Digests) -> Vec<FontUse> {
    let nodes = document.tree().iter().filter_map(|(_, node)| node.element_data());
    let runs = nodes.filter_map(|element| element.inline_layout_data.as_ref()).flat_map(|text| {
        text.layout.lines().flat_map(|line| line.items()).filter_map(|item| match item {
            PositionedLayoutItem::GlyphRun(run) => Some(digests.of(&run.run().font().data)),
            PositionedLayoutItem::InlineBox(_) => None,
        })
    });
    runs.map(|sha256| FontUse { sha256 }).collect::<BTreeSet<_>>().into_iter().collect()
}
