"""Compressed answers, each body compressed once.

Only for bodies without secrets: next to text that somebody else chose, the length of a compressed secret tells it
(the BREACH attack).
"""

import gzip
from functools import lru_cache
from pathlib import Path

from starlette.datastructures import Headers

LEAST = 1024
"""Bodies of fewer bytes are sent as they are."""


def accepts_gzip(headers: Headers) -> bool:
    return "gzip" in headers.get("accept-encoding", "")


@lru_cache(maxsize=8)
def gzipped(body: bytes) -> bytes:
    """`body` compressed; kept, because whole crowds ask for the same."""
    return _compress(body)


@lru_cache(maxsize=256)
def gzipped_file(path: str) -> bytes:
    """The file at `path` compressed; kept, so it is for files that never change."""
    return _compress(Path(path).read_bytes())


def _compress(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)
