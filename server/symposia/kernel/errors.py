"""The tree of errors that people and integrations can get. A code, once released, keeps its meaning."""

from typing import Any, ClassVar


class SymposiaError(Exception):
    """Something that the person who asked can understand and act on.

    `code` is stable and for programs, `sentence` is for people, `status` is the HTTP status of the same error.
    """

    code: ClassVar[str] = "broken"
    status: ClassVar[int] = 500
    sentence: ClassVar[str] = "Something went wrong on our side. It has been noted; please try again."

    def __init__(self, message: str | None = None, *, field: str | None = None, wait: float | None = None) -> None:
        super().__init__(message or self.sentence)
        self.message = message or self.sentence
        self.field = field
        self.wait = wait

    def wire(self) -> dict[str, str | float]:
        """The error as it goes over the wire: `{code, message, field?, wait?}`; `wait` is in seconds."""
        told: dict[str, str | float] = {"code": self.code, "message": self.message}
        if self.field is not None:
            told["field"] = self.field
        if self.wait is not None:
            told["wait"] = round(self.wait, 1)
        return told


class Malformed(SymposiaError):
    code, status = "malformed", 400
    sentence = "This is not a request that can be read: one JSON object with `do` is expected."


class UnknownCommand(SymposiaError):
    code, status = "unknown_command", 404
    sentence = "There is no command of this name."


class Invalid(SymposiaError):
    code, status = "invalid", 422
    sentence = "Something in this request is missing or not as it should be."


class NotSignedIn(SymposiaError):
    code, status = "not_signed_in", 401
    sentence = "Please sign in first."


class NotAllowed(SymposiaError):
    code, status = "not_allowed", 403
    sentence = "You may not do this here."


class Banned(SymposiaError):
    code, status = "banned", 403
    sentence = "The organisers have closed this registration. Please write to them if you think that is a mistake."


class Removed(SymposiaError):
    code, status = "removed", 403
    sentence = "A moderator has asked you to leave this room."


class Silenced(SymposiaError):
    code, status = "silenced", 403
    sentence = "A moderator has silenced you in this room. You can read on."


class ForeignOrigin(SymposiaError):
    code, status = "foreign_origin", 403
    sentence = "This request comes from another site."


class NotFound(SymposiaError):
    code, status = "not_found", 404
    sentence = "There is no such thing here (any more)."


class NotThisWay(SymposiaError):
    code, status = "not_this_way", 405
    sentence = "This address does not take requests of this kind."


class Conflict(SymposiaError):
    code, status = "conflict", 409
    sentence = "This does not fit with how things are now."


class IdTaken(SymposiaError):
    code, status = "id_taken", 409
    sentence = "Something else has this id already."


class Closed(SymposiaError):
    code, status = "closed", 409
    sentence = "This is closed at the moment."


class CallFull(SymposiaError):
    code, status = "call_full", 409
    sentence = "This call is full."


class LinkGone(SymposiaError):
    code, status = "link_gone", 410
    sentence = "This connection is not known here (any more). It has to be built anew."


class TooLarge(SymposiaError):
    code, status = "too_large", 413
    sentence = "This is too large."


class TooFast(SymposiaError):
    code, status = "too_fast", 429
    sentence = "That was quick. Please wait a moment."


class Full(SymposiaError):
    code, status = "storage_full", 507
    sentence = "The server's disk is full: reading goes on, but nothing new can be kept until the operator makes room."


class MediaDown(SymposiaError):
    code, status = "media_down", 503
    sentence = "The media server cannot be reached at the moment. Please try again in a moment."


class Busy(SymposiaError):
    code, status = "busy", 503
    sentence = "The server is very busy or about to restart. Please try again in a moment."


def every_error() -> list[type[SymposiaError]]:
    """All errors that Symposia itself can tell, in the order of their codes."""

    def below(kind: type[SymposiaError]) -> list[type[SymposiaError]]:
        return [kind, *(found for child in kind.__subclasses__() for found in below(child))]

    ours = {kind for kind in below(SymposiaError) if kind.__module__.startswith("symposia.")}
    return sorted(ours, key=lambda kind: kind.code)


def as_told(error: SymposiaError) -> dict[str, Any]:
    return {"error": error.wire()}
