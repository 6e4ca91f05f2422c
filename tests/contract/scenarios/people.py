"""People: themselves, each other, what organisers do about them, and how they come in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from symposia.features.people.tables import Person, SignIn
from symposia.kernel.errors import Conflict, NotFound
from tests.contract.scenarios.registry import plays
from tests.support.venue import START, PersonAtVenue, VenueForTests

CODE, TOKEN, COOKIE = "271828", "t" * 40, "c" * 40


def at_home(*people: PersonAtVenue) -> None:
    for person in people:
        person.follows(f"person:{person.id}")


def signed_in(venue: VenueForTests, person: PersonAtVenue) -> str:
    id = venue.id()
    until = START + timedelta(days=1)
    row = SignIn(id=id, person_id=person.id, token_hash=id, at=START, seen_at=START, until=until)
    venue.seed(lambda db: db.add(row))
    return id


@plays("person.edit")
def i_tell_of_myself(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob")
    at_home(ann)
    fields: dict[str, Any] = {"name": "Ann Lindqvist", "affiliation": "Uppsala", "field": "Linguistics"}
    ann.does("person.edit", **fields, topics=["corpora"], languages=["sv", "en"], time_zone="Europe/Stockholm")
    assert {name: ann.sees("me")[name] for name in fields} == fields
    assert bob.does("people.get", person=ann.id)["person"]["topics"] == ["corpora"]


@plays("person.block")
def a_block_is_known_to_the_blocker_alone(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob")
    at_home(ann, bob)
    ann.does("person.block", person=bob.id, blocked=True)
    assert ann.sees("block")["name"] == "Bob"
    assert bob.sees_all("block") == []
    ann.does("person.block", person=bob.id, blocked=False)
    assert ann.sees_all("block") == []


@plays("notice.read", "notice.read_all")
def notices_are_read(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob", room="keynote")
    at_home(bob)
    for text in ("one", "two", "three"):
        ann.does("chat.post", room="keynote", id=venue.id(), text=f"{text} @[Bob]({bob.id})")
    first = min(notice["id"] for notice in bob.sees_all("notice"))
    bob.does("notice.read", id=first)
    assert [notice["id"] for notice in bob.sees_all("notice") if notice["read"]] == [first]
    with pytest.raises(NotFound):
        ann.does("notice.read", id=first)
    bob.does("notice.read_all")
    assert all(notice["read"] for notice in bob.sees_all("notice"))


@plays("people.find", "people.get")
def people_find_each_other(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob")
    found = ann.does("people.find", text="bob")
    assert [card["id"] for card in found["people"]] == [bob.id]
    assert "email" not in found["people"][0]
    assert ann.does("people.get", person=bob.id)["person"]["name"] == "Bob"
    with pytest.raises(NotFound):
        ann.does("people.get", person=venue.id())


@plays("people.list", "people.save", "people.import")
def organisers_enter_people(venue: VenueForTests) -> None:
    ora = venue.organiser()
    at_home(ora)
    (ann,) = venue.attendees("ann")
    at_home(ann)
    cem = venue.id()
    ora.does("people.save", id=cem, email="Cem@example.org", name="Cem", roles=["attendee", "speaker"])
    ora.does("people.save", id=ann.id, email="ann@example.org", name="Ann L.", roles=["attendee"])
    assert ann.sees("me")["name"] == "Ann L."
    lines = [{"email": "dee@example.org", "name": "Dee"}, {"email": "ann@example.org", "name": "A", "roles": ["jury"]}]
    assert ora.does("people.import", people=lines) == {"people": 2}
    assert ann.sees("me")["roles"] == ["attendee", "jury"]
    listed = ora.does("people.list")["people"]
    assert [person["email"].split("@")[0] for person in listed] == ["ann", "cem", "dee", "ora"]
    with pytest.raises(Conflict):
        ora.does("people.save", id=venue.id(), email="cem@example.org", name="Another Cem")


@plays("people.set_roles")
def a_role_that_is_lost_closes_what_it_opened(venue: VenueForTests) -> None:
    ora, mo = venue.organiser(), venue.moderator("mo")
    at_home(mo)
    venue.room("keynote")
    mo.follows("room:keynote/staff")
    ora.does("people.set_roles", person=mo.id, roles=["attendee"])
    assert mo.is_shown_out_of("room:keynote/staff") == "not_allowed"
    assert mo.sees("me")["roles"] == ["attendee"]
    with pytest.raises(Conflict):
        ora.does("people.set_roles", person=ora.id, roles=["attendee"])


@plays("people.ban", "people.sign_out")
def who_is_banned_or_signed_out_loses_the_line(venue: VenueForTests) -> None:
    ora = venue.organiser()
    ann, bob = venue.attendees("ann", "bob", room="keynote")
    sign_in = signed_in(venue, bob)
    ora.does("people.ban", person=ann.id, banned=True)
    venue.wait_for(lambda: ann.socket.line.ended == (4403, "banned"))
    ora.does("people.ban", person=ann.id, banned=False)
    ora.does("people.sign_out", person=bob.id)
    ended = venue.rows(lambda db: db.get(SignIn, sign_in))
    assert ended is not None
    assert ended.ended


@plays("people.invitation")
def organisers_make_an_invitation(venue: VenueForTests) -> None:
    invitation = venue.organiser().does("people.invitation", days=2)
    assert invitation["until"] == "2021-04-16T08:24:00.000Z"
    assert len(invitation["token"]) > 20


@plays("signins.mine", "signin.end")
def i_sign_another_browser_out(venue: VenueForTests) -> None:
    ann, bob = venue.attendees("ann", "bob")
    sign_in = signed_in(venue, ann)
    assert [row["id"] for row in ann.does("signins.mine")["signins"]] == [sign_in]
    with pytest.raises(NotFound):
        bob.does("signin.end", id=sign_in)
    ann.does("signin.end", id=sign_in)
    assert ann.does("signins.mine")["signins"] == []


def mailed(venue: VenueForTests, person: str) -> None:
    fields = {"email": f"{person}@example.org", "language": "en", "base_url": "https://venue.example.org"}
    venue.system("entering.send", **fields, code=CODE, token=TOKEN)


def entered(answer: Any) -> str | None:
    person: str | None = answer.person
    return person


@plays("entering.send", "entering.code")
def a_code_lets_in_once(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann")
    mailed(venue, "ann")
    fields = {"cookie": COOKIE, "days": 30, "email": "ann@example.org"}
    assert entered(venue.system("entering.code", **fields, code="000000")) is None
    assert entered(venue.system("entering.code", **fields, code=CODE)) == ann.id
    assert entered(venue.system("entering.code", **{**fields, "cookie": "d" * 40}, code=CODE)) is None


@plays("entering.link")
def a_link_lets_in_once(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann")
    mailed(venue, "ann")
    assert entered(venue.system("entering.link", cookie=COOKIE, days=30, token=TOKEN)) == ann.id
    assert entered(venue.system("entering.link", cookie="d" * 40, days=30, token=TOKEN)) is None


@plays("entering.ticket")
def a_ticket_lets_in_once(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann")
    at_home(ann)
    fields = {"days": 30, "key": "k" * 20, "email": "ann@example.org", "name": "Ann", "roles": ["speaker"]}
    until = "2021-04-20T00:00:00.000Z"
    assert entered(venue.system("entering.ticket", cookie=COOKIE, **fields, until=until)) == ann.id
    assert ann.sees("me")["roles"] == ["attendee", "speaker"]
    assert entered(venue.system("entering.ticket", cookie="d" * 40, **fields, until=until)) is None


@plays("entering.demo")
def one_click_lets_in_where_it_is_a_demonstration(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann")
    venue.change_conference(demo=True)
    assert entered(venue.system("entering.demo", cookie=COOKIE, days=1, email="ann@example.org")) == ann.id


@plays("entering.picture")
def a_picture_is_shown(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann")
    at_home(ann)
    venue.system("entering.picture", person=ann.id, picture="/pictures/abc.webp")
    assert ann.sees("me")["picture"] == "/pictures/abc.webp"
    assert venue.rows(lambda db: db.get_one(Person, ann.id).picture) == "/pictures/abc.webp"
