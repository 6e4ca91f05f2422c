"""Portraits: taken in, re-encoded, served."""

import hashlib
import hmac
import io
import re
import warnings
from functools import cache, partial

from anyio import CapacityLimiter, to_thread
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from symposia.features.people.entering_wire import SetPicture
from symposia.features.people.errors import PictureUnreadable
from symposia.features.people.tables import Picture
from symposia.http.forms import brakes_of
from symposia.http.serving import read_body, signed_in, venue_of
from symposia.kernel.errors import NotFound

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
SIDE = 256
FORMATS = ("PNG", "JPEG", "WEBP")
_NAME = re.compile(r"[0-9a-z]{1,70}\.webp")
AT_ONCE = 2
"""How many are unpacked at the same time: one of 25 megapixels takes up to 200 MB."""


async def keep(request: Request) -> Response:
    """Show the picture in the body beside my name."""
    actor = await signed_in(request)
    brakes_of(request).pictures.spend(actor.id)
    portrait = await to_thread.run_sync(portrait_of, await read_body(request, MOST_BYTES), limiter=_limiter())
    venue = venue_of(request)
    # Not to be guessed: who has not been shown the picture does not find it.
    name = hmac.new(venue.store.secret, actor.id.encode() + portrait, hashlib.sha256).hexdigest()[:40] + ".webp"
    row = Picture(name=name, person_id=actor.id, at=venue.clock.real(), data=portrait)
    await venue.database.write(lambda db: db.merge(row))
    await venue.dispatcher.obey(SetPicture(person=actor.id, picture=f"/pictures/{name}"))
    return JSONResponse({"picture": f"/pictures/{name}"})


async def remove(request: Request) -> Response:
    """Show no picture beside my name any more; those that were kept are gone."""
    actor = await signed_in(request)
    await venue_of(request).dispatcher.obey(SetPicture(person=actor.id))
    return JSONResponse({})


async def show(request: Request) -> Response:
    """The picture of this name: it never changes, and is nothing but a picture."""
    name = request.path_params["name"]
    if _NAME.fullmatch(name) is None:
        raise NotFound()
    data = await venue_of(request).database.read(partial(_data, name=name))
    headers = {
        "cache-control": "private, max-age=31536000, immutable",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(data, media_type="image/webp", headers=headers)


def portrait_of(data: bytes) -> bytes:
    """The picture in `data` as WebP of 256 × 256 px, upright, without anything else that was in the file.

    PictureUnreadable for what is no PNG, JPEG or WebP, is broken, or would unpack to more than 25 megapixels:
    that is decided by the header, before anything is unpacked.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise PictureUnreadable()
                opened.draft("RGB", (2 * SIDE, 2 * SIDE))
                upright = ImageOps.exif_transpose(opened).convert("RGB")
        portrait = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS)
        written = io.BytesIO()
        Image.frombytes("RGB", portrait.size, portrait.tobytes()).save(written, "WEBP", quality=82)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise PictureUnreadable() from error
    return written.getvalue()


@cache
def _limiter() -> CapacityLimiter:
    """Of the process; made when it is first needed, as it belongs to an event loop."""
    return CapacityLimiter(AT_ONCE)


def _data(db: Session, name: str) -> bytes:
    row = db.get(Picture, name)
    if row is None:
        raise NotFound()
    return row.data


routes = [
    Route("/api/pictures", keep, methods=["POST"]),
    Route("/api/pictures", remove, methods=["DELETE"]),
    Route("/pictures/{name}", show, methods=["GET"]),
]
