//! From markup to pixels.

use super::network::Embedded;
use anyrender::ImageRenderer;
use anyrender_vello_cpu::VelloCpuImageRenderer;
use blitz_dom::{DocumentConfig, FontContext, StyleThreading};
use blitz_html::HtmlDocument;
use blitz_paint::paint_scene;
use blitz_traits::shell::{ColorScheme, Viewport};
use std::sync::Arc;

/// What is drawn, in pixels.
pub(crate) struct Card<'a> {
    pub html: &'a str,
    pub css: &'a str,
    pub width: u32,
    pub height: u32,
}

/// Lays out and paints on a transparent ground.
pub(crate) fn paint(card: &Card<'_>, fonts: FontContext) -> Vec<u8> {
    let network = Arc::new(Embedded::default());
    let mut document = HtmlDocument::from_html(
        &wrap(card),
        DocumentConfig {
            viewport: Some(Viewport::new(card.width, card.height, 1.0, ColorScheme::Light)),
            base_url: Some("https://clip.invalid/".to_owned()),
            net_provider: Some(network.clone()),
            font_ctx: Some(fonts),
            style_threading: StyleThreading::Sequential,
            ..DocumentConfig::default()
        },
    );
    document.resolve(0.0);
    if network.refused() > 0 {
        tracing::debug!(refused = network.refused(), "markup asked for what it does not carry");
    }
    let mut pixels = vec![0; card.width as usize * card.height as usize * 4];
    VelloCpuImageRenderer::new(card.width, card.height)
        .render(|scene| paint_scene(scene, &mut document, 1.0, card.width, card.height, 0, 0), &mut pixels);
    pixels
}

/// A whole document around the fragment. The author's sheet comes last and so wins over ours.
fn wrap(card: &Card<'_>) -> String {
    const OURS: &str = "html,body{margin:0;padding:0;height:100%;background:transparent}";
    format!("<!DOCTYPE html><style>{OURS}</style><style>{}</style><body>{}", card.css, card.html)
}
