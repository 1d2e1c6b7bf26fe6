"""Runs a command and says what it cost. Standard library only."""

import os
import resource
import subprocess
import sys
import time
from statistics import median
from typing import NamedTuple


class Cost(NamedTuple):
    """What one run of a command took, all processes it started and waited for included."""

    cpu: float
    """User and system seconds."""
    wall: float
    """Seconds from start to end."""
    memory: float
    """MiB of its largest process at its largest."""


def run(command, environment=None):
    """Runs the command; ends the benchmark with its output when it fails."""
    # A child that only reports: its resource usage of children is exactly this command's tree.
    reading, writing = os.pipe()
    reporter = os.fork()
    if reporter == 0:
        os.close(reading)
        os._exit(_report(command, environment, writing))
    os.close(writing)
    with os.fdopen(reading) as pipe:
        reported = pipe.read().split()
    os.waitpid(reporter, 0)
    if len(reported) != 3:
        sys.exit(f"bench: this command failed: {' '.join(map(str, command))}")
    return Cost(*map(float, reported))


def _report(command, environment, writing):
    begun = time.monotonic()
    result = subprocess.run(
        [str(word) for word in command],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    wall = time.monotonic() - begun
    if result.returncode != 0:
        sys.stderr.write(result.stdout.decode(errors="replace")[-4000:])
        return 1
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    os.write(writing, f"{used.ru_utime + used.ru_stime} {wall} {used.ru_maxrss / 1024}".encode())
    return 0


def output(command):
    """What the command prints on both channels."""
    result = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True)
    return (result.stdout + result.stderr).decode(errors="replace")


def spread(values, digits=1):
    """Median and, in brackets, smallest and largest."""
    values = list(values)
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def table(head, rows):
    """A Markdown table; the first column is words, the others are numbers."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
