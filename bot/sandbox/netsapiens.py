"""The NetSapiens PBX, as far as a callback is handed over to it: `queuedcall`, legacy and v2.

v2: https://docs.ns-api.com (45.0). The legacy form answers 202 with an empty body.
"""

from __future__ import annotations

import hmac
from typing import Any

from aiohttp import web

from bot.sandbox.calls import now
from bot.sandbox.faults import serve
from bot.sandbox.world import PbxRequest, World

VERSION = "45.0.0"
LEGACY_FIELDS = ("queue", "destination")


class NetSapiensApi:
    """Handlers of the PBX; every request is kept for the stage and for tests."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Everything below /ns-api."""
        return [
            web.post("/ns-api/", self._legacy),
            web.get("/ns-api/v2/version", self._version),
            web.post("/ns-api/v2/domains/{domain}/queuedcall/{queue}", self._queue_call),
        ]

    async def _legacy(self, request: web.Request) -> web.StreamResponse:
        fields = {name: str(value) for name, value in (await request.post()).items()}

        async def accept() -> web.StreamResponse:
            asked = (request.query.get("object"), request.query.get("action"))
            if asked != ("queuedcall", "create") or not all(fields.get(name) for name in LEGACY_FIELDS):
                return self._answer(request, fields, 400)
            return self._answer(request, fields, 202)

        return await self._serve(request, fields, accept)

    async def _queue_call(self, request: web.Request) -> web.StreamResponse:
        try:
            raw = await request.json()
        except ValueError:
            raw = None
        fields: dict[str, Any] = raw if isinstance(raw, dict) else {}

        async def accept() -> web.StreamResponse:
            return self._answer(request, fields, 200 if fields.get("destination") else 400)

        return await self._serve(request, fields, accept)

    async def _serve(self, request: web.Request, fields: dict[str, Any], accept: Any) -> web.StreamResponse:
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._world.config.ns_token}".encode()):
            return self._answer(request, fields, 401)

        def refuse(status: int) -> web.StreamResponse:
            return self._answer(request, fields, status)

        occasion = ("queuedcall", str(fields.get("destination", "")))
        return await serve(self._world, request, occasion, accept, refuse)

    def _answer(self, request: web.Request, fields: dict[str, Any], status: int) -> web.Response:
        kept = PbxRequest(
            at=now(), path=request.path_qs, headers=dict(request.headers), fields=fields, status=status
        )
        self._world.pbx_requests.append(kept)
        self._world.changed()
        if status == 202:
            return web.Response(status=status)
        code = {"code": status, "message": "Accepted" if status < 400 else "Refused"}
        return web.json_response(code, status=status)

    async def _version(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"apiversion": VERSION})
