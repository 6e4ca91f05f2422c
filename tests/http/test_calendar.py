"""The programme in people's calendars, read back with another library than the one that wrote it."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from httpx import AsyncClient
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from sqlmodel import Session

from symposia.features.agenda.tables import Star
from symposia.features.dialogues.tables import Appointment, Dialogue
from symposia.features.people.actors import hashed
from symposia.features.people.tables import ApiToken, Person
from symposia.features.programme.tables import Conference, ProgrammeSession
from symposia.features.rooms.tables import Room
from tests.support.site import BASE, open_site

NINE = datetime(2021, 4, 14, 9, tzinfo=UTC)
ANN = "00000000-0000-7000-8000-00000000000a"
BOB = "00000000-0000-7000-8000-00000000000b"
AGREED, DECLINED = "00000000-0000-7000-8000-000000000003", "00000000-0000-7000-8000-000000000004"
TALK, PARTY = "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"
TITLE = "Über Proteine; Teil 1, mit „Anführung“ \\ und mehr als fünfundsiebzig Zeichen 🧬 in einer Zeile"
ABSTRACT = "First line,\nsecond; line\\n is not a break\n\nBEGIN:VEVENT"


def seed(db: Session) -> None:
    db.add(Conference(title="Helmholtz AI", first_day=date(2021, 4, 14), last_day=date(2021, 4, 15)))
    db.add(Room(id="forum", title="Forum, upstairs"))
    db.add(Person(id=ANN, email="ann@example.org", name="Ann", roles=["attendee"], registered_at=NINE))
    db.add(Person(id=BOB, email="bob@example.org", name="Bob", roles=["attendee"], registered_at=NINE))
    db.add(Dialogue(id=BOB, opened_at=NINE))
    db.flush()
    for id, state in ((AGREED, "agreed"), (DECLINED, "declined")):
        db.add(
            Appointment(
                id=id,
                dialogue_id=BOB,
                by_id=BOB,
                by_name="Bob",
                to_id=ANN,
                to_name="Ann",
                slots=[],
                at=NINE + timedelta(hours=2) if state == "agreed" else None,
                state=state,
                made_at=NINE,
            )
        )
    speakers: list[dict[str, str | None]] = [{"name": "Mihaela", "affiliation": "Cambridge", "biography": ""}]
    hour = timedelta(hours=1)
    for id, title, type, starts, cancelled in (
        (TALK, TITLE, "talks", NINE, False),
        (PARTY, "Party", "social", NINE + 9 * hour, True),
    ):
        session = ProgrammeSession(
            id=id,
            title=title,
            type=type,
            room_id="forum",
            starts_at=starts,
            ends_at=starts + hour,
            language="de",
            abstract=ABSTRACT if id == TALK else "",
            speakers=speakers if id == TALK else [],
            cancelled=cancelled,
        )
        db.add(session)
    db.add(Star(person_id=ANN, session_id=PARTY))
    db.add(Star(person_id=ANN, session_id="00000000-0000-7000-8000-00000000dead"))
    db.add(ApiToken(id=ANN, person_id=ANN, token_hash=hashed("ann's token"), made_at=NINE))


@pytest.fixture
async def visitor(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    async with open_site(tmp_path, seed) as client:
        yield client


@pytest.fixture
def ann(visitor: AsyncClient) -> AsyncClient:
    visitor.headers["authorization"] = "Bearer ann's token"
    return visitor


async def calendar(client: AsyncClient, name: str) -> Calendar:
    answer = await client.get(f"/calendar/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return IcsCalendarStream.calendar_from_ics(answer.text)


async def test_the_whole_programme_reads_back_as_it_is(ann: AsyncClient) -> None:
    talk, party = (await calendar(ann, "all.ics")).events
    assert (talk.uid, talk.summary, talk.location) == (TALK, TITLE, "Forum, upstairs")
    assert (talk.dtstart, talk.dtend) == (NINE, NINE + timedelta(hours=1))
    assert talk.description == f"Mihaela, Cambridge\n\n{ABSTRACT}"
    assert str(talk.url) == f"{BASE}/programme/{TALK}"
    assert [event.status.value for event in (talk, party) if event.status] == ["CONFIRMED", "CANCELLED"]


async def test_my_agenda_holds_what_i_starred_and_is_still_there(ann: AsyncClient) -> None:
    assert [event.uid for event in (await calendar(ann, "mine.ics")).events] == [PARTY, AGREED]


async def test_my_agenda_holds_what_i_agreed_on(ann: AsyncClient) -> None:
    agreed = (await calendar(ann, "mine.ics")).events[1]
    assert (agreed.dtstart, agreed.dtend) == (NINE + timedelta(hours=2), NINE + timedelta(hours=2, minutes=15))
    assert (agreed.summary, str(agreed.url)) == ("Conversation with Bob", f"{BASE}/messages/{BOB}")


async def test_one_session_comes_as_a_file_with_its_name(ann: AsyncClient) -> None:
    assert [event.uid for event in (await calendar(ann, f"session/{TALK}.ics")).events] == [TALK]
    named = (await ann.get(f"/calendar/session/{TALK}.ics")).headers["content-disposition"]
    assert named == 'attachment; filename="uber-proteine-teil-1-mit-anfuhrung-und-mehr-als-funfundsiebz.ics"'


async def test_a_second_download_is_about_the_same_entries(ann: AsyncClient) -> None:
    first, second = await calendar(ann, "all.ics"), await calendar(ann, "all.ics")
    assert [event.uid for event in first.events] == [event.uid for event in second.events]


async def test_lines_are_folded_and_end_as_the_standard_says(ann: AsyncClient) -> None:
    body = (await ann.get("/calendar/all.ics")).content
    lines = body.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert lines.count(b"BEGIN:VEVENT") == 2


async def test_a_session_that_is_not_there_is_not_found(ann: AsyncClient) -> None:
    answer = await ann.get("/calendar/session/00000000-0000-7000-8000-00000000dead.ics")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


@pytest.mark.parametrize("name", ["all.ics", "mine.ics", f"session/{TALK}.ics"])
async def test_only_who_is_signed_in_gets_a_calendar(visitor: AsyncClient, name: str) -> None:
    answer = await visitor.get(f"/calendar/{name}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "not_signed_in")
