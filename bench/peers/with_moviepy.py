"""with_moviepy.py MEDIA w1|w2|w3 OUT.mp4: the edit by MoviePy 2, encoded by the ffmpeg that IMAGEIO_FFMPEG_EXE names.

PRESET and CRF are x264's.
"""

import os
import sys

from moviepy import AudioFileClip, CompositeAudioClip, CompositeVideoClip, ImageClip, VideoFileClip, afx, vfx


def with_overlays(media):
    first = VideoFileClip(f"{media}/a.mp4").subclipped(0, 10.6).with_effects([afx.AudioFadeOut(1)])
    # Scaled by ffmpeg while it decodes: much faster than MoviePy's own resizing.
    second = VideoFileClip(f"{media}/b.mp4", target_resolution=(1280, 720)).subclipped(0, 10.4).with_start(9.6)
    second = second.with_effects([vfx.CrossFadeIn(1), afx.AudioFadeIn(1)])
    logo = ImageClip(f"{media}/logo.png").resized((256, 144)).with_opacity(0.8)
    logo = logo.with_position((1004, 20)).with_duration(20)
    card = ImageClip(f"{media}/card.png").with_start(2).with_duration(6).with_effects([vfx.CrossFadeOut(1)])
    card = card.with_position(lambda t: (int(min(240, 1040 * t - 800)), 500))
    music = AudioFileClip(f"{media}/music.mp3").subclipped(0, 20)
    music = music.with_effects([afx.MultiplyVolume(0.5), afx.AudioFadeIn(2), afx.AudioFadeOut(2)])
    film = CompositeVideoClip([first, second, logo, card], size=(1280, 720)).with_duration(20)
    return film.with_audio(CompositeAudioClip([film.audio, music]).with_duration(20))


def photographs(media):
    shown = []
    for i in range(6):
        photo = ImageClip(f"{media}/p{i + 1}.jpg").resized((1280, 960)).with_start(5 * i).with_duration(5 if i == 5 else 6)
        photo = photo.resized(lambda t: 1 + 0.2 * t / 6).with_position("center")
        shown.append(photo.with_effects([vfx.CrossFadeIn(1)]) if i else photo)
    return CompositeVideoClip(shown, size=(1280, 720)).with_duration(30)


def trimmed(media):
    return VideoFileClip(f"{media}/c.mp4").subclipped(1, 21)


media, edit, out = sys.argv[1:]
{"w1": with_overlays, "w2": photographs, "w3": trimmed}[edit](media).write_videofile(
    out,
    fps=25,
    codec="libx264",
    preset=os.environ.get("PRESET", "veryfast"),
    threads=2,
    pixel_format="yuv420p",
    ffmpeg_params=["-crf", os.environ.get("CRF", "23"), "-g", "125", "-movflags", "+faststart"],
    audio_codec="aac",
    audio_bitrate="128k",
    audio_fps=48000,
    logger=None,
)
