"""The demonstration conference holds together: counts, references, lengths, and no two things at once."""

import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from symposia.demo.cast import CAST
from symposia.demo.chatter import ANNOUNCEMENTS, CHATTER, lines_for
from symposia.demo.model import DemoPerson, SessionType
from symposia.demo.people import demo_people
from symposia.demo.places import CENTRES, PLACES
from symposia.demo.posters import demo_posters
from symposia.demo.programme import DAYS, ROOMS, SESSIONS, instant
from symposia.demo.topics import EXCHANGES, FIELDS, INTENTS, TOPICS
from symposia.demo.wishes import demo_wishes, takes_part

EMAILS = {person.email for person in demo_people()}
SLUGS = {room.slug for room in ROOMS}
REAL_NAMES = {speaker.name for session in SESSIONS for speaker in session.speakers if speaker.email is None}


def roles_of(email: str) -> tuple[str, ...]:
    return next(person.roles for person in demo_people() if person.email == email)


def test_six_hundred_people_with_an_address_and_a_name_each() -> None:
    people = demo_people()
    assert len(people) == len(EMAILS) == len({person.name for person in people}) == 600
    assert all(email.endswith("@example.org") and email.isascii() and email == email.lower() for email in EMAILS)


def test_nobody_real_has_an_account() -> None:
    assert {"Fabian Theis", "Bernt Schiele", "Mihaela van der Schaar", "Noha Sarhan"} <= REAL_NAMES
    taken = {person.name for person in demo_people()}
    assert not taken & (REAL_NAMES | {"Marc Horlacher"})


def test_the_one_click_sign_ins_come_first_and_have_their_roles() -> None:
    assert [person.email for person in demo_people()[:4]] == list(CAST.values())
    for role, email in CAST.items():
        assert role in roles_of(email)


def test_every_duty_has_somebody() -> None:
    duties = Counter(role for person in demo_people() for role in person.roles)
    assert duties["attendee"] == 600
    assert duties["jury"] == 3
    assert duties["presenter"] >= 56
    assert {f"moderator:{slug}" for slug in SLUGS - {"main-stage"}} <= set(duties)


@pytest.mark.parametrize("person", demo_people()[::7], ids=lambda person: person.email)
def test_profiles_use_the_vocabulary(person: DemoPerson) -> None:
    assert person.field in FIELDS
    assert set(person.topics) <= set(TOPICS)
    assert len(set(person.topics)) == len(person.topics)
    assert set(person.seeks) | set(person.offers) <= set(EXCHANGES)
    assert set(person.intents) <= set(INTENTS)
    assert person.seniority in (0, 1, 2)
    assert person.languages
    assert datetime.now(ZoneInfo(person.time_zone)).tzinfo is not None


def test_the_vocabulary_has_no_doubles() -> None:
    assert len(set(TOPICS)) == len(TOPICS)
    assert 75 <= len(TOPICS) <= 90
    assert len(set(EXCHANGES)) == len(EXCHANGES)


def test_people_come_from_all_centres_and_from_elsewhere() -> None:
    assert len(CENTRES) == 18
    from_where = {person.institution for person in demo_people()}
    assert {centre.name for centre in CENTRES} <= from_where
    kinds = {place.kind for place in PLACES if place.name in from_where}
    assert kinds == {"centre", "university", "industry"}


def test_fifty_six_posters_with_their_presenters() -> None:
    posters = demo_posters()
    assert [poster.number for poster in posters] == list(range(1, 57))
    assert len({poster.title for poster in posters}) == len({poster.abstract for poster in posters}) == 56
    assert {poster.subject for poster in posters} == set(FIELDS)
    places = {place.name for place in PLACES}
    for poster in posters:
        assert 100 <= len(poster.abstract.split()) <= 150, poster.number
        assert set(poster.topics) <= set(TOPICS), poster.number
        assert poster.institution in places
        assert poster.presenter_emails
        assert len(poster.presenter_emails) == len(poster.presenters)
        assert all("presenter" in roles_of(email) for email in poster.presenter_emails)


def test_abstracts_are_not_one_template() -> None:
    openings = Counter(" ".join(poster.abstract.split()[:3]) for poster in demo_posters())
    assert max(openings.values()) == 1


def test_the_first_prize_is_a_fact_and_says_that_its_summary_is_not() -> None:
    winner = demo_posters()[9]
    assert winner.title == "Computational Mapping of the Human SARS-CoV-2 Protein-RNA Interactome"
    assert winner.authors == ("Marc Horlacher",)
    assert "written for the demonstration" in winner.abstract


def test_sessions_refer_to_what_exists() -> None:
    assert len({session.key for session in SESSIONS}) == len(SESSIONS)
    assert {session.type for session in SESSIONS} == set(get_args(SessionType))
    assert {session.language for session in SESSIONS} == {"en", "de"}
    for session in SESSIONS:
        assert session.room in SLUGS
        assert set(session.moderator_emails) <= EMAILS
        assert {speaker.email for speaker in session.speakers if speaker.email} <= EMAILS
        assert "emonstration" in session.abstract, f"{session.key} does not say that its text is invented"
        for email in session.moderator_emails:
            assert {"moderator", f"moderator:{session.room}"} & set(roles_of(email))
        for speaker in session.speakers:
            assert speaker.email is None or "speaker" in roles_of(speaker.email)


def test_sessions_do_not_overlap_within_a_room() -> None:
    for slug in SLUGS:
        spans = sorted(
            (instant(session.day, session.starts), instant(session.day, session.ends))
            for session in SESSIONS
            if session.room == slug
        )
        assert spans, slug
        assert all(start < end for start, end in spans)
        assert all(before[1] <= after[0] for before, after in pairwise(spans)), slug


def test_nobody_speaks_or_moderates_in_two_rooms_at_once() -> None:
    for one in SESSIONS:
        for other in SESSIONS:
            together = one.day == other.day and one.starts < other.ends and other.starts < one.ends
            if one.room < other.room and together:
                assert not {s.name for s in one.speakers} & {s.name for s in other.speakers}
                assert not set(one.moderator_emails) & set(other.moderator_emails)


def test_an_instant_is_in_utc() -> None:
    assert instant(1, "10:00") == datetime(2021, 4, 14, 8, 0, tzinfo=UTC)
    assert (DAYS[1] - DAYS[0]).days == 1


def test_there_is_enough_to_say_everywhere() -> None:
    assert len(CHATTER) == len(set(CHATTER)) >= 120
    assert all(0 < len(line) <= 200 for line in CHATTER)
    for type_ in get_args(SessionType):
        assert len(lines_for(type_)) >= 20
    assert set(lines_for("keynote", "keynote-schiele")) > set(lines_for("keynote"))
    assert "Hallo zusammen!" in lines_for("talks", language="de")
    assert len(ANNOUNCEMENTS) == 3


def test_the_people_are_the_same_in_every_run() -> None:
    code = "from symposia.demo.people import demo_people; print(hash_of(repr(demo_people())))"
    setup = "import zlib\nhash_of = lambda text: zlib.crc32(text.encode())\n"
    sums = {
        subprocess.run([sys.executable, "-c", setup + code], capture_output=True, check=True, text=True).stdout
        for _ in range(2)
    }
    assert len(sums) == 1
    changed = demo_people()
    changed.clear()
    assert len(demo_people()) == 600


def test_some_wish_to_meet_others_and_some_wishes_are_mutual() -> None:
    wishes = demo_wishes()
    assert len(wishes) == len(set(wishes)) > 250
    assert {email for wish in wishes for email in wish} <= EMAILS
    assert all(one != other for one, other in wishes)
    assert any((other, one) in wishes for one, other in wishes)
    assert any(takes_part(number)[0] for number in range(600))
