"""Whoever takes part in rounds is connected; nobody waits for somebody whose browser is gone."""

from __future__ import annotations

import pytest

from symposia.kernel.feature import VENUE
from symposia.live.absences import PATIENCE_S, SETTLED_S
from symposia.live.presence import GRACE_S
from tests.features.networking.evening import Evening
from tests.support.venue import VenueForTests
from tests.support.watched import Watched

PATIENCE = GRACE_S + PATIENCE_S
"""So long (s) somebody may be without a connection."""


@pytest.fixture
def evening(venue: VenueForTests) -> Evening:
    return Evening(venue, ("ann", "bob", "cem"))


@pytest.fixture
def watched(venue: VenueForTests, evening: Evening) -> Watched:
    """Everybody is connected, and was for a while."""
    made = Watched(venue)
    made.now += SETTLED_S
    for person in evening.people.values():
        made.arrives(person.id, VENUE)
    return made


def test_who_loses_the_connection_frees_the_partner_after_fifteen_seconds(evening: Evening, watched: Watched) -> None:
    assert PATIENCE == 15
    evening.start("ann", "bob")
    evening.enter("ann", "bob")
    watched.goes(evening["bob"].id, VENUE)
    watched.goes_on(PATIENCE - 1)
    assert (evening.state("ann"), evening.state("bob")) == ("meeting", "meeting")
    watched.goes_on(1)
    assert (evening.state("ann"), evening.seat("ann")["why"]) == ("waiting", "lost")
    assert (evening.state("bob"), evening.seat("bob")["why"]) == ("away", "lost")
    assert evening["ann"].sees("meeting")["why"] == "lost"
    evening.ready("cem")
    evening.wait(3)
    assert evening.partners("ann") == {"cem"}


def test_a_reload_loses_nothing(evening: Evening, watched: Watched) -> None:
    evening.start("ann", "bob")
    evening.enter("ann", "bob")
    for _ in range(3):
        watched.goes(evening["bob"].id, VENUE)
        watched.goes_on(PATIENCE - 2)
        watched.arrives(evening["bob"].id, VENUE)
        watched.goes_on(5)
    assert evening.partners("ann") == {"bob"}


def test_who_is_gone_before_the_start_is_not_matched(evening: Evening, watched: Watched) -> None:
    evening.ready("ann", "bob", "cem")
    watched.goes(evening["cem"].id, VENUE)
    watched.goes_on(PATIENCE)
    evening.moderate("start")
    assert evening.groups() == [{"ann", "bob"}]
    assert evening.sees["ready"] == 2


def test_of_a_trio_two_go_on(evening: Evening, watched: Watched) -> None:
    evening.start("ann", "bob", "cem")
    evening.enter("ann", "bob", "cem")
    watched.goes(evening["cem"].id, VENUE)
    watched.goes_on(PATIENCE)
    assert evening.partners("ann") == {"bob"}
    assert evening.mo.sees("health")["lost"] == 1
