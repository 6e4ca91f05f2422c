"""The 56 posters. Titles and abstracts are invented, except for the title of number 10, which is a fact."""

import json
from functools import cache
from importlib import resources

from symposia.demo.model import DemoPoster


@cache
def demo_posters() -> tuple[DemoPoster, ...]:
    """All posters in the order of their numbers, from 1; each abstract has 100 to 150 words."""
    text = resources.files("symposia.demo").joinpath("data/posters.json").read_text(encoding="utf-8")
    return tuple(
        DemoPoster(
            number=row["number"],
            title=row["title"],
            abstract=row["abstract"],
            subject=row["subject"],
            method=row["method"],
            authors=tuple(row["authors"]),
            presenters=tuple(row["presenters"]),
            presenter_emails=tuple(row["presenter_emails"]),
            institution=row["institution"],
            topics=tuple(row["topics"]),
        )
        for row in json.loads(text)
    )
