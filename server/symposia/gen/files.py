"""The generated files of a checkout: written by `symposia gen`, compared by `symposia gen --check`."""

from pathlib import Path

import symposia
from symposia.gen.roles import who_may_what
from symposia.gen.settings_md import settings_md
from symposia.gen.wire_md import wire_md
from symposia.gen.wire_ts import wire_ts
from symposia.kernel.errors import NotFound
from symposia.kernel.feature import Catalogue


def generated(catalogue: Catalogue) -> dict[Path, str]:
    """The files and what must be in them. NotFound when this is not a checkout."""
    root = Path(symposia.__file__).resolve().parents[2]
    if not (root / "web" / "src" / "live").is_dir():
        raise NotFound("The generated files belong to a checkout of the source: run it from there.")
    return {
        root / "web" / "src" / "live" / "wire.ts": wire_ts(catalogue),
        root / "docs" / "wire.md": wire_md(catalogue),
        root / "docs" / "who-may-what.md": who_may_what(catalogue),
        root / "docs" / "settings.md": settings_md(),
    }


def write(catalogue: Catalogue) -> list[Path]:
    """Write what is not as it should be; returns which files those were."""
    stale = stale_files(catalogue)
    for path in stale:
        path.write_text(generated(catalogue)[path], encoding="utf-8")
    return stale


def stale_files(catalogue: Catalogue) -> list[Path]:
    """The files that are not what the catalogue says."""
    return [
        path
        for path, text in generated(catalogue).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
