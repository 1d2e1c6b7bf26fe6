"""w4.py edit|ffmpeg: thirty texts and shapes that move over one film, 1080x1920, 15 s, as an edit and as a filter graph.

Both are made from one table, so that they show the same: a rectangle or a line of text that goes evenly from one place to
another in its own time, and comes and goes evenly over half a second.
"""

import json
import sys

WIDTH, HEIGHT, SECONDS = 1080, 1920, 15
COLOURS = ["ff5a36", "ffd166", "06d6a0", "118ab2", "ef476f"]
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
FADE = 0.5
WORDS = "Every moment counts when you tell a story in fifteen seconds flat so make it move and sing".split()


def layers():
    """What is shown: kind, text or colour, size, start, length, from (x, y), to (x, y), all in pixels and seconds."""
    for i in range(30):
        start = (i * 7 % 20) / 2
        length = min(5 + i % 3, SECONDS - start)
        far = 60 + 110 * (i % 5)
        top = 120 + 56 * i
        there, back = (far, top), (WIDTH - 420 - far // 2, top - 80)
        places = (there, back) if i % 4 < 2 else (back, there)
        if i % 2:
            yield "text", WORDS[i // 2], (400, 110), start, length, *places
        else:
            yield "shape", COLOURS[i // 2 % 5], (320, 70), start, length, *places


def edit():
    """The edit. Clips are placed by their middles, upwards, in shares of the frame."""
    tracks = []
    for kind, what, (width, height), start, length, first, last in layers():
        asset = {"type": kind, "width": width, "height": height}
        if kind == "text":
            asset |= {"text": what, "font": {"family": "DejaVu Sans", "weight": 700, "size": 64, "color": "#ffffff"}}
        else:
            asset |= {"shape": "rectangle", "rectangle": {"width": width, "height": height}, "fill": {"color": f"#{what}"}}

        def tween(axis, size, full, sign):
            a, b = ((place[axis] + size / 2 - full / 2) / full * sign for place in (first, last))
            return [{"from": a, "to": b, "start": 0, "length": length}]

        opacity = [
            {"from": 0, "to": 1, "start": 0, "length": FADE},
            {"from": 1, "to": 0, "start": length - FADE, "length": FADE},
        ]
        offset = {"x": tween(0, width, WIDTH, 1), "y": tween(1, height, HEIGHT, -1)}
        tracks.insert(0, {"clips": [{"asset": asset, "start": start, "length": length, "offset": offset, "opacity": opacity}]})
    film = {"type": "video", "src": "b.mp4"}
    again = [
        {"asset": film, "start": 0, "length": 12},
        {"asset": film, "start": 12, "length": 3},
    ]
    tracks.append({"clips": again})
    output = {"format": "mp4", "size": {"width": WIDTH, "height": HEIGHT}, "fps": 25, "quality": "medium"}
    return json.dumps({"timeline": {"tracks": tracks}, "output": output}, indent=1)


def graph():
    """The filter graph over input 0."""
    chains, ground = [f"[0:v]crop=607:1080,scale={WIDTH}:{HEIGHT}:flags=bilinear,fps=25,setsar=1[g0]"], "g0"
    for i, (kind, what, (width, height), start, length, first, last) in enumerate(layers()):
        end = start + length
        x, y = (f"{a}+({b - a})*(t-{start})/{length}" for a, b in zip(first, last))
        seen = f"enable=between(t\\,{start}\\,{end - 0.02})"
        if kind == "text":
            fade = f"min(min((t-{start})/{FADE}\\,({end}-t)/{FADE})\\,1)"
            drawn = f"drawtext=fontfile={FONT}:text={what}:fontsize=64:fontcolor=white:alpha={fade}"
            chains.append(f"[{ground}]{drawn}:x={x}+({width}-tw)/2:y={y}+({height}-th)/2:{seen}[g{i + 1}]")
        else:
            box = f"color=0x{what}:s={width}x{height}:r=25:d={end},format=yuva420p"
            fades = f"fade=in:st={start}:d={FADE}:alpha=1,fade=out:st={end - FADE}:d={FADE}:alpha=1"
            chains.append(f"{box},{fades}[s{i}]")
            chains.append(f"[{ground}][s{i}]overlay=x={x}:y={y}:format=yuv420:{seen}:eof_action=pass[g{i + 1}]")
        ground = f"g{i + 1}"
    return ";".join([*chains, f"[{ground}]format=yuv420p[film]"])


print({"edit": edit, "ffmpeg": graph}[sys.argv[1]]())
