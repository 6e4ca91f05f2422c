"""Whether the process lives, whether it takes people in, and what it counts."""

import os

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from symposia.http.serving import venue_of
from symposia.infra.database import reachable
from symposia.kernel.errors import SymposiaError
from symposia.live import metrics


async def alive(_request: Request) -> Response:
    """The process answers."""
    return JSONResponse({"alive": True})


async def ready(request: Request) -> Response:
    """200 while people can be sent here. A bus that is away is said, but the conference goes on without it."""
    venue = venue_of(request)
    try:
        await venue.database.read(reachable)
        database = True
    except SymposiaError:
        database = False
    ok = database and not venue.gateway.draining
    state = {"ready": ok, "database": database, "bus": venue.bus.up, "draining": venue.gateway.draining}
    return JSONResponse(state, 200 if ok else 503)


async def counted(request: Request) -> Response:
    """What is counted, for Prometheus; of all worker processes together when there are several."""
    metrics.topics.set(venue_of(request).hub.topics)
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


routes = [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", counted)]
