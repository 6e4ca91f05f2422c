"""Rooms and sessions of the demonstration conference, two days in April 2021.

Facts are who spoke about which subject, the competition with its jury and the prizes. Times, the invented
hosts (those with an e-mail address) and all abstracts are demonstration data; no abstract quotes anybody.
"""

import json
from datetime import UTC, date, datetime, time
from importlib import resources
from zoneinfo import ZoneInfo

from symposia.demo.model import DemoRoom, DemoSession, DemoSpeaker

TITLE = "Helmholtz AI virtual conference"
TAGLINE = "Two days of artificial intelligence across six research fields"
TIME_ZONE = "Europe/Berlin"
DAYS = (date(2021, 4, 14), date(2021, 4, 15))
_NOTES = {"en": "(Text written for the demonstration.)", "de": "(Text für die Demonstration geschrieben.)"}
_ABSTRACTS: dict[str, str] = json.loads(
    resources.files("symposia.demo").joinpath("data/abstracts.json").read_text(encoding="utf-8")
)

ROOMS = (
    DemoRoom("main-stage", "Main stage", "Opening, keynotes, use cases, competition and prizes.", "en"),
    DemoRoom("forum", "Forum", "Parallel use cases and workshops, with time for discussion.", "en"),
    DemoRoom("networking", "Networking", "Meet in pairs, a few minutes each, in rounds.", "en"),
    DemoRoom("poster-hall", "Poster hall", "56 posters, grouped by subject, with their presenters.", "en"),
    DemoRoom("lounge", "Lounge", "Tables to sit down at, open all day.", "en"),
)

_MODERATOR = "ingrid.thalberg@example.org"
_FORUM = "arne.feddersen@example.org"
_NETWORKING = "lucia.navarrete@example.org"
_POSTERS = "bogdan.albrecht@example.org"
_LOUNGE = "thea.okonski@example.org"

_CHAIR = DemoSpeaker(
    "Samuel Castellan",
    "Helmholtz Munich, session host",
    "Invented for the demonstration, so that somebody who signs in as a speaker has a stage.",
    "samuel.castellan@example.org",
)
_CONSULTANT_DE = DemoSpeaker(
    "Friederike Osterloh",
    "Forschungszentrum Jülich",
    "Invented consultant of the demonstration; hosts the German-language hour.",
    "friederike.osterloh@example.org",
)
_CONSULTANT_EN = DemoSpeaker(
    "Malik Rosendahl",
    "HZDR",
    "Invented consultant of the demonstration; hosts the workshops in the forum.",
    "malik.rosendahl@example.org",
)
_PITCHERS = tuple(
    DemoSpeaker(name, place, f"Invented finalist: “{pitch}”.", email)
    for name, place, pitch, email in (
        ("Ysolde Varga", "AWI", "Listening to ice with a hundred microphones", "ysolde.varga@example.org"),
        (
            "Raphael Njoroge",
            "DKFZ",
            "A second opinion that says when it is unsure",
            "raphael.njoroge@example.org",
        ),
        ("Clementine Aho", "KIT", "What a transformer station knows about you", "clementine.aho@example.org"),
        ("Dipak Sommerfeld", "DESY", "A trillion collisions on one laptop", "dipak.sommerfeld@example.org"),
    )
)


def _about(key: str, language: str = "en") -> str:
    """The abstract of a session, with the note that it was written for the demonstration."""
    return f"{_ABSTRACTS[key]} {_NOTES[language]}"


def _named(name: str, affiliation: str, biography: str = "") -> DemoSpeaker:
    """A real speaker: the name and the facts, and never an account."""
    return DemoSpeaker(name, affiliation, biography)


def _use_case(key: str, room: str, day: int, starts: str, field: str, speakers: tuple[DemoSpeaker, ...]) -> DemoSession:
    """A use case of 45 minutes: presented, then discussed."""
    hour, minute = divmod(int(starts[:2]) * 60 + int(starts[3:]) + 45, 60)
    moderator = _MODERATOR if room == "main-stage" else _FORUM
    ends = f"{hour:02}:{minute:02}"
    title = f"Use case: {field}"
    return DemoSession(key, room, "talks", title, _about(key), day, starts, ends, "en", speakers, (moderator,))


_DAY_1 = (
    DemoSession(
        "opening",
        "main-stage",
        "opening",
        "Opening",
        _about("opening"),
        1,
        "09:00",
        "09:45",
        "en",
        (_named("Fabian Theis", "Helmholtz AI", "Scientific director of Helmholtz AI."),),
        (_MODERATOR,),
    ),
    DemoSession(
        "keynote-schiele",
        "main-stage",
        "keynote",
        "Robustness and security in computer vision and machine learning",
        _about("keynote-schiele"),
        1,
        "10:00",
        "11:00",
        "en",
        (_named("Bernt Schiele", "MPI for Informatics, Saarland University", "Keynote speaker."), _CHAIR),
        (_MODERATOR,),
    ),
    _use_case(
        "use-case-health",
        "main-stage",
        1,
        "11:15",
        "Health",
        (
            _named("Niki Kilbertus", "Helmholtz Zentrum München"),
            _named("Christina Bukas", "Helmholtz Zentrum München"),
        ),
    ),
    _use_case(
        "use-case-matter",
        "forum",
        1,
        "11:15",
        "Matter",
        (_named("Patrick Stiller", "HZDR"),),
    ),
    _use_case(
        "use-case-earth",
        "main-stage",
        1,
        "13:00",
        "Earth and Environment",
        (_named("David Greenberg", "Hereon"),),
    ),
    _use_case(
        "use-case-information",
        "forum",
        1,
        "13:00",
        "Information",
        (_named("Stefan Kesselheim", "Forschungszentrum Jülich"),),
    ),
    DemoSession(
        "pitches",
        "main-stage",
        "pitches",
        "PhD Elevator Pitch Competition",
        _about("pitches"),
        1,
        "14:00",
        "15:15",
        "en",
        (
            _named("Xiaoxiang Zhu", "DLR", "Member of the jury."),
            _named("Morris Riedel", "Forschungszentrum Jülich", "Member of the jury."),
            _named("Corinna Schrum", "Hereon", "Member of the jury."),
            _named("Noha Sarhan", "University of Hamburg", "Finalist."),
            *_PITCHERS,
        ),
        (_MODERATOR,),
    ),
    DemoSession(
        "workspace",
        "forum",
        "talks",
        "Workshop: community workspace and project calls",
        _about("workspace"),
        1,
        "14:00",
        "15:00",
        "en",
        (_CONSULTANT_EN,),
        (_FORUM,),
    ),
    DemoSession(
        "networking-1",
        "networking",
        "networking",
        "Speed networking, with a virtual toast",
        _about("networking-1"),
        1,
        "15:30",
        "16:30",
        "en",
        (),
        (_NETWORKING, _MODERATOR),
    ),
    DemoSession(
        "cocktail-party",
        "lounge",
        "social",
        "Cocktail party",
        _about("cocktail-party"),
        1,
        "18:00",
        "20:00",
        "en",
        (),
        (_LOUNGE,),
    ),
)

_DAY_2 = (
    DemoSession(
        "keynote-vanderschaar",
        "main-stage",
        "keynote",
        "Machine learning and medicine",
        _about("keynote-vanderschaar"),
        2,
        "09:30",
        "10:30",
        "en",
        (_named("Mihaela van der Schaar", "University of Cambridge", "Keynote speaker."), _CHAIR),
        (_MODERATOR,),
    ),
    _use_case(
        "use-case-energy",
        "main-stage",
        2,
        "10:45",
        "Energy",
        (_named("Charlotte Debus", "KIT"),),
    ),
    _use_case(
        "use-case-flight",
        "forum",
        2,
        "10:45",
        "Aeronautics, Space and Transport",
        (_named("Rudolph Triebel", "DLR"), _named("Lichao Mou", "DLR")),
    ),
    DemoSession(
        "associates",
        "main-stage",
        "talks",
        "Launch of the Helmholtz AI associates programme",
        _about("associates"),
        2,
        "11:45",
        "12:30",
        "en",
        (_CHAIR,),
        (_MODERATOR,),
    ),
    DemoSession(
        "sprechstunde",
        "forum",
        "talks",
        "Sprechstunde: vom Datensatz zum Beratungsgutschein",
        _about("sprechstunde", "de"),
        2,
        "11:45",
        "12:30",
        "de",
        (_CONSULTANT_DE,),
        (_FORUM,),
    ),
    DemoSession(
        "networking-2",
        "networking",
        "networking",
        "Speed networking over lunch",
        _about("networking-2"),
        2,
        "12:45",
        "13:30",
        "en",
        (),
        (_NETWORKING, _MODERATOR),
    ),
    DemoSession(
        "consultants",
        "forum",
        "talks",
        "Workshop: meet the consultants",
        _about("consultants"),
        2,
        "13:45",
        "14:30",
        "en",
        (_CONSULTANT_EN, _CONSULTANT_DE),
        (_FORUM,),
    ),
    DemoSession(
        "prizes",
        "main-stage",
        "talks",
        "Prize ceremony of the pitch competition, and the next edition",
        _about("prizes"),
        2,
        "14:45",
        "15:30",
        "en",
        (_CHAIR,),
        (_MODERATOR,),
    ),
    DemoSession(
        "poster-session",
        "poster-hall",
        "posters",
        "Poster session",
        _about("poster-session"),
        2,
        "16:00",
        "18:30",
        "en",
        (),
        (_POSTERS,),
    ),
    DemoSession(
        "closing",
        "main-stage",
        "talks",
        "Poster prize and farewell",
        _about("closing"),
        2,
        "18:45",
        "19:15",
        "en",
        (_CHAIR,),
        (_MODERATOR,),
    ),
)

SESSIONS = _DAY_1 + _DAY_2


def instant(day: int, clock: str) -> datetime:
    """The moment in UTC at which the conference's clock shows `clock` ("HH:MM") on `day` (1 or 2)."""
    local = datetime.combine(DAYS[day - 1], time.fromisoformat(clock), ZoneInfo(TIME_ZONE))
    return local.astimezone(UTC)
