"""How fast finished files go to a bucket: our transfers against boto3, to the same double in the same run. Prints a table in
Markdown.

    send.py --rushes BINARY --double S3-DOUBLE --plugin LIBRARY [--rounds 5]

Each round renders a picture of 4,096 by 4,096 pixels without compression, and has it sent to the double; the transfer's time is
from its first attempt to its end, as the log has them. Then boto3 uploads the same file, with parts of the same size and as many
at once. Both sign what they send; ours also digests every part first, and saves a checkpoint after each answer.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
import urllib.request
from datetime import datetime
from pathlib import Path

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from measure import table

PART = 8 << 20
PARALLEL = 4
EDIT = {
    "timeline": {"tracks": [{"clips": [{
        "asset": {"type": "html", "html": "<p>Hello</p>", "css": "p { color: #ffffff }", "width": 320, "height": 180},
        "start": 0, "length": 1,
    }]}]},
    "output": {"format": "bmp", "size": {"width": 4096, "height": 4096}},
}


def ask(base, path, body=None, **headers):
    """The answer to a request, as JSON."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, {"content-type": "application/json", **headers})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return json.load(reply)


def line(process, beginning):
    """What follows `beginning` on a line that the process prints."""
    for said in process.stdout:
        if said.startswith(beginning):
            return said[len(beginning):].strip()
    raise SystemExit(f"it ended without saying {beginning!r}")


def until(look):
    """What `look` finds, once it finds something."""
    while (found := look()) is None:
        time.sleep(0.02)
    return found


def at(event):
    return datetime.fromisoformat(event["recordedAt"].replace("Z", "+00:00")).timestamp()


def transferred(base, key, token, integration):
    """Renders and has the file sent: bytes, seconds."""
    edit = json.loads(json.dumps(EDIT))
    edit["output"]["destinations"] = [{"provider": "shotstack", "exclude": True}, {"integrationId": integration, "provider": "s3"}]
    render = ask(base, "/edit/v1/render", edit, **{"x-api-key": key})["response"]["id"]
    bearer = {"authorization": f"Bearer {token}"}

    def ended():
        outputs = ask(base, f"/rushes/v1/renders/{render}", **bearer)["outputs"]
        done = [one for one in outputs if one["status"] in ("completed", "failed")]
        return done[0] if done else None

    output = until(ended)
    if output["status"] != "completed":
        raise SystemExit(output["error"])
    stream = f"transfer-{output['id']}"

    def told():
        entries = ask(base, "/rushes/v1/audit?limit=100", **bearer)["entries"]
        times = {entry["type"]: at(entry) for entry in entries if entry["stream"] == stream}
        return times if "transfer.ready" in times else None

    times = until(told)
    return output["outputKey"], output["outputSizeBytes"], times["transfer.ready"] - times["transfer.attempt_started"]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rushes", required=True)
    options.add_argument("--double", required=True)
    options.add_argument("--plugin", required=True)
    options.add_argument("--rounds", type=int, default=5)
    options = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="rushes-bench-") as folder:
        folder = Path(folder)
        (folder / "plugins").mkdir()
        (folder / "plugins/s3.so").symlink_to(Path(options.plugin).resolve())
        (folder / "store").mkdir()
        double = subprocess.Popen(
            [options.double, "--data", folder / "store", "--access-key", "bench", "--secret-key", "bench-secret", "--bucket", "bench"],
            stdout=subprocess.PIPE, text=True,
        )
        endpoint = "http://" + line(double, "listening on ")
        environment = {
            **os.environ, "RUSHES_PLUGINS_DIR": str(folder / "plugins"), "RUSHES_EGRESS_ALLOW": "127.0.0.0/8",
            "RUSHES_RATE_LIMITS_ENABLED": "false", "RUSHES_LOG_FILTER": "warn",
        }
        server = subprocess.Popen(
            [options.rushes, "serve", "--data", folder / "data", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, text=True, env=environment,
        )
        try:
            base = line(server, "listening on ")
            bootstrap = json.loads((folder / "data/bootstrap.json").read_text())
            token = ask(base, "/rushes/v1/auth/login", bootstrap["owner"])["token"]
            config = {"bucket": "bench", "accessKeyId": "bench", "secretAccessKey": "bench-secret", "endpoint": endpoint}
            made = ask(base, "/v1/integrations", {"provider": "s3", "name": "Bench", "config": config}, authorization=f"Bearer {token}")
            integration = made["integration"]["id"]
            client = boto3.client(
                "s3", endpoint_url=endpoint, aws_access_key_id="bench", aws_secret_access_key="bench-secret", region_name="us-east-1",
                config=Config(s3={"addressing_style": "path"}, request_checksum_calculation="when_required"),
            )
            transfer = TransferConfig(multipart_threshold=PART, multipart_chunksize=PART, max_concurrency=PARALLEL)
            ours, theirs, size = [], [], 0
            for _ in range(options.rounds + 1):
                key, size, seconds = transferred(base, bootstrap["apiKeys"]["v1"], token, integration)
                file = folder / "store/bench" / key
                begun = time.perf_counter()
                client.upload_file(str(file), "bench", "again", Config=transfer)
                theirs.append(time.perf_counter() - begun)
                ours.append(seconds)
                assert (folder / "store/bench/again").read_bytes() == file.read_bytes()
        finally:
            server.kill()
            double.kill()
    # The first round warms both.
    ours, theirs = ours[1:], theirs[1:]
    ratio = statistics.median(a / b for a, b in zip(ours, theirs))
    rows = [
        [name, f"{size / 1e6:.0f}", f"{statistics.median(times):.2f} ({min(times):.2f}–{max(times):.2f})", f"{size / 1e6 / statistics.median(times):.0f}"]
        for name, times in (("Rushes", ours), (f"boto3 {boto3.__version__}", theirs))
    ]
    print(table(["client", "MB", "s", "MB/s"], rows))
    print(f"\nOur time is {ratio:.2f} of boto3's, as the median of the rounds' own ratios.")


main()
