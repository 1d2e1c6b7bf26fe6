"""The official Python SDK, unmodified, through the Edit and Serve APIs of the server at BASE.

Environment: BASE, KEY, SOURCE (a film), BUCKET (of an integration).
"""

import os
import time
import urllib.error
import urllib.request

import shotstack_sdk as shotstack
from shotstack_sdk.api import edit_api, serve_api
from shotstack_sdk.exceptions import ApiException
from shotstack_sdk.model.clip import Clip
from shotstack_sdk.model.edit import Edit
from shotstack_sdk.model.image_asset import ImageAsset
from shotstack_sdk.model.output import Output
from shotstack_sdk.model.poster import Poster
from shotstack_sdk.model.s3_destination import S3Destination
from shotstack_sdk.model.s3_destination_options import S3DestinationOptions
from shotstack_sdk.model.shotstack_destination import ShotstackDestination
from shotstack_sdk.model.size import Size
from shotstack_sdk.model.thumbnail import Thumbnail
from shotstack_sdk.model.timeline import Timeline
from shotstack_sdk.model.title_asset import TitleAsset
from shotstack_sdk.model.track import Track
from shotstack_sdk.model.video_asset import VideoAsset

BASE, KEY, SOURCE, BUCKET = (os.environ[name] for name in ("BASE", "KEY", "SOURCE", "BUCKET"))
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def client(api, key=KEY):
    configuration = shotstack.Configuration(host=f"{BASE}/{api}/v1")
    configuration.api_key["DeveloperKey"] = key
    return shotstack.ApiClient(configuration)


def download(url):
    with urllib.request.urlopen(url) as answer:
        assert answer.status == 200, url
        return answer.read()


def until(look):
    end = time.monotonic() + 60
    while (found := look()) is None:
        assert time.monotonic() < end, "waited a minute in vain"
        time.sleep(0.05)
    return found


def refused(status, call):
    try:
        call()
    except ApiException as error:
        assert error.status == status, (error.status, error.body)
        return error
    raise AssertionError(f"expected {status}")


edits = edit_api.EditApi(client("edit"))
serve = serve_api.ServeApi(client("serve"))

title = Clip(asset=TitleAsset(text="Hello", style="minimal", size="small"), start=0.0, length=1.0)
film = Clip(asset=VideoAsset(src=SOURCE, volume=0.5), start=0.0, length=1.0, fit="cover")
edit = Edit(
    timeline=Timeline(background="#102030", tracks=[Track(clips=[title]), Track(clips=[film])]),
    output=Output(
        format="mp4",
        size=Size(width=320, height=180),
        poster=Poster(capture=0.5),
        thumbnail=Thumbnail(capture=0.5, scale=0.5),
    ),
)

queued = edits.post_render(edit)["response"]
assert queued["message"] == "Render Successfully Queued", queued
render_id = queued["id"]


def done():
    # Every status on the way is one that the SDK knows: it refuses any other.
    response = edits.get_render(render_id, data=False)["response"]
    assert response["status"] != "failed", response
    return response if response["status"] == "done" else None


render = until(done)
assert render["duration"] == 1.0, render
assert "data" not in render, render
assert download(render["url"])[4:8] == b"ftyp"
for still in (render["poster"], render["thumbnail"]):
    assert download(still)[:3] == b"\xff\xd8\xff"

shown = edits.get_render(render_id, data=True, merged=True)["response"]["data"]
assert shown["timeline"]["background"] == "#102030", shown
# The SDK reads every asset as none: a fault of its own, on the vendor's servers too.
clips = [clip for track in shown["timeline"]["tracks"] for clip in track["clips"]]
assert [(clip["start"], clip["length"]) for clip in clips] == [(0.0, 1.0)] * 2, shown


def hosted():
    data = serve.get_asset_by_render_id(render_id)["data"]
    ready = len(data) == 3 and all(asset["attributes"]["status"] == "ready" for asset in data)
    return data if ready else None


assets = [asset["attributes"] for asset in until(hosted)]
main = next(asset for asset in assets if asset["filename"].endswith(".mp4"))
asset = serve.get_asset(main["id"])["data"]["attributes"]
assert (asset["status"], asset["render_id"]) == ("ready", render_id), asset
assert download(asset["url"]) == download(render["url"])
serve.delete_asset(main["id"])
assert serve.get_asset(main["id"])["data"]["attributes"]["status"] == "deleted"
try:
    download(main["url"])
    raise AssertionError("a deleted copy can still be had")
except urllib.error.HTTPError as error:
    assert error.code == 404, error

# A copy in a bucket of the workspace's own, named as Shotstack's clients name it; our own hosting is left out.
options = S3DestinationOptions(region="us-east-1", bucket=BUCKET, prefix="python", filename="promo", acl="private")
still = Edit(
    timeline=Timeline(tracks=[Track(clips=[title])]),
    output=Output(
        format="jpg",
        resolution="preview",
        destinations=[ShotstackDestination(provider="shotstack", exclude=True), S3Destination(provider="s3", options=options)],
    ),
)
sent = edits.post_render(still)["response"]["id"]


def copied():
    data = serve.get_asset_by_render_id(sent)["data"]
    return data[0]["attributes"] if len(data) == 1 and data[0]["attributes"]["status"] == "ready" else None


copy = until(copied)
assert (copy["filename"], copy["render_id"]) == ("promo.jpg", sent), copy
serve.delete_asset(copy["id"])
assert serve.get_asset(copy["id"])["data"]["attributes"]["status"] == "deleted"

stranger = edit_api.EditApi(client("edit", "0" * 40))
refused(403, lambda: stranger.post_render(edit))
refused(403, lambda: stranger.get_render(render_id, data=False))
refused(404, lambda: edits.get_render(UNKNOWN, data=False))
refused(404, lambda: serve.get_asset(UNKNOWN))
# The SDK will not send an edit without tracks, so one whose only track has a clip of a negative length stands in.
wrong = Clip(asset=ImageAsset(src=SOURCE), start=0.0, length=-1.0)
bad = Edit(timeline=Timeline(tracks=[Track(clips=[wrong])]), output=edit.output)
error = refused(400, lambda: edits.post_render(bad))
assert "timeline.tracks[0].clips[0].length" in error.body, error.body
print("complete")
