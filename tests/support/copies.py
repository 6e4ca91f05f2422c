"""The copy of topics that a browser keeps, by the rule of the wire."""

from __future__ import annotations

from typing import Any

Key = tuple[str, str]
View = dict[str, Any]


class Copies:
    """The maps that a browser keeps, by the rule of the wire. `holes` counts changes that could not be applied."""

    def __init__(self) -> None:
        self.maps: dict[str, dict[Key, View]] = {}
        self.heads: dict[str, tuple[str, int]] = {}
        self.said: dict[str, list[View]] = {}
        self.closed: dict[str, View] = {}
        self.holes = 0
        self.changes = 0

    def take(self, told: dict[str, Any]) -> None:
        """One frame about a topic."""
        topic = told["topic"]
        if "map" in told:
            self.maps[topic] = {(view["kind"], view["id"]): view for view in told["map"]}
            self.heads[topic] = (told["epoch"], told["seq"])
        elif "say" in told:
            self.said.setdefault(topic, []).extend(told["say"])
        elif "closed" in told:
            self.closed[topic] = told["closed"]
            self.maps.pop(topic, None)
            self.heads.pop(topic, None)
        else:
            self._change(topic, told)

    def _change(self, topic: str, told: dict[str, Any]) -> None:
        epoch, seq = self.heads[topic]
        if told["seq"] <= seq:
            return
        if told["prev"] > seq:
            self.holes += 1
            return
        self.changes += 1
        views = self.maps[topic]
        for kind, id in told["drop"]:
            views.pop((kind, id), None)
        views.update({(view["kind"], view["id"]): view for view in told["put"]})
        self.heads[topic] = (epoch, told["seq"])
