"""What is compressed on its way, and what must not be."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.routing import Mount

from symposia.features.people.actors import hashed
from symposia.features.people.tables import ApiToken, Person
from symposia.features.programme.tables import Conference
from symposia.features.rooms.tables import Room
from symposia.http.pages import Assets
from tests.support.site import BASE, open_site

NOW = datetime(2021, 4, 14, 9, tzinfo=UTC)
ANN = "00000000-0000-7000-8000-00000000000a"
GZIP, PLAIN = {"accept-encoding": "gzip"}, {"accept-encoding": "identity"}
SCRIPT = "const words = 'the same again'\n" * 100


def seed(db: Session) -> None:
    db.add(Conference(title="Helmholtz AI", first_day=date(2021, 4, 14), last_day=date(2021, 4, 15)))
    db.add(Room(id="forum", title="Forum", description="Use cases and workshops. " * 60))
    biography = "Something that compresses well. " * 60
    db.add(Person(id=ANN, email="ann@example.org", name="Ann", biography=biography, registered_at=NOW))
    db.flush()
    db.add(ApiToken(id=ANN, person_id=ANN, token_hash=hashed("ann's token"), made_at=NOW))


@pytest.fixture
async def ann(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    async with open_site(tmp_path, seed) as client:
        client.headers["authorization"] = "Bearer ann's token"
        yield client


@pytest.fixture
async def files(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    """A site that serves two scripts and a picture."""
    (tmp_path / "page-1a2b.js").write_text(SCRIPT)
    (tmp_path / "tiny-3c4d.js").write_text("1")
    (tmp_path / "face-5e6f.webp").write_bytes(bytes(5000))
    app = Starlette(routes=[Mount("/assets", Assets(directory=tmp_path))])
    async with AsyncClient(transport=ASGITransport(app), base_url=BASE) as client:
        yield client


async def test_the_programme_is_the_same_compressed_and_plain(ann: AsyncClient) -> None:
    plain = await ann.get("/api/topics/programme", headers=PLAIN)
    packed = await ann.get("/api/topics/programme", headers=GZIP)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert "accept-encoding" in plain.headers["vary"]


async def test_a_programme_that_one_has_is_not_sent_again(ann: AsyncClient) -> None:
    tag = (await ann.get("/api/topics/programme", headers=GZIP)).headers["etag"]
    again = await ann.get("/api/topics/programme", headers={**GZIP, "if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


async def test_what_only_one_person_may_see_is_never_compressed(ann: AsyncClient) -> None:
    answer = await ann.get(f"/api/topics/person:{ANN}", headers=GZIP)
    assert (answer.status_code, len(answer.content) > 1024) == (200, True)
    assert "content-encoding" not in answer.headers


async def test_a_script_is_the_same_compressed_and_plain(files: AsyncClient) -> None:
    plain = await files.get("/assets/page-1a2b.js", headers=PLAIN)
    packed = await files.get("/assets/page-1a2b.js", headers=GZIP)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text == SCRIPT
    for name in ("content-type", "etag", "cache-control", "vary"):
        assert packed.headers[name] == plain.headers[name]


@pytest.mark.parametrize("name", ["tiny-3c4d.js", "face-5e6f.webp"])
async def test_what_would_not_get_smaller_is_sent_as_it_is(files: AsyncClient, name: str) -> None:
    answer = await files.get(f"/assets/{name}", headers=GZIP)
    assert answer.status_code == 200
    assert "content-encoding" not in answer.headers
    assert "immutable" in answer.headers["cache-control"]


async def test_a_script_that_one_has_is_not_sent_again(files: AsyncClient) -> None:
    tag = (await files.get("/assets/page-1a2b.js", headers=GZIP)).headers["etag"]
    again = await files.get("/assets/page-1a2b.js", headers={**GZIP, "if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")
