"""The table of the gallery: `features()` yields (group, name, edit, moments in seconds)."""

PACES = ["", "Slow", "Fast"]
DIRECTIONS = ["Left", "Right", "Up", "Down"]
TRANSITIONS = (
    ["fade", "reveal", "wipeLeft", "wipeRight"]
    + [kind + way for kind in ("slide", "carousel") for way in DIRECTIONS]
    + ["shuffle" + way for way in ("TopRight", "RightTop", "RightBottom", "BottomRight", "BottomLeft", "LeftBottom", "LeftTop", "TopLeft")]
)
EFFECTS = ["zoomIn", "zoomOut"] + ["slide" + way for way in DIRECTIONS]
FILTERS = ["blur", "boost", "contrast", "darken", "greyscale", "lighten", "muted", "negative"]
FITS = ["crop", "cover", "contain", "none"]
POSITIONS = ["topLeft", "top", "topRight", "left", "center", "right", "bottomLeft", "bottom", "bottomRight"]
STYLES = ["minimal", "blockbuster", "vogue", "sketchy", "skinny", "chunk", "chunkLight", "marker", "future", "subtitle"]
SIZES = ["xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large"]
MOTIONS = ["fadeIn", "slideIn", "typewriter", "ascend", "shift", "movingLetters"]
CURVES = ["Quad", "Cubic", "Quart", "Quint", "Sine", "Expo", "Circ", "Back"]
EASINGS = ["ease", "easeIn", "easeOut", "easeInOut"] + [f"ease{way}{curve}" for curve in CURVES for way in ("In", "Out", "InOut")]

CHART = {"type": "image", "src": "chart.png"}
FILM = {"type": "video", "src": "film.mp4"}
OTHER = {"type": "video", "src": "other.mp4"}


def clip(asset, start=0, length=2, **more):
    return {"asset": asset, "start": start, "length": length, **more}


def edit(*tracks, background="#303840"):
    """Tracks are lists of clips, the topmost first."""
    return {
        "timeline": {"background": background, "tracks": [{"clips": clips} for clips in tracks]},
        "output": {"format": "mp4", "size": {"width": 640, "height": 360}, "fps": 12},
    }


def spread(length, count=6):
    """Moments over a clip, its first and last frames among them."""
    return [round((length - 1 / 12) * step / (count - 1), 3) for step in range(count)]


def transitions():
    for kind in TRANSITIONS + ["zoom"]:
        for pace in PACES if kind != "zoom" else [""]:
            length = {"": 3, "Slow": 4.5, "Fast": 2}[pace]
            moving = {"in": kind + pace, "out": kind + pace}
            moments = spread(length / 2, 5) + [length - moment - 1 / 12 for moment in reversed(spread(length / 2, 5))]
            yield kind + pace, edit([clip(CHART, length=length, transition=moving)], [clip(OTHER, length=length)]), moments


def effects():
    for kind in EFFECTS:
        for pace in PACES:
            yield kind + pace, edit([clip(CHART, effect=kind + pace)]), spread(2, 5)
    yield "zoomIn, contained", edit([clip({"type": "image", "src": "photo.jpg"}, fit="contain", effect="zoomIn")]), spread(2, 5)


def filters():
    yield "none", edit([clip(FILM, length=1)]), [0.5]
    for name in FILTERS:
        yield name, edit([clip(FILM, length=1, filter=name)]), [0.5]


def places():
    photo = {"type": "image", "src": "photo.jpg"}
    for fit in FITS:
        for position in POSITIONS:
            yield f"{fit} {position}", edit([clip(photo, length=0.5, fit=fit, position=position, scale=0.6)]), [0.2]
    yield "offset", edit([clip(photo, length=0.5, fit="none", scale=0.4, offset={"x": 0.25, "y": 0.25})]), [0.2]
    yield "crop left half", edit([clip({**CHART, "crop": {"left": 0.5}}, length=0.5, fit="contain")]), [0.2]
    yield "crop top and bottom", edit([clip({**CHART, "crop": {"top": 0.2, "bottom": 0.2}}, length=0.5, fit="none")]), [0.2]
    for angle in (-30, 30, 90, 180):
        yield f"rotate {angle}", edit([clip(CHART, length=0.5, scale=0.6, transform={"rotate": {"angle": angle}})]), [0.2]
    for x, y in ((0.5, 0), (-0.5, 0), (0, 0.5), (0.3, 0.3)):
        yield f"skew {x}, {y}", edit([clip(CHART, length=0.5, scale=0.6, transform={"skew": {"x": x, "y": y}})]), [0.2]
    for way in ("horizontal", "vertical"):
        yield f"flip {way}", edit([clip(CHART, length=0.5, transform={"flip": {way: True}})]), [0.2]


def mattes():
    for name, matte in (("picture", "disc.png"), ("film", "ramp.mp4")):
        asset = {"type": "luma", "src": matte}
        yield name, edit([clip(CHART), clip(asset)], [clip(OTHER)]), spread(2, 5)
    yield "only at the end", edit([clip(CHART, length=3), clip({"type": "luma", "src": "ramp.mp4"}, start=1.5, length=1.5)]), spread(3)
    yield "over a scaled clip", edit([clip(CHART, scale=0.5), clip({"type": "luma", "src": "disc.png"})]), [1]


def keys():
    for threshold, halo in ((50, 20), (150, 100), (250, 0)):
        key = {"color": "#00ff00", "threshold": threshold, "halo": halo}
        film = {"type": "video", "src": "green.mp4", "chromaKey": key}
        yield f"threshold {threshold}, halo {halo}", edit([clip(film)], [clip(OTHER)]), [0, 1, 1.9]


def assets():
    svg = (
        "<svg viewBox='0 0 100 100'><defs><linearGradient id='g'><stop stop-color='#f80'/><stop offset='1' stop-color='#80f'/>"
        "</linearGradient></defs><circle cx='50' cy='50' r='45' fill='url(#g)'/><path d='M30 55l15 15 28-35' fill='none' "
        "stroke='#fff' stroke-width='9' stroke-linecap='round'/></svg>"
    )
    html = "<table border=1 cellpadding=6 bgcolor='#ffffff'><tr><th>City<th>Sales<tr><td>Oslo<td align=right>42</table>"
    rich = {"type": "rich-text", "text": "Rich text", "font": {"family": "Montserrat", "size": 72, "color": "#ffffff", "weight": 800}}
    for asset in (
        FILM,
        CHART,
        {"type": "html", "html": html, "css": "body { font-family: 'Open Sans'; font-size: 24px; color: #203040 }", "width": 400, "height": 200},
        {"type": "title", "text": "A title"},
        {"type": "text", "text": "A text", "font": {"family": "Open Sans", "size": 60, "color": "#ffcc00"}, "background": {"color": "#204060"}},
        {**rich, "style": {"gradient": {"type": "linear", "angle": 45, "stops": [{"offset": 0, "color": "#ff5500"}, {"offset": 1, "color": "#55aaff"}]}}},
        {**rich, "text": "Shadow and stroke", "stroke": {"width": 3, "color": "#cc0000"}, "shadow": {"offsetX": 6, "offsetY": 6, "blur": 6, "color": "#000000"}},
        {"type": "caption", "src": "words.srt"},
        {"type": "shape", "shape": "rectangle", "rectangle": {"width": 300, "height": 160, "cornerRadius": 30}, "fill": {"color": "#3388ff"}, "stroke": {"color": "#ffffff", "width": 6}},
        {"type": "shape", "shape": "circle", "circle": {"radius": 120}, "fill": {"color": "#ff8800", "opacity": 0.6}},
        {"type": "shape", "shape": "line", "line": {"length": 500, "thickness": 8}},
        {"type": "svg", "src": svg},
        {"type": "audio", "src": "music.mp3"},
        {"type": "luma", "src": "disc.png"},
        {"type": "html5", "html": "<p>x</p>"},
        {"type": "rich-caption", "src": "words.srt"},
        {"type": "text-to-image", "prompt": "a cat"},
        {"type": "image-to-video", "src": "photo.jpg"},
        {"type": "text-to-speech", "text": "Hello", "voice": "Amy"},
    ):
        name = " ".join([asset["type"], asset.get("shape", ""), asset.get("text", "")])
        yield name, edit([clip(asset)], [clip({"type": "image", "src": "chart.png"}, opacity=0.3)]), [0.5, 1.8]


def titles():
    for style in STYLES:
        yield style, edit([clip({"type": "title", "text": "The quick fox", "style": style, "size": "large"}, length=0.5)]), [0.2]
    for size in SIZES:
        yield size, edit([clip({"type": "title", "text": "Sphinx of quartz", "size": size}, length=0.5)]), [0.2]


def motions():
    font = {"family": "Open Sans", "size": 64, "color": "#ffffff", "weight": 700}
    for preset in MOTIONS:
        for unit in ("", "character", "word"):
            for way in [""] + ([word.lower() for word in DIRECTIONS] if preset in ("slideIn", "shift", "ascend") and not unit else []):
                moving = {"preset": preset, "duration": 1.5}
                moving.update({"style": unit} if unit else {})
                moving.update({"direction": way} if way else {})
                asset = {"type": "rich-text", "text": "Moving letters", "font": font, "animation": moving}
                yield " ".join([preset, unit, way]), edit([clip(asset)]), spread(2)


def easings():
    for interpolation in ("linear", "constant"):
        tween = [{"from": -0.4, "to": 0.4, "start": 0, "length": 2, "interpolation": interpolation}]
        yield interpolation, edit([clip(DOT, offset={"x": tween})]), spread(2, 9)
    for easing in EASINGS:
        tween = [{"from": -0.4, "to": 0.4, "start": 0, "length": 2, "interpolation": "bezier", "easing": easing}]
        yield easing, edit([clip(DOT, offset={"x": tween})]), spread(2, 9)


DOT = {"type": "html", "html": "", "width": 40, "height": 40, "background": "#ff8800"}

GROUPS = {
    "assets": assets, "transitions": transitions, "effects": effects, "filters": filters, "places": places, "mattes": mattes,
    "keys": keys, "titles": titles, "rich-text motions": motions, "easings": easings,
}


def features(only=None):
    for group, lines in GROUPS.items():
        if only in (None, group):
            for name, edit_of_it, moments in lines():
                yield group, name.strip(), edit_of_it, moments
