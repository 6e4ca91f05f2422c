"""The catalogue over HTTP: commands, maps with their ETag, and refusals as one shape."""

import pytest

from symposia.http import api
from symposia.kernel.feature import Catalogue
from symposia.kernel.ids import new_id
from tests.support.reception import Site


def code_of(answer: object) -> str:
    return str(answer.json()["error"]["code"])  # type: ignore[attr-defined]


async def test_a_command_is_carried_out_and_its_map_has_it(site: Site) -> None:
    olga = await site.signed_in("olga", "organiser")
    room = {"id": "keynote", "title": "Keynote", "description": "", "language": "en", "order": 0}
    done = await olga.post("/api/do/room.save", json=room)
    assert done.status_code == 200, done.text
    assert done.json()["seq"]["programme"] == 1
    answer = await olga.get("/api/topics/programme")
    told = answer.json()
    assert (told["topic"], told["seq"]) == ("programme", 1)
    assert [view["title"] for view in told["map"] if view["kind"] == "room"] == ["Keynote"]
    assert answer.headers["etag"] == f'"{told["epoch"]}-1"'
    assert "private" in answer.headers["cache-control"]
    again = await olga.get("/api/topics/programme", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_what_is_sent_again_is_answered_the_same(site: Site) -> None:
    olga = await site.signed_in("olga", "organiser")
    fields = {"id": new_id(), "text": "Welcome"}
    first, second = [await olga.post("/api/do/announcement.post", json=fields) for _ in range(2)]
    assert first.status_code == second.status_code == 200
    assert first.json()["ok"] == second.json()["ok"]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/api/do/nothing.known", b"{}", 404, "unknown_command"),
        ("/api/do/notice.read", b"{", 400, "malformed"),
        ("/api/do/notice.read", b"[]", 400, "malformed"),
        ("/api/do/notice.read", b'{"id": NaN}', 400, "malformed"),
        ("/api/do/notice.read", b'{"id": 7}', 422, "invalid"),
        ("/api/do/notice.read", b'{"id": "01977c4c-7f00-7000-8000-000000000001"}', 404, "not_found"),
        ("/api/do/notice.read", b" " * 70_000, 413, "too_large"),
        ("/api/do/room.remove", b'{"id": "keynote"}', 403, "not_allowed"),
    ],
)
async def test_what_cannot_be_done_is_told_in_one_shape(
    site: Site, path: str, body: bytes, status: int, code: str
) -> None:
    ann = await site.signed_in("ann")
    answer = await ann.post(path, content=body)
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert answer.json()["error"]["message"]


async def test_strangers_and_wrong_ways_are_told_apart(site: Site) -> None:
    stranger = await site.browser()
    assert code_of(await stranger.get("/api/topics/programme")) == "not_signed_in"
    assert code_of(await stranger.post("/api/do/notice.read", json={})) == "not_signed_in"
    ann = await site.signed_in("ann")
    assert code_of(await ann.get("/api/topics/room:nowhere")) == "not_found"
    assert code_of(await ann.get("/api/nothing")) == "not_found"
    wrong_way = await ann.post("/programme")
    assert (wrong_way.status_code, code_of(wrong_way)) == (405, "not_this_way")


async def test_the_document_is_for_everybody_and_written_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Catalogue] = []

    def document(catalogue: Catalogue) -> dict[str, str]:
        written.append(catalogue)
        return {"openapi": "3.1.0"}

    monkeypatch.setattr(api, "openapi", document)
    stranger = await site.browser()
    for encoding in ("gzip", "identity"):
        answer = await stranger.get("/api/openapi.json", headers={"accept-encoding": encoding})
        assert answer.json() == {"openapi": "3.1.0"}
        assert answer.headers.get("content-encoding", "identity") == encoding
    assert written == [site.venue.catalogue]
