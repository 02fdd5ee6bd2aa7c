"""Which language a visitor reads: the one asked for, the browser's, the business's."""

from __future__ import annotations

from aiohttp import web

from bot.domain.tenant import Tenant
from bot.web.services import WORDING
from bot.web.wording import accepted


def language_of(request: web.Request, tenant: Tenant | None = None, asked: str | None = None) -> str:
    """``asked`` wins when there are texts in it, then ``Accept-Language``, then the tenant's locale."""
    browser = accepted(request.headers.get("Accept-Language", ""))
    return request.app[WORDING].language(asked, *browser, tenant.locale if tenant else None)
