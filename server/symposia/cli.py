"""The command line: `symposia serve | demo | organiser | pair | token | migrate | gen`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from symposia.kernel.errors import SymposiaError

WARNINGS = 20
"""So many are told one by one."""


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
    gen = commands.add_parser("gen", help="in a checkout: write what is generated from the catalogue")
    gen.add_argument("--check", action="store_true", help="write nothing, fail if something is stale")
    gen.set_defaults(run=_gen)
    token = commands.add_parser("token", help="make a token with which a program acts for somebody")
    token.add_argument("dir", type=Path, help="the conference's folder")
    token.add_argument("email", help="the address of the person")
    what = token.add_mutually_exclusive_group()
    what.add_argument("--list", action="store_true", help="list the tokens of this person that hold")
    what.add_argument("--revoke", action="store_true", help="revoke all tokens of this person")
    token.set_defaults(run=_token)
    step = commands.add_parser("migrate", help="bring a conference's database to the shape of this version")
    step.add_argument("dir", type=Path, help="the conference's folder")
    step.add_argument("--new-epoch", action="store_true", help="after a backup was brought back: outdate all copies")
    step.set_defaults(run=_migrate)
    organiser = commands.add_parser("organiser", help="make somebody an organiser, and print a link that signs them in")
    organiser.add_argument("dir", type=Path, help="the conference's folder (made if missing)")
    organiser.add_argument("email", help="the address of the person")
    organiser.set_defaults(run=_organiser)
    _pairing(commands.add_parser("pair", help="plan rounds of networking for a list of attendees (JSON in, JSON out)"))
    return parser


def _pairing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("attendees", metavar="ATTENDEES.json", help="the attendees; - reads them from standard input")
    parser.add_argument("--rounds", type=_count, required=True, metavar="R", help="how many rounds")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="decides between what is equally good (0)")
    parser.set_defaults(run=_pair)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number of at least 1 is expected")
    return int(text)


def _serving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--workers", type=int)


def _serve(options: argparse.Namespace) -> None:
    from symposia.server import serve
    from symposia.settings import read_settings
    from symposia.upkeep import make_conference, prepared

    settings = read_settings(dir=options.dir, host=options.host, port=options.port, workers=options.workers)
    if settings.workers > 1 and not settings.redis_url:
        raise SymposiaError("Several workers need Redis between them: set SYMPOSIA_REDIS_URL=redis://HOST:6379/0.")
    with prepared(settings) as database:
        database.write_now(make_conference)
    serve(settings)


def _organiser(options: argparse.Namespace) -> None:
    from symposia.settings import read_settings
    from symposia.upkeep import make_conference, organiser_link, prepared

    settings = read_settings(dir=options.dir)
    with prepared(settings) as database:
        database.write_now(make_conference)
        print(database.write_now(lambda db: organiser_link(db, options.email, settings.base_url)))


def _pair(options: argparse.Namespace) -> int:
    """The plan on standard output; a mistake in what is read as a sentence, with exit status 2."""
    from symposia.features.networking.pairing.many_rounds import plan_rounds
    from symposia.features.networking.pairing.sheet import read_sheet, written

    try:
        given = sys.stdin.buffer.read() if options.attendees == "-" else Path(options.attendees).read_bytes()
        sheet = read_sheet(given)
    except (SymposiaError, OSError) as error:
        print(f"symposia: {error}", file=sys.stderr)
        return 2
    for warning in sheet.warnings[:WARNINGS]:
        print(f"symposia: {warning}", file=sys.stderr)
    if len(sheet.warnings) > WARNINGS:
        print(f"symposia: {len(sheet.warnings) - WARNINGS} more names of nobody were ignored.", file=sys.stderr)
    rounds = plan_rounds(sheet.profiles, options.rounds, matching=sheet.matching, seed=options.seed)
    print(written(rounds, plain=(sys.stdout.encoding or "").lower() != "utf-8"))
    return 0


def _demo(options: argparse.Namespace) -> None:
    from symposia.demo.command import run

    run(options)


def _gen(options: argparse.Namespace) -> int:
    from symposia.gen.files import stale_files, write
    from symposia.venue import catalogue

    stale = stale_files(catalogue()) if options.check else write(catalogue())
    for path in stale:
        print(f"{'stale: run `make gen`:' if options.check else 'written:'} {path}")
    return 1 if options.check and stale else 0


def _token(options: argparse.Namespace) -> None:
    from symposia.tokens import run

    for line in run(options.dir, options.email, listing=options.list, revoking=options.revoke):
        print(line)


def _migrate(options: argparse.Namespace) -> None:
    from symposia.settings import read_settings
    from symposia.upkeep import prepared, renew_epoch

    with prepared(read_settings(dir=options.dir)) as database:
        if options.new_epoch:
            database.write_now(renew_epoch)
