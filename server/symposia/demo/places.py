"""Where the demonstration's people come from: the Helmholtz centres, universities, and invented companies."""

from dataclasses import dataclass

from symposia.demo.topics import FIELDS

HEALTH, EARTH, MATTER, ENERGY, FLIGHT, INFORMATION = FIELDS
BERLIN = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Place:
    """An institution; `fields` are its main ones, `weight` says how many people it sends."""

    name: str
    city: str
    weight: int
    fields: tuple[str, ...]
    time_zone: str = BERLIN
    kind: str = "university"


def _centre(name: str, city: str, weight: int, *fields: str) -> Place:
    return Place(name, city, weight, fields, BERLIN, "centre")


def _company(name: str, city: str, time_zone: str, *fields: str) -> Place:
    return Place(name, city, 3, fields, time_zone, "industry")


CENTRES = (
    _centre("Helmholtz Munich", "Munich", 46, HEALTH),
    _centre("Forschungszentrum Jülich", "Jülich", 44, INFORMATION, ENERGY, EARTH),
    _centre("KIT", "Karlsruhe", 40, ENERGY, MATTER, EARTH, INFORMATION),
    _centre("DLR", "Oberpfaffenhofen", 36, FLIGHT),
    _centre("DKFZ", "Heidelberg", 26, HEALTH),
    _centre("HZDR", "Dresden", 24, MATTER, ENERGY),
    _centre("DESY", "Hamburg", 24, MATTER),
    _centre("UFZ", "Leipzig", 20, EARTH),
    _centre("Hereon", "Geesthacht", 20, EARTH, MATTER),
    _centre("MDC", "Berlin", 20, HEALTH),
    _centre("GFZ", "Potsdam", 18, EARTH),
    _centre("AWI", "Bremerhaven", 18, EARTH),
    _centre("DZNE", "Bonn", 16, HEALTH),
    _centre("HZB", "Berlin", 14, MATTER, ENERGY),
    _centre("GSI", "Darmstadt", 14, MATTER),
    _centre("HZI", "Braunschweig", 12, HEALTH),
    _centre("GEOMAR", "Kiel", 12, EARTH),
    _centre("CISPA", "Saarbrücken", 12, INFORMATION),
)

UNIVERSITIES = (
    Place("Technical University of Munich", "Munich", 10, FIELDS),
    Place("LMU Munich", "Munich", 6, (HEALTH, INFORMATION)),
    Place("Heidelberg University", "Heidelberg", 6, (HEALTH, MATTER)),
    Place("University of Hamburg", "Hamburg", 6, (MATTER, EARTH, INFORMATION)),
    Place("RWTH Aachen University", "Aachen", 6, (ENERGY, INFORMATION)),
    Place("TU Dresden", "Dresden", 5, (INFORMATION, MATTER)),
    Place("University of Bonn", "Bonn", 5, (HEALTH, FLIGHT)),
    Place("Leipzig University", "Leipzig", 4, (EARTH, INFORMATION)),
    Place("University of Tübingen", "Tübingen", 4, (INFORMATION, HEALTH)),
    Place("Technical University of Darmstadt", "Darmstadt", 4, (INFORMATION, MATTER)),
    Place("Saarland University", "Saarbrücken", 4, (INFORMATION,)),
    Place("Max Planck Institute for Plasma Physics", "Garching", 3, (ENERGY,)),
    Place("ETH Zurich", "Zurich", 5, FIELDS, "Europe/Zurich"),
    Place("EPFL", "Lausanne", 4, FIELDS, "Europe/Zurich"),
    Place("University of Vienna", "Vienna", 3, (HEALTH, MATTER), "Europe/Vienna"),
    Place("University of Amsterdam", "Amsterdam", 3, (INFORMATION, HEALTH), "Europe/Amsterdam"),
    Place("KU Leuven", "Leuven", 3, (HEALTH, ENERGY), "Europe/Brussels"),
    Place("University of Copenhagen", "Copenhagen", 3, (HEALTH, EARTH), "Europe/Copenhagen"),
    Place("KTH Stockholm", "Stockholm", 3, (INFORMATION, FLIGHT), "Europe/Stockholm"),
    Place("University of Oslo", "Oslo", 3, (EARTH, INFORMATION), "Europe/Oslo"),
    Place("University of Helsinki", "Helsinki", 3, (EARTH, MATTER), "Europe/Helsinki"),
    Place("University of Cambridge", "Cambridge", 3, (HEALTH, INFORMATION), "Europe/London"),
    Place("University of Edinburgh", "Edinburgh", 3, (EARTH, INFORMATION), "Europe/London"),
    Place("Sorbonne University", "Paris", 3, (EARTH, MATTER), "Europe/Paris"),
    Place("Politecnico di Milano", "Milan", 3, (ENERGY, FLIGHT), "Europe/Rome"),
    Place("University of Warsaw", "Warsaw", 3, (MATTER, HEALTH), "Europe/Warsaw"),
    Place("Weizmann Institute of Science", "Rehovot", 2, (HEALTH, MATTER), "Asia/Jerusalem"),
    Place("Indian Institute of Science", "Bengaluru", 3, (EARTH, INFORMATION), "Asia/Kolkata"),
    Place("Kyoto University", "Kyoto", 2, (HEALTH, MATTER), "Asia/Tokyo"),
    Place("University of Melbourne", "Melbourne", 2, (EARTH, HEALTH), "Australia/Melbourne"),
    Place("University of Cape Town", "Cape Town", 2, (EARTH, HEALTH), "Africa/Johannesburg"),
    Place("University of São Paulo", "São Paulo", 2, (EARTH, ENERGY), "America/Sao_Paulo"),
    Place("University of Toronto", "Toronto", 3, (HEALTH, INFORMATION), "America/Toronto"),
)

COMPANIES = (
    _company("Lichtung Imaging", "Jena", BERLIN, HEALTH, MATTER),
    _company("Nordwall Energy Data", "Hamburg", BERLIN, ENERGY),
    _company("Orbitale Analytics", "Bremen", BERLIN, FLIGHT, EARTH),
    _company("Brennfleck Sensors", "Stuttgart", BERLIN, MATTER, FLIGHT),
    _company("Kestrelworks", "Bristol", "Europe/London", FLIGHT, INFORMATION),
    _company("Tamarind Health Systems", "Basel", "Europe/Zurich", HEALTH),
    _company("Fjordline Forecasts", "Bergen", "Europe/Oslo", EARTH, ENERGY),
    _company("Quellcode Foundry", "Berlin", BERLIN, INFORMATION),
)
"""Invented companies; industry took part, but no real one is put on the list."""

PLACES = CENTRES + UNIVERSITIES + COMPANIES


def place_named(name: str) -> Place:
    """The place of that name; `KeyError` when there is none."""
    return _BY_NAME[name]


_BY_NAME = {place.name: place for place in PLACES}
