"""For operators and their machines: alive, ready, and how much of everything."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog
from aiohttp import web
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.web.services import METRICS, SERVICES, Probe

log = structlog.get_logger()

PROBE_SECONDS: Final = 2.0
#: Without these the service works on: limits are counted in the database, live status is polled.
DISPENSABLE: Final = frozenset({"memory"})


async def alive(_: web.Request) -> web.Response:
    """``GET /healthz``: the process answers."""
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """``GET /readyz``: each dependency; 503 when one is away that we cannot do without.

    A provider that is left alone degrades the service: callbacks wait for it, and are taken all the same.
    """
    services = request.app[SERVICES]
    names = tuple(services.probes)
    works = dict(zip(names, await asyncio.gather(*map(_works, names, services.probes.values())), strict=True))
    away, waiting = {name for name, up in works.items() if not up}, services.waiting()
    if away - DISPENSABLE:
        word, status = "away", 503
    else:
        word, status = "degraded" if away or waiting else "ready", 200
    dependencies = {name: "up" if up else "down" for name, up in works.items()}
    body = {
        "status": word,
        "version": services.version,
        "dependencies": dependencies | dict.fromkeys(waiting, "waiting after failures"),
    }
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})


async def metrics(request: web.Request) -> web.Response:
    """``GET /metrics``, in Prometheus' text format."""
    body = generate_latest(request.app[METRICS].registry)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _works(name: str, probe: Probe) -> bool:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            await probe()
    except Exception as error:
        log.warning("dependency away", action="probe_failed", dependency=name, error=type(error).__name__)
        return False
    return True
