"""``/wa/{slug}``: the way into a talk on WhatsApp, as a link and as a picture to print."""

from __future__ import annotations

import io
from functools import lru_cache
from urllib.parse import quote

import segno
import structlog
from aiohttp import web

from bot.domain.tenant import Tenant
from bot.storage import StorageAway
from bot.web.languages import language_of
from bot.web.problems import Problem
from bot.web.services import SERVICES, WORDING

log = structlog.get_logger()


async def whatsapp(request: web.Request) -> web.Response:
    """Count the click and go on to WhatsApp, with the first words written."""
    office, tenant = request.app[SERVICES].office, _tenant(request)
    language = language_of(request, tenant)
    text = request.app[WORDING].say(language, "whatsapp.first_words", company=tenant.company)
    try:
        await office.store.count_click(tenant.tenant_id, office.clock.now())
    except StorageAway:
        # A customer is worth more than a number.
        log.warning("click not counted", action="click_lost", tenant=tenant.tenant_id)
    digits = str(tenant.whatsapp_number).removeprefix("+")
    location = f"https://wa.me/{digits}?text={quote(text, safe='')}"
    return web.Response(status=302, headers={"Location": location, "Cache-Control": "no-store"})


async def qr(request: web.Request) -> web.Response:
    """A QR code of the link, so that scans are counted too."""
    tenant = _tenant(request)
    svg = _qr(f"{request.app[SERVICES].public_url}/wa/{tenant.tenant_id}")
    headers = {"Cache-Control": "public, max-age=86400"}
    return web.Response(body=svg, content_type="image/svg+xml", headers=headers)


@lru_cache(maxsize=1024)
def _qr(url: str) -> bytes:
    picture = io.BytesIO()
    segno.make(url, error="m").save(picture, kind="svg", scale=8, border=4, light="#fff", title="WhatsApp")
    return picture.getvalue()


def _tenant(request: web.Request) -> Tenant:
    tenant = request.app[SERVICES].office.tenants.by_id(request.match_info["slug"])
    if tenant is None or tenant.whatsapp_number is None:
        sentence = request.app[WORDING].say(language_of(request), "http.no_whatsapp")
        raise Problem(status=404, code="no-whatsapp", sentence=sentence)
    return tenant
