"""Renders every line of the table and writes a page with frames of each.

    render.py --rushes BINARY --media FOLDER --out FOLDER [--only GROUP] [--jobs 2]
"""

import argparse
import html
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from features import features

HERE = Path(__file__).parent
PAGE = """<!DOCTYPE html><meta charset="utf-8"><title>Gallery</title>
<style>body { font-family: sans-serif; margin: 2em; background: #f4f4f4 } h3 { margin: 1.2em 0 .3em; font-size: 1em }
img { max-width: 100%; background: #fff } .refused { color: #a00 } nav a { margin-right: 1em } .moments { color: #666; font-size: .8em }
</style><h1>Gallery</h1>"""


def table(only):
    """The lines of the table, and then the whole edits, of which six moments are shown."""
    lines = list(features(only))
    if only in (None, "edits"):
        lines += [("edits", file.stem, json.loads(file.read_text()), None) for file in sorted((HERE / "edits").glob("*.json"))]
    return lines


def chosen(film, fps, moments):
    """The numbers of the frames to look at."""
    if moments is not None:
        return sorted({round(moment * fps) for moment in moments})
    count = ["ffprobe", "-v", "error", "-select_streams", "v", "-count_packets", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", film]
    frames = int(subprocess.run(count, capture_output=True, text=True, check=True).stdout.split()[0].strip(","))
    return sorted({step * (frames - 1) // 5 for step in range(6)})


def rendered(options, number, edit, moments):
    """The strip's file name and nothing, or nothing and what was said."""
    work = options.out / "work"
    document, strip = work / f"{number}.json", options.out / f"{number}.jpg"
    film = work / f"{number}.{edit['output']['format']}"
    document.write_text(json.dumps(edit))
    for old in (film, strip):
        old.unlink(missing_ok=True)
    made = subprocess.run([options.rushes, "render", document, "--out", film], capture_output=True, text=True, check=False)
    if made.returncode:
        return None, made.stderr.strip()
    frames = chosen(film, edit["output"]["fps"], moments)
    picked = "+".join(rf"eq(n\,{frame})" for frame in frames)
    across = min(len(frames), 10)
    tiles = f"select='{picked}',scale={min(1280 // across, 320) // 2 * 2}:-2,tile={across}x{-(-len(frames) // across)}:padding=3:color=white"
    cut = ["ffmpeg", "-nostdin", "-v", "error", "-y", "-i", film, "-vf", tiles, "-frames:v", "1", "-q:v", "4", strip]
    shown = subprocess.run(cut, capture_output=True, text=True, check=False)
    return (strip.name, None) if shown.returncode == 0 else (None, shown.stderr.strip())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rushes", type=Path, required=True)
    parser.add_argument("--media", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    work = options.out / "work"
    work.mkdir(parents=True, exist_ok=True)
    for file in options.media.iterdir():
        link = work / file.name
        if not link.exists():
            link.symlink_to(file.resolve())

    lines = table(options.only)
    with ThreadPoolExecutor(options.jobs) as pool:
        orders = [pool.submit(rendered, options, number, edit, moments) for number, (_, _, edit, moments) in enumerate(lines)]
        results = []
        for order in orders:
            results.append(order.result())
            print(f"\r{len(results)} of {len(lines)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)

    groups = list(dict.fromkeys(group for group, *_ in lines))
    page = [PAGE, "<nav>", *(f'<a href="#{group}">{group}</a>' for group in groups), "</nav>"]
    refused = 0
    open_group = None
    for (group, name, _, moments), (strip, complaint) in zip(lines, results):
        if group != open_group:
            page.append(f'<h2 id="{group}">{group}</h2>')
            open_group = group
        page.append(f"<h3>{html.escape(name)}</h3>")
        if strip:
            page.append(f'<img src="{strip}" loading="lazy">')
            if moments is not None:
                page.append(f'<div class="moments">{", ".join(f"{moment:.2f}" for moment in moments)} s</div>')
        else:
            refused += 1
            page.append(f'<p class="refused">refused: {html.escape(complaint)}</p>')
    (options.out / "index.html").write_text("\n".join(page))
    print(f"{len(lines)} features, {refused} refused: {options.out / 'index.html'}")


main()
