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
from bot.services import bridging, held, legs, voicemail
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


async def _screen(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await bridging.screen(office, ids, webhooks.answered(body))


async def _screened(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await bridging.screened(office, ids, webhooks.key_press(body))


async def _bridged(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await bridging.dial_ended(office, ids, webhooks.dial_outcome(body))


async def _agent_leg(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> None:
    await legs.agent_leg(office, ids, webhooks.progress(body))


async def _customer_leg(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> None:
    await bridging.customer_leg(office, ids, webhooks.progress(body))


async def _message_left(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await voicemail.message_left(office, ids, webhooks.voice_message(body))


async def _transcript(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> None:
    await voicemail.transcript(office, ids, webhooks.transcript(body))


async def _off(office: Office, _: PhoneWebhooks, ids: Ids, __: bytes) -> Script:
    return await legs.called_off(office, ids)


async def _outcome(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await legs.outcome(office, ids, webhooks.key_press(body))


async def _line(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await held.picked_up(office, ids, webhooks.answered(body))


async def _line_key(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await held.greeted(office, ids, webhooks.key_press(body))


async def _line_leg(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> None:
    await held.line_leg(office, ids, webhooks.progress(body))


async def _hold_turn(office: Office, _: PhoneWebhooks, ids: Ids, __: bytes) -> Script:
    return await held.turn(office, ids)


async def _hold_key(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await held.hold_key(office, ids, webhooks.key_press(body))


async def _left(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script:
    return await held.left(office, ids, webhooks.left_line(body))


async def _released(office: Office, _: PhoneWebhooks, ids: Ids, __: bytes) -> Script:
    return await held.released(office, ids)


#: By the last word of the webhook's path.
STEPS: Final[Mapping[str, Step]] = {
    "whisper": _whisper,
    "accept": _accept,
    "screen": _screen,
    "screened": _screened,
    "bridged": _bridged,
    "off": _off,
    "outcome": _outcome,
    "line": _line,
    "line-key": _line_key,
    "line-leg": _line_leg,
    "hold-turn": _hold_turn,
    "hold-key": _hold_key,
    "left": _left,
    "released": _released,
    "agent-leg": _agent_leg,
    "customer-leg": _customer_leg,
    "message-left": _message_left,
    "transcript": _transcript,
}
