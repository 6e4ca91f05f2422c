"""The generated files are fresh, and say what is true."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import Field

from symposia.cli import main
from symposia.gen import files
from symposia.gen.files import generated, stale_files
from symposia.gen.settings_md import settings_md
from symposia.gen.shapes import Names, asked, by_kind, fields_of, typescript
from symposia.gen.wire_md import wire_md
from symposia.gen.wire_ts import wire_ts
from symposia.kernel.access import Right
from symposia.kernel.errors import every_error
from symposia.kernel.feature import Catalogue, Family, Feature
from symposia.kernel.wire import Command, Many, Moment, View, Wire
from symposia.live.engine import SOCKET_ONLY
from symposia.server import MOST_FRAME_BYTES
from symposia.venue import catalogue

CATALOGUE = catalogue()


def test_the_files_are_fresh() -> None:
    assert stale_files(CATALOGUE) == [], "run `make gen`"


def test_stale_files_are_told_and_written(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("checkout")
    wanted = {folder / path.name: text for path, text in generated(CATALOGUE).items()}
    monkeypatch.setattr(files, "generated", lambda _catalogue: wanted)
    assert main(["gen", "--check"]) == 1
    assert "wire.ts" in capsys.readouterr().out
    assert not any(path.exists() for path in wanted)
    assert main(["gen"]) == 0
    assert main(["gen", "--check"]) == 0
    assert {path: path.read_text() for path in wanted} == wanted


def test_the_document_tells_of_everything() -> None:
    text = wire_md(CATALOGUE)
    for name in asked(CATALOGUE):
        assert f"### `{name}`" in text
    for command in SOCKET_ONLY:
        assert f"### `{command.called}`" in text
    for error in every_error():
        assert f"| `{error.code}` | {error.status} | {error.sentence} |" in text
    for family in CATALOGUE.families:
        assert f"| `{family.pattern.replace('{}', '<…>')}` |" in text
    for kind in by_kind(CATALOGUE):
        assert f"### `{kind}`" in text
    assert f"{MOST_FRAME_BYTES // 1024} KiB" in text


def test_what_only_the_system_does_is_not_offered() -> None:
    own = [name for name, handler in CATALOGUE.handlers.items() if handler.need is Right.SYSTEM]
    assert own
    assert not set(own) & set(asked(CATALOGUE))
    for name in own:
        assert f'"{name}"' not in wire_ts(CATALOGUE)


def test_every_name_in_the_types_is_defined_once() -> None:
    text = wire_ts(CATALOGUE)
    defined = re.findall(r"^export (?:interface|type|const) (\w+)", text, re.MULTILINE)
    assert len(defined) == len(set(defined))
    used = set(re.findall(r"(?<![\"\w.])([A-Z]\w+)(?![\"\w])", re.sub(r"/\*\*.*?\*/|//.*|\"[^\"]*\"", "", text)))
    assert used - set(defined) - {"Record", "NonNullable"} == set()


class Part(Wire):
    """A part."""

    at: Moment
    count: int = 0


class Told(View):
    """Told in rooms."""

    kind: str = "told"
    parts: Many[Part]
    more: str | None = None


class ToldElsewhere(View):
    """Told elsewhere, and different."""

    kind: str = "told"
    words: tuple[str, int]


class Ask(Command, name="part.ask"):
    """Ask."""

    part: Part
    limit: int = Field(default=5, ge=1, le=9)


def small() -> Catalogue:
    feature = Feature("small")
    feature.on(Ask)(lambda _ctx, _do: None)
    feature.shows(Family("room:{}"), Told)(lambda _db, _key: [])
    feature.shows(Family("lobby"), ToldElsewhere)(lambda _db, _key: [])
    return Catalogue((feature,))


def test_one_kind_with_two_shapes_is_a_union() -> None:
    text = wire_ts(small())
    assert "export type Told = GenTold | ToldElsewhere" in text or "export type Told = " in text
    assert 'kind: "told"' in text
    assert "  told: Told" in text
    names = re.findall(r"^export (?:interface|type) (\w+)", text, re.MULTILINE)
    assert len(names) == len(set(names))


def test_what_a_feature_tells_is_there_with_its_type() -> None:
    feature = Feature("small")
    feature.tells(MOST=7, USUAL=Part(at=datetime(2021, 4, 14, tzinfo=UTC)))
    text = wire_ts(Catalogue((feature,)))
    assert "\nexport const MOST = 7\n" in text
    assert "export interface Part {\n  at: string\n  count: number\n}\n" in text
    assert 'export const USUAL: Part = {\n  at: "2021-04-14T00:00:00.000Z",\n  count: 0\n}\n' in text


def test_what_may_be_left_out_may_be_left_out() -> None:
    names = Names(small())
    asked_for = {field.name: field for field in fields_of(Ask, names, told=False)}
    assert (asked_for["limit"].optional, asked_for["limit"].note) == (True, "1 to 9; 5 if left out")
    told = {field.name: field for field in fields_of(Told, names, told=True)}
    assert (told["more"].optional, told["more"].type) == (True, "string | null")
    assert (told["parts"].optional, told["parts"].type) == (False, "Part[]")
    part = {field.name: field.optional for field in fields_of(Part, names, told=True)}
    assert part == {"at": False, "count": False}


@pytest.mark.parametrize(
    ("annotation", "type"),
    [
        (str, "string"),
        (int, "number"),
        (bool | None, "boolean | null"),
        (tuple[str, int], "[string, number]"),
        (tuple[str | None, ...], "(string | null)[]"),
        (list[int], "number[]"),
        (dict[str, int], "Record<string, number>"),
        (Right, '"be_here" | "speak" | "moderate" | "organise" | "system"'),
        (Part, "Part"),
    ],
)
def test_types_as_the_browser_writes_them(annotation: Any, type: str) -> None:
    assert typescript(annotation, Names(small())) == type


def test_what_cannot_be_said_in_typescript_is_refused() -> None:
    with pytest.raises(TypeError):
        typescript(complex, Names(small()))


def test_settings_tell_of_a_choice_where_there_is_one() -> None:
    lines = {line.split("`")[1]: line for line in settings_md().splitlines() if line.startswith("| `")}
    assert lines["log"].endswith("The format of the log. One of: plain, json. |")
    assert lines["turn_urls"].split(" | ")[2] == "empty"
    assert not [name for name, line in lines.items() if "One of" in line and name != "log"]
