"""Moderators of single rooms, invented jury members, consultants and finalists, one row each."""

from symposia.demo.model import DemoPerson, WorkRole
from symposia.demo.places import place_named

_HOSTS: tuple[tuple[str, str, str, str, WorkRole, int, str], ...] = (
    # name, place, field, role's name, kind of work, seniority, topics
    ("Arne Feddersen", "Hereon", "Earth and Environment", "moderator:forum", "domain", 2, "ocean modelling"),
    (
        "Lucia Navarrete",
        "KIT",
        "Information",
        "moderator:networking",
        "domain",
        1,
        "human-computer interaction",
    ),
    ("Bogdan Albrecht", "UFZ", "Earth and Environment", "moderator:poster-hall", "domain", 1, "vegetation"),
    ("Thea Okonski", "Helmholtz Munich", "Health", "moderator:lounge", "domain", 1, "cohort studies"),
    ("Gesine Varnholt", "DLR", "Aeronautics, Space and Transport", "jury", "domain", 2, "earth observation"),
    (
        "Everett Mbongo",
        "Forschungszentrum Jülich",
        "Information",
        "jury",
        "method",
        2,
        "high-performance computing",
    ),
    ("Solange Petri", "Hereon", "Earth and Environment", "jury", "domain", 2, "climate extremes"),
    (
        "Friederike Osterloh",
        "Forschungszentrum Jülich",
        "Information",
        "speaker",
        "method",
        1,
        "transfer learning",
    ),
    ("Malik Rosendahl", "HZDR", "Matter", "speaker", "method", 1, "research software"),
    ("Ysolde Varga", "AWI", "Earth and Environment", "speaker", "domain", 0, "sea ice"),
    ("Raphael Njoroge", "DKFZ", "Health", "speaker", "method", 0, "uncertainty"),
    ("Clementine Aho", "KIT", "Energy", "speaker", "domain", 0, "power grids"),
    ("Dipak Sommerfeld", "DESY", "Matter", "speaker", "method", 0, "generative models"),
)

_ABOUT = {
    "moderator:forum": "Moderates the forum.",
    "moderator:networking": "Runs the networking rounds; ask if you are stuck in one.",
    "moderator:poster-hall": "Looks after the poster hall and its presenters.",
    "moderator:lounge": "Looks after the tables in the lounge.",
    "jury": "Invented jury member of the demonstration; scores the pitches.",
    "speaker": "Invented speaker of the demonstration.",
}


def demo_hosts() -> tuple[DemoPerson, ...]:
    """Everybody who has a duty in the programme besides the one-click sign-ins."""
    return tuple(_host(*row) for row in _HOSTS)


def _host(name: str, institution: str, field: str, duty: str, role: WorkRole, seniority: int, topic: str) -> DemoPerson:
    place = place_named(institution)
    return DemoPerson(
        email=f"{name.lower().replace(' ', '.')}@example.org",
        name=name,
        affiliation=place.name,
        institution=place.name,
        city=place.city,
        field=field,
        topics=(topic, "benchmarking"),
        languages=("en", "de"),
        seeks=(),
        offers=("a mentor",) if seniority == 2 else (),
        intents=("people",),
        seniority=seniority,
        role=role,
        roles=("attendee", duty),
        time_zone=place.time_zone,
        biography=_ABOUT[duty],
    )
