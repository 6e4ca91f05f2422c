"""The catalogue over HTTP: `POST /api/do/<command>` and `GET /api/topics/<topic>`."""

import asyncio
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from symposia.gen.openapi import openapi
from symposia.http.compression import LEAST, accepts_gzip, gzipped
from symposia.http.forms import brakes_of
from symposia.http.serving import read_body, signed_in, venue_of
from symposia.kernel.feature import Catalogue
from symposia.live.codec import dump, map_frame
from symposia.live.connection import read_object

MOST_BYTES = 64 * 1024
COMPRESSED = frozenset({"programme"})
"""Topics whose maps are big, and the same for everybody: nothing in them is secret."""


async def do(request: Request) -> Response:
    """Carry out a command; the body holds its fields."""
    actor = await signed_in(request)
    fields = read_object(await read_body(request, MOST_BYTES) or b"{}")
    done = await venue_of(request).dispatcher.ask(actor.id, request.path_params["command"], fields, actor.sign_in)
    return Response(
        b'{"ok":%s,"seq":%s}' % (done.ok.encoded(), dump(dict(done.seq))),
        media_type="application/json",
        headers={"cache-control": "no-store"},
    )


async def topic(request: Request) -> Response:
    """The map of a topic, with an ETag that is its place in time: a copy to follow on from."""
    actor = await signed_in(request)
    brakes_of(request).maps.spend(actor.id)
    name = request.path_params["topic"]
    venue = venue_of(request)
    await venue.dispatcher.look(actor, name)
    snapshot = await venue.hub.snapshot(name)
    tag = f'"{snapshot.epoch}-{snapshot.seq}"'
    headers = {"etag": tag, "cache-control": "private, no-cache", "vary": "cookie, authorization, accept-encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = map_frame(name, snapshot)
    if name in COMPRESSED and len(body) >= LEAST and accepts_gzip(request.headers):
        headers["content-encoding"], body = "gzip", gzipped(body)
    return Response(body, media_type="application/json", headers=headers)


async def document(request: Request) -> Response:
    """OpenAPI 3.1 of all this; nobody has to be signed in."""
    body = await asyncio.to_thread(_written, venue_of(request).catalogue)
    headers = {"cache-control": "no-cache", "vary": "accept-encoding"}
    if accepts_gzip(request.headers):
        headers["content-encoding"], body = "gzip", gzipped(body)
    return Response(body, media_type="application/json", headers=headers)


@lru_cache(maxsize=1)
def _written(catalogue: Catalogue) -> bytes:
    """Kept: to describe everything takes a tenth of a second, and anybody may ask for it."""
    return dump(openapi(catalogue))


routes = [
    Route("/api/openapi.json", document, methods=["GET"]),
    Route("/api/do/{command}", do, methods=["POST"]),
    Route("/api/topics/{topic:path}", topic, methods=["GET"]),
]
