"""Runs the application under uvicorn: one process, or several on one socket; and lets people go gently."""

import json
import os
import signal
import socket
import tempfile
from contextlib import suppress
from typing import Any

import uvicorn
from prometheus_client.multiprocess import mark_process_dead
from pydantic import SecretStr
from starlette.applications import Starlette
from uvicorn.supervisors import multiprocess

from symposia.app import create
from symposia.infra.log import set_up
from symposia.live.frames import protocol_or_fallback
from symposia.settings import Settings
from symposia.venue import Venue

MOST_FRAME_BYTES = 64 * 1024
_ENV = "SYMPOSIA_"


class GentleProcess(multiprocess.Process):
    """A worker process that lets people go gently, and does not outlive the process that started it."""

    @property
    def server(self) -> uvicorn.Server:
        if self._server is None:
            self._server = GentleServer(self.config)
        return self._server

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        self.parent_conn.close()  # our copy of the other end: with it, the end of the parent would not be noticed
        super().target(sockets)

    def always_pong(self) -> None:
        try:
            super().always_pong()
        except (EOFError, OSError):
            os.kill(os.getpid(), signal.SIGTERM)


# uvicorn's supervisor makes its processes by this name, in every one of its methods that starts some, and asks nobody
# which class to take; a supervisor of our own would repeat those methods.
multiprocess.Process = GentleProcess  # type: ignore[misc]


class Workers(multiprocess.Multiprocess):
    """Several processes on one socket; one that dies is replaced, and counted no longer."""

    def keep_subprocess_alive(self) -> None:
        before = {process.pid for process in self.processes}
        super().keep_subprocess_alive()
        for pid in before - {process.pid for process in self.processes}:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]


class GentleServer(uvicorn.Server):
    """On SIGTERM: no longer ready, nobody new, connections sent away one by one, then the end."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        venue: Venue | None = getattr(_application(self.config).state, "venue", None)
        if venue is not None:
            for server in self.servers:
                server.close()
            await venue.gateway.drain(venue.settings.drain_s)
        await super().shutdown(sockets)


def _application(config: uvicorn.Config) -> Starlette:
    """Our application inside what uvicorn has wrapped around it."""
    app = config.loaded_app
    while not isinstance(app, Starlette):
        app = app.app
    return app


def _config(app: Any, settings: Settings, **more: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        ws=protocol_or_fallback(),
        ws_max_size=MOST_FRAME_BYTES,
        ws_per_message_deflate=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=10,
        **more,
    )


def serve(settings: Settings) -> None:
    """Serve until a signal comes."""
    set_up(settings.log)
    if settings.workers == 1:
        with suppress(KeyboardInterrupt):  # by Ctrl-C: uvicorn raises it once more when all is over
            GentleServer(_config(create(settings), settings)).run()
        return
    with tempfile.TemporaryDirectory(prefix="symposia-metrics-", ignore_cleanup_errors=True) as counts:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
        _export(settings)
        config = _config("symposia.app:from_environment", settings, factory=True, workers=settings.workers)
        listener = config.bind_socket()
        Workers(config, sockets=[listener]).run()


def _export(settings: Settings) -> None:
    """Worker processes read what was given on the command line from the environment."""
    for name, value in settings.model_dump().items():
        if isinstance(value, SecretStr):
            value = value.get_secret_value()
        os.environ[_ENV + name.upper()] = json.dumps(value) if isinstance(value, tuple) else str(value)
