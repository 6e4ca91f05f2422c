"""Looking for people, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from symposia.features.people.tables import Person
from symposia.kernel.errors import NotAllowed, NotFound
from symposia.kernel.ids import new_id
from tests.support.venue import START, PersonAtVenue, VenueForTests, open_venue

PEOPLE = {
    "Łukasz Żółć": ("Forschungszentrum Jülich", ["segmentation"]),
    "Müller, Ida": ("ETH Zürich", ["Ice Cores"]),
    "ida becker": ("DKFZ", ["100%_sure"]),
    "Zoe Straße": ("AWI", ["sea ice"]),
}


@pytest.fixture
def both(database_url: str, tmp_path: Path) -> Iterator[VenueForTests]:
    """A venue on either database, with the people above."""
    venue = open_venue(tmp_path, database_url)
    for number, (name, (affiliation, topics)) in enumerate(PEOPLE.items()):
        registered(venue, name, f"p{number}@example.org", affiliation=affiliation, topics=topics)
    yield venue
    venue.close()


@pytest.fixture
def ann(both: VenueForTests) -> PersonAtVenue:
    return both.person("ann")


def registered(venue: VenueForTests, name: str, email: str, **more: Any) -> str:
    id = new_id()
    told = {"confirmed": True, "roles": ["attendee"], **more}
    row = Person(id=id, email=email, name=name, registered_at=START, **told)
    venue.seed(lambda db: db.add(row))
    return id


def names(who: PersonAtVenue, **query: Any) -> list[str]:
    return [person["name"] for person in who.does("people.find", **query)["people"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("IDA", ["ida becker", "Müller, Ida"]),
        ("muller", ["Müller, Ida"]),
        ("MÜLLER ice", ["Müller, Ida"]),
        ("strasse", ["Zoe Straße"]),
        ("julich", ["Łukasz Żółć"]),
        ("ice", ["Müller, Ida", "Zoe Straße"]),
        ("%", ["ida becker"]),
        ("0%_s", ["ida becker"]),
        ("nobody", []),
    ],
)
def test_words_are_found_without_case_and_accents(ann: PersonAtVenue, text: str, found: list[str]) -> None:
    assert names(ann, text=text) == found


def test_pages_hold_everybody_once(ann: PersonAtVenue) -> None:
    seen: list[str] = []
    after: dict[str, str] = {}
    more = True
    while more:
        page = ann.does("people.find", limit=1, **after)
        seen += [person["name"] for person in page["people"]]
        more, after = page["more"], {"after": page["people"][-1]["id"]}
    assert sorted(seen) == sorted([*PEOPLE, "Ann"])


@pytest.mark.parametrize("hidden", [{"banned": True}, {"confirmed": False}])
def test_who_is_banned_or_has_not_proved_their_address_is_not_found(
    both: VenueForTests, ann: PersonAtVenue, hidden: dict[str, bool]
) -> None:
    id = registered(both, "Hidden One", "hidden@example.org", **hidden)
    assert names(ann, text="hidden") == []
    with pytest.raises(NotFound):
        ann.does("people.get", person=id)


def test_a_card_shows_public_roles_and_no_address(both: VenueForTests, ann: PersonAtVenue) -> None:
    id = registered(both, "Cem", "cem@example.org", roles=["attendee", "jury", "moderator:forum", "speaker"])
    card = ann.does("people.get", person=id)["person"]
    assert card["roles"] == ["moderator", "speaker"]
    assert "cem@example.org" not in str(card)


def test_the_blocked_stay_findable_and_do_not_learn_of_it(both: VenueForTests, ann: PersonAtVenue) -> None:
    bob = both.person("bob")
    before = bob.does("people.get", person=ann.id)
    ann.does("person.block", person=bob.id, blocked=True)
    assert names(ann, text="bob") == ["Bob"]
    assert bob.does("people.get", person=ann.id) == before


def test_organisers_search_addresses_too_and_others_may_not(both: VenueForTests, ann: PersonAtVenue) -> None:
    listed = both.organiser().does("people.list", text="P1@EXAMPLE")["people"]
    assert [(person["name"], person["email"]) for person in listed] == [("Müller, Ida", "p1@example.org")]
    with pytest.raises(NotAllowed):
        ann.does("people.list")


def test_a_page_after_somebody_who_is_gone_is_refused(ann: PersonAtVenue) -> None:
    with pytest.raises(NotFound):
        ann.does("people.find", after=new_id())
