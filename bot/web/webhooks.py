"""Webhooks of the phone provider: authentic before anything else, stored before they are answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

import structlog
from aiohttp import web

from bot.domain.tenant import TenantId
from bot.ports import BadPayload, SignedRequest
from bot.services import inbound, sending, talks
from bot.storage import MessageId
from bot.web.problems import Problem
from bot.web.services import METRICS, SERVICES

log = structlog.get_logger()

XML: Final = "text/xml"
BodyHandler = Callable[[web.Request, bytes], Awaitable[web.Response]]


def signed(handler: BodyHandler) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Let a webhook in when its signature is ours, over the raw bytes, before anything is parsed."""

    async def checked(request: web.Request) -> web.Response:
        # A body read as multipart cannot be read as bytes again, and no provider sends one.
        if request.content_type.startswith("multipart/"):
            raise _rejected(request, 415, "multipart", "Send a form, application/x-www-form-urlencoded.")
        body = await request.read()
        services = request.app[SERVICES]
        url = services.public_url + request.raw_path
        if not services.webhooks.authentic(SignedRequest(url=url, headers=request.headers, body=body)):
            log.warning(
                "webhook refused: not signed with our account's token for this address. "
                "Most often server.public_url is not the address the provider calls",
                action="webhook_forged",
                public_url=services.public_url,
            )
            raise _rejected(request, 403, "signature", "This request is not signed by our phone provider.")
        try:
            return await handler(request, body)
        except BadPayload as error:
            raise _rejected(request, 400, "payload", f"This webhook cannot be read: {error}.") from error

    return checked


def uuid_in(request: web.Request, name: str) -> UUID:
    """A path's id; what is none is not found."""
    try:
        return UUID(request.match_info[name])
    except ValueError:
        raise web.HTTPNotFound from None


async def message(request: web.Request, body: bytes) -> web.Response:
    """A customer wrote; the answer goes back in the response."""
    services = request.app[SERVICES]
    texts = await talks.hear(services.office, services.webhooks.message(body))
    return web.Response(text=services.webhooks.reply(texts), content_type=XML)


async def receipt(request: web.Request, body: bytes) -> web.Response:
    """What became of a message of ours."""
    services = request.app[SERVICES]
    tenant, message_id = TenantId(request.match_info["tenant"]), MessageId(uuid_in(request, "message"))
    await sending.receipt(services.office, tenant, message_id, services.webhooks.receipt(body))
    return web.Response(status=204)


async def inbound_call(request: web.Request, body: bytes) -> web.Response:
    """Somebody rings the business."""
    services = request.app[SERVICES]
    script = await inbound.arrive(services.office, services.webhooks.call(body))
    return web.Response(text=services.webhooks.script(script), content_type=XML)


def _rejected(request: web.Request, status: int, reason: str, sentence: str) -> Problem:
    request.app[METRICS].rejected_webhooks.labels(reason).inc()
    return Problem(status=status, code=f"webhook-{reason}", sentence=sentence)
