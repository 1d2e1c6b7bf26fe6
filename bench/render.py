"""Renders the same edits with Rushes and with others, in turns, and prints tables in Markdown.

    render.py --rushes BINARY --media FOLDER --python PYTHON-WITH-MOVIEPY --work FOLDER
              [--rounds 7] [--edits w1,w2,w3,w4] [--renderers …] [--quality medium|veryhigh]

Caches are cold: every render of ours begins with a data folder of its own. Where it is measured what making an edit again
costs, that is said.
"""

import argparse
import json
import os
import re
import shutil
import sys
from pathlib import Path
from statistics import median

from measure import output, run, spread, table

HERE = Path(__file__).parent
# Quality of ours, and what it means for x264: preset and crf.
QUALITIES = {"medium": ("veryfast", "23"), "veryhigh": ("medium", "16")}
# Size and seconds of each edit, and who can make it.
EDITS = {
    "w1": ("1280x720", 20, {"Rushes", "ffmpeg", "melt", "MoviePy", "GES", "compositor"}),
    "w2": ("1280x720", 30, {"Rushes", "ffmpeg", "melt", "MoviePy", "GES"}),
    "w3": ("1280x720", 20, {"Rushes", "ffmpeg", "melt", "MoviePy", "GES", "compositor"}),
    "w4": ("1080x1920", 15, {"Rushes", "ffmpeg"}),
}
QUIET = ["ffmpeg", "-nostdin", "-v", "error", "-y"]
NOWHERE = ["-f", "null", "-"]


def renderers(edit, options):
    """Each renderer's command; `OUT` stands for its file."""
    media, peers = options.media, HERE / "peers"
    preset, crf = QUALITIES[options.quality]
    encoder = {"PRESET": preset, "CRF": crf}
    with_ffmpeg = {**encoder, "IMAGEIO_FFMPEG_EXE": shutil.which("ffmpeg")}
    system = "/usr/bin/python3"
    known = {
        "Rushes": ([options.rushes, "render", options.work / f"{edit}.json", "--out", "OUT"], {}),
        "ffmpeg": ([peers / "ffmpeg", media, edit, "OUT"], encoder),
        "melt": ([peers / "melt", media, edit, "OUT"], encoder),
        "MoviePy": ([options.python, peers / "with_moviepy.py", media, edit, "OUT"], with_ffmpeg),
        "GES": ([system, peers / "with_ges.py", media, edit, "OUT"], encoder),
        "compositor": ([system, peers / "with_compositor.py", media, edit, "OUT"], encoder),
    }
    return {name: known[name] for name in options.renderers.split(",") if name in EDITS[edit][2]}


def limits(edit, options):
    """What nobody can do without, piece by piece: each alone, by ffmpeg, with nothing between."""
    media = options.media

    def decode(file, kind, start, seconds):
        other = "-an" if kind == "v" else "-vn"
        return QUIET + ["-ss", start, "-threads", "2", "-t", seconds, "-i", media / file, other] + NOWHERE

    size, seconds, _ = EDITS[edit]
    preset, crf = QUALITIES[options.quality]
    frames = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", "25", "-i", options.work / f"{edit}.yuv"]
    encode = ["-c:v", "libx264", "-preset", preset, "-crf", crf, "-threads", "2", "-g", "125"]
    parts = {"encode": QUIET + frames + encode + NOWHERE}
    if edit == "w2":
        for number in range(1, 7):
            parts[f"decode p{number}.jpg"] = decode(f"p{number}.jpg", "v", "0", "1")
        return parts
    if edit == "w4":
        parts["decode b.mp4"] = decode("b.mp4", "v", "0", "12")
        parts["decode b.mp4 again"] = decode("b.mp4", "v", "0", "3")
        sound = QUIET + ["-stream_loop", "1", "-i", media / "b.mp4", "-vn"]
    elif edit == "w1":
        parts["decode a.mp4"] = decode("a.mp4", "v", "0", "10.6")
        parts["decode b.mp4"] = decode("b.mp4", "v", "0", "10.4")
        sounds = ["-t", "10.6", "-i", media / "a.mp4", "-t", "10.4", "-i", media / "b.mp4", "-t", "20", "-i", media / "music.mp3"]
        mixed = "[0:a][1:a]concat=n=2:v=0:a=1[clips];[2:a]aresample=48000[music];[clips][music]amix=inputs=2[sound]"
        sound = QUIET + sounds + ["-filter_complex", mixed, "-map", "[sound]"]
    else:
        parts["decode c.mp4"] = decode("c.mp4", "v", "1", "20")
        sound = QUIET + ["-ss", "1", "-t", "20", "-i", media / "c.mp4", "-vn"]
    parts["sound"] = sound + ["-t", str(seconds), "-c:a", "aac", "-b:a", "128k"] + NOWHERE
    return parts


def settings(file):
    """The settings that x264 wrote into the stream."""
    found = re.search(rb"x264 - core [ -~]*", file.read_bytes())
    return found.group().decode() if found else "none"


def facts(file, reference, size):
    """Frames, bits a second and likeness to the reference."""
    probe = ["ffprobe", "-v", "error", "-count_packets", "-select_streams", "v", "-show_entries", "stream=nb_read_packets,bit_rate"]
    rate, frames = output([*probe, "-of", "csv=p=0", file]).strip().split(",")[:2]
    raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", "25", "-i", reference]
    count = "[0:v]settb=1/25,setpts=N[a];[1:v]settb=1/25,setpts=N[b];[a][b]ssim=shortest=1"
    compared = output(["ffmpeg", "-nostdin", "-hide_banner", "-i", file, *raw, "-lavfi", count, *NOWHERE])
    likeness = re.search(r"All:([0-9.]+)", compared)
    return int(frames), int(rate) / 1e6, float(likeness.group(1)) if likeness else float("nan")


def prepare(edit, options):
    """The edit beside its media, since its sources are relative paths; and the composed frames."""
    for file in options.media.iterdir():
        link = options.work / file.name
        if not link.exists():
            link.symlink_to(file)
    text = output([sys.executable, HERE / "w4.py", "edit"]) if edit == "w4" else (HERE / "edits" / f"{edit}.json").read_text()
    document = json.loads(text)
    document["output"]["quality"] = options.quality
    (options.work / f"{edit}.json").write_text(json.dumps(document))
    run([HERE / "peers" / "ffmpeg", options.media, edit, options.work / f"{edit}.yuv"])


def measure(edit, options):
    """All candidates and the pieces of the limit, one after the other, round by round."""
    commands = renderers(edit, options)
    costs = {name: [] for name in [*commands, *limits(edit, options)]}
    for round_ in range(options.rounds):
        for name, (command, environment) in commands.items():
            out = options.work / f"{edit}-{name}.mp4"
            out.unlink(missing_ok=True)
            costs[name].append(run([out if word == "OUT" else word for word in command], environment))
        for name, command in limits(edit, options).items():
            costs[name].append(run(command))
        said = ", ".join(f"{name} {taken[-1].cpu:.1f}" for name, taken in costs.items())
        print(f"{edit} {round_ + 1}/{options.rounds}, load {os.getloadavg()[0]:.1f}: {said}", file=sys.stderr, flush=True)
    return costs


def report(edit, costs, options):
    """The tables of one edit."""
    pieces = list(limits(edit, options))
    rounds = range(options.rounds)
    limit = [sum(costs[piece][n].cpu for piece in pieces) for n in rounds]
    same, rows = {}, []
    for name in renderers(edit, options):
        taken, file = costs[name], options.work / f"{edit}-{name}.mp4"
        frames, rate, likeness = facts(file, options.work / f"{edit}.yuv", EDITS[edit][0])
        same[name] = settings(file)
        ratios = [taken[n].cpu / limit[n] for n in rounds]
        memory = max(cost.memory for cost in taken)
        cells = [spread(c.cpu for c in taken), spread(ratios, 2), spread(c.wall for c in taken)]
        rows.append([name, *cells, f"{memory:.0f}", frames, f"{rate:.2f}", f"{likeness:.4f}"])
    rows.append(["limit", spread(limit), "1"] + [""] * 5)
    print(f"\n### {edit.upper()}, {' '.join(QUALITIES[options.quality])}, {options.rounds} rounds\n")
    head = ["", "CPU s", "of the limit", "wall s", "peak MiB", "frames", "Mb/s", "SSIM"]
    print(table(head, rows))
    print("\nThe limit: " + ", ".join(f"{piece} {spread(c.cpu for c in costs[piece])}" for piece in pieces) + ".")
    ours = [cost.cpu for cost in costs["Rushes"]]
    others = [name for name in renderers(edit, options) if name != "Rushes"]
    against = [f"{name} {spread((ours[n] / costs[name][n].cpu for n in rounds), 2)}" for name in others]
    print(f"\nRushes' CPU seconds as a part of: {', '.join(against)}.\n")
    unlike = {name: text for name, text in same.items() if text != same["Rushes"]}
    print("x264's settings in the streams: " + ("the same in all." if not unlike else "they differ."))
    for name, text in unlike.items():
        ours_words, theirs = set(same["Rushes"].split()), set(text.split())
        print(f"- {name}: {' '.join(sorted(theirs - ours_words))} instead of {' '.join(sorted(ours_words - theirs))}")
    return median(ours[n] / limit[n] for n in rounds)


def main():
    parser = argparse.ArgumentParser()
    for name in ("rushes", "media", "python", "work"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--edits", default="w1,w2,w3,w4")
    parser.add_argument("--renderers", default="Rushes,ffmpeg,melt,MoviePy,GES,compositor")
    parser.add_argument("--quality", choices=QUALITIES, default="medium")
    options = parser.parse_args()
    for edit in options.edits.split(","):
        prepare(edit, options)
        report(edit, measure(edit, options), options)
        (options.work / f"{edit}.yuv").unlink()


main()
