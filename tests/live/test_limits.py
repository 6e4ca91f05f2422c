"""How much one person may ask for in a while."""

from __future__ import annotations

import pytest

from symposia.kernel.errors import TooFast
from symposia.live.limits import Limit


class Watch:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_window_slides() -> None:
    watch = Watch()
    limit = Limit(3, 10.0, watch)
    for _ in range(3):
        limit.spend("ann")
        watch.now += 1
    with pytest.raises(TooFast) as refused:
        limit.spend("ann")
    assert refused.value.wait == pytest.approx(7.0)
    assert "7 s" in refused.value.message
    limit.spend("bob")
    watch.now = 110.0
    limit.spend("ann")
    with pytest.raises(TooFast):
        limit.spend("ann")


def test_a_refusal_costs_nothing() -> None:
    watch = Watch()
    limit = Limit(1, 10.0, watch)
    limit.spend("ann")
    for _ in range(50):
        with pytest.raises(TooFast):
            limit.spend("ann")
    watch.now += 10
    limit.spend("ann")


def test_a_wait_is_never_nothing() -> None:
    watch = Watch()
    limit = Limit(1, 10.0, watch)
    limit.spend("ann")
    watch.now += 9.9999
    with pytest.raises(TooFast) as refused:
        limit.spend("ann")
    assert refused.value.wait == pytest.approx(0.1)
    assert "1 s" in refused.value.message


def test_who_has_gone_quiet_is_forgotten() -> None:
    watch = Watch()
    limit = Limit(3, 10.0, watch)
    for number in range(10_000):
        limit.spend(str(number))
    watch.now += 10
    limit.spend("ann")
    assert list(limit._times) == ["ann"]
