"""Akamai's own client, unmodified, against the double of NetStorage."""

import hashlib
import json
import os
import time
from unittest import mock

from akamai.netstorage import Netstorage

config = json.loads(os.environ["CONFIG"])
film = os.environ["FILM"]
with open(film, "rb") as file:
    content = file.read()
client = Netstorage(config["host"], config["keyName"], config["key"])
root = "/" + config["cpCode"]


def ok(answer):
    done, response = answer
    assert done, f"{response.status_code} {response.text}"
    return response


def refused(answer, status):
    assert answer[1].status_code == status, f"{answer[1].status_code} {answer[1].text}"


# What must not be let in.
refused(Netstorage(config["host"], config["keyName"], "wrong").dir(root), 403)
refused(Netstorage(config["host"], "nobody", config["key"]).dir(root), 403)
now = time.time()
for skew in (-40, 40):
    with mock.patch("time.time", return_value=now + skew):
        refused(client.dir(root), 403)
with mock.patch("random.getrandbits", return_value=77):
    ok(client.dir(root))
    refused(client.dir(root), 403)
refused(client.dir("/999999"), 404)

# What the client can do.
ok(client.mkdir(f"{root}/films"))
ok(client.upload(film, f"{root}/films/first.part"))
ok(client.mtime(f"{root}/films/first.part", 1260000000))
stat = ok(client.stat(f"{root}/films/first.part")).text
assert f'size="{len(content)}"' in stat and 'mtime="1260000000"' in stat, stat
assert hashlib.md5(content).hexdigest() in stat, stat
ok(client.rename(f"{root}/films/first.part", f"{root}/films/Café & 映画.mp4"))
refused(client.stat(f"{root}/films/first.part"), 404)
assert ok(client.stream_download(f"{root}/films/Café & 映画.mp4")).content == content
assert '<du-info files="1"' in ok(client.du(f"{root}/films")).text
listing = ok(client.dir(f"{root}/films")).text
assert listing.count("<file ") == 1 and "&#38;" in listing, listing
ok(client.upload(film, f"{root}/other/gone.mp4"))
ok(client.delete(f"{root}/other/gone.mp4"))
refused(client.delete(f"{root}/other/gone.mp4"), 404)
ok(client.rmdir(f"{root}/other"))
refused(client.rmdir(f"{root}/films"), 409)


def upload(path, query):
    return client._request(action="upload&" + query, method="PUT", source=film, path=path)


ok(upload(f"{root}/films/checked.mp4", "sha256=" + hashlib.sha256(content).hexdigest()))
ok(client.delete(f"{root}/films/checked.mp4"))
refused(upload(f"{root}/films/checked.mp4", "sha256=" + "0" * 64), 409)
refused(upload(f"{root}/films/checked.mp4", "md5=" + "0" * 32), 409)
refused(client.stat(f"{root}/films/checked.mp4"), 404)
