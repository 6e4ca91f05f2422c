"""`symposia token` and `symposia migrate`."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from symposia.cli import main
from symposia.features.people.actors import hashed
from symposia.features.people.tables import ApiToken
from tests.support.running import Attendee, Badge, Conference
from tests.support.waiting import eventually

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def conference(tmp_path: Path) -> Iterator[Conference]:
    made = Conference(tmp_path / "conference")
    made.person("ann")
    yield made
    made.close()


@pytest.fixture
def run(conference: Conference, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `symposia token FOLDER …`; its status and what it said."""

    def token(*words: str) -> tuple[int, str]:
        status = main(["token", str(conference.folder), *words])
        told = capsys.readouterr()
        return status, (told.out + told.err).strip()

    return token


ANN = "ann@example.org"


def test_a_token_is_shown_once_and_kept_as_a_hash(conference: Conference, run: Run) -> None:
    status, token = run(ANN)
    assert (status, len(token)) == (0, 43)
    hashes = conference.database.read_now(lambda db: [row.token_hash for row in db.exec(select(ApiToken))])
    assert hashed(token) in hashes
    assert token not in run(ANN, "--list")[1]
    assert len(run(ANN, "--list")[1].splitlines()) == 2


def test_tokens_are_revoked_together(run: Run) -> None:
    run(ANN)
    assert run(ANN, "--revoke") == (0, "2 revoked")
    assert run(ANN, "--revoke") == (0, "0 revoked")
    assert run(ANN, "--list") == (0, "")


def test_what_cannot_be_is_said_in_a_sentence(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, told = run("nobody@example.org")
    assert status == 1
    assert "Nobody is registered as nobody@example.org" in told
    assert main(["token", str(tmp_path / "elsewhere"), ANN]) == 1
    assert "There is no conference" in capsys.readouterr().err


async def test_a_token_opens_the_live_line_until_it_is_revoked(conference: Conference, run: Run) -> None:
    served = conference.serve()
    _, token = run("ANN@example.org")
    async with Attendee(Badge("", "ann", token), [served]) as ann:
        assert "now" in await ann.does("clock.read")
        run(ANN, "--revoke")
        await eventually(lambda: (4401, "signed out") in ann.closed, within=8)


def test_migrate_makes_the_folder_and_can_be_repeated(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert main(["migrate", str(folder)]) == 0
    assert main(["migrate", str(folder)]) == 0
    assert (folder / "symposia.sqlite").is_file()
