"""Runs the application under uvicorn: one process, or several on one socket; and lets people go gently."""

import os
import socket
import tempfile
from typing import Any

import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from symposia.app import create
from symposia.infra.log import set_up
from symposia.live.frames import protocol_or_fallback
from symposia.settings import Settings
from symposia.venue import Venue

MOST_FRAME_BYTES = 64 * 1024
_ENV = "SYMPOSIA_"


class GentleProcess(Process):
    """A worker process that lets people go gently."""

    @property
    def server(self) -> uvicorn.Server:
        if self._server is None:
            self._server = GentleServer(self.config)
        return self._server


class Workers(Multiprocess):
    """Several processes on one socket; one that dies is replaced."""

    def init_processes(self) -> None:
        for _ in range(self.processes_num):
            process = GentleProcess(self.config, self.sockets)
            process.start()
            self.processes.append(process)


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
        GentleServer(_config(create(settings), settings)).run()
        return
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="symposia-metrics-")
    _export(settings)
    config = _config("symposia.app:from_environment", settings, factory=True, workers=settings.workers)
    listener = config.bind_socket()
    Workers(config, sockets=[listener]).run()


def _export(settings: Settings) -> None:
    """Worker processes read what was given on the command line from the environment."""
    for name, value in settings.model_dump().items():
        text = value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)
        os.environ[_ENV + name.upper()] = text
