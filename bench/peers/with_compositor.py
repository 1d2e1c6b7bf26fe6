"""with_compositor.py MEDIA w1|w3 OUT.mp4: the edit by GStreamer's compositor element, whose pads are moved by control sources.

PRESET and CRF are x264's. W2 is left out: the element moves and sizes by whole pixels, which is less work.
"""

import os
import sys
from pathlib import Path

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstController", "1.0")
from gi.repository import Gst, GstController  # noqa: E402

media, edit, out = sys.argv[1:]
Gst.init(None)
CAPS = "video/x-raw,width=1280,height=720,framerate=25/1,pixel-aspect-ratio=1/1"
SOUND = "audioconvert ! audioresample ! audio/x-raw,rate=48000,channels=2,format=F32LE"
X264 = (
    f"x264enc speed-preset={os.environ.get('PRESET', 'veryfast')} pass=qual quantizer={os.environ.get('CRF', '23')}"
    " vbv-buf-capacity=0 threads=2 key-int-max=125"
)
# A pad with an alpha channel forces an output with one, which is then converted for the encoder.
alpha = f"{CAPS},format=AYUV ! videoconvert ! " if edit == "w1" else ""
mixed = (
    f"compositor name=c background=black ignore-inactive-pads=true ! {alpha}{CAPS},format=I420 ! queue ! {X264} ! h264parse"
    f" ! queue ! mp4mux name=mux faststart=true ! filesink location={out} "
    "audiomixer name=m ! audio/x-raw,rate=48000,channels=2 ! queue ! audioconvert ! avenc_aac bitrate=128000 ! aacparse ! queue ! mux. "
)


def film(name, file, frames=0, buffers=0):
    ends = [f"eos-after={count}" if count else "" for count in (frames, buffers)]
    return (
        f"uridecodebin3 uri={(Path(media) / file).resolve().as_uri()} name={name} "
        f"{name}. ! video/x-raw ! identity name=v{name} {ends[0]} ! queue ! c. "
        f"{name}. ! audio/x-raw ! {SOUND} ! volume name=vol{name} ! identity name=a{name} {ends[1]} ! queue ! m. "
    )


def still(name, file, frames):
    return (
        f"filesrc location={media}/{file} ! pngdec ! imagefreeze num-buffers={frames} ! video/x-raw,framerate=25/1"
        f" ! identity name=v{name} ! queue ! c. "
    )


if edit == "w1":
    music = f"filesrc location={media}/music.mp3 ! mpegaudioparse ! mpg123audiodec ! {SOUND} ! volume name=volm ! identity eos-after=766 ! queue ! m. "
    parts = film("a", "a.mp4", 265, 497) + film("b", "b.mp4", 260, 488) + still("l", "logo.png", 500) + still("t", "card.png", 150) + music
else:
    parts = film("a", "c.mp4")
pipeline = Gst.parse_launch(mixed + parts)
kept = []


def pad(name):
    """The mixer's pad behind an identity and its queue."""
    queue = pipeline.get_by_name(name).get_static_pad("src").get_peer().get_parent_element()
    return queue.get_static_pad("src").get_peer()


def along(thing, name, points):
    source = GstController.InterpolationControlSource()
    source.set_property("mode", GstController.InterpolationMode.LINEAR)
    for second, value in points:
        source.set(round(second * Gst.SECOND), float(value))
    binding = GstController.DirectControlBinding.new_absolute(thing, name, source)
    thing.add_control_binding(binding)
    kept.append((source, binding))


def later(name, seconds):
    pipeline.get_by_name(name).get_static_pad("src").set_offset(round(seconds * Gst.SECOND))


if edit == "w1":
    first, second, logo, card = (pad(name) for name in ("va", "vb", "vl", "vt"))
    for order, one in enumerate((first, second, logo, card)):
        one.set_property("zorder", order + 1)
    for one in (first, second):
        one.set_property("width", 1280)
        one.set_property("height", 720)
    later("vb", 9.6)
    later("ab", 9.6)
    later("vt", 2)
    along(second, "alpha", [(0, 0), (1, 1)])
    for name, value in {"xpos": 1004, "ypos": 20, "width": 256, "height": 144, "alpha": 0.8}.items():
        logo.set_property(name, value)
    card.set_property("ypos", 500)
    along(card, "xpos", [(0, -800), (1, 240), (6, 240)])
    along(card, "alpha", [(0, 1), (5, 1), (6, 0)])
    along(pipeline.get_by_name("vola"), "volume", [(0, 1), (9.6, 1), (10.6, 0)])
    along(pipeline.get_by_name("volb"), "volume", [(0, 0), (1, 1)])
    along(pipeline.get_by_name("volm"), "volume", [(0, 0), (2, 0.5), (18, 0.5), (20, 0)])
pipeline.set_state(Gst.State.PAUSED)
pipeline.get_state(60 * Gst.SECOND)
if edit == "w3":
    flags = Gst.SeekFlags.FLUSH | Gst.SeekFlags.ACCURATE
    pipeline.seek(1.0, Gst.Format.TIME, flags, Gst.SeekType.SET, Gst.SECOND, Gst.SeekType.SET, 21 * Gst.SECOND)
pipeline.set_state(Gst.State.PLAYING)
message = pipeline.get_bus().timed_pop_filtered(300 * Gst.SECOND, Gst.MessageType.EOS | Gst.MessageType.ERROR)
pipeline.set_state(Gst.State.NULL)
if message is None or message.type == Gst.MessageType.ERROR:
    sys.exit(f"with_compositor: {message and message.parse_error()}")
