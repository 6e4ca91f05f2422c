"""`symposia pair`: rounds planned for a list of attendees."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from symposia.cli import main
from symposia.features.networking.pairing.sheet import read_sheet

Run = Callable[..., tuple[int, Any, str]]
FOUR = [{"id": name} for name in ("ann", "bob", "cem", "dee")]


@pytest.fixture
def plan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `symposia pair` on a sheet: its status, the plan it printed, and what it complained about."""

    def run(sheet: object, *words: str) -> tuple[int, Any, str]:
        path = tmp_path / "attendees.json"
        path.write_text(sheet if isinstance(sheet, str) else json.dumps(sheet), encoding="utf-8")
        status = main(["pair", str(path), *(words or ("--rounds", "3"))])
        told = capsys.readouterr()
        return status, json.loads(told.out) if told.out else None, told.err

    return run


def test_a_plan_says_who_meets_whom_in_every_round(plan: Run) -> None:
    status, told, complaints = plan({"attendees": FOUR})
    assert (status, complaints) == (0, "")
    assert [set(round) for round in told["rounds"]] == [{"present", "pairs", "trios", "sat_out"}] * 3
    assert all(round["present"] == ["ann", "bob", "cem", "dee"] for round in told["rounds"])
    assert len({tuple(two) for round in told["rounds"] for two in round["pairs"]}) == 6


def test_everything_that_a_sheet_can_say_is_heeded(plan: Run) -> None:
    ann = {"id": "ann", "topics": ["ai"], "offers": ["data"], "seeks": ["gpu"], "institution": "FZJ", "role": "domain"}
    ann |= {"seniority": 2, "languages": ["de"], "wishes": ["bob"], "blocked": ["cem"], "field": "health"}
    dee = {"id": "dee", "topics": None, "institution": None, "intents": ["job"], "likes_three": True, "city": "Bonn"}
    sheet = {"attendees": [ann, *FOUR[1:3], dee], "rules": {"weights": {"topics": 1}, "must_meet": [["dee", "ann"]]}}
    status, told, complaints = plan(sheet)
    assert (status, complaints) == (0, "")
    pairs = [[tuple(two) for two in round["pairs"]] for round in told["rounds"]]
    assert ("ann", "dee") in pairs[0]
    assert ("ann", "bob") in pairs[1]
    assert ("ann", "cem") not in [two for round in pairs for two in round]


def test_the_organisers_rules_hold(plan: Run) -> None:
    places = ("FZJ", "FZJ", "LMU", "LMU")
    people = [{**who, "institution": place} for who, place in zip(FOUR, places, strict=True)]
    status, told, _ = plan({"attendees": people, "rules": {"same_institution": False}})
    assert status == 0
    met = {tuple(two) for round in told["rounds"] for two in round["pairs"]}
    assert met == {("ann", "cem"), ("ann", "dee"), ("bob", "cem"), ("bob", "dee")}


def test_the_same_seed_gives_the_same_plan(plan: Run) -> None:
    people = {"attendees": [{"id": f"p{number}"} for number in range(20)]}
    words = "--rounds", "4", "--seed", "7"
    assert plan(people, *words) == plan({"attendees": people["attendees"][::-1]}, *words)
    assert plan(people, *words) != plan(people, "--rounds", "4")


def test_names_of_nobody_are_ignored_with_a_warning(plan: Run) -> None:
    people = [{"id": "ann", "wishes": ["zed"]}, {"id": "bob", "blocked": [f"x{number}" for number in range(30)]}]
    status, told, complaints = plan({"attendees": people, "rules": {"must_meet": [["ann", "yen"]]}})
    assert (status, told["rounds"][0]["pairs"]) == (0, [["ann", "bob"]])
    lines = complaints.splitlines()
    assert lines[0] == "symposia: Attendee “ann”, field wishes: nobody has the id “zed”; ignored."
    assert lines[20:] == ["symposia: 12 more names of nobody were ignored."]


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        ("{", "This is not JSON"),
        ('{"attendees": [{"id": "ann", "seniority": NaN}]}', "NaN is not a number"),
        ("[" * 100_000, "This is not JSON"),
        ([], "The sheet, as a whole"),
        ({}, "The sheet, field attendees: Field required"),
        ({"attendees": [], "people": []}, "The sheet, field people: Extra inputs are not permitted"),
        ({"attendees": [7]}, "Attendee 1, as a whole: An object is expected."),
        ({"attendees": {"id": "ann"}}, "The sheet, field attendees: A list is expected."),
        ({"attendees": [{"id": "\ud800"}]}, r"Attendee 1 (“\ud800”), field id: An id in Unicode"),
        ({"attendees": [{"name": "Ann"}]}, "Attendee 1, field id: Field required"),
        ({"attendees": [{"id": 7}]}, "Attendee 1, field id: Input should be a valid string"),
        ({"attendees": [{"id": " "}]}, "Attendee 1 (“ ”), field id"),
        ({"attendees": [{"id": "ann"}, {"id": "bob", "seniority": 3}]}, "Attendee 2 (“bob”), field seniority"),
        ({"attendees": [{"id": "ann", "topics": ["ai", 7]}]}, "Attendee 1 (“ann”), field topics.1"),
        ({"attendees": [{"id": "ann", "role": "boss"}]}, "Attendee 1 (“ann”), field role"),
        ({"attendees": [{"id": "ann", "wish": ["bob"]}]}, "Attendee 1 (“ann”), field wish: Extra inputs"),
        ({"attendees": [{"id": "ann"}, {"id": "ann"}]}, "Two attendees have the id “ann”: field id."),
        ({"attendees": [], "rules": {"weights": {"topics": -1}}}, "The sheet, field rules.weights.topics"),
        ({"attendees": [], "rules": {"levels": "high"}}, "The sheet, field rules.levels"),
        ({"attendees": [], "rules": {"must_meet": [["ann"]]}}, "The sheet, field rules.must_meet.0"),
        (
            {
                "attendees": [],
                "rules": {"weights": dict.fromkeys(("topics", "complement", "distance", "seniority", "base"), 0)},
            },
            "The sheet, field rules.weights: Weights are numbers",
        ),
    ],
)
def test_a_sheet_that_is_wrong_is_refused_with_a_sentence(plan: Run, sheet: object, sentence: str) -> None:
    status, told, complaint = plan(sheet)
    assert (status, told) == (2, None)
    assert complaint.startswith("symposia: ")
    assert sentence in complaint
    assert len(complaint.splitlines()) == 1


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "picture.json").write_bytes(b"\xff\xd8\xff\xe0")
    for name in ("nothing.json", "picture.json"):
        assert main(["pair", str(tmp_path / name), "--rounds", "1"]) == 2
        assert capsys.readouterr().err.startswith("symposia: ")


def test_ids_come_out_as_they_went_in(plan: Run) -> None:
    ids = [" ann ", "ann", "Größe", "数据", "😀", "two\nlines", "a" * 300]
    people = [{"id": id, "blocked": [" ann "] if id == "ann" else []} for id in ids]
    status, told, complaints = plan({"attendees": people}, "--rounds", "7")
    assert (status, complaints) == (0, "")
    assert all(sorted(round["present"]) == sorted(ids) for round in told["rounds"])
    assert not any({" ann ", "ann"} <= set(group) for r in told["rounds"] for group in (*r["pairs"], *r["trios"]))


def test_a_plan_can_be_read_everywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sheet, plan = tmp_path / "attendees.json", tmp_path / "rounds.json"
    sheet.write_text(json.dumps({"attendees": [{"id": "Größe"}, {"id": "数据"}]}))
    for encoding in ("latin-1", "utf-8"):
        with plan.open("w", encoding=encoding) as output:
            monkeypatch.setattr("sys.stdout", output)
            assert main(["pair", str(sheet), "--rounds", "1"]) == 0
        assert json.loads(plan.read_bytes())["rounds"][0]["pairs"] == [["Größe", "数据"]]


@pytest.mark.parametrize("rounds", ["0", "-1", "two"])
def test_rounds_are_counted_from_one(rounds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["pair", "-", "--rounds", rounds])
    assert ended.value.code == 2
    assert "a whole number of at least 1" in capsys.readouterr().err


def test_the_sheet_can_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = io.TextIOWrapper(io.BytesIO(json.dumps({"attendees": FOUR[:2]}).encode()))
    monkeypatch.setattr("sys.stdin", sheet)
    assert main(["pair", "-", "--rounds", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["rounds"][0]["pairs"] == [["ann", "bob"]]


def test_two_who_are_told_twice_are_told_once() -> None:
    sheet = read_sheet(json.dumps({"attendees": [{"id": "ann", "wishes": ["ann", "bob", "bob"]}, {"id": "bob"}]}))
    assert sheet.profiles[0].wishes == {"bob"}
    assert sheet.warnings == ()
