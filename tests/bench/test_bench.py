"""The bench itself: it counts right, it notices what went wrong, and it knows all of its figures."""

from pathlib import Path

import pytest

from tests.bench.__main__ import FIGURES, table
from tests.bench.figures import Bench, Figure, percentile


def test_every_text_is_counted_once_for_everybody() -> None:
    with Bench(people=5) as bench, bench.crowd(bench.baseline, 5, [bench.baseline.topic]) as crowd:
        posted, spent = crowd.post(20, 200.0, 3, burst=4)
        assert len(crowd.connected.map_ms) == 5
        assert (posted.answers, posted.deliveries, posted.missing) == (20, 100, 0)
        assert posted.frames == 120
        assert len(posted.last_ms) == 20
        assert 0 < spent < 5_000_000


def test_what_does_not_arrive_is_no_figure() -> None:
    with Bench(people=2) as bench, bench.crowd(bench.baseline, 2, []) as crowd:
        crowd.watchers[bench.baseline.topic] = 2
        with pytest.raises(RuntimeError, match="missing=2"):
            crowd.post(1, 10.0, 1)


def test_some_rooms_are_watched_by_a_few() -> None:
    with Bench(people=5) as bench, bench.crowd(bench.baseline, 5, ["room:a"], few=(2, ["room:b"])) as crowd:
        assert crowd.post(10, 200.0, 3, room="a")[0].deliveries == 50
        assert crowd.post(10, 200.0, 3, room="b")[0].deliveries == 20


def test_posts_that_nobody_watches_are_answered() -> None:
    with Bench(people=2) as bench, bench.crowd(bench.baseline, 2, []) as crowd:
        posted, _ = crowd.post(10, 500.0, 2)
        assert (posted.answers, posted.frames, posted.deliveries) == (10, 10, 0)


def test_every_module_of_figures_is_listed() -> None:
    modules = {path.stem.removeprefix("figures_") for path in Path(__file__).parent.glob("figures_*.py")}
    assert modules == set(FIGURES)


def test_the_table_says_what_was_missed() -> None:
    figures = [Figure("fast", 3.0, "ms", 5.0), Figure("good", 94.0, "", 95.0, at_least=True)]
    lines = table(figures).splitlines()
    assert [line.endswith("MISSED") for line in lines] == [False, False, True]


def test_a_percentile_is_a_value_that_was_seen() -> None:
    assert percentile(range(1, 101), 0.99) == 99
    assert percentile([7.0], 0.5) == 7.0
