"""The 600 people of the demonstration: cast, hosts, presenters, and everybody else drawn by chance."""

import json
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from symposia.demo.cast import CAST, FAMILIAR, SIGN_INS
from symposia.demo.chance import Chance
from symposia.demo.hosts import demo_hosts
from symposia.demo.model import DemoPerson, DemoPoster, WorkRole
from symposia.demo.places import PLACES, Place, place_named
from symposia.demo.posters import demo_posters
from symposia.demo.topics import DOMAIN_TOPICS, FAVOURS, FIELDS, INTENTS, METHOD_TOPICS, SUPPLIES

__all__ = ["CAST", "COUNT", "demo_people"]

COUNT = 600
_SEED = 20210414
_FIELD_WEIGHTS = (26, 20, 18, 16, 8, 12)
_SENIORITY_WEIGHTS = (50, 32, 18)
_ROLES: tuple[WorkRole, ...] = ("domain", "method")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "ı": "i", "ß": "ss", "ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae"})


@dataclass(frozen=True, slots=True)
class _Names:
    language: str
    weight: int
    given: tuple[str, ...]
    family: tuple[str, ...]


def demo_people() -> list[DemoPerson]:
    """Exactly `COUNT` people, the one-click sign-ins first; the same list in every run and Python version."""
    return list(_everybody())


@cache
def _everybody() -> tuple[DemoPerson, ...]:
    chance = Chance(_SEED)
    people = {person.email: person for person in (*SIGN_INS, *FAMILIAR, *demo_hosts())}
    for poster in demo_posters():
        for name, email in zip(poster.presenters, poster.presenter_emails, strict=True):
            if email not in people:
                people[email] = _presenter(chance, name, email, poster)
    groups = _name_groups()
    while len(people) < COUNT:
        group = chance.weighted(groups, [names.weight for names in groups])
        name = f"{chance.one(group.given)} {chance.one(group.family)}"
        email = _address(name)
        if email not in people:
            people[email] = _attendee(chance, name, email, group.language)
    return tuple(people.values())


@cache
def _name_groups() -> tuple[_Names, ...]:
    text = resources.files("symposia.demo").joinpath("data/names.json").read_text(encoding="utf-8")
    return tuple(
        _Names(row["language"], row["weight"], tuple(row["given"]), tuple(row["family"])) for row in json.loads(text)
    )


def _address(name: str) -> str:
    """The e-mail address made of a name: its letters without marks, joined by dots."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z-]+", ".", plain).strip(".") + "@example.org"


def _presenter(chance: Chance, name: str, email: str, poster: DemoPoster) -> DemoPerson:
    """The person who stands at a poster: from its institution, with its field and topics first."""
    place = place_named(poster.institution)
    drawn = _profile(chance, name, email, place, poster.subject, "de")
    topics = tuple(dict.fromkeys((*poster.topics, *drawn.topics)))[:6]
    about = f"Presents poster {poster.number}. {drawn.biography}".strip()
    return replace(drawn, topics=topics, roles=("attendee", "presenter"), biography=about)


def _attendee(chance: Chance, name: str, email: str, language: str) -> DemoPerson:
    place = chance.weighted(PLACES, [place.weight for place in PLACES])
    at_home = chance.percent(80)
    field = chance.one(place.fields) if at_home else chance.weighted(FIELDS, _FIELD_WEIGHTS)
    person = _profile(chance, name, email, place, field, language)
    if chance.percent(5):  # somebody always leaves the form empty, and the venue must cope with it
        return replace(person, topics=(), seeks=(), offers=(), intents=(), biography="")
    return person


def _profile(chance: Chance, name: str, email: str, place: Place, field: str, language: str) -> DemoPerson:
    role = _ROLES[1] if chance.percent(60 if field == "Information" else 36) else _ROLES[0]
    seniority = chance.weighted((0, 1, 2), _SENIORITY_WEIGHTS)
    subjects, methods = _topics(chance, field, role)
    return DemoPerson(
        email=email,
        name=name,
        affiliation=place.name,
        institution=place.name,
        city=place.city,
        field=field,
        topics=(*methods, *subjects) if role == "method" else (*subjects, *methods),
        languages=_languages(chance, language, place),
        seeks=_seeks(chance, field, role, methods),
        offers=_offers(chance, field, role, methods),
        intents=_intents(chance, role, seniority),
        seniority=seniority,
        role=role,
        roles=("attendee",),
        time_zone=place.time_zone,
        biography=_biography(chance, place, seniority, (*subjects[:1], *methods, *subjects[1:])),
    )


def _topics(chance: Chance, field: str, role: WorkRole) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The subjects and the methods of one person; who works on methods has more of the second."""
    subjects = chance.front(DOMAIN_TOPICS[field], chance.between(0, 2) if role == "method" else chance.between(2, 3))
    methods = chance.front(METHOD_TOPICS, chance.between(3, 5) if role == "method" else chance.between(1, 2))
    return subjects, methods


def _languages(chance: Chance, native: str, place: Place) -> tuple[str, ...]:
    spoken = [native] if chance.percent(88) else []
    if chance.percent(96):
        spoken.append("en")
    if place.time_zone == "Europe/Berlin" and chance.percent(55):
        spoken.append("de")
    return tuple(dict.fromkeys(spoken)) or ("en",)


def _seeks(chance: Chance, field: str, role: WorkRole, known: tuple[str, ...]) -> tuple[str, ...]:
    if role == "method":
        wanted = chance.front(SUPPLIES[chance.weighted(FIELDS, _FIELD_WEIGHTS)], chance.between(0, 1))
        wanted += chance.front(SUPPLIES[field], chance.between(0, 1))
    else:
        wanted = tuple(item for item in chance.front(METHOD_TOPICS, chance.between(0, 3)) if item not in known)
    favour = (chance.one(FAVOURS),) if chance.percent(25) else ()
    return tuple(dict.fromkeys(wanted + favour))


def _offers(chance: Chance, field: str, role: WorkRole, known: tuple[str, ...]) -> tuple[str, ...]:
    given = known[: chance.between(1, 3)] if role == "method" else chance.front(SUPPLIES[field], chance.between(0, 2))
    favour = (chance.one(FAVOURS),) if chance.percent(20) else ()
    return tuple(dict.fromkeys(given + favour))


def _intents(chance: Chance, role: WorkRole, seniority: int) -> tuple[str, ...]:
    likely = {
        "collaborators": 45 + 15 * seniority,
        "method": 50 if role == "domain" else 15,
        "job": (30, 22, 4)[seniority],
        "people": 40,
    }
    chosen = tuple(intent for intent in INTENTS if chance.percent(likely[intent]))
    return chosen or ("people",)


_TITLES = {
    "centre": ("Doctoral researcher", "Scientist", "Group leader"),
    "university": ("Doctoral student", "Postdoc", "Professor"),
    "industry": ("Trainee", "Data scientist", "Head of research"),
}
_OPENINGS = (
    "{title} at {place}, working on {first} and {second}.",
    "Works on {first}; lately more and more on {second}.",
    "{title}. Mostly {first}, with a weakness for {second}.",
    "Came to {first} from {second}, and has not regretted it yet.",
    "{title} in {city}. Ask me about {first}.",
    "Interested in what {second} can do for {first}.",
    "{title} at {place}.",
    "Brings {first} and {second} together.",
)
_CLOSINGS = (
    "First conference of this size.",
    "Happy to be asked basic questions.",
    "Looks for people with similar data.",
    "Usually found near the coffee, today near the kettle.",
    "Would like to hear what did not work for you.",
    "Prefers text to cameras in the morning.",
    "Maintains a small open-source package.",
    "Teaches a summer school, and collects examples.",
)


def _biography(chance: Chance, place: Place, seniority: int, topics: tuple[str, ...]) -> str:
    """One or two sentences; one person in eight writes nothing."""
    if chance.percent(12):
        return ""
    first, second = topics[:2]
    opening = chance.one(_OPENINGS).format(
        title=_TITLES[place.kind][seniority], place=place.name, city=place.city, first=first, second=second
    )
    text = opening if chance.percent(55) else f"{opening} {chance.one(_CLOSINGS)}"
    return text[0].upper() + text[1:]
