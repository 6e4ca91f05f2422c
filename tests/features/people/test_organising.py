"""What organisers do about people."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import Session, select

from symposia.features.people.actors import actor_of
from symposia.features.people.organising import ban, set_roles
from symposia.features.people.organising_wire import BanPerson, SetRoles
from symposia.features.people.tables import Person
from symposia.infra.database import Database
from symposia.kernel.context import Context
from symposia.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from symposia.kernel.ids import new_id
from tests.support.venue import START, PersonAtVenue, VenueForTests
from tests.support.waiting import eventually

LISTED = [
    {"email": "Cem@Example.org", "name": "Cem"},
    {"email": "dee@example.org", "name": "Dee", "affiliation": "AWI", "roles": ["attendee", "speaker"]},
]


@pytest.fixture
def olga(venue: VenueForTests) -> PersonAtVenue:
    return venue.organiser("olga")


@pytest.fixture
def ann(venue: VenueForTests) -> PersonAtVenue:
    """A moderator of the forum who has its staff's topic open."""
    ann = venue.moderator("ann", room="forum")
    ann.follows("room:forum/staff", f"person:{ann.id}")
    return ann


def row(venue: VenueForTests, person: str) -> Person:
    found = venue.rows(lambda db: db.get(Person, person))
    assert found is not None
    return found


def listed(olga: PersonAtVenue) -> dict[str, Any]:
    return {person["email"]: person for person in olga.does("people.list")["people"]}


def test_somebody_is_entered_and_changed(olga: PersonAtVenue) -> None:
    id = new_id()
    for name in ("Bob", "Robert"):
        olga.does("people.save", id=id, email="BOB@example.org ", name=name, roles=["attendee", "jury"])
    bob = listed(olga)["bob@example.org"]
    assert (bob["id"], bob["name"], bob["roles"]) == (id, "Robert", ["attendee", "jury"])
    assert not bob["confirmed"]


def test_an_address_belongs_to_one_person(olga: PersonAtVenue, ann: PersonAtVenue) -> None:
    with pytest.raises(Conflict) as refused:
        olga.does("people.save", id=new_id(), email="ann@example.org", name="Ann too")
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    "wrong",
    [
        "ann",
        "a@b@c",
        "a b@example.org",
        "a@exa mple.org",
        "a@x.org\nBcc: b@x.org",
        "@x.org",
        "=?utf-8?q?a?=@x.org",
        ".a@x.org",
    ],
)
def test_what_is_no_address_is_refused(olga: PersonAtVenue, wrong: str) -> None:
    with pytest.raises(Invalid):
        olga.does("people.save", id=new_id(), email=wrong, name="Ann")


def test_a_list_is_entered_once_however_often_it_is_sent(olga: PersonAtVenue) -> None:
    assert olga.does("people.import", people=LISTED) == {"people": 2}
    assert olga.does("people.import", people=LISTED) == {"people": 2}
    assert listed(olga)["dee@example.org"]["roles"] == ["attendee", "speaker"]
    assert set(listed(olga)) == {"olga@example.org", "cem@example.org", "dee@example.org"}


def test_who_is_known_keeps_what_they_said_and_gets_roles(
    venue: VenueForTests, olga: PersonAtVenue, ann: PersonAtVenue
) -> None:
    olga.does("people.import", people=[{"email": "ann@example.org", "name": "Other Name", "roles": ["speaker"]}])
    assert row(venue, ann.id).name == "Ann"
    assert row(venue, ann.id).roles == ["attendee", "moderator:forum", "speaker"]


def test_a_list_has_200_lines_at_most(olga: PersonAtVenue) -> None:
    with pytest.raises(Invalid):
        olga.does("people.import", people=[LISTED[0]] * 201)


def test_a_ban_closes_the_connection_and_can_be_taken_back(
    venue: VenueForTests, olga: PersonAtVenue, ann: PersonAtVenue
) -> None:
    olga.does("people.ban", person=ann.id, banned=True)
    venue.run(eventually(lambda: ann.socket.line.ended == (4403, "banned"), within=2))
    olga.does("people.ban", person=ann.id, banned=False)
    assert not row(venue, ann.id).banned


def test_organisers_cannot_lock_themselves_out(olga: PersonAtVenue) -> None:
    refused: list[tuple[str, dict[str, Any]]] = [
        ("people.ban", {"person": olga.id, "banned": True}),
        ("people.set_roles", {"person": olga.id, "roles": ["attendee"]}),
        ("people.save", {"id": olga.id, "email": "olga@example.org", "name": "Olga", "roles": ["attendee"]}),
    ]
    for command, fields in refused:
        with pytest.raises(Conflict):
            olga.does(command, **fields)


def test_a_lost_role_closes_what_it_had_opened(olga: PersonAtVenue, ann: PersonAtVenue) -> None:
    olga.does("people.set_roles", person=ann.id, roles=["attendee", "moderator:forum", "speaker"])
    assert "speaker" in ann.sees("me")["roles"]
    assert ann.socket.copies.closed == {}
    olga.does("people.set_roles", person=ann.id, roles=["attendee"])
    assert ann.is_shown_out_of("room:forum/staff") == "not_allowed"
    assert ann.sees("me")["roles"] == ["attendee"]
    assert ann.socket.line.ended is None


@pytest.mark.parametrize("role", ["king", "moderator:", "jury:forum", ""])
def test_a_role_that_is_none_is_refused(olga: PersonAtVenue, ann: PersonAtVenue, role: str) -> None:
    with pytest.raises(Invalid):
        olga.does("people.set_roles", person=ann.id, roles=[role])


def test_nobody_moderates_a_room_that_there_is_not(
    venue: VenueForTests, olga: PersonAtVenue, ann: PersonAtVenue
) -> None:
    lost = ["attendee", "moderator:atic"]
    asked: list[tuple[str, dict[str, Any]]] = [
        ("people.set_roles", {"person": ann.id, "roles": lost}),
        ("people.save", {"id": new_id(), "email": "x@example.org", "name": "X", "roles": lost}),
        ("people.import", {"people": [*LISTED, {"email": "x@example.org", "name": "X", "roles": lost}]}),
    ]
    for command, fields in asked:
        with pytest.raises(Invalid, match="no room “atic”"):
            olga.does(command, **fields)
    assert "dee@example.org" not in listed(olga), "a list is entered as a whole, or not at all"
    venue.room("attic")
    olga.does("people.set_roles", person=ann.id, roles=["attendee", "moderator:attic"])
    assert row(venue, ann.id).roles == ["attendee", "moderator:attic"]


def test_only_organisers_may(ann: PersonAtVenue) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("people.save", {"id": new_id(), "email": "x@example.org", "name": "X"}),
        ("people.import", {"people": LISTED}),
        ("people.ban", {"person": ann.id, "banned": True}),
        ("people.sign_out", {"person": ann.id}),
        ("people.set_roles", {"person": ann.id, "roles": ["organiser"]}),
        ("people.invitation", {}),
    ]
    for command, fields in asked:
        with pytest.raises(NotAllowed):
            ann.does(command, **fields)


def test_nobody_asks_in_the_name_of_the_server(olga: PersonAtVenue) -> None:
    with pytest.raises(NotAllowed):
        olga.does("entering.picture", person=olga.id)


def test_who_is_not_there_is_not_found(olga: PersonAtVenue) -> None:
    with pytest.raises(NotFound):
        olga.does("people.ban", person=new_id(), banned=True)


def test_an_organiser_who_has_been_dismissed_meanwhile_dismisses_nobody(
    venue: VenueForTests, olga: PersonAtVenue
) -> None:
    """What the loser of two who dismiss each other at once finds, on PostgreSQL, when its turn comes."""
    ora = venue.organiser("ora")

    def meanwhile(db: Session) -> None:
        organising = Context(
            db=db,
            actor=actor_of(db.get_one(Person, olga.id)),
            now=venue.clock.now(),
            place=None,
            real_now=venue.clock.now(),
        )
        db.get_one(Person, olga.id).roles = ["attendee"]
        db.flush()
        with pytest.raises(NotAllowed):
            set_roles(organising, SetRoles(person=ora.id, roles=("attendee",)))
        with pytest.raises(NotAllowed):
            ban(organising, BanPerson(person=ora.id, banned=True))

    venue.rows(meanwhile)
    assert "organiser" in row(venue, ora.id).roles


@pytest.mark.slow
def test_of_two_organisers_who_dismiss_each_other_one_is_left(postgres_url: str) -> None:
    database = Database(postgres_url)
    both = [Person(id=new_id(), email=f"{name}@x.org", name=name, registered_at=START) for name in ("a", "b")]
    for person in both:
        person.roles = ["organiser"]
    database.write_now(lambda db: db.add_all(both))
    ready = Barrier(2, timeout=20)

    def dismiss(me: str, other: str) -> str:
        tries = count()

        def work(db: Session) -> str:
            actor = actor_of(db.get_one(Person, me))
            if next(tries) == 0:
                ready.wait()
            if not actor.organises:
                return "refused"
            now = datetime.now(UTC)
            set_roles(Context(db=db, actor=actor, now=now, place=None, real_now=now), SetRoles(person=other, roles=()))
            return "done"

        try:
            return database.write_now(work)
        except NotAllowed:
            return "refused"

    with ThreadPoolExecutor(2) as threads:
        ids = [person.id for person in both]
        done = sorted(threads.map(dismiss, ids, reversed(ids)))
    left = database.read_now(lambda db: [person.name for person in db.exec(select(Person)) if person.roles])
    database.close()
    assert done == ["done", "refused"]
    assert len(left) == 1
