"""Moderators say what is on the stage."""

import pytest
from sqlmodel import Session

from symposia.features.programme.tables import Conference
from symposia.kernel.errors import Invalid, NotAllowed, NotFound
from tests.support.venue import PersonAtVenue, VenueForTests

TALK = "https://youtu.be/dQw4w9WgXcQ"
HOLDING = {"kind": "stage", "id": "forum", "mode": "holding"}
SHOWN = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"


@pytest.fixture
def mia(venue: VenueForTests) -> PersonAtVenue:
    mia = venue.moderator("mia", room="forum")
    mia.follows("room:forum/staff")
    return mia


def acts(mia: PersonAtVenue) -> list[tuple[str, str]]:
    return [(entry["act"], entry["detail"]) for entry in mia.sees_all("log")]


def allow_host(db: Session) -> None:
    conference = db.get_one(Conference, 1)
    conference.media_hosts = ["video.example.org"]
    db.add(conference)


def test_a_room_begins_with_its_holding_slide(mia: PersonAtVenue) -> None:
    assert mia.sees_all("stage") == [HOLDING]


def test_everybody_in_the_room_sees_what_is_embedded(mia: PersonAtVenue) -> None:
    mia.does("stage.set", room="forum", mode="embed", url=TALK, title="A talk")
    (stage,) = mia.sees_all("stage")
    assert stage == {
        "kind": "stage",
        "id": "forum",
        "mode": "embed",
        "provider": "youtube",
        "url": SHOWN,
        "title": "A talk",
    }
    assert acts(mia) == [("stage.set", f"embed {SHOWN}")]


def test_the_same_again_changes_nothing_and_is_not_logged_again(mia: PersonAtVenue) -> None:
    mia.does("stage.set", room="forum", mode="embed", url=TALK)
    mia.does("stage.set", room="forum", mode="embed", url=SHOWN)
    assert len(acts(mia)) == 1


def test_back_to_the_holding_slide(mia: PersonAtVenue) -> None:
    mia.does("stage.set", room="forum", mode="embed", url=TALK)
    mia.does("stage.set", room="forum", mode="holding", url=TALK)
    assert mia.sees_all("stage") == [HOLDING]


def test_a_stream_needs_a_host_that_organisers_allowed(venue: VenueForTests, mia: PersonAtVenue) -> None:
    stream = {"room": "forum", "mode": "stream", "url": "https://video.example.org/live.m3u8"}
    with pytest.raises(Invalid, match="none is allowed yet") as refused:
        mia.does("stage.set", **stream)
    assert refused.value.field == "url"

    venue.seed(allow_host)
    mia.does("stage.set", **stream)
    (stage,) = mia.sees_all("stage")
    assert (stage["mode"], stage["url"]) == ("stream", "https://video.example.org/live.m3u8")


def test_an_unknown_provider_is_refused_with_those_that_are_possible(mia: PersonAtVenue) -> None:
    with pytest.raises(Invalid, match=r"YouTube, Vimeo or media\.ccc\.de"):
        mia.does("stage.set", room="forum", mode="embed", url="https://evil.example/x")
    assert mia.sees_all("stage") == [HOLDING]


@pytest.mark.parametrize("role", ["attendee", "speaker", "moderator:attic"])
def test_only_the_room_s_moderators_set_its_stage(venue: VenueForTests, role: str) -> None:
    venue.room("forum")
    with pytest.raises(NotAllowed):
        venue.person("max", role).does("stage.set", room="forum", mode="embed", url=TALK)


def test_there_is_no_stage_without_a_room(mia: PersonAtVenue) -> None:
    with pytest.raises(NotFound):
        mia.does("stage.set", room="cellar", mode="holding")
