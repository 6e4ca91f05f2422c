"""What an operator does from the command line: from an empty folder to an organiser who is signed in."""

import signal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from symposia.cli import main
from symposia.features.people.tables import Person
from symposia.features.programme.tables import Conference
from symposia.infra.database import Database
from symposia.kernel.tables import StoreRow
from symposia.live import heads
from symposia.settings import read_settings
from tests.support import running


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


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("public_url = https://x", "The file symposia.toml cannot be read: Invalid value (at line 1, column 14)."),
        ('publik_url = "https://x"', "There is no setting publik_url."),
        ("port = 99999", "The setting port: Input should be less than or equal to 65535."),
        ('database_url = "postgres"', "The setting database_url: postgresql://user:password@host/name is expected."),
        ('redis_url = "localhost"', "The setting redis_url: redis://host:6379/0 is expected."),
        ('smtp_url = "me:pw@example.org"', "The setting smtp_url: smtp://user:password@host:587 is expected.\n"),
        ('database_url = "postgresql://x@127.0.0.1:1/x"', "The database cannot be opened: connection failed"),
    ],
)
def test_what_is_wrong_with_the_settings_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], written: str, told: str
) -> None:
    (tmp_path / "symposia.toml").write_text(written)
    assert main(["serve", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith(f"symposia: {told}")


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", str(tmp_path)]) == 0
    database = rows(tmp_path)
    try:
        database.write_now(lambda db: db.execute(text("UPDATE alembic_version SET version_num = 'of_tomorrow'")))
        assert main(["serve", str(tmp_path)]) == 1
        assert "another shape than any that is known here" in capsys.readouterr().err
    finally:
        database.close()


def test_a_list_in_the_environment_that_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYMPOSIA_TURN_URLS", "turn:turn.example.org")
    assert main(["serve", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "turn_urls" in told
    assert "a list is JSON" in told


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, ""),
        ({"public_url": "https://venue.example.org"}, "`smtp_url`"),
        ({"smtp_url": "smtp://mail.example.org"}, "`mail_from`"),
        ({"smtp_url": "smtp://mail.example.org", "mail_from": "us@example.org"}, ""),
    ],
)
def test_an_operator_is_told_when_nobody_would_get_a_mail(tmp_path: Path, given: dict[str, str], told: str) -> None:
    missing = read_settings(dir=tmp_path, **given).mail_missing
    assert told in " ".join(missing)
    assert bool(missing) is bool(told)


def test_ctrl_c_ends_it_without_a_word(tmp_path: Path) -> None:
    conference = running.Conference(tmp_path / "conference")
    served = conference.serve()
    process = served.process
    assert process is not None
    served.kill(signal.SIGINT)
    conference.close()
    assert process.returncode == 0
    assert "Traceback" not in served.log
