"""Every command of the catalogue keeps what all commands promise; see `tests/support/venue.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from symposia.venue import catalogue
from tests.contract.scenarios import calls, dialogues, livekit, media, networking, people, programme, rooms, rounds
from tests.contract.scenarios.registry import SCENARIOS, Scenario
from tests.support.venue import VenueForTests, open_venue

STORIES = list(dict.fromkeys(story for stories in SCENARIOS.values() for story in stories))
FILES = (calls, dialogues, livekit, media, networking, people, programme, rooms, rounds)


def called(story: Scenario) -> str:
    return story.__name__


@pytest.mark.parametrize("story", STORIES, ids=called)
def test_a_story_holds(venue: VenueForTests, story: Scenario) -> None:
    story(venue)


@pytest.fixture
def on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[VenueForTests]:
    opened = open_venue(tmp_path, postgres_url)
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES, ids=called)
def test_a_story_holds_on_postgresql(on_postgres: VenueForTests, story: Scenario) -> None:
    story(on_postgres)


def test_every_command_has_a_story() -> None:
    assert sorted(set(catalogue().handlers) - set(SCENARIOS)) == []
    assert sorted(set(SCENARIOS) - set(catalogue().handlers)) == []


def test_every_file_of_stories_is_played() -> None:
    found = {path.stem for path in (Path(__file__).parent / "scenarios").glob("*.py")} - {"registry"}
    assert found == {file.__name__.rsplit(".", 1)[1] for file in FILES}
