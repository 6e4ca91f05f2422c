"""`make migration NAME=raised_hands`: the next step of the database, drafted from what the tables say now.

The step is what turns a database of all steps so far into the tables of the features. Read it before it is kept:
a changed name, for one, looks like a column that went and another that came.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command
from alembic.script import Script, ScriptDirectory

from symposia.infra.database import Database
from symposia.infra.migrate import alembic_config, migrate

FILES = "%%(rev)s_%%(slug)s"


def main(name: str) -> None:
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/symposia.sqlite")
        try:
            migrate(database)
            path = draft(database, name)
        finally:
            database.close()
    if path is None:
        sys.exit("The steps lead to what the tables say already: there is nothing to write.")
    subprocess.run([Path(sys.executable).with_name("ruff"), "format", "--quiet", path], check=True)


def draft(database: Database, name: str) -> Path | None:
    """Write the next step for a database that has all others; None when nothing differs."""
    with database.engine.begin() as connection:
        config = alembic_config(connection)
        config.set_main_option("file_template", FILES)
        number = f"{len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1:04}"
        step = command.revision(
            config, message=sentence(name), autogenerate=True, rev_id=number, process_revision_directives=unless_empty
        )
    return Path(step.path) if isinstance(step, Script) else None


def sentence(name: str) -> str:
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def unless_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Alembic would write a step that does nothing."""
    if directives[0].upgrade_ops.is_empty():
        directives.clear()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit("Say what changes in a few words: make migration NAME=raised_hands")
    main(sys.argv[1])
