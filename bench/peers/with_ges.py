"""with_ges.py MEDIA w1|w2|w3 OUT.mp4: the edit by GStreamer Editing Services. PRESET and CRF are x264's."""

import os
import sys
from pathlib import Path

import gi

for name, version in {"Gst": "1.0", "GES": "1.0", "GstPbutils": "1.0", "GstController": "1.0"}.items():
    gi.require_version(name, version)
from gi.repository import GES, GLib, Gst, GstController, GstPbutils  # noqa: E402

media, edit, out = sys.argv[1:]
Gst.init(None)
GES.init()
has_sound = edit != "w2"
timeline, kept = GES.Timeline.new(), []


def add_tracks():
    film = GES.VideoTrack.new()
    film.set_restriction_caps(Gst.Caps.from_string("video/x-raw,width=1280,height=720,framerate=25/1"))
    timeline.add_track(film)
    if has_sound:
        sound = GES.AudioTrack.new()
        sound.set_restriction_caps(Gst.Caps.from_string("audio/x-raw,rate=48000,channels=2"))
        timeline.add_track(sound)
    timeline.set_auto_transition(True)


def clip(layer, file, start, trim, length):
    asset = GES.UriClipAsset.request_sync((Path(media) / file).resolve().as_uri())
    times = (round(seconds * Gst.SECOND) for seconds in (start, trim, length))
    return layer.add_asset(asset, *times, GES.TrackType.UNKNOWN)


def part(of, kind):
    return next(element for element in of.get_children(False) if isinstance(element, kind))


def along(element, name, points):
    """The property runs evenly through (second, value)."""
    source = GstController.InterpolationControlSource()
    source.set_property("mode", GstController.InterpolationMode.LINEAR)
    for second, value in points:
        source.set(round(second * Gst.SECOND), float(value))
    if not element.set_control_source(source, name, "direct-absolute"):
        sys.exit(f"with_ges: {name} cannot be moved")
    kept.append(source)


def with_overlays():
    layers = [timeline.append_layer() for _ in range(4)]
    card = part(clip(layers[0], "card.png", 2, 0, 6), GES.VideoSource)
    logo = part(clip(layers[1], "logo.png", 0, 0, 20), GES.VideoSource)
    for element, (x, y, width, height) in ((card, (-800, 500, 800, 160)), (logo, (1004, 20, 256, 144))):
        for name, value in {"posx": x, "posy": y, "width": width, "height": height}.items():
            element.set_child_property(name, value)
    logo.set_child_property("alpha", 0.8)
    along(card, "posx", [(0, -800), (1, 240), (6, 240)])
    along(card, "alpha", [(0, 1), (5, 1), (6, 0)])
    clip(layers[2], "a.mp4", 0, 0, 10.6)
    clip(layers[2], "b.mp4", 9.6, 0, 10.4)
    music = part(clip(layers[3], "music.mp3", 0, 0, 20), GES.AudioSource)
    along(music, "volume", [(0, 0), (2, 0.5), (18, 0.5), (20, 0)])


def photographs():
    layer = timeline.append_layer()
    for i in range(6):
        photo = part(clip(layer, f"p{i + 1}.jpg", 5 * i, 0, 5 if i == 5 else 6), GES.VideoSource)
        for name, values in {"width": (1280, 1536), "height": (720, 864), "posx": (0, -128), "posy": (0, -72)}.items():
            along(photo, name, [(0, values[0]), (6, values[1])])


def encoding():
    caps = Gst.Caps.from_string
    profile = GstPbutils.EncodingContainerProfile.new("mp4", None, caps("video/quicktime,variant=iso"), None)
    kind = caps("video/x-h264,profile=high")
    film = GstPbutils.EncodingVideoProfile.new(kind, None, caps("video/x-raw,format=I420"), 0)
    film.set_preset_name("x264enc")
    profile.add_profile(film)
    if has_sound:
        profile.add_profile(GstPbutils.EncodingAudioProfile.new(caps("audio/mpeg,mpegversion=4"), None, None, 0))
    return profile


def set_up(_bin, _within, element):
    if element.get_factory() and element.get_factory().get_name() == "x264enc":
        settings = {
            "speed-preset": os.environ.get("PRESET", "veryfast"),
            "pass": "qual",
            "quantizer": os.environ.get("CRF", "23"),
            "vbv-buf-capacity": "0",
            "threads": "2",
            "key-int-max": "125",
        }
        for name, value in settings.items():
            Gst.util_set_object_arg(element, name, value)


add_tracks()
if edit == "w1":
    with_overlays()
elif edit == "w2":
    photographs()
else:
    clip(timeline.append_layer(), "c.mp4", 0, 1, 20)
timeline.commit()
pipeline = GES.Pipeline.new()
pipeline.connect("deep-element-added", set_up)
pipeline.set_timeline(timeline)
pipeline.set_render_settings(Path(out).resolve().as_uri(), encoding())
pipeline.set_mode(GES.PipelineFlags.RENDER)
loop, troubles = GLib.MainLoop(), []


def heard(_bus, message):
    if message.type == Gst.MessageType.ERROR:
        troubles.append(message.parse_error())
    if message.type in (Gst.MessageType.ERROR, Gst.MessageType.EOS):
        loop.quit()


bus = pipeline.get_bus()
bus.add_signal_watch()
bus.connect("message", heard)
pipeline.set_state(Gst.State.PLAYING)
loop.run()
pipeline.set_state(Gst.State.NULL)
if troubles:
    sys.exit(f"with_ges: {troubles[0]}")
