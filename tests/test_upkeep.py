"""What an operator does from the command line: from an empty folder to an organiser who is signed in."""

from pathlib import Path

import pytest
from sqlmodel import select

from symposia.cli import main
from symposia.features.people.tables import Person
from symposia.features.programme.tables import Conference
from symposia.infra.database import Database
from symposia.kernel.tables import StoreRow
from symposia.live import heads
from symposia.settings import read_settings


def rows(folder: Path) -> Database:
    return Database(read_settings(dir=folder).database)


def test_an_empty_folder_becomes_a_conference_with_an_organiser(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["organiser", str(tmp_path / "new"), "Ada@Example.org"]) == 0
    link = capsys.readouterr().out.strip()
    assert link.startswith("http://127.0.0.1:8000/sign-in#t=")
    database = rows(tmp_path / "new")
    try:
        person = database.read_now(lambda db: db.exec(select(Person)).one())
        assert (person.email, person.roles) == ("ada@example.org", ["attendee", "organiser"])
        assert database.read_now(lambda db: db.get(Conference, 1)) is not None
    finally:
        database.close()


def test_several_workers_without_redis_are_refused_with_what_to_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["serve", str(tmp_path), "--workers", "2"]) == 1
    assert "SYMPOSIA_REDIS_URL" in capsys.readouterr().err


def test_a_new_epoch_outdates_every_copy(tmp_path: Path) -> None:
    assert main(["migrate", str(tmp_path)]) == 0
    database = rows(tmp_path)
    try:
        before = database.write_now(heads.store)
        assert main(["migrate", "--new-epoch", str(tmp_path)]) == 0
        after = database.read_now(lambda db: db.get_one(StoreRow, 1).epoch)
        assert after != before.epoch
        assert database.write_now(heads.store).secret == before.secret
    finally:
        database.close()
