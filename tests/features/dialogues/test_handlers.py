"""Messages and appointments of two people. `venue` checks every map after every command, on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from symposia.features.dialogues.errors import NotAcquainted, SlotTaken
from symposia.features.dialogues.handlers import SHOWN
from symposia.features.people.tables import Person
from symposia.features.programme.tables import ProgrammeSession
from symposia.kernel.errors import Closed, Invalid, NotFound, SymposiaError
from tests.features.dialogues.acquaintance import have_met
from tests.support.venue import PersonAtVenue, VenueForTests, open_venue

TEN, ELEVEN, NOON = (f"2021-04-14T{hour}:00:00.000Z" for hour in (10, 11, 12))


@pytest.fixture
def venue(database_url: str, tmp_path: Path) -> Iterator[VenueForTests]:
    opened = open_venue(tmp_path, database_url)
    yield opened
    opened.close()


@pytest.fixture
def people(venue: VenueForTests) -> list[PersonAtVenue]:
    """Ann, who has met Bob and Cem."""
    ann, bob, cem = found = venue.attendees("ann", "bob", "cem")
    for person in found:
        person.follows(f"person:{person.id}")
    have_met(venue, ann, bob, cem)
    return found


def opened(one: PersonAtVenue, other: PersonAtVenue) -> str:
    """Both have their dialogue before them."""
    dialogue = str(one.does("dialogue.open", person=other.id)["dialogue"])
    for person in (one, other):
        person.follows(f"dialogue:{dialogue}")
    return dialogue


def writes(person: PersonAtVenue, dialogue: str, text: str) -> int:
    told = person.does("dialogue.post", dialogue=dialogue, id=person.venue.id(), text=text)
    return int(told["message_seq"])


def proposes(person: PersonAtVenue, dialogue: str, *slots: str) -> str:
    id = person.venue.id()
    person.does("appointment.propose", dialogue=dialogue, id=id, slots=list(slots))
    return id


def agrees(person: PersonAtVenue, dialogue: str, appointment: str, slot: str) -> None:
    person.does("appointment.answer", dialogue=dialogue, appointment=appointment, slot=slot)


def blocks(person: PersonAtVenue, other: PersonAtVenue, blocked: bool = True) -> None:
    person.does("person.block", person=other.id, blocked=blocked)


def refusal(who: PersonAtVenue, command: str, **fields: object) -> type[SymposiaError]:
    with pytest.raises(SymposiaError) as refused:
        who.does(command, **fields)
    return type(refused.value)


# ---- messages


def test_who_has_met_nobody_learns_nothing(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    _ann, bob, cem = people
    for whom in (cem.id, bob.id, venue.id()):
        with pytest.raises(NotAcquainted):
            bob.does("dialogue.open", person=whom)


def test_unread_messages_are_counted_and_told_of_once(people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people
    dialogue = opened(ann, bob)
    first = writes(ann, dialogue, "One")
    writes(ann, dialogue, "Two")
    assert bob.sees("dialogue")["unread"] == 2
    assert len(bob.sees_all("notice")) == 1
    assert ann.sees("dialogue")["unread"] == 0
    bob.does("dialogue.read", dialogue=dialogue, upto=first)
    assert bob.sees("dialogue")["unread"] == 1
    bob.does("dialogue.read", dialogue=dialogue, upto=10_000)
    assert bob.sees_all("notice") == []
    writes(ann, dialogue, "Three")
    assert bob.sees("dialogue")["unread"] == 1, "what was not there could not be read"
    bob.does("dialogue.read", dialogue=dialogue, upto=0)
    assert bob.sees("dialogue")["unread"] == 1


def test_the_map_has_the_newest_and_older_ones_are_asked_for(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    ann, bob, cem = people
    dialogue = opened(ann, bob)
    with venue.held_to_it("many messages"):
        for number in range(SHOWN + 3):
            venue.run(ann.socket.ask("dialogue.post", dialogue=dialogue, id=venue.id(), text=f"No. {number}"))
    shown = bob.sees_all("direct_message")
    assert [shown[0]["text"], len(shown)] == ["No. 3", SHOWN]
    page = bob.does("dialogue.earlier", dialogue=dialogue, before=shown[0]["seq"], limit=2)
    assert ([message["text"] for message in page["messages"]], page["more"]) == (["No. 1", "No. 2"], True)
    assert refusal(cem, "dialogue.earlier", dialogue=dialogue, before=1) is NotFound


def test_the_other_is_shown_as_they_are_called_now(people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people
    dialogue = opened(ann, bob)
    ann.does("person.edit", name="Ann Lindqvist", affiliation="Uppsala")
    writes(ann, dialogue, "I have married")
    assert (bob.sees("dialogue")["name"], bob.sees("dialogue")["affiliation"]) == ("Ann Lindqvist", "Uppsala")


def test_nobody_writes_to_somebody_who_is_banned(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    ann, bob, cem = people
    dialogue, ora = opened(ann, bob), venue.organiser()
    ora.does("people.ban", person=bob.id, banned=True)
    ora.does("people.ban", person=cem.id, banned=True)
    assert refusal(ann, "dialogue.post", dialogue=dialogue, id=venue.id(), text="Hello?") is NotFound
    assert refusal(ann, "dialogue.open", person=cem.id) is NotFound


# ---- a block


def test_who_is_blocked_writes_as_before_and_is_not_heard(people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people
    dialogue = opened(ann, bob)
    writes(bob, dialogue, "Before")
    blocks(ann, bob)
    assert ann.is_shown_out_of(f"dialogue:{dialogue}") == "closed"
    before = ann.sees("dialogue")
    assert (before["unread"], ann.sees_all("notice")) == (0, [])
    writes(bob, dialogue, "After")
    assert bob.sees("dialogue")["text"] == "After"
    assert ann.sees("dialogue") == before
    assert ann.sees_all("notice") == []
    for refused in (
        refusal(ann, "dialogue.post", dialogue=dialogue, id=ann.venue.id(), text="And I?"),
        refusal(ann, "dialogue.earlier", dialogue=dialogue, before=100),
        refusal(ann, "appointment.slots", dialogue=dialogue),
    ):
        assert refused is Closed
    blocks(ann, bob, blocked=False)
    ann.follows(f"dialogue:{dialogue}")
    assert [message["text"] for message in ann.sees_all("direct_message")] == ["Before", "After"]


def test_nobody_opens_a_dialogue_with_whom_they_have_blocked(people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people
    blocks(ann, bob)
    assert refusal(ann, "dialogue.open", person=bob.id) is Closed
    dialogue = str(bob.does("dialogue.open", person=ann.id)["dialogue"])
    writes(bob, dialogue, "Are you there?")
    assert ann.sees_all("dialogue") == []


def test_a_block_calls_off_what_was_agreed_and_proposals_are_not_heard(people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people
    dialogue = opened(ann, bob)
    agreed = proposes(bob, dialogue, TEN)
    agrees(ann, dialogue, agreed, TEN)
    blocks(ann, bob)
    assert bob.sees("appointment", agreed)["state"] == "cancelled"
    unheard = proposes(bob, dialogue, ELEVEN)
    assert bob.sees("appointment", unheard)["state"] == "proposed"
    assert [one["id"] for one in ann.sees_all("appointment")] == [agreed]
    blocks(ann, bob, blocked=False)
    assert refusal(ann, "appointment.answer", dialogue=dialogue, appointment=unheard, slot=ELEVEN) is NotFound
    assert refusal(ann, "appointment.cancel", dialogue=dialogue, appointment=unheard) is NotFound
    bob.does("appointment.cancel", dialogue=dialogue, appointment=unheard)


def test_a_block_takes_the_blocker_out_of_the_call(people: list[PersonAtVenue]) -> None:
    ann, bob, cem = people
    dialogue = opened(ann, bob)
    place = f"dialogue:{dialogue}"
    for person in (ann, bob):
        person.does("call.join", place=place, peer=person.venue.id())
    assert bob.sees("dialogue_call")["people"] == [ann.id, bob.id]
    assert refusal(cem, "call.join", place=place, peer=cem.venue.id()) is NotFound
    blocks(ann, bob)
    assert bob.sees("dialogue_call")["people"] == [bob.id]
    assert refusal(ann, "call.join", place=place, peer=ann.venue.id()) is Closed


def test_the_call_is_over_when_the_last_one_leaves(people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people
    dialogue, peer = opened(ann, bob), ann.venue.id()
    ann.does("call.join", place=f"dialogue:{dialogue}", peer=peer)
    assert bob.sees("dialogue_call")["people"] == [ann.id]
    ann.does("call.leave", place=f"dialogue:{dialogue}", peer=peer)
    assert bob.sees_all("dialogue_call") == []


def test_it_rings_for_the_other_until_they_come(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people
    place, [of_ann, of_bob] = f"dialogue:{opened(ann, bob)}", [venue.id(), venue.id()]
    ann.does("call.join", place=place, peer=of_ann)
    assert "ringing" in bob.sees("dialogue")
    assert "ringing" not in ann.sees("dialogue")
    bob.does("call.join", place=place, peer=of_bob)
    assert "ringing" not in bob.sees("dialogue")
    assert bob.sees_all("notice") == []
    bob.does("call.leave", place=place, peer=of_bob)
    for person in (ann, bob):
        assert "ringing" not in person.sees("dialogue"), "who has left knows who is still there"


def test_a_call_that_nobody_took_is_told_of_once(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people
    place = f"dialogue:{opened(ann, bob)}"
    for _ in range(2):
        peer = venue.id()
        ann.does("call.join", place=place, peer=peer)
        ann.does("call.leave", place=place, peer=peer)
        assert "ringing" not in bob.sees("dialogue")
    assert bob.sees("notice")["type"] == "call"


def test_who_cannot_come_is_left_alone_for_a_minute(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people
    dialogue = opened(ann, bob)
    place = f"dialogue:{dialogue}"
    ann.does("call.join", place=place, peer=venue.id())
    bob.does("dialogue.decline", dialogue=dialogue)
    venue.advance(30)
    ann.does("call.join", place=place, peer=venue.id())
    assert "ringing" not in bob.sees("dialogue")
    assert ann.sees("dialogue_call")["declined"] is True
    venue.advance(31)
    ann.does("call.join", place=place, peer=venue.id())
    assert "ringing" in bob.sees("dialogue")
    assert "declined" not in ann.sees("dialogue_call")


def test_it_never_rings_for_who_has_blocked_the_other(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people
    place = f"dialogue:{opened(ann, bob)}"
    ann.does("call.join", place=place, peer=venue.id())
    blocks(bob, ann)
    assert "ringing" not in bob.sees("dialogue")
    ann.does("call.join", place=place, peer=venue.id())
    assert "ringing" not in bob.sees("dialogue")
    assert bob.sees_all("notice") == []


# ---- reports


def test_a_report_has_what_was_said_and_organisers_alone_see_it(
    venue: VenueForTests, people: list[PersonAtVenue]
) -> None:
    ann, bob, _cem = people
    dialogue, ora, mo = opened(ann, bob), venue.organiser(), venue.moderator("mo")
    ora.follows("conference/staff")
    with pytest.raises(SymposiaError, match="Only organisers"):
        mo.follows("conference/staff")
    for number in range(22):
        writes(bob, dialogue, f"No. {number}")
    blocks(ann, bob)
    ann.does("dialogue.report", dialogue=dialogue, id=venue.id(), text="Still reported.")
    report = ora.sees("dialogue_report")
    assert [message["text"] for message in report["messages"]] == [f"No. {number}" for number in range(2, 22)]
    assert {message["author"] for message in report["messages"]} == {bob.id}


# ---- appointments


def test_free_is_who_has_nothing_in_the_agenda(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    ann, bob, cem = people
    dialogue = opened(ann, bob)
    starred = venue.session("forum", starts_in=6, minutes=60)
    ann.does("agenda.star", session=starred, on=True)
    spoken, ready = venue.session("stage", starts_in=66, minutes=60), venue.session("hall", "networking", starts_in=126)

    def speaks(db: Session) -> None:
        db.get_one(ProgrammeSession, spoken).speakers = [{"name": "Bob", "person": bob.id}]

    venue.seed(speaks)
    bob.does("networking.ready", networking=ready, ready=True)
    slots = ann.does("appointment.slots", dialogue=dialogue)["slots"]
    assert slots[0] == "2021-04-14T11:30:00.000Z", "from 8:30 to 11:30 one of the two has something to do"
    other = opened(ann, cem)
    agrees(cem, other, proposes(ann, other, slots[0]), slots[0])
    assert ann.does("appointment.slots", dialogue=dialogue)["slots"][0] == "2021-04-14T11:45:00.000Z"


def test_nobody_is_in_two_appointments(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    ann, bob, cem = people
    with_bob, with_cem = opened(ann, bob), opened(ann, cem)
    first, second = proposes(ann, with_bob, TEN, ELEVEN), proposes(ann, with_cem, TEN, ELEVEN)
    agrees(bob, with_bob, first, TEN)
    with pytest.raises(SlotTaken):
        agrees(cem, with_cem, second, TEN)
    assert cem.sees("appointment", second)["state"] == "proposed"
    agrees(cem, with_cem, second, ELEVEN)
    assert {one["at"] for one in ann.sees_all("appointment")} == {TEN, ELEVEN}


def test_two_who_agree_at_once_are_not_both_in_it(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    ann, bob, cem = people
    with_bob, with_cem = opened(ann, bob), opened(ann, cem)
    first, second = proposes(ann, with_bob, TEN), proposes(ann, with_cem, TEN)

    async def both() -> list[object]:
        return await asyncio.gather(
            bob.socket.ask("appointment.answer", dialogue=with_bob, appointment=first, slot=TEN),
            cem.socket.ask("appointment.answer", dialogue=with_cem, appointment=second, slot=TEN),
            return_exceptions=True,
        )

    came = venue.run(both())
    assert sorted(isinstance(one, SlotTaken) for one in came) == [False, True]
    assert sorted(one["state"] for one in ann.sees_all("appointment")) == ["agreed", "proposed"]


def test_two_who_open_it_at_once_find_the_same(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people

    async def both() -> list[dict[str, dict[str, str]]]:
        return await asyncio.gather(
            ann.socket.ask("dialogue.open", person=bob.id), bob.socket.ask("dialogue.open", person=ann.id)
        )

    one, other = venue.run(both())
    assert one["ok"] == other["ok"]


def test_a_new_proposal_answers_the_one_before(people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people
    dialogue = opened(ann, bob)
    first, second = proposes(ann, dialogue, TEN), proposes(ann, dialogue, ELEVEN)
    assert bob.sees("appointment", first)["state"] == "cancelled"
    third = proposes(bob, dialogue, NOON)
    states = {one["id"]: one["state"] for one in ann.sees_all("appointment")}
    assert states == {first: "cancelled", second: "declined", third: "proposed"}


def test_what_cannot_be_agreed_to(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    ann, bob, cem = people
    dialogue = opened(ann, bob)
    id = proposes(ann, dialogue, ELEVEN, TEN)
    assert bob.sees("appointment", id)["slots"] == [TEN, ELEVEN]
    asked = {"dialogue": dialogue, "appointment": id}
    assert refusal(bob, "appointment.answer", **asked, slot=NOON) is Invalid
    assert refusal(cem, "appointment.answer", **asked, slot=TEN) is NotFound
    venue.advance(2 * 3600)
    assert refusal(bob, "appointment.answer", **asked, slot=TEN) is Closed
    assert refusal(ann, "appointment.propose", dialogue=dialogue, id=venue.id(), slots=[TEN]) is Invalid
    bob.does("appointment.answer", **asked)
    assert ann.sees("notice")["type"] == "declined"
    assert refusal(bob, "appointment.answer", **asked, slot=ELEVEN) is Closed
    assert refusal(ann, "appointment.cancel", **asked) is Closed


def test_what_is_over_is_not_called_off(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    ann, bob, _cem = people
    dialogue = opened(ann, bob)
    id = proposes(ann, dialogue, TEN)
    agrees(bob, dialogue, id, TEN)
    venue.advance(3 * 3600)
    assert refusal(ann, "appointment.cancel", dialogue=dialogue, appointment=id) is Closed
    blocks(ann, bob)
    assert ann.sees("appointment", id)["state"] == "agreed"


def test_who_is_known_here_keeps_their_name(venue: VenueForTests, people: list[PersonAtVenue]) -> None:
    """The appointment shows people as they were called when it was made."""
    ann, bob, _cem = people
    dialogue = opened(ann, bob)
    id = proposes(ann, dialogue, TEN)

    def rename(db: Session) -> None:
        db.get_one(Person, ann.id).name = "Anna"

    venue.seed(rename)
    assert bob.sees("appointment", id)["name"] == "Ann"
    agrees(bob, dialogue, id, TEN)
    assert bob.sees("appointment", id)["name"] == "Ann"
