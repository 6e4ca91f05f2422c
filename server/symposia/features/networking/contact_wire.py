"""Whom one would like to meet, whom one has met, and whose contact one has."""

from typing import Annotated, Literal

from symposia.kernel.wire import Command, Id, Moment, Text, View

LONGEST = 2000
"""The most characters of a note."""
MOST_WISHES = 50
"""So many people can somebody ask to meet."""


class WishView(View):
    """Somebody whom I would like to meet; `id` is the person's. They get to know of it only when it is `mutual`.

    Then I also see for which networking session they are ready at this moment.
    """

    kind: Literal["wish"] = "wish"
    name: str
    affiliation: str
    picture: str | None = None
    mutual: bool
    ready_in: Id | None = None


class EncounterView(View):
    """Somebody I have met, as they were then; `id` is the person's. `note` is for me alone.

    `asked`: I want to swap contacts. `contact`: both of us do, and we have each other's.
    """

    kind: Literal["encounter"] = "encounter"
    name: str
    affiliation: str
    picture: str | None = None
    met_at: Moment
    networking: Id
    round: int
    note: str
    contact: bool
    asked: bool


class ContactView(View):
    """Somebody with whom I have swapped contacts; `id` is the person's."""

    kind: Literal["contact"] = "contact"
    name: str
    affiliation: str
    email: str
    picture: str | None = None
    met_at: Moment


class WishToMeet(Command, name="wish.set"):
    """Ask to meet somebody, or not any more. They get to know of it only when they ask for it, too."""

    person: Id
    on: bool


class SwapContacts(Command, name="contact.swap"):
    """Want to swap contacts with somebody one has met, or not. Only when both want it, each gets the other's."""

    person: Id
    yes: bool


class NoteEncounter(Command, name="encounter.note"):
    """Keep a note about somebody one has met; nobody else sees it."""

    person: Id
    text: Annotated[str, Text(LONGEST)]
