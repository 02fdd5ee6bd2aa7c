"""``POST /click-to-call``: the older door, one click and one word for an answer."""

from __future__ import annotations

from typing import Final

import structlog
from aiohttp import web

from bot.domain.callback import Status
from bot.domain.phone import display
from bot.domain.tenant import Tenant
from bot.services import submissions
from bot.services.requests import RequestRefused
from bot.services.submissions import NotReachable
from bot.web.api import story_for, tenant_named
from bot.web.bodies import ClickBody, read_json_or_form
from bot.web.intake import Wish, ask_for, consent_words, inline, judge, refuse
from bot.web.languages import language_of
from bot.web.problems import Problem
from bot.web.refusals import refused
from bot.web.services import METRICS, SERVICES, WORDING

log = structlog.get_logger()

DOOR: Final = "click"
#: What the older clients need no words for.
UNDER_WAY: Final = frozenset(
    {
        Status.QUEUED_AT_PBX,
        Status.CALLING_AGENT,
        Status.AGENT_ANSWERED,
        Status.CALLING_CUSTOMER,
        Status.CONNECTED,
    }
)


async def click(request: web.Request) -> web.Response:
    """Judge in this order: domain, what it is set up for, number, consent, limits; then dial at once."""
    services, wording, metrics = request.app[SERVICES], request.app[WORDING], request.app[METRICS]
    body = await read_json_or_form(request, ClickBody)
    tenant = tenant_named(request, body.domain)
    language = language_of(request, tenant)
    if not submissions.can_call(tenant):
        log.warning("a domain has nobody to call", action="nobody_to_call", tenant=tenant.tenant_id)
        sentence = wording.say(language, "http.nobody_to_call", company=tenant.company)
        raise Problem(status=404, code="nobody-to-call", sentence=sentence)
    implied = tenant.consent.implied_by_click
    judged = judge(wording, language, tenant, _wish(body, implied), services.office.clock.now())
    if judged.faults:
        metrics.callbacks.labels(DOOR, "bad").inc()
        raise refuse(judged)
    if implied:
        words = wording.say(language, "consent.implied", company=tenant.company, domain=body.domain)
    else:
        words = "\n".join(consent_words(wording, language, tenant))
    try:
        callback = await submissions.click(
            services.office, inline(ask_for(request, tenant, language, judged, words))
        )
    except RequestRefused as refusal:
        metrics.callbacks.labels(DOOR, "refused").inc()
        raise refused(request, tenant, language, refusal) from None
    except NotReachable:
        metrics.callbacks.labels(DOOR, "unreachable").inc()
        raise _unreachable(request, tenant, language) from None
    metrics.callbacks.labels(DOOR, "taken").inc()
    answer = {"status": "ok"}
    if callback.status not in UNDER_WAY:
        answer["message"] = story_for(request, tenant, language).status(callback)
    return web.json_response(answer)


def _wish(body: ClickBody, implied: bool) -> Wish:
    return Wish(
        phone=body.phone_number,
        name=body.name,
        topic=body.topic,
        consent=implied or body.consent,
        disclosure=implied or body.disclosure,
    )


def _unreachable(request: web.Request, tenant: Tenant, language: str) -> Problem:
    wording, line = request.app[WORDING], tenant.voice_number
    if line is None:
        sentence = wording.say(language, "http.unreachable", company=tenant.company)
    else:
        number = display(line, tenant.region)
        sentence = wording.say(language, "http.unreachable_line", company=tenant.company, line=number)
    return Problem(status=502, code="provider-unreachable", sentence=sentence)
