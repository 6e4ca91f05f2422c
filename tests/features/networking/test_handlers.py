"""Networking on a real database and over the real wire. `venue` checks every map after every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from symposia.kernel.errors import Closed, Conflict, NotAllowed, NotFound
from tests.features.networking.evening import NAMES, Evening
from tests.support.venue import VenueForTests, open_venue


@pytest.fixture
def evening(venue: VenueForTests) -> Evening:
    return Evening(venue)


def test_everybody_ready_is_told_whom_they_meet_and_why(venue: VenueForTests) -> None:
    evening = Evening(venue, ("ann", "bob"))
    for name, offers in (("ann", []), ("bob", ["statistics"])):
        evening[name].does(
            "person.edit",
            name=name.capitalize(),
            affiliation=name,
            topics=["segmentation", name],
            seeks=["statistics"],
            offers=offers,
            languages=["en"],
        )
    evening.start("ann", "bob")
    assert evening.phase == ("reveal", 1)
    meeting = evening["ann"].sees("meeting")
    assert meeting["status"] == "reveal"
    assert meeting["opens"] == evening.sees["deadline"]
    assert meeting["partners"][0]["offers"] == ["statistics"]
    assert [(reason["kind"], reason["terms"]) for reason in meeting["reasons"]] == [
        ("shared_topics", ["segmentation"]),
        ("seek_offer", ["statistics"]),
        ("institutions", []),
        ("languages", ["en"]),
    ]
    assert evening.mo.sees("participant", evening["ann"].id)["state"] == "meeting"
    evening.wait(5)
    assert evening["bob"].sees("meeting")["status"] == "open"
    assert evening["bob"].sees("meeting")["ends"] == evening.sees["deadline"] == meeting["ends"]


def test_seven_people_make_two_pairs_and_a_trio(evening: Evening) -> None:
    evening.start(*NAMES)
    assert sorted(map(len, evening.groups())) == [2, 2, 3]
    trio = next(group for group in evening.groups() if len(group) == 3)
    evening.enter(*NAMES)
    for name in trio:
        assert evening.met(name) == trio - {name}
    assert evening.sees["meetings"] == 3
    evening.check()


def test_four_rounds_without_a_repeat(evening: Evening) -> None:
    evening.start(*NAMES)
    for round in range(1, 5):
        assert evening.phase == ("reveal", round)
        evening.enter(*(name for name in NAMES if evening.state(name) == "meeting"))
        evening.check()
        evening.wait(5)
        evening.wait(300)
        assert evening.phase == ("wrapup", round)
        assert evening.groups() == []
        assert evening["ann"].sees("meeting")["status"] == "closed"
        evening.wait(25)
        evening.wait(30)
    assert evening.phase == ("ended", 4)
    rounds = evening.mo.does("networking.pairs", networking=evening.id)["rounds"]
    pairs = [tuple(pair) for round in rounds for pair in round["pairs"]]
    trios = [trio for round in rounds for trio in round["trios"]]
    pairs += [(a, b) for trio in trios for a in trio for b in trio if a < b]
    assert len(pairs) == len(set(pairs))
    for round in rounds:
        seated = [person for group in (*round["pairs"], *round["trios"]) for person in group]
        assert sorted((*seated, *round["sat_out"])) == sorted(round["present"])
        assert len(seated) == len(set(seated))
    assert all(not evening.seat(name)["ready"] for name in NAMES)


def test_who_does_not_come_frees_the_other(venue: VenueForTests) -> None:
    evening = Evening(venue, NAMES[:6])
    evening.start(*NAMES[:6])
    absent = sorted(evening.partners("ann"))[0]
    evening.enter(*(name for name in NAMES[:6] if name != absent))
    evening.wait(15)
    assert (evening.state(absent), evening.seat(absent)["why"]) == ("away", "no_show")
    assert (evening.state("ann"), evening.seat("ann")["why"]) == ("waiting", "no_show")
    assert evening.sees["waiting"] == 1
    for _ in range(3):
        evening.wait(3)
    assert len(evening.partners("ann")) == 2, "who waits alone becomes a third"
    evening.check()


def test_a_late_comer_meets_somebody_who_waits(venue: VenueForTests) -> None:
    evening = Evening(venue, NAMES[:4])
    evening.start("ann", "bob")
    evening.enter("ann", "bob")
    evening.wait(20)
    evening.ready("cem")
    assert (evening.state("cem"), evening.seat("cem")["why"]) == ("waiting", "late")
    evening.ready("dee")
    evening.wait(3)
    assert evening.partners("cem") == {"dee"}
    assert evening["cem"].sees("meeting")["status"] == "open"
    evening.check()


def test_who_leaves_rests_and_the_other_waits(venue: VenueForTests) -> None:
    evening = Evening(venue, ("ann", "bob"))
    evening.start("ann", "bob")
    evening.enter("ann", "bob")
    meeting = evening.meeting("ann")
    evening.in_meeting("leave", "ann")
    assert (evening.state("ann"), evening.state("bob")) == ("ready", "waiting")
    assert evening.seat("bob")["why"] == "left"
    assert evening["bob"].sees("meeting")["why"] == "left"
    with pytest.raises(NotFound):
        evening.in_meeting("enter", "bob")
    with pytest.raises(Closed):
        evening["bob"].does("meeting.post", networking=evening.id, meeting=meeting, id=venue.id(), text="Wait!")


def test_one_of_three_leaves_and_hears_no_more_of_the_others(evening: Evening) -> None:
    evening.start(*NAMES)
    trio = sorted(next(group for group in evening.groups() if len(group) == 3))
    evening.enter(*NAMES)
    gone, *others = trio
    topic = f"meeting:{evening.meeting(gone)}"
    evening[gone].follows(topic)
    evening.in_meeting("leave", gone)
    assert evening[gone].sees("meeting")["status"] == "closed"
    assert evening.partners(others[0]) == {others[1]}
    assert evening[gone].is_shown_out_of(topic) == "not_found"
    evening.check()


def test_a_block_parts_at_once_and_nobody_hears_why(venue: VenueForTests) -> None:
    evening = Evening(venue, NAMES[:4])
    evening.start(*NAMES[:4])
    evening.enter(*NAMES[:4])
    (other,) = evening.partners("ann")
    evening["ann"].does("person.block", person=evening[other].id, blocked=True)
    assert (evening.state("ann"), evening.state(other)) == ("waiting", "waiting")
    assert evening.seat(other)["why"] == evening[other].sees("meeting")["why"] == "left"
    for _ in range(10):
        evening.wait(3)
        evening.check()
    assert other not in evening.partners("ann")


def test_a_pause_keeps_what_was_left(evening: Evening) -> None:
    evening.start(*NAMES)
    evening.enter(*NAMES)
    evening.wait(5)
    evening.wait(100)
    evening.moderate("pause", paused=True)
    assert evening.sees["paused_ms"] == 200_000
    meeting = evening["ann"].sees("meeting")
    assert meeting["paused"]
    evening.wait(3600)
    assert evening.phase == ("meeting", 1)
    evening.moderate("pause", paused=False)
    goes_on = evening["ann"].sees("meeting")
    assert not goes_on["paused"]
    assert goes_on["ends"] > meeting["ends"]
    evening.wait(199)
    assert evening.phase == ("meeting", 1)
    evening.wait(1)
    assert evening.phase == ("wrapup", 1)


def test_moderators_extend_skip_replan_and_end(evening: Evening) -> None:
    evening.start(*NAMES)
    evening.enter(*NAMES)
    evening.moderate("skip")
    assert evening.phase == ("meeting", 1)
    evening.moderate("extend", seconds=60)
    assert evening["ann"].sees("meeting")["ends"] == evening.sees["deadline"]
    evening.wait(359)
    assert evening.phase == ("meeting", 1)
    evening.moderate("plan", rounds=2, reveal_s=5, meeting_s=60, wrapup_s=5, break_s=5)
    evening.wait(1)
    evening.wait(5)
    assert evening.phase == ("break", 1)
    evening.wait(5)
    assert evening.phase == ("reveal", 2)
    with pytest.raises(Conflict):
        evening.moderate("plan", rounds=1)
    evening.moderate("end")
    assert evening.groups() == []
    assert evening["ann"].sees("meeting")["why"] == "ended"
    with pytest.raises(Conflict):
        evening.ready("ann")


def test_only_moderators_steer(evening: Evening) -> None:
    for act, fields in (("start", {}), ("pause", {"paused": True}), ("skip", {}), ("end", {}), ("plan", {"rounds": 3})):
        with pytest.raises(NotAllowed):
            evening["ann"].does(f"networking.{act}", networking=evening.id, **fields)
    with pytest.raises(NotAllowed):
        evening["ann"].does("networking.pairs", networking=evening.id)
    with pytest.raises(NotAllowed):
        evening["ann"].does("networking.advance", networking=evening.id)


def test_a_resent_extension_or_skip_is_done_once(evening: Evening) -> None:
    evening.start(*NAMES)
    shown = evening.sees["deadline"]
    evening.mo.does("networking.skip", networking=evening.id, deadline=shown)
    evening.mo.does("networking.skip", networking=evening.id, deadline=shown)
    assert evening.phase == ("meeting", 1)


def test_the_rounds_begin_by_themselves_with_the_session(evening: Evening) -> None:
    assert evening.phase == ("draft", 0)
    evening.ready("ann", "bob")
    assert evening.phase == ("open", 0)
    evening.wait(599)
    assert evening.phase == ("open", 0)
    evening.wait(1)
    assert evening.phase == ("reveal", 1)


def test_rounds_that_nobody_came_to_in_time_begin_a_minute_later(evening: Evening) -> None:
    evening.wait(1200)
    evening.ready("ann", "bob")
    evening.wait(59)
    assert evening.phase == ("open", 0)
    evening.wait(1)
    assert evening.partners("ann") == {"bob"}


def test_one_more_minute_reaches_into_the_wrap_up(venue: VenueForTests) -> None:
    evening = Evening(venue, NAMES[:4])
    evening.start(*NAMES[:4])
    evening.enter(*NAMES[:4])
    evening.wait(5)
    with pytest.raises(Conflict):
        evening.in_meeting("ask_more", "ann")
    evening.wait(280)
    (other,) = evening.partners("ann")
    evening.in_meeting("ask_more", "ann")
    evening.in_meeting("ask_more", other)
    evening.wait(20)
    assert evening.phase == ("wrapup", 1)
    assert evening.groups() == [{"ann", other}]
    evening.wait(25)
    evening.wait(29)
    assert evening.groups() == [{"ann", other}]
    evening.wait(1)
    assert other not in evening.partners("ann")


def test_what_is_said_stays_between_those_in_the_meeting(venue: VenueForTests) -> None:
    evening = Evening(venue, NAMES[:4])
    evening.start(*NAMES[:4])
    evening.enter(*NAMES[:4])
    (other,) = evening.partners("ann")
    meeting, id = evening.meeting("ann"), venue.id()
    stranger = next(name for name in NAMES[:4] if name not in ("ann", other))
    for name in ("ann", other):
        evening[name].follows(f"meeting:{meeting}")
    evening.in_meeting("post", "ann", id=id, text="Hello")
    evening.in_meeting("post", other, id=venue.id(), text="Hello you")
    assert [view["seq"] for view in evening[other].sees_all("remark")] == [1, 2]
    assert evening[other].sees("remark", id)["author"]["name"] == "Ann"
    for person in (evening[stranger], evening.mo):
        with pytest.raises(NotFound):
            person.follows(f"meeting:{meeting}")
        with pytest.raises(NotFound):
            person.does("meeting.post", networking=evening.id, meeting=meeting, id=venue.id(), text="Me too")


def test_contacts_are_swapped_when_both_want_to_and_not_with_a_block(venue: VenueForTests) -> None:
    evening = Evening(venue, ("ann", "bob", "cem"))
    evening.start("ann", "bob", "cem")
    evening.enter("ann", "bob", "cem")
    ann, bob, cem = (evening[name] for name in ("ann", "bob", "cem"))
    ann.does("contact.swap", person=bob.id, yes=True)
    ann.does("contact.swap", person=bob.id, yes=False)
    bob.does("contact.swap", person=ann.id, yes=True)
    assert ann.sees_all("contact") == bob.sees_all("contact") == []
    ann.does("contact.swap", person=bob.id, yes=True)
    assert (ann.sees("contact")["email"], bob.sees("contact")["email"]) == ("bob@example.org", "ann@example.org")
    assert bob.sees("notice")["type"] == "contact"
    with pytest.raises(Conflict):
        ann.does("contact.swap", person=bob.id, yes=False)
    cem.does("contact.swap", person=ann.id, yes=True)
    ann.does("person.block", person=cem.id, blocked=True)
    ann.does("contact.swap", person=cem.id, yes=True)
    assert cem.sees_all("contact") == []
    with pytest.raises(NotFound):
        ann.does("contact.swap", person=evening.mo.id, yes=True)


def test_nobody_is_ready_in_two_sessions(evening: Evening, venue: VenueForTests) -> None:
    other = venue.session("lounge", "networking", starts_in=10)
    evening.ready("ann")
    with pytest.raises(Conflict):
        evening["ann"].does("networking.ready", networking=other, ready=True)
    evening.moderate("end")
    evening["ann"].does("networking.ready", networking=other, ready=True)
    assert evening["ann"].sees("seat", other)["ready"] is True


def test_sessions_of_another_kind_have_no_rounds(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann")
    talks = venue.session("keynote")
    with pytest.raises(NotFound):
        ann.follows(f"networking:{talks}")
    with pytest.raises(NotFound):
        ann.does("networking.ready", networking=talks, ready=True)


def test_who_was_sent_out_of_the_room_takes_no_part(evening: Evening) -> None:
    evening.ready("ann")
    evening.mo.does("room.remove_person", room="forum", person=evening["ann"].id, removed=True)
    assert evening["ann"].is_shown_out_of(f"networking:{evening.id}") == "removed"


def test_a_report_goes_to_the_moderators(evening: Evening) -> None:
    evening.start("ann", "bob")
    id = evening.venue.id()
    evening.in_meeting("report", "ann", id=id, text="He sells watches.")
    assert evening.mo.sees("report", id)["about"] == [{"id": evening["bob"].id, "name": "Bob"}]
    assert evening["bob"].sees_all("report") == []


@pytest.mark.parametrize("moment", ["open", "reveal", "meeting", "waiting", "paused", "wrapup", "break"])
def test_a_restart_changes_nothing(tmp_path: Path, moment: str) -> None:
    """Another process goes on where one has ended: all maps are as they were, and the rounds run to their end."""
    evening = Evening(open_venue(tmp_path))
    at = _bring_to(evening, moment)
    before = evening.venue.maps()
    evening.restart()
    assert evening.venue.maps() == before
    assert evening.phase == at
    evening.check()
    if moment == "paused":
        evening.moderate("pause", paused=False)
    seen = [at]
    while evening.phase[0] != "ended":
        evening.wait_for_the_deadline()
        evening.check()
        seen.append(evening.phase)
    rounds = [(phase, round) for round in (1, 2) for phase in ("reveal", "meeting", "wrapup", "break")][:-1]
    assert seen == ([at, *rounds] if moment == "open" else rounds[rounds.index(at) :]) + [("ended", 2)]
    evening.venue.close()


def _bring_to(evening: Evening, moment: str) -> tuple[str, int]:
    evening.moderate("plan", rounds=2)
    evening.ready(*NAMES)
    if moment != "open":
        evening.moderate("start")
        evening.enter(*NAMES[1:])
    if moment in ("meeting", "paused"):
        evening.wait(5)
    if moment == "waiting":
        evening.wait(16)
    if moment == "paused":
        evening.moderate("pause", paused=True)
    if moment in ("wrapup", "break"):
        evening.moderate("skip")
        evening.moderate("skip")
    if moment == "break":
        evening.moderate("skip")
    return evening.phase
