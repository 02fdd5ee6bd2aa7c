"""A rule's no to a request, over HTTP.

A number that opted out gets 403 and a sentence that would fit any number we do not call, with the way back
for its owner: who types a stranger's number learns nothing certain. A number with a live callback gets the
same answer as one in its cooldown, for the same reason.
"""

from __future__ import annotations

from aiohttp import web

from bot.domain.phone import display
from bot.domain.tenant import Tenant
from bot.services import requests
from bot.services.requests import RequestRefused
from bot.web.problems import Problem
from bot.web.services import SERVICES, WORDING


def refused(request: web.Request, tenant: Tenant, language: str, refusal: RequestRefused) -> Problem:
    """The problem for a ``RequestRefused``: 403 for good, 429 with ``Retry-After`` for a while."""
    if refusal.why == "opted_out":
        return Problem(status=403, code="not-callable", sentence=_not_callable(request, tenant, language))
    if refusal.why == "never_open":
        sentence = request.app[WORDING].say(language, "http.never_open", company=tenant.company)
        return Problem(status=409, code="never-open", sentence=sentence)
    wait = refusal.retry_after
    if refusal.why == "already_on_it":
        wait = max(1, tenant.limits.cooldown_seconds)
        refusal = RequestRefused("cooldown", retry_after=wait)
    sentence = requests.explain(request.app[SERVICES].office, tenant, language, refusal)
    return Problem(
        status=429, code=f"limit-{refusal.why.replace('_', '-')}", sentence=sentence, retry_after=wait
    )


def _not_callable(request: web.Request, tenant: Tenant, language: str) -> str:
    wording, line = request.app[WORDING], tenant.sms_number
    if line is None:
        return wording.say(language, "http.not_callable", company=tenant.company)
    number = display(line, tenant.region)
    return wording.say(language, "http.not_callable_text", company=tenant.company, line=number)
