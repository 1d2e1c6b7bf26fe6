//! Films and sounds, opened with the very chain that renders them.

use super::{MediaFacts, MediaKind};
use crate::decode::{Chain, RATE, Want, square_size};
use crate::watch::Fault;
use domain::composition::Rational;
use gstreamer as gst;
use gstreamer::prelude::*;
use gstreamer_video as gst_video;
use std::path::Path;

/// The facts of a film or a sound.
pub(super) fn facts(path: &Path) -> Result<MediaFacts, Fault> {
    let chain = Chain::open(path, Want::Everything, RATE)?;
    let (video, audio) = (&chain.sinks.video_pad, &chain.sinks.audio_pad);
    let tags = Tags::of(video.iter().chain(audio));
    let picture = video.as_ref().map(|pad| Picture::of(pad, tags.rotation)).transpose()?;
    if picture.is_none() && audio.is_none() {
        return Err(Fault::Unknown);
    }
    Ok(MediaFacts {
        kind: if picture.is_some() { MediaKind::Video } else { MediaKind::Audio },
        container: tags.container.unwrap_or_else(|| "unknown".to_owned()),
        width: picture.as_ref().map(|p| p.width),
        height: picture.as_ref().map(|p| p.height),
        rotation: if picture.is_some() { tags.rotation } else { 0 },
        fps: picture.as_ref().and_then(|p| p.fps),
        duration: chain.duration(),
        has_video: picture.is_some(),
        has_alpha: picture.as_ref().is_some_and(|p| p.has_alpha),
        has_audio: audio.is_some(),
        video_codec: tags.video_codec.filter(|_| picture.is_some()),
        audio_codec: tags.audio_codec.filter(|_| audio.is_some()),
    })
}

struct Picture {
    width: u32,
    height: u32,
    fps: Option<Rational>,
    has_alpha: bool,
}

impl Picture {
    fn of(pad: &gst::Pad, rotation: u32) -> Result<Self, Fault> {
        let caps = pad.current_caps().ok_or(Fault::Damaged)?;
        let info = gst_video::VideoInfo::from_caps(&caps).map_err(|_| Fault::Damaged)?;
        let (width, height) = square_size(info.width(), info.height(), info.par().numer(), info.par().denom());
        let (width, height) = if rotation % 180 == 90 { (height, width) } else { (width, height) };
        let (numerator, denominator) = (info.fps().numer(), info.fps().denom());
        let fps = match (u32::try_from(numerator), u32::try_from(denominator)) {
            (Ok(n @ 1..), Ok(d @ 1..)) => Some(Rational::new(n, d)),
            _ => None,
        };
        Ok(Self { width, height, fps, has_alpha: info.has_alpha() })
    }
}

#[derive(Default)]
struct Tags {
    rotation: u32,
    container: Option<String>,
    video_codec: Option<String>,
    audio_codec: Option<String>,
}

impl Tags {
    fn of<'a>(pads: impl Iterator<Item = &'a gst::Pad>) -> Self {
        let mut tags = Tags::default();
        for pad in pads {
            let mut index = 0;
            while let Some(event) = pad.sticky_event::<gst::event::Tag>(index) {
                tags.read(event.tag());
                index += 1;
            }
        }
        tags
    }

    fn read(&mut self, list: &gst::TagListRef) {
        if let Some(orientation) = list.get::<gst::tags::ImageOrientation>() {
            self.rotation = match orientation.get() {
                "rotate-90" | "flip-rotate-90" => 90,
                "rotate-180" | "flip-rotate-180" => 180,
                "rotate-270" | "flip-rotate-270" => 270,
                _ => 0,
            };
        }
        let text = |value: Option<gst::glib::GString>| value.map(|v| v.to_string());
        let container = list.get::<gst::tags::ContainerFormat>().map(|t| short_name(t.get()));
        self.container = self.container.take().or(container);
        let video = list.get::<gst::tags::VideoCodec>().map(|t| t.get().into());
        self.video_codec = self.video_codec.take().or(text(video));
        let audio = list.get::<gst::tags::AudioCodec>().map(|t| t.get().into());
        self.audio_codec = self.audio_codec.take().or(text(audio));
    }
}

/// GStreamer's name of a container, as people write it.
fn short_name(long: &str) -> String {
    let lower = long.to_lowercase();
    let known = [
        ("quicktime", "mov"),
        ("iso mp4", "mp4"),
        ("mp4", "mp4"),
        ("webm", "webm"),
        ("matroska", "mkv"),
        ("ogg", "ogg"),
        ("wav", "wav"),
        ("avi", "avi"),
        ("transport", "ts"),
        ("flash", "flv"),
    ];
    known.iter().find(|(part, _)| lower.contains(part)).map_or(lower.clone(), |(_, short)| (*short).to_owned())
}
