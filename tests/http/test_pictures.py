"""Portraits: what is taken in, what is left of it, and how it is served."""

import io
import struct
import zlib
from collections.abc import Iterator

import httpx
import pytest
from PIL import Image, PngImagePlugin
from sqlmodel import select

from symposia.features.people.errors import PictureUnreadable
from symposia.features.people.tables import Picture
from symposia.http.pictures import portrait_of
from tests.support.reception import Site


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **more: object) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, 1 if mode in {"P", "1", "L"} else None).save(written, kind, **more)
    return written.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises a great picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(autouse=True)
def pillow_keeps_its_limit() -> Iterator[None]:
    limit = Image.MAX_IMAGE_PIXELS
    yield
    assert limit == Image.MAX_IMAGE_PIXELS


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("size", [(640, 480), (1, 3000), (16, 16)])
def test_every_picture_becomes_a_small_square(kind: str, size: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(portrait_of(picture(kind, size)))) as made:
        assert (made.format, made.size) == ("WEBP", (256, 256))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_kind_of_colour_are_read(mode: str) -> None:
    assert portrait_of(picture(mode=mode))


def test_nothing_but_the_picture_is_kept() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "taken at home")
    exif = Image.Exif()
    exif[0x010E] = "my secret garden"
    exif[0x0112] = 6
    for data in (picture(pnginfo=text), picture("JPEG", exif=exif, comment=b"taken at home")):
        made = portrait_of(data)
        assert b"home" not in made
        assert b"secret" not in made
        with Image.open(io.BytesIO(made)) as opened:
            assert not opened.getexif()


def test_a_picture_that_lies_on_its_side_is_set_upright() -> None:
    drawn = Image.new("RGB", (300, 300), "black")
    drawn.paste("white", (0, 0, 300, 150))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° clockwise: what is on top comes to the right
    written = io.BytesIO()
    drawn.save(written, "JPEG", exif=exif)
    with Image.open(io.BytesIO(portrait_of(written.getvalue()))) as made:
        grey = made.convert("L").tobytes()
    row = grey[128 * 256 : 129 * 256]
    assert row[20] < 50 < 200 < row[236]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        picture("PNG")[:60],
        picture("JPEG")[:200],
        bomb(5001, 5000),
        bomb(30_000, 30_000),
        bomb(0x7FFFFFFF, 0x7FFFFFFF),
        bomb(400, 400),
    ],
)
def test_what_is_no_picture_or_a_bomb_is_refused(data: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        portrait_of(data)


async def keep(browser: httpx.AsyncClient, data: bytes | None = None) -> str:
    answer = await browser.post("/api/pictures", content=data or picture())
    assert answer.status_code == 200, answer.text
    return str(answer.json()["picture"])


async def test_my_picture_is_shown_and_taken_away(site: Site) -> None:
    browser = await site.signed_in("ann")
    path = await keep(browser)
    assert await keep(browser) == path
    me = (await browser.get("/api/front")).json()["me"]["id"]
    (view,) = [view for view in (await browser.get(f"/api/topics/person:{me}")).json()["map"] if view["kind"] == "me"]
    assert view["picture"] == path
    shown = await browser.get(path)
    assert shown.headers["content-type"] == "image/webp"
    assert "immutable" in shown.headers["cache-control"]
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert (await browser.delete("/api/pictures")).json() == {}
    assert (await browser.get(path)).status_code == 404
    assert site.venue.database.read_now(lambda db: db.exec(select(Picture)).all()) == []


async def test_two_people_with_one_picture_have_one_each(site: Site) -> None:
    ann, bob = await site.signed_in("ann"), await site.signed_in("bob")
    assert await keep(ann) != await keep(bob)


async def test_a_few_old_pictures_stay_for_what_was_written_with_them(site: Site) -> None:
    browser = await site.signed_in("ann")
    paths = [await keep(browser, picture(size=(64, 64 + number), mode="L")) for number in (1, 100, 200)]
    assert (await browser.get(paths[0])).status_code == 200
    for number in range(3, 7):
        await keep(browser, picture(size=(64, 70 * number), mode="RGB", kind="JPEG", quality=20 * number % 90))
    kept = site.venue.database.read_now(lambda db: db.exec(select(Picture)).all())
    assert len(kept) <= 5


async def test_pictures_are_taken_from_the_signed_in_and_in_bounds(site: Site) -> None:
    stranger, ann = await site.browser(), await site.signed_in("ann")
    assert (await stranger.post("/api/pictures", content=picture())).status_code == 401
    assert (await ann.post("/api/pictures", content=b"x" * (5 * 1024 * 1024 + 1))).status_code == 413
    assert (await ann.post("/api/pictures", content=b"x")).json()["error"]["code"] == "picture_unreadable"
    foreign = await ann.post("/api/pictures", content=picture(), headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    for _ in range(8):
        await ann.post("/api/pictures", content=b"x")
    assert (await ann.post("/api/pictures", content=picture())).status_code == 429


@pytest.mark.parametrize("path", ["/pictures/%00", "/pictures/%00.webp", "/calendar/session/%00.ics"])
async def test_what_cannot_be_a_name_is_not_looked_for(site: Site, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await site.signed_in("ann")

    def looked(*_: object) -> None:
        raise AssertionError("PostgreSQL would not take this")

    monkeypatch.setattr("symposia.http.pictures._data", looked)
    assert (await browser.get(path)).json().get("error", {}).get("code") == "not_found"
