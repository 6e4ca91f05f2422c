"""The command line: `symposia serve | demo | token | migrate | gen`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from symposia.kernel.errors import SymposiaError


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; what goes wrong is told in a sentence, with exit status 1."""
    options = _parser().parse_args(argv)
    try:
        return int(options.run(options) or 0)
    except (SymposiaError, ValidationError, OSError) as error:
        print(f"symposia: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="symposia", description="A virtual conference for science.")
    commands = parser.add_subparsers(required=True, metavar="command")
    serve = commands.add_parser("serve", help="serve the conference of a folder")
    serve.add_argument("dir", type=Path, help="the conference's folder")
    _serving(serve)
    serve.set_defaults(run=_serve)
    demo = commands.add_parser("demo", help="make and serve the demonstration conference")
    demo.add_argument("--dir", type=Path, default=Path("demo-conference"), help="its folder (made if missing)")
    demo.add_argument("--at", help='move the clock: a day and a time, "1 10:20" or "2021-04-15 16:45"')
    demo.add_argument("--bots", type=int, default=0, metavar="N", help="simulated attendees who come in")
    demo.add_argument("--list", action="store_true", help="print people and rooms as JSON, and serve nothing")
    _serving(demo)
    demo.set_defaults(run=_demo)
    return parser


def _serving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--workers", type=int)


def _serve(options: argparse.Namespace) -> None:
    from symposia.infra.database import Database
    from symposia.infra.migrate import migrate
    from symposia.server import serve
    from symposia.settings import read_settings

    settings = read_settings(dir=options.dir, host=options.host, port=options.port, workers=options.workers)
    if settings.workers > 1 and not settings.redis_url:
        raise SymposiaError("Several workers need Redis between them: set SYMPOSIA_REDIS_URL=redis://HOST:6379/0.")
    settings.dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    try:
        migrate(database)
    finally:
        database.close()
    serve(settings)


def _demo(options: argparse.Namespace) -> None:
    from symposia.demo.command import run

    run(options)
