"""What the server's own endpoints ask of the people feature when somebody comes in. Nobody else may."""

from typing import Literal

from pydantic import Field

from symposia.features.people.wire import AppLanguage, Email, Profile, Roles
from symposia.kernel.wire import Answer, Command, Id, Moment


class SendSignIn(Command, name="entering.send"):
    """Mail a code and a link to this address. `code` and `token` are fresh and random."""

    email: Email
    language: AppLanguage
    code: str = Field(pattern=r"^\d{6}$")
    token: str = Field(min_length=32, max_length=80)
    base_url: str
    profile: Profile | None = None
    """What somebody who registers says of themselves."""
    invitation: str | None = Field(default=None, max_length=200)


Refusal = Literal["code_wrong", "code_expired", "too_fast", "ticket_used", "ticket_not_enough", "banned"]


class Entered(Answer):
    """Who is signed in now, or why nobody is: a refusal is an answer, so that what was counted stays counted."""

    person: Id | None = None
    name: str = ""
    refused: Refusal | None = None
    wait: float | None = None


class Entering(Command):
    """Somebody wants to be signed in with the fresh random cookie `cookie`, in place of the sign-in `instead`."""

    cookie: str = Field(min_length=32, max_length=80)
    device: str = Field(default="", max_length=120)
    days: int
    instead: Id | None = None


class EnterByCode(Entering, name="entering.code", answers=Entered):
    """With the code from a mail."""

    email: Email
    code: str


class EnterByLink(Entering, name="entering.link", answers=Entered):
    """With the link from a mail."""

    token: str


class EnterByTicket(Entering, name="entering.ticket", answers=Entered):
    """With a ticket link whose signature has been checked; `key` stands for this ticket alone."""

    key: str
    email: Email
    name: str
    roles: Roles
    until: Moment


class EnterDemo(Entering, name="entering.demo", answers=Entered):
    """With one click, in a demonstration."""

    email: Email


class SetPicture(Command, name="entering.picture"):
    """Show this picture beside somebody's name, or none."""

    person: Id
    picture: str | None = Field(default=None, max_length=120)
