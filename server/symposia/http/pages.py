"""The web application's files, and its page for every address that is a place."""

import os
from importlib.resources import files
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from symposia.http.compression import LEAST, accepts_gzip, gzipped_file
from symposia.kernel.errors import NotFound

STATIC = Path(str(files("symposia"))) / "static"
FIXED = ("boot.js", "mark.svg")
"""Files at the root without a hash in their name: asked for anew each time."""


class Assets(StaticFiles):
    """Files with a hash in their name: they never change. Texts are sent compressed."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        texts = Path(full_path).suffix in {".js", ".css", ".svg", ".json"} and stat_result.st_size >= LEAST
        if texts and response.status_code == 200 and accepts_gzip(Headers(scope=scope)):
            kept = {name: response.headers[name] for name in ("etag", "content-type")}
            response = Response(gzipped_file(os.fspath(full_path)), headers={**kept, "content-encoding": "gzip"})
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        if texts:
            response.headers["vary"] = "accept-encoding"
        return response


async def page(_request: Request) -> Response:
    """The application; it finds out itself which place an address is."""
    index = STATIC / "index.html"
    if not index.is_file():
        return PlainTextResponse("The web part has not been built: run `make demo`.", 503)
    return FileResponse(index, headers={"cache-control": "no-cache"})


async def fixed(request: Request) -> Response:
    """One of the `FIXED` files."""
    path = STATIC / request.url.path.removeprefix("/")
    if not path.is_file():
        return PlainTextResponse("The web part has not been built: run `make demo`.", 503)
    return FileResponse(path, headers={"cache-control": "no-cache"})


async def nothing_here(_request: Request) -> Response:
    """A program that asks for what is not there shall not be shown the application."""
    raise NotFound()


routes = [
    *(Route(f"/{name}", fixed, methods=["GET"]) for name in FIXED),
    Mount("/assets", Assets(directory=STATIC / "assets", check_dir=False)),
    Route("/api/{path:path}", nothing_here),
    Route("/{path:path}", page, methods=["GET"]),
]
