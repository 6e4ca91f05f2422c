"""The vocabulary of stories catches what it is there to catch."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from symposia.features.rooms.places import ROOM, InRoom
from symposia.features.rooms.tables import Room
from symposia.features.rooms.wire import Door
from tests.support.venue import VenueForTests

Decide = Any


def instead(venue: VenueForTests, name: str, decide: Decide) -> None:
    """Let `decide` carry out the command `name`."""
    handlers = venue.real.catalogue.handlers
    handlers[name] = dataclasses.replace(handlers[name], decide=decide)


def story(venue: VenueForTests, decide: Decide) -> None:
    mo = venue.moderator("mo", room="keynote")
    instead(venue, "chat.close", decide)
    mo.does("chat.close", room="keynote", open=False)


def close(ctx: InRoom) -> None:
    ctx.db.add(ctx.place.room)
    ctx.place.room.chat_open = False


def shown(ctx: InRoom, chat: str) -> None:
    ctx.put(ROOM.name(ctx.place.room.id), Door.model_validate({"id": ctx.place.room.id, "chat": chat}))


def forgets(ctx: InRoom, _do: object) -> None:
    close(ctx)


def shows_another_thing(ctx: InRoom, _do: object) -> None:
    close(ctx)
    shown(ctx, "open")


def shows_what_it_did_not_do(ctx: InRoom, _do: object) -> None:
    shown(ctx, "closed")


def turns_around(ctx: InRoom, _do: object) -> None:
    room = ctx.db.get_one(Room, ctx.place.room.id)
    room.chat_open = not room.chat_open
    shown(ctx, "open" if room.chat_open else "closed")


def does_it_right(ctx: InRoom, _do: object) -> None:
    close(ctx)
    shown(ctx, "closed")


@pytest.mark.parametrize("decide", [forgets, shows_another_thing, shows_what_it_did_not_do, turns_around])
def test_a_handler_that_breaks_a_promise_fails_loudly(venue: VenueForTests, decide: Decide) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"chat\.close"):
        story(venue, decide)


def test_a_handler_that_keeps_them_passes(venue: VenueForTests) -> None:
    story(venue, does_it_right)


def test_the_difference_is_told(venue: VenueForTests) -> None:
    with pytest.raises(pytest.fail.Exception) as told:
        story(venue, shows_another_thing)
    assert '"chat":"open"' in str(told.value)
    assert '"chat":"closed"' in str(told.value)


def test_an_answer_that_changes_is_caught(venue: VenueForTests) -> None:
    (ann,) = venue.attendees("ann", room="keynote")
    handler = venue.real.catalogue.handlers["chat.post"]
    count = 0

    def counts(ctx: InRoom, do: Any) -> Any:
        nonlocal count
        count += 1
        answer = handler.decide(ctx, do)
        return answer.model_copy(update={"message_seq": count})

    instead(venue, "chat.post", counts)
    with pytest.raises(AssertionError, match="answers"):
        ann.does("chat.post", room="keynote", id=venue.id(), text="Hello")
