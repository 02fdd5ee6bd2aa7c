"""``GET /api/v1/availability``: is somebody there now, and which times can be booked."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from bot.domain.hours import closing, is_open, next_opening, slots
from bot.web.api import tenant_named, wire_time
from bot.web.intake import zone_named
from bot.web.languages import language_of
from bot.web.problems import Problem
from bot.web.services import SERVICES, WORDING

OFFERED_SLOTS: Final = 24


async def availability(request: web.Request) -> web.Response:
    """Times are UTC; labels are in the zone asked for, else in the business's."""
    office, wording = request.app[SERVICES].office, request.app[WORDING]
    tenant = tenant_named(request, request.query.get("domain", ""))
    language = language_of(request, tenant, request.query.get("locale"))
    asked = request.query.get("timezone", "")
    zone = zone_named(asked) if asked else tenant.zone
    if zone is None:
        raise Problem(status=400, code="bad-timezone", sentence=wording.say(language, "when.zone"))
    now = office.clock.now()
    open_now = is_open(tenant.hours, tenant.zone, now)
    opening = None if open_now else next_opening(tenant.hours, tenant.zone, now)
    closes = closing(tenant.hours, tenant.zone, now)
    bookable = slots(tenant.hours, tenant.zone, now, limit=OFFERED_SLOTS)
    return web.json_response(
        {
            "open_now": open_now,
            "next_opening": wire_time(opening) if opening else None,
            "closes_at": wire_time(closes) if closes else None,
            "slots": [
                {"start": wire_time(at), "label": wording.moment(language, at, zone, now)} for at in bookable
            ],
            "timezone": zone.key,
        },
        headers={"Cache-Control": "no-store"},
    )
