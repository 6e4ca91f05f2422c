"""Where there can be calls. A place that has one says so with `calls_at`; the call's topic is `<place>/call`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from symposia.features.calls.tables import Call, CallSeat
from symposia.features.calls.wire import CallView, MemberView
from symposia.kernel.access import Actor, Place
from symposia.kernel.context import Context, Reading
from symposia.kernel.errors import NotFound
from symposia.kernel.feature import Family, Feature, Open
from symposia.kernel.wire import View

calls = Feature("calls")
Told = Callable[[Context[Any], str], None]
_FOUND: dict[Family, Open] = {}
_TOLD: dict[Family, Told] = {}


@dataclass(frozen=True, slots=True)
class CallPlace(Place):
    """The call of a place; `host` is that place's topic."""

    host: str = field(kw_only=True)


InCall = Context[CallPlace]
LookingAtCall = Reading[CallPlace]


def calls_at(family: Family, find: Open, told: Told | None = None) -> None:
    """At every place of `family` there can be a call, for those for whom `find` finds the place.

    `told` is called in the transaction in which somebody has come into the call or left it.
    """
    _FOUND[family] = find
    if told is not None:
        _TOLD[family] = told

    def opened(db: Session, actor: Actor, key: str) -> CallPlace:
        return call_place(db, actor, family.name(key))

    def shown(db: Session, key: str) -> Iterable[View]:
        return call_views(db, family.name(key))

    topic = Family(topic_of_call(family.pattern), place=True, quiet=True)
    calls.opens(topic)(opened)
    calls.shows(topic, CallView, MemberView)(shown)


def tell_host(ctx: Context[Any], host: str) -> None:
    """Somebody has come into the call of `host`, or left it."""
    for family, told in _TOLD.items():
        if family.key(host) is not None:
            ctx.db.flush()
            told(ctx, host)


def topic_of_call(host: str) -> str:
    return f"{host}/call"


def call_place(db: Session, actor: Actor, host: str) -> CallPlace:
    """The call of the place `host`; NotFound when there is no such place for `actor`.

    The system ends stays at places that are no more, too.
    """
    if actor.system:
        return CallPlace(topic_of_call(host), host=host)
    for family, find in _FOUND.items():
        key = family.key(host)
        if key is not None:
            place = find(db, actor, key)
            return CallPlace(topic_of_call(host), place.slug, place.standing, host=host)
    raise NotFound("There is no call here.")


def seats_of(db: Session, host: str) -> list[CallSeat]:
    """Who is in the call of `host`, in the order in which they came."""
    found = select(CallSeat).where(CallSeat.place == host, col(CallSeat.removed).is_(False))
    return list(db.exec(found.order_by(col(CallSeat.order))).all())


def call_views(db: Session, host: str) -> Iterable[View]:
    call = db.get(Call, host)
    if call is not None:
        yield call_view(call)
    for seat in seats_of(db, host):
        yield member_view(seat)


def call_view(call: Call) -> CallView:
    fields: dict[str, object] = {
        "id": call.place,
        "engine": call.engine,
        "generation": call.generation,
        "cameras": call.cameras,
    }
    on_server = call.engine == "janus"
    fields |= {"down": (on_server and call.server is None) or None, "recorded": (on_server and call.recorded) or None}
    return CallView.model_validate(fields)


def member_view(seat: CallSeat) -> MemberView:
    return MemberView(
        id=seat.person_id,
        peer=seat.peer,
        order=seat.order,
        name=seat.name,
        picture=seat.picture,
        badge=seat.badge,
        listens=seat.listens,
        audio=seat.audio,
        video=seat.video,
        screen=seat.screen,
        feed=seat.feed,
    )
