"""``/r/{token}``: one request's own page, where its customer sees what happens, moves it or calls it off.

Whoever has the token may do so; it never leaves in a referrer, and no search engine keeps the page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from aiohttp import web

from bot.domain.callback import Callback, Move, Status
from bot.domain.tenant import Tenant
from bot.services import requests
from bot.web.api import find, moved_to, story_for
from bot.web.bodies import read_form
from bot.web.forms import choices
from bot.web.languages import language_of
from bot.web.problems import Problem
from bot.web.services import PAGES, SERVICES, WORDING

REFRESH_SECONDS: Final = 4
#: In the query of a page that shall not renew itself.
STILL: Final = "still"


async def show(request: web.Request) -> web.Response:
    """The page; while something happens it renews itself."""
    tenant, callback = await _callback(request)
    return await _page(request, tenant, callback)


async def cancel(request: web.Request) -> web.Response:
    """Call it off."""
    tenant, callback = await _callback(request)
    office = request.app[SERVICES].office
    if not await requests.cancel(office, tenant.tenant_id, callback.callback_id):
        language = language_of(request, tenant, callback.language)
        sentence = request.app[WORDING].say(language, "api.cannot_cancel", company=tenant.company)
        return await _page(request, tenant, callback, fault=sentence, status=409)
    return _back(request)


async def reschedule(request: web.Request) -> web.Response:
    """Move it to the time chosen."""
    tenant, callback = await _callback(request)
    when = (await read_form(request)).get("when", "")
    try:
        await moved_to(request, tenant, callback, when, tenant.zone.key)
    except Problem as problem:
        return await _page(request, tenant, callback, fault=problem.sentence, status=problem.status)
    return _back(request)


async def _callback(request: web.Request) -> tuple[Tenant, Callback]:
    found = await find(request, request.match_info["token"])
    if found is None:
        sentence = request.app[WORDING].say(language_of(request), "api.no_callback")
        raise Problem(status=404, code="unknown-callback", sentence=sentence)
    return found


async def _page(
    request: web.Request, tenant: Tenant, callback: Callback, *, fault: str = "", status: int = 200
) -> web.Response:
    office, wording = request.app[SERVICES].office, request.app[WORDING]
    async with office.store.transaction(tenant.tenant_id) as tx:
        callback = await tx.callbacks.read(callback.callback_id) or callback
        entries = await tx.timeline.of(callback.callback_id)
    language, now = language_of(request, tenant, callback.language), office.clock.now()
    moving = _moving(callback, now) and not fault
    story = story_for(request, tenant, language)
    zone = story.zone(callback)
    return request.app[PAGES].render(
        "request.html",
        language,
        tenant=tenant,
        status=status,
        token=request.match_info["token"],
        standing=callback.status,
        title=story.title(callback),
        message=story.status(callback),
        fault=fault,
        ends_in=callback.phone[-2:],
        steps=[
            (wording.moment(language, each.at, zone, now), each.sentence)
            for each in story.steps(entries, zone)
        ],
        moving=moving,
        # Who reads slowly, or has a page read out, can keep it as it is (WCAG 2.2.1).
        refresh=REFRESH_SECONDS if moving and STILL not in request.query else None,
        choices=choices(request, language, tenant, now) if callback.allows(Move.RESCHEDULE) else [],
        can_cancel=callback.allows(Move.CANCEL),
    )


def _moving(callback: Callback, now: datetime) -> bool:
    """Whether something may happen any moment; a page that waits for tomorrow stays as it is."""
    return callback.status.live and (callback.status is not Status.SCHEDULED or callback.scheduled_for <= now)


def _back(request: web.Request) -> web.Response:
    return web.Response(status=303, headers={"Location": f"/r/{request.match_info['token']}"})
