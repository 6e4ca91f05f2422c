"""`make bench`: measures, prints a table, and writes `bench/latest.json`.

`python -m tests.bench [--people 600] [NAME …]`: only the figures of these names.
"""

import argparse
import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import (
    figures_calls,
    figures_commands,
    figures_delivery,
    figures_joins,
    figures_media,
    figures_pages,
    figures_pairing,
    figures_rounds,
)
from tests.bench.cpu import Others
from tests.bench.figures import Bench, Figure, Measure

FIGURES: dict[str, Measure] = {
    "commands": figures_commands.measure,
    "joins": figures_joins.measure,
    "calls": figures_calls.measure,
    "media": figures_media.measure,
    "delivery": figures_delivery.measure,
    "pages": figures_pages.measure,
    "pairing": figures_pairing.measure,
    "rounds": figures_rounds.measure,
}
"""Every module of figures. A new one: a file `figures_<name>.py` with `measure(bench)`, and its line here."""
QUIET = 0.2
"""CPUs that others may keep busy before times mean little; ratios bear more."""
RESULT = Path(__file__).parents[2] / "bench" / "latest.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(FIGURES)}; all without one")
    parser.add_argument("--people", type=int, default=600, help="how many are in the room (600)")
    asked = parser.parse_args()
    unknown = set(asked.names) - set(FIGURES)
    if unknown:
        parser.error(f"no such figures: {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    whole = Others()
    with Bench(asked.people) as bench:
        for name in asked.names or FIGURES:
            print(f"measuring: {name} …", flush=True)
            others = Others()
            for figure in FIGURES[name](bench):
                figures.append(figure)
                print(f"  {figure.name}: {figure.value:.3g} {figure.unit}", flush=True)
            if others.cpus() > QUIET:
                print(f"  others kept {others.cpus():.1f} CPUs busy: measure again when it is quiet", flush=True)
    print(table(figures))
    if not asked.names:
        write(figures, asked.people, whole.cpus())


def table(figures: list[Figure]) -> str:
    width = max(len(figure.name) for figure in figures)
    lines = [f"{'figure':{width}}  {'value':>10}  {'reach':>10}"]
    for figure in figures:
        sign = "≥" if figure.at_least else "≤"
        value = f"{figure.value:.3g} {figure.unit}"
        reach = "–" if figure.reach is None else f"{sign} {figure.reach:g} {figure.unit}"
        lines.append(f"{figure.name:{width}}  {value:>10}  {reach:>10}  {'' if figure.met else 'MISSED'}".rstrip())
        details = (f"{name} {value:.3g}" for name, value in figure.detail.items())
        lines += [f"    {', '.join(details)}"] if figure.detail else []
    return "\n".join(lines)


def write(figures: list[Figure], people: int, others: float) -> None:
    """The whole run, for those who compare runs."""
    RESULT.parent.mkdir(exist_ok=True)
    run = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cpus": len(os.sched_getaffinity(0)),
            "system": platform.system(),
            "python": platform.python_version(),
            "busy_with_others": round(others, 2),
        },
        "people": people,
        "figures": [{**asdict(figure), "met": figure.met} for figure in figures],
    }
    RESULT.write_text(json.dumps(run, indent=2, ensure_ascii=False) + "\n")
    print(f"written: {RESULT.relative_to(Path.cwd()) if RESULT.is_relative_to(Path.cwd()) else RESULT}")


if __name__ == "__main__":
    main()
