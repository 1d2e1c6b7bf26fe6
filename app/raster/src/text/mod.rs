//! Texts and subtitles: laid out by parley, painted by vello.
//!
//! A text that stands still is one picture. One that moves comes in parts: what is behind it, then a picture for every
//! letter or word, and the whole text from where the motion has ended. Subtitles come in one part for each moment.

mod block;
mod budget;
mod canvas;
mod captions;
mod ellipsis;
mod moving;
mod paint;
mod still;
mod timing;
mod typesetter;
mod typewriter;
mod units;

pub(crate) use captions::draw as draw_captions;
pub(crate) use still::draw as draw_text;
