"""How fast `rushes serve` accepts renders: latency and renders a second. Prints a table in Markdown.

    accept.py --rushes BINARY [--seconds 10] [--callers 1,8,32]

The server only accepts (`--role api`), its rate limits are off, and its log, state and views are on a disk of this machine;
an accepted render is synced to the disk when it is answered. Each caller is a process with one connection that it keeps,
and sends the next edit when the last is answered.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import table

EDIT = {
    "timeline": {
        "tracks": [
            {
                "clips": [
                    {
                        "asset": {"type": "html", "html": "<p>Hello</p>", "css": "p { color: #ffffff }", "width": 320, "height": 180},
                        "start": 0,
                        "length": 1,
                    }
                ]
            }
        ]
    },
    "output": {"format": "jpg", "size": {"width": 320, "height": 180}},
}
WARMING = 1.0


def call(address, key, seconds, begin, results):
    """Submits until the time is over; sends back the latencies."""
    host, port = address.split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=60)
    headers = {"x-api-key": key, "content-type": "application/json"}
    body = json.dumps(EDIT)
    taken = []
    begin.wait()
    begun = time.perf_counter()
    while (asked := time.perf_counter()) - begun < WARMING + seconds:
        connection.request("POST", "/edit/v1/render", body, headers)
        reply = connection.getresponse()
        said = reply.read()
        if reply.status != 201:
            results.put(f"{reply.status} {said[:200]!r}")
            return
        if asked - begun >= WARMING:
            taken.append(time.perf_counter() - asked)
    results.put(taken)


def measure(address, key, callers, seconds):
    """One row: callers, renders a second, percentiles in milliseconds."""
    begin, results = multiprocessing.Barrier(callers), multiprocessing.Queue()
    arguments = (address, key, seconds, begin, results)
    processes = [multiprocessing.Process(target=call, args=arguments) for _ in range(callers)]
    for process in processes:
        process.start()
    answers = [results.get() for _ in processes]
    for process in processes:
        process.join()
    refused = [answer for answer in answers if isinstance(answer, str)]
    if refused:
        sys.exit(f"bench: a render was not accepted: {refused[0]}")
    taken = sorted(one for answer in answers for one in answer)
    percentiles = [f"{1000 * taken[int((len(taken) - 1) * share)]:.1f}" for share in (0.5, 0.95, 0.99)]
    return [callers, f"{len(taken) / seconds:.0f}", *percentiles]


def serve(binary, data):
    """Starts a server on an empty folder; the process, its address and its key."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("RUSHES_")}
    command = [binary, "serve", "--listen", "127.0.0.1:0", "--role", "api", "--data", str(data)]
    settings = {"RUSHES_RATE_LIMITS_ENABLED": "false", "RUSHES_LOG_FILTER": "warn,rushes=info"}
    log = data.with_suffix(".log")
    with log.open("w") as out:
        process = subprocess.Popen(command, env={**mine, **settings}, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    while "listening on http://" not in log.read_text():
        if process.poll() is not None:
            sys.exit(f"bench: the server did not start:\n{log.read_text()}")
        time.sleep(0.05)
    address = log.read_text().split("listening on http://")[1].split()[0].strip("/")
    return process, address, json.loads((data / "bootstrap.json").read_text())["apiKeys"]["v1"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rushes", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--callers", default="1,8,32")
    options = parser.parse_args()
    rows = []
    for callers in map(int, options.callers.split(",")):
        with tempfile.TemporaryDirectory(prefix="rushes-bench-") as folder:
            server, address, key = serve(options.rushes, Path(folder) / "data")
            try:
                rows.append(measure(address, key, callers, options.seconds))
            finally:
                server.terminate()
                server.wait()
    print(table(["callers", "accepted/s", "p50 ms", "p95 ms", "p99 ms"], rows))


if __name__ == "__main__":
    main()
