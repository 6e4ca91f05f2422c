"""The web application's files, and its page for every address that is a place."""

from importlib.resources import files
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

STATIC = Path(str(files("symposia"))) / "static"


class Assets(StaticFiles):
    """Files with a hash in their name: they never change."""

    def file_response(self, *args: object, **more: object) -> Response:
        response = super().file_response(*args, **more)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


async def page(_request: Request) -> Response:
    """The application; it finds out itself which place an address is."""
    index = STATIC / "index.html"
    if not index.is_file():
        return PlainTextResponse("The web part has not been built: run `make demo`.", 503)
    return FileResponse(index, headers={"cache-control": "no-cache"})


routes = [
    Mount("/assets", Assets(directory=STATIC / "assets", check_dir=False)),
    Route("/{path:path}", page, methods=["GET"]),
]
