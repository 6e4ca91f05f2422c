"""The bus of one process; several `MemoryBus` on one `Wires` are several processes to a test."""

import asyncio

from symposia.infra.bus import Receive


class Wires:
    """What the buses of a test have in common. `cut` loses everything that is published."""

    def __init__(self) -> None:
        self.receivers: dict[str, dict[int, Receive]] = {}
        self.cut = False


class MemoryBus:
    def __init__(self, wires: Wires | None = None) -> None:
        self._wires = wires or Wires()

    @property
    def up(self) -> bool:
        return not self._wires.cut

    def publish(self, channel: str, data: bytes) -> None:
        if self._wires.cut:
            return
        for receive in list(self._wires.receivers.get(channel, {}).values()):
            asyncio.get_running_loop().call_soon(receive, data)

    def subscribe(self, channel: str, receive: Receive) -> None:
        self._wires.receivers.setdefault(channel, {})[id(self)] = receive

    def unsubscribe(self, channel: str) -> None:
        receivers = self._wires.receivers.get(channel, {})
        receivers.pop(id(self), None)
        if not receivers:
            self._wires.receivers.pop(channel, None)

    async def start(self) -> None:
        pass

    async def stop(self) -> None:
        for channel in list(self._wires.receivers):
            self.unsubscribe(channel)
