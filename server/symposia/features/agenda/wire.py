"""What the agenda understands and shows."""

from typing import Literal

from symposia.kernel.wire import Command, Id, View


class StarView(View):
    """A session that is in my agenda; `id` is the session's."""

    kind: Literal["star"] = "star"


class StarSession(Command, name="agenda.star"):
    """Put a session into my agenda, or take it out."""

    session: Id
    on: bool
