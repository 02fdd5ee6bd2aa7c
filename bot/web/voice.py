"""Webhooks of the legs of one call: the path names the step, a service decides what the leg does next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import web

from bot.domain.attempt import AttemptId
from bot.domain.callback import CallbackId
from bot.domain.scripts import Script
from bot.domain.tenant import TenantId
from bot.ports import PhoneWebhooks
from bot.services import legs, voicemail
from bot.services.legs import Ids
from bot.services.office import Office
from bot.web.services import SERVICES
from bot.web.webhooks import XML, uuid_in

Step = Callable[[Office, PhoneWebhooks, Ids, bytes], Awaitable[Script | None]]
"""Answers what to do with the leg; None: the provider only told us something."""


async def step(request: web.Request, body: bytes) -> web.Response:
    """Take in one step of a call."""
    services = request.app[SERVICES]
    taken = STEPS.get(request.match_info["step"])
    if taken is None:
        raise web.HTTPNotFound
    ids = (
        TenantId(request.match_info["tenant"]),
        CallbackId(uuid_in(request, "callback")),
        AttemptId(uuid_in(request, "attempt")),
    )
    script = await taken(services.office, services.webhooks, ids, body)
    if script is None:
        return web.Response(status=204)
    return web.Response(text=services.webhooks.script(script), content_type=XML)


async def _whisper(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await legs.whisper(office, ids, webhooks.answered(body))


async def _accept(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await legs.accept(office, ids, webhooks.key_press(body))


async def _screen(office: Office, _: PhoneWebhooks, ids: Ids, __: bytes) -> Script:
    return await legs.screen(office, ids)


async def _screened(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await legs.screened(office, ids, webhooks.key_press(body))


async def _bridged(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await legs.dial_ended(office, ids, webhooks.dial_outcome(body))


async def _agent_leg(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> None:
    await legs.agent_leg(office, ids, webhooks.progress(body))


async def _customer_leg(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> None:
    await legs.customer_leg(office, ids, webhooks.progress(body))


async def _message_left(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await voicemail.message_left(office, ids, webhooks.voice_message(body))


async def _transcript(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> None:
    await voicemail.transcript(office, ids, webhooks.transcript(body))


#: By the last word of the webhook's path.
STEPS: Final[Mapping[str, Step]] = {
    "whisper": _whisper,
    "accept": _accept,
    "screen": _screen,
    "screened": _screened,
    "bridged": _bridged,
    "agent-leg": _agent_leg,
    "customer-leg": _customer_leg,
    "message-left": _message_left,
    "transcript": _transcript,
}
