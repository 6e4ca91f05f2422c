"""Webhooks: what other servers tell us by themselves. Nothing in them is believed before its signature is."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from symposia.features.calls.livekit.wire import CheckArrival
from symposia.http.serving import read_body, venue_of
from symposia.kernel.errors import NotFound

LARGEST = 256 * 1024


async def livekit(request: Request) -> Response:
    """Somebody has joined a room on LiveKit: look whether they still have a seat in its call.

    Everything else that it tells is answered, and changes nothing. `participant_left` would be a second truth about
    who is in a call, and a worse one: it comes as well when somebody's media have broken off for a moment, who can
    still be read and comes back. A seat ends with `call.leave` or when its person is gone from the place, which
    presence knows, whatever carries the media. And `room_finished` comes when a room has been empty, or LiveKit is
    started anew: the room is made again with the next ticket, so that nothing has to be told to anybody.

    A webhook that comes again changes nothing more, so only its time keeps old ones out.
    """
    venue = venue_of(request)
    if venue.livekit is None:
        raise NotFound("LiveKit is not set up here.")
    body = await read_body(request, LARGEST)
    hook = venue.livekit.keys.read_hook(body, request.headers.get("authorization", ""), venue.clock.real())
    if hook.event == "participant_joined":
        try:
            do = CheckArrival(room=hook.room, peer=hook.identity)
        except ValidationError:
            # Not a room of ours, or nobody of ours: whoever has the key may let in a recorder, for example.
            return JSONResponse({})
        await venue.dispatcher.obey(do)
    return JSONResponse({})


routes = [Route("/hooks/livekit", livekit, methods=["POST"])]
