"""The NetSapiens PBX, as far as a callback is handed over to it: `queuedcall`, legacy and v2, and v2 calls.

v2: https://docs.ns-api.com (45.0). The legacy form answers 202 with an empty body, and cannot be asked later.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.sandbox.calls import new_sid, now
from bot.sandbox.faults import serve
from bot.sandbox.pbx_calls import PbxCall, Phase, in_phase
from bot.sandbox.world import PbxRequest, World

VERSION = "45.0.0"
LEGACY_FIELDS = ("queue", "destination")
CALL_FIELDS = ("synchronous", "call-id", "call-term-user")
#: Of the token's own domain.
OWN = "~"

Fields = dict[str, Any]
Found = Callable[[web.Request], Iterable[dict[str, object]] | dict[str, object] | None]


class NetSapiensApi:
    """Handlers of the PBX; every hand-over is kept for the stage and for tests."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Everything below /ns-api."""
        domain = "/ns-api/v2/domains/{domain}"
        return [
            web.post("/ns-api/", self._legacy),
            web.get("/ns-api/v2/version", self._version),
            web.post(domain + "/queuedcall/{queue}", self._queue_call),
            web.get(domain + "/queuedcall/{queue}", self._told(self._queued)),
            web.post(domain + "/users/{user}/calls", self._make_call),
            web.get(domain + "/users/{user}/calls/{call_id}", self._told(self._call)),
            web.get(domain + "/calls", self._told(self._active)),
            web.get(domain + "/cdrs", self._told(self._records)),
        ]

    async def _legacy(self, request: web.Request) -> web.StreamResponse:
        fields: Fields = {name: str(value) for name, value in (await request.post()).items()}
        asked = (request.query.get("object"), request.query.get("action"))

        async def accept() -> web.StreamResponse:
            if asked != ("queuedcall", "create") or not all(fields.get(name) for name in LEGACY_FIELDS):
                return self._answer(request, fields, 400)
            return self._answer(request, fields, 202)

        return await self._serve(request, fields, str(fields.get("destination", "")), accept)

    async def _queue_call(self, request: web.Request) -> web.StreamResponse:
        fields = await _json(request)
        destination = str(fields.get("destination", ""))

        async def accept() -> web.StreamResponse:
            if not destination:
                return self._answer(request, fields, 400)
            self._keep(request, request.match_info["queue"], new_sid("NS"), destination)
            return self._answer(request, fields, 200)

        return await self._serve(request, fields, destination, accept)

    async def _make_call(self, request: web.Request) -> web.StreamResponse:
        fields = await _json(request)
        destination = str(fields.get("call-term-user", ""))

        async def accept() -> web.StreamResponse:
            if not all(fields.get(name) for name in CALL_FIELDS):
                return self._answer(request, fields, 400)
            queue = str(fields.get("call-orig-user", "")).partition("@")[0]
            self._keep(request, queue, str(fields["call-id"]), destination)
            return self._answer(request, fields, 202)

        return await self._serve(request, fields, destination, accept)

    def _keep(self, request: web.Request, queue: str, call_id: str, destination: str) -> None:
        path = request.match_info
        call = PbxCall(
            at=now(),
            domain=path["domain"],
            user=path.get("user", ""),
            queue=queue,
            call_id=call_id,
            destination=destination,
        )
        self._world.pbx_calls.append(call)

    async def _serve(
        self,
        request: web.Request,
        fields: Fields,
        destination: str,
        accept: Callable[[], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        if not self._authentic(request):
            return self._answer(request, fields, 401)

        def refuse(status: int) -> web.StreamResponse:
            return self._answer(request, fields, status)

        return await serve(self._world, request, ("queuedcall", destination), accept, refuse)

    def _authentic(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {self._world.config.ns_token}".encode())

    def _answer(self, request: web.Request, fields: Fields, status: int) -> web.Response:
        kept = PbxRequest(
            at=now(), path=request.path_qs, headers=dict(request.headers), fields=fields, status=status
        )
        self._world.pbx_requests.append(kept)
        self._world.changed()
        return web.Response(status=status) if status == 202 else _word(status)

    def _told(self, found: Found) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """A handler that shows what is there; 404 for a call that is not."""

        async def show(request: web.Request) -> web.StreamResponse:
            if not self._authentic(request):
                return _word(401)

            async def accept() -> web.StreamResponse:
                there = found(request)
                if there is None:
                    return _word(404)
                return web.json_response(there if isinstance(there, dict) else list(there))

            return await serve(self._world, request, ("pbx_look_up", ""), accept, _word)

        return show

    def _queued(self, request: web.Request) -> Iterable[dict[str, object]]:
        queue = request.match_info["queue"]
        return (call.as_queued() for call in self._calls(request, Phase.QUEUED) if call.queue == queue)

    def _active(self, request: web.Request) -> Iterable[dict[str, object]]:
        return (call.as_active() for call in self._calls(request, Phase.ACTIVE))

    def _call(self, request: web.Request) -> dict[str, object] | None:
        path = request.match_info
        wanted = (path["user"], path["call_id"])
        calls = self._calls(request, Phase.ACTIVE)
        return next((call.as_active() for call in calls if (call.user, call.call_id) == wanted), None)

    def _records(self, request: web.Request) -> Iterable[dict[str, object]]:
        start, end = (datetime.fromisoformat(request.query[f"datetime-{edge}"]) for edge in ("start", "end"))
        calls = [call for call in self._calls(request, Phase.OVER) if start <= call.at <= end]
        return (call.as_record() for call in calls[: int(request.query.get("limit", 100))])

    def _calls(self, request: web.Request, phase: Phase) -> Iterable[PbxCall]:
        domain = request.match_info["domain"]
        calls = in_phase(self._world.pbx_calls, phase, now(), self._world.config.time_scale)
        return (call for call in calls if OWN in (domain, call.domain) or call.domain == domain)

    async def _version(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"apiversion": VERSION})


async def _json(request: web.Request) -> Fields:
    try:
        raw = await request.json()
    except ValueError:
        raw = None
    return raw if isinstance(raw, dict) else {}


def _word(status: int) -> web.Response:
    """The vendor's short answer: `{code, message}`."""
    message = "Accepted" if status < 400 else "Refused"
    return web.json_response({"code": status, "message": message}, status=status)
