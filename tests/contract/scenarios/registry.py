"""Which scenario plays which command."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.venue import VenueForTests

Scenario = Callable[[VenueForTests], None]
SCENARIOS: dict[str, list[Scenario]] = {}


def plays(*commands: str) -> Callable[[Scenario], Scenario]:
    """The decorated story uses each of `commands` at least once, with effect."""

    def keep(scenario: Scenario) -> Scenario:
        for command in commands:
            SCENARIOS.setdefault(command, []).append(scenario)
        return scenario

    return keep
