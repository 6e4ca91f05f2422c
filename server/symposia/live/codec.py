"""How changes look on the wire of a browser and on the bus between processes."""

import json
from collections.abc import Iterable, Mapping

from symposia.kernel.topics import Change, Encoded, Key, Snapshot


def dump(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def map_frame(topic: str, snapshot: Snapshot) -> bytes:
    """The whole map of a topic, as a browser gets it."""
    head = b'{"topic":%s,"epoch":%s,"seq":%d,"map":[' % (dump(topic), dump(snapshot.epoch), snapshot.seq)
    return head + b",".join(snapshot.views.values()) + b"]}"


def change_frame(topic: str, prev: int, seq: int, put: Mapping[Key, bytes], drop: Iterable[Key]) -> bytes:
    """What brings a copy of the map from `prev` to `seq`."""
    body = b'{"topic":%s,"prev":%d,"seq":%d,"put":[' % (dump(topic), prev, seq) + b",".join(put.values())
    return body + b'],"drop":' + dump(list(drop)) + b"}"


def say_frame(topic: str, says: Iterable[bytes]) -> bytes:
    return b'{"topic":%s,"say":[' % dump(topic) + b",".join(says) + b"]}"


def closed_frame(topic: str, error: Mapping[str, object]) -> bytes:
    """Tells that this connection follows `topic` no longer, and why."""
    return dump({"topic": topic, "closed": error})


def encode(change: Change, epoch: str, prev: int, seq: int, origin: str) -> Encoded:
    """The one time that a view is turned into bytes."""
    return Encoded(
        topic=change.topic,
        epoch=epoch,
        prev=prev,
        seq=seq,
        put={key: view.encoded() for key, view in change.put.items()},
        drop=tuple(change.drop),
        says=tuple(view.encoded() for view in change.says),
        origin=origin,
    )


def pack(change: Encoded) -> bytes:
    """A change for the bus: a line of JSON that says where each view begins, then the views as they are."""
    head = {
        "topic": change.topic,
        "epoch": change.epoch,
        "prev": change.prev,
        "seq": change.seq,
        "origin": change.origin,
        "put": [[*key, len(view)] for key, view in change.put.items()],
        "drop": list(change.drop),
        "says": [len(view) for view in change.says],
    }
    return dump(head) + b"\n" + b"".join(change.put.values()) + b"".join(change.says)


def unpack(data: bytes) -> Encoded:
    head, _, body = data.partition(b"\n")
    told = json.loads(head)
    at = 0

    def take(length: int) -> bytes:
        nonlocal at
        at += length
        return body[at - length : at]

    put = {(kind, id): take(length) for kind, id, length in told["put"]}
    return Encoded(
        topic=told["topic"],
        epoch=told["epoch"],
        prev=told["prev"],
        seq=told["seq"],
        put=put,
        drop=tuple((kind, id) for kind, id in told["drop"]),
        says=tuple(take(length) for length in told["says"]),
        origin=told["origin"],
    )
