//! The style sheet under every card: what Shotstack's engine assumes where it differs from a browser.

/// Lower than any sheet of the author's, higher than the engine's own. The block margins are those of Qt's rich text,
/// which that engine was inferred to be; the box fills the drawing, so that percentages mean its size. Between the
/// number of a list's item and the item the engine leaves no room.
pub(crate) const SHEET: &str = "
html, body { margin: 0; padding: 0; height: 100%; }
html { background: transparent; font-family: sans-serif; }
p, ul, ol, pre { margin-top: 12px; margin-bottom: 12px; }
blockquote { margin: 12px 40px; }
ol > li { padding-inline-start: 0.3em; }
dl { margin-top: 8px; margin-bottom: 8px; }
h1 { margin-top: 18px; margin-bottom: 12px; }
h2 { margin-top: 16px; margin-bottom: 12px; }
h3 { margin-top: 14px; margin-bottom: 12px; }
h4 { margin-top: 12px; margin-bottom: 12px; }
h5, h6 { margin-top: 12px; margin-bottom: 4px; }
nobr { white-space: nowrap; }
big { font-size: larger; }
small { font-size: smaller; }
tt, code { font-family: monospace; }
u { text-decoration: underline; }
s, strike { text-decoration: line-through; }
center { display: block; text-align: -moz-center; }
[dir=rtl] { direction: rtl; }
[dir=ltr] { direction: ltr; }
";
