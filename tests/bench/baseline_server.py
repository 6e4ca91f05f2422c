"""What the hub is compared with: the same wire, the same kind of process (uvicorn, starlette), a plain loop.

Each text that is posted is encoded once and sent to all with `send_text`, one after the other, as most
programs do. No database, no hub, no ready frames. `python -m tests.bench.baseline_server PORT`.
"""

import json
import sys
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect


class Rooms:
    def __init__(self) -> None:
        self.followers: dict[str, dict[WebSocket, None]] = {}
        self.seq = 0

    async def live(self, websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            while True:
                await self.carry_out(websocket, json.loads(await websocket.receive_text()))
        except WebSocketDisconnect:
            for followers in self.followers.values():
                followers.pop(websocket, None)

    async def carry_out(self, websocket: WebSocket, do: dict[str, Any]) -> None:
        answer = {"ref": do["ref"], "ok": {"epoch": "bench", "seq": self.seq}}
        if do["do"] == "topic.follow":
            self.followers.setdefault(do["topic"], {})[websocket] = None
            await websocket.send_text(_text(answer))
            await websocket.send_text(_text({"topic": do["topic"], "epoch": "bench", "seq": self.seq, "map": []}))
            return
        self.seq += 1
        topic = f"room:{do['room']}"
        text = _text({"topic": topic, "prev": self.seq - 1, "seq": self.seq, "put": [_view(do, self.seq)]})
        for follower in list(self.followers.get(topic, ())):
            await follower.send_text(text)
        await websocket.send_text(_text(answer))


def _view(do: dict[str, Any], seq: int) -> dict[str, Any]:
    """A message with everything that a message of ours says, so that both send frames of one size."""
    return {
        "kind": "message",
        "id": do["id"],
        "seq": seq,
        "author": {"id": do["id"], "name": "Anna Lindqvist", "picture": None, "badge": None},
        "text": do["text"],
        "at": "2021-04-14T08:24:00.000Z",
        "edited": None,
        "removed": None,
        "mentions": [],
    }


def _text(frame: dict[str, Any]) -> str:
    return json.dumps(frame, separators=(",", ":"), ensure_ascii=False)


async def ready(request: Request) -> Response:
    return PlainTextResponse("ready")


def main() -> None:
    app = Starlette(routes=[WebSocketRoute("/live", Rooms().live), Route("/readyz", ready)])
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=64 * 1024,
        access_log=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
