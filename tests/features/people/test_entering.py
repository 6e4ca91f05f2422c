"""The ways in: codes and links from mails, tickets, one click in a demonstration."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from symposia.features.people.entering_wire import (
    EnterByCode,
    EnterByLink,
    EnterByTicket,
    EnterDemo,
    Entered,
    Entering,
    SendSignIn,
)
from symposia.features.people.errors import InvitationNeeded, RegistrationClosed
from symposia.features.people.rules import CODE_HOLDS, WRONG_A_CODE, WRONG_A_DAY, invitation
from symposia.features.people.tables import Person, SignIn, SignInCode
from symposia.features.people.wire import Profile
from symposia.features.programme.tables import Conference
from symposia.kernel.errors import NotAllowed, TooFast
from symposia.kernel.tables import LetterRow
from symposia.kernel.wire import Answer, Command
from tests.support.venue import VenueForTests

ANN = "ann@example.org"
COOKIE = "c" * 43


def obey(venue: VenueForTests, do: Command) -> Answer:
    return venue.run(venue.real.dispatcher.obey(do)).ok


def asks(venue: VenueForTests, email: str = ANN, code: str = "123456", **more: Any) -> None:
    """Somebody asks for a mail; its link has the code in it, so that tests can tell links apart."""
    fields = {"email": email, "language": "en", "base_url": "https://x.test", **more}
    obey(venue, SendSignIn(code=code, token=link(code), **fields))


def link(code: str) -> str:
    return f"link-{code}".ljust(43, "x")


def enters(venue: VenueForTests, way: type[Entering], **fields: Any) -> Entered:
    cookie = f"{COOKIE}{len(venue.rows(lambda db: db.exec(select(SignIn.id)).all()))}"
    done = obey(venue, way.model_validate({"cookie": cookie, "days": 30, **fields}))
    assert isinstance(done, Entered)
    return done


def with_code(venue: VenueForTests, code: str = "123456", email: str = ANN) -> str | None:
    """The refusal; None when it worked."""
    return enters(venue, EnterByCode, email=email, code=code).refused


def with_link(venue: VenueForTests, code: str = "123456") -> str | None:
    return enters(venue, EnterByLink, token=link(code)).refused


def ticket(
    venue: VenueForTests, key: str = "t1", email: str = ANN, roles: tuple[str, ...] = ("speaker",)
) -> str | None:
    until = venue.clock.now() + timedelta(days=9)
    return enters(venue, EnterByTicket, key=key, email=email, name="Ann", roles=roles, until=until).refused


def letters(venue: VenueForTests) -> list[LetterRow]:
    return venue.rows(lambda db: list(db.exec(select(LetterRow).order_by(LetterRow.id))))


def person(venue: VenueForTests, email: str = ANN) -> Person | None:
    return venue.rows(lambda db: db.exec(select(Person).where(Person.email == email)).first())


def mode(venue: VenueForTests, registration: str = "open", *, demo: bool = False) -> None:
    def work(db: Any) -> None:
        conference = db.get(Conference, 1)
        conference.registration, conference.demo = registration, demo

    venue.seed(work)


def test_a_code_signs_in_once(venue: VenueForTests) -> None:
    ann = venue.person("ann")
    asks(venue)
    done = enters(venue, EnterByCode, email=ANN, code="123456")
    assert (done.person, done.name, done.refused) == (ann.id, "Ann", None)
    assert with_code(venue) == "code_expired"
    assert with_link(venue) == "code_expired"


def test_a_link_signs_in_once_and_uses_up_the_code(venue: VenueForTests) -> None:
    venue.person("ann")
    asks(venue)
    assert with_link(venue) is None
    assert with_link(venue) == "code_expired"
    assert with_code(venue) == "code_expired"


def test_codes_and_links_hold_for_15_minutes(venue: VenueForTests) -> None:
    venue.person("ann")
    asks(venue)
    venue.clock.advance(CODE_HOLDS.total_seconds() - 1)
    assert with_code(venue, "000000") == "code_wrong"
    venue.clock.advance(1)
    assert with_code(venue) == "code_expired"
    assert with_link(venue) == "code_expired"


def test_of_several_codes_the_newest_counts_and_every_link(venue: VenueForTests) -> None:
    venue.person("ann")
    asks(venue, code="111111")
    asks(venue, code="222222")
    assert with_code(venue, "111111") == "code_wrong"
    assert with_link(venue, "111111") is None


def test_after_five_wrong_codes_a_new_one_must_be_asked_for(venue: VenueForTests) -> None:
    venue.person("ann")
    asks(venue)
    assert [with_code(venue, "000000") for _ in range(WRONG_A_CODE)] == ["code_wrong"] * WRONG_A_CODE
    assert with_code(venue) == "code_expired"
    assert with_link(venue) is None


def test_whoever_guesses_all_day_is_stopped_and_the_link_still_works(venue: VenueForTests) -> None:
    venue.person("ann")
    for turn in range(WRONG_A_DAY // WRONG_A_CODE):
        asks(venue, code=f"10000{turn}")
        for _ in range(WRONG_A_CODE):
            assert with_code(venue, "000000") == "code_wrong"
        venue.clock.advance(16 * 60)
    asks(venue)
    refused = enters(venue, EnterByCode, email=ANN, code="123456")
    assert refused.refused == "too_fast"
    assert refused.wait is not None
    assert 0 < refused.wait < 86400
    assert with_link(venue) is None


def test_the_day_passes(venue: VenueForTests) -> None:
    venue.person("ann")
    for turn in range(WRONG_A_DAY // WRONG_A_CODE):
        asks(venue, code=f"10000{turn}")
        for _ in range(WRONG_A_CODE):
            with_code(venue, "000000")
        venue.clock.advance(16 * 60)
    venue.clock.advance(86400)
    asks(venue)
    assert with_code(venue, "000000") == "code_wrong"
    assert with_code(venue) is None


def test_nothing_that_signs_in_is_kept_in_the_clear(venue: VenueForTests) -> None:
    venue.person("ann")
    asks(venue)
    row = venue.rows(lambda db: db.exec(select(SignInCode)).one())
    assert "123456" not in str(row.model_dump())
    assert link("123456") not in str(row.model_dump())
    assert with_code(venue) is None
    kept = venue.rows(lambda db: db.exec(select(SignIn)).one())
    assert COOKIE not in str(kept.model_dump())


@pytest.mark.parametrize(("language", "subject"), [("en", "is your code for"), ("de", "ist Ihr Code für")])
def test_the_mail_has_link_and_code_in_ones_language(venue: VenueForTests, language: str, subject: str) -> None:
    venue.person("ann")
    asks(venue, language=language)
    (letter,) = letters(venue)
    assert (letter.to, letter.subject) == (ANN, f"123 456 {subject} A conference")
    assert f"https://x.test/sign-in#t={link('123456')}" in letter.text
    assert "123 456" in letter.text


def test_an_unknown_address_gets_a_mail_that_signs_nobody_in(venue: VenueForTests) -> None:
    asks(venue)
    (letter,) = letters(venue)
    assert "https://x.test/register" in letter.text
    assert not re.search(r"\d{3} \d{3}|#t=", letter.subject + letter.text)
    assert with_code(venue) == "code_wrong"
    assert with_link(venue) == "code_expired"
    assert person(venue) is None


def test_what_is_kept_is_the_same_for_known_and_unknown_addresses(venue: VenueForTests) -> None:
    venue.person("ann")
    asks(venue, code="111111")
    asks(venue, email="nobody@example.org", code="222222")
    rows = venue.rows(lambda db: list(db.exec(select(SignInCode))))
    assert {row.email for row in rows} == {ANN, "nobody@example.org"}
    assert len(letters(venue)) == 2


def test_an_address_is_not_flooded(venue: VenueForTests) -> None:
    for email in (ANN, "nobody@example.org"):
        for number in range(4):
            asks(venue, email=email, code=f"00{len(email):02}0{number}")
        with pytest.raises(TooFast) as refused:
            asks(venue, email=email)
        assert refused.value.wait == pytest.approx(900)
    venue.clock.advance(901)
    asks(venue)


def test_who_registers_exists_once_the_address_is_proved(venue: VenueForTests) -> None:
    asks(venue, profile=Profile(name="Ann Lund", topics=("ice",), language="de"))
    assert person(venue) is None
    assert with_code(venue) is None
    ann = person(venue)
    assert ann is not None
    assert (ann.name, ann.topics, ann.language, ann.roles, ann.confirmed) == (
        "Ann Lund",
        ["ice"],
        "de",
        ["attendee"],
        True,
    )


def test_registering_again_changes_nobody(venue: VenueForTests) -> None:
    venue.person("ann")
    asks(venue, profile=Profile(name="Mallory"))
    assert with_code(venue) is None
    known = person(venue)
    assert known is not None
    assert known.name == "Ann"


def test_the_first_sign_in_proves_the_address(venue: VenueForTests) -> None:
    olga = venue.organiser()
    olga.does("people.import", people=[{"email": ANN, "name": "Ann"}])
    mode(venue, "list")
    asks(venue)
    assert with_link(venue) is None
    ann = person(venue)
    assert ann is not None
    assert ann.confirmed


def test_by_list_nobody_registers(venue: VenueForTests) -> None:
    mode(venue, "list")
    with pytest.raises(RegistrationClosed):
        asks(venue, profile=Profile(name="Ann"))


def test_by_invitation_only_the_invited_register(venue: VenueForTests) -> None:
    mode(venue, "invitation")
    invited = venue.organiser().does("people.invitation", days=2)["token"]
    foreign, _ = invitation(b"another conference", venue.clock.now(), 2)
    for wrong in (None, "", "x", foreign, invited[:-1], invited.replace(".", "0."), "²." + invited[2:]):
        with pytest.raises(InvitationNeeded):
            asks(venue, profile=Profile(name="Ann"), invitation=wrong)
    asks(venue, profile=Profile(name="Ann"), invitation=invited)
    assert with_code(venue) is None
    venue.clock.advance(2 * 86400)
    with pytest.raises(InvitationNeeded):
        asks(venue, email="bob@example.org", code="333333", profile=Profile(name="Bob"), invitation=invited)


def test_who_is_banned_is_told_so_after_the_proof_only(venue: VenueForTests) -> None:
    ann = venue.person("ann")
    venue.organiser().does("people.ban", person=ann.id, banned=True)
    asks(venue)
    assert with_code(venue, "000000") == "code_wrong"
    assert with_code(venue) == "banned"


def test_a_ticket_brings_somebody_in_once(venue: VenueForTests) -> None:
    assert ticket(venue) is None
    ann = person(venue)
    assert ann is not None
    assert (ann.name, ann.roles, ann.confirmed) == ("Ann", ["speaker"], True)
    assert ticket(venue) == "ticket_used"
    assert ticket(venue, key="t2", roles=("attendee", "speaker")) is None
    again = person(venue)
    assert again is not None
    assert again.roles == ["speaker", "attendee"]


def test_a_ticket_is_not_the_way_to_an_organisers_rights(venue: VenueForTests) -> None:
    assert ticket(venue, roles=("attendee", "moderator:forum")) is None
    assert ticket(venue, key="t2", roles=("attendee",)) == "ticket_not_enough"
    assert ticket(venue, key="t2", roles=("moderator:forum",)) is None, "a refused ticket is not used up"


def test_in_a_demonstration_one_becomes_somebody_invented(venue: VenueForTests) -> None:
    ann = venue.person("ann")
    venue.seed(
        lambda db: db.add(Person(id=venue.id(), email="real@university.edu", name="R", registered_at=venue.clock.now()))
    )
    with pytest.raises(NotAllowed):
        enters(venue, EnterDemo, email=ANN)
    mode(venue, demo=True)
    assert enters(venue, EnterDemo, email=ANN).person == ann.id
    for wrong in ("real@university.edu", "nobody@example.org"):
        with pytest.raises(NotAllowed):
            enters(venue, EnterDemo, email=wrong)


def test_a_sign_in_takes_the_place_of_the_one_before(venue: VenueForTests) -> None:
    venue.person("ann")
    mode(venue, demo=True)
    enters(venue, EnterDemo, email=ANN)
    first = venue.rows(lambda db: db.exec(select(SignIn)).one())
    enters(venue, EnterDemo, email=ANN, instead=first.id)
    states = venue.rows(lambda db: {row.id: row.ended for row in db.exec(select(SignIn))})
    assert states.pop(first.id)
    assert list(states.values()) == [False]


def test_sign_ins_of_long_ago_are_forgotten(venue: VenueForTests) -> None:
    ann = venue.person("ann")
    mode(venue, demo=True)
    now = venue.clock.now()

    def signed_in(until: int, seen: int, ended: bool = False) -> str:
        """A sign-in that holds until so many days from now, and was last seen so many days ago."""
        id, at = venue.id(), {"seen_at": now - timedelta(days=seen), "until": now + timedelta(days=until)}
        row = SignIn(id=id, person_id=ann.id, token_hash=id, at=at["seen_at"], ended=ended, **at)
        venue.seed(lambda db: db.add(row))
        return id

    holds, ran_out, ended = signed_in(1, 90), signed_in(-29, 60), signed_in(90, 29, ended=True)
    long_ago = {signed_in(-31, 60), signed_in(90, 31, ended=True)}
    assert enters(venue, EnterDemo, email=ANN).person == ann.id
    kept = set(venue.rows(lambda db: db.exec(select(SignIn.id)).all()))
    assert not kept & long_ago
    (new,) = kept - {holds, ran_out, ended}
    assert {view["id"] for view in ann.does("signins.mine")["signins"]} == {holds, new}
