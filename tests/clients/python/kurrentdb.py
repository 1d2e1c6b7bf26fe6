"""The Python client of KurrentDB, unmodified, against the double at URL: a second opinion on how it speaks.

It appends in batches only, and shares no code with the client that Rushes uses. Environment: URL.
"""

import os
import uuid

from kurrentdbclient import KurrentDBClient, NewEvent, StreamState
from kurrentdbclient.exceptions import NotFoundError, WrongCurrentVersionError


def event(n, kind="order.placed"):
    return NewEvent(type=kind, data=b'{"n": %d}' % n, metadata=b'{"by": "python"}', id=uuid.UUID(int=n))


def refused(call, error=WrongCurrentVersionError):
    try:
        call()
    except error as found:
        return found
    raise AssertionError(f"expected {error}")


client = KurrentDBClient(os.environ["URL"])
append = client.append_to_stream

begun = append("python-1", events=[event(1), event(2)], current_version=StreamState.NO_STREAM)
assert append("python-1", events=[event(1), event(2)], current_version=StreamState.NO_STREAM) == begun
assert "1" in str(refused(lambda: append("python-1", events=event(9), current_version=StreamState.NO_STREAM)))
refused(lambda: append("python-1", events=event(9), current_version=7))
refused(lambda: append("python-2", events=event(9), current_version=StreamState.EXISTS))
paid = append("python-1", events=event(3, "order.paid"), current_version=1)
last = append("python-1", events=event(4), current_version=StreamState.EXISTS)
assert begun < paid < last
octets = bytes(range(256))
append("python-2", events=NewEvent("blob.kept", octets, content_type="application/octet-stream"), current_version=StreamState.ANY)

found = client.get_stream("python-1")
assert [one.id.int for one in found] == [1, 2, 3, 4], found
assert [one.stream_position for one in found] == [0, 1, 2, 3], found
assert (found[3].data, found[3].metadata, found[3].commit_position) == (b'{"n": 4}', b'{"by": "python"}', last)
assert [one.id.int for one in client.get_stream("python-1", stream_position=1, limit=2)] == [2, 3]
assert [one.id.int for one in client.get_stream("python-1", backwards=True, limit=1)] == [4]
assert client.get_stream("python-2")[0].data == octets
refused(lambda: client.get_stream("python-3"), NotFoundError)

# Without further ado this client leaves the server's own events out by an expression that looks ahead.
everything = list(client.read_all())
assert [one.type for one in everything] == ["order.placed"] * 2 + ["order.paid", "order.placed", "blob.kept"]
assert everything == sorted(everything, key=lambda one: one.commit_position)
assert list(client.read_all(commit_position=last)) == everything[3:]
assert list(client.read_all(backwards=True, limit=2)) == everything[:2:-1]

filtered = client.subscribe_to_all(
    commit_position=everything[0].commit_position,
    filter_include=["order."],
    filter_by_prefix=True,
    include_caught_up=True,
    include_checkpoints=True,
    window_size=1,
    checkpoint_interval_multiplier=1,
)
seen, kinds, live = [], set(), False
for said in filtered:
    kinds.add(type(said).__name__)
    if type(said).__name__ == "CaughtUp":
        assert [one.id.int for one in seen] == [2, 3, 4], seen
        append("python-1", events=[event(5, "other.live"), event(6, "order.live")], current_version=3)
    elif type(said).__name__ == "RecordedEvent":
        seen.append(said)
        if said.type == "order.live":
            break
filtered.stop()
assert [one.id.int for one in seen] == [2, 3, 4, 6], seen
assert kinds == {"RecordedEvent", "CaughtUp", "Checkpoint"}, kinds
client.close()
print("complete")
