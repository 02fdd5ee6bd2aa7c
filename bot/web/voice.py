"""Webhooks of the legs of one call: the path names the step, a service decides what the leg does next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeVar

from aiohttp import web

from bot.domain.attempt import AttemptId, Ids
from bot.domain.callback import CallbackId
from bot.domain.scripts import Script
from bot.domain.tenant import TenantId
from bot.ports import PhoneWebhooks
from bot.services import bridging, held, legs, voicemail
from bot.services.office import Office
from bot.web.services import SERVICES
from bot.web.webhooks import XML, uuid_in

News = TypeVar("News")
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


def _told(
    service: Callable[[Office, Ids, News], Awaitable[Script | None]],
    read: Callable[[PhoneWebhooks, bytes], News],
) -> Step:
    """A step whose webhook brings news."""

    async def taken(office: Office, webhooks: PhoneWebhooks, ids: Ids, body: bytes) -> Script | None:
        return await service(office, ids, read(webhooks, body))

    return taken


def _asked(service: Callable[[Office, Ids], Awaitable[Script]]) -> Step:
    """A step that asks what to do, and says nothing else."""

    async def taken(office: Office, _: PhoneWebhooks, ids: Ids, __: bytes) -> Script | None:
        return await service(office, ids)

    return taken


#: By the last word of the webhook's path.
STEPS: Final[Mapping[str, Step]] = {
    # The agent's leg.
    "whisper": _told(legs.whisper, lambda hooks, body: hooks.answered(body)),
    "accept": _told(legs.accept, lambda hooks, body: hooks.key_press(body)),
    "off": _asked(legs.called_off),
    "outcome": _told(legs.outcome, lambda hooks, body: hooks.key_press(body)),
    "agent-leg": _told(legs.agent_leg, lambda hooks, body: hooks.progress(body)),
    # The customer, rung by the agent's leg.
    "screen": _told(bridging.screen, lambda hooks, body: hooks.answered(body)),
    "screened": _told(bridging.screened, lambda hooks, body: hooks.key_press(body)),
    "bridged": _told(bridging.dial_ended, lambda hooks, body: hooks.dial_outcome(body)),
    "customer-leg": _told(bridging.customer_leg, lambda hooks, body: hooks.progress(body)),
    # The customer's own line.
    "line": _told(held.picked_up, lambda hooks, body: hooks.answered(body)),
    "line-key": _told(held.greeted, lambda hooks, body: hooks.key_press(body)),
    "line-leg": _told(held.line_leg, lambda hooks, body: hooks.progress(body)),
    "hold-turn": _asked(held.turn),
    "hold-key": _told(held.hold_key, lambda hooks, body: hooks.key_press(body)),
    "left": _told(held.left, lambda hooks, body: hooks.left_line(body)),
    "released": _asked(held.released),
    "message-left": _told(voicemail.message_left, lambda hooks, body: hooks.voice_message(body)),
    "transcript": _told(voicemail.transcript, lambda hooks, body: hooks.transcript(body)),
}
