"""Renders pages: templates that escape everything, under a policy that runs no script at all."""

from __future__ import annotations

import secrets
from functools import lru_cache, partial
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.domain.tenant import Tenant
from bot.web.colour import accent
from bot.web.wording import Wording

#: Logos come from the business's own site.
POLICY = (
    "default-src 'none'; style-src 'self' 'nonce-{nonce}'; img-src 'self' https: data:; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
accent_of = lru_cache(maxsize=256)(accent)


class Pages:
    """The pages of ``templates/pages``."""

    def __init__(self, folder: Path, wording: Wording, version: str) -> None:
        self._wording = wording
        self._templates = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["version"] = version

    def render(
        self,
        name: str,
        language: str,
        *,
        tenant: Tenant | None = None,
        status: int = 200,
        referrer: str = "no-referrer",
        **values: object,
    ) -> web.Response:
        """A page in one language, in the tenant's colour."""
        nonce = secrets.token_urlsafe(12)
        html = self._templates.get_template(name).render(
            t=partial(self._wording.say, language),
            language=language,
            tenant=tenant,
            accent=accent_of(tenant.branding.button_color if tenant else ""),
            nonce=nonce,
            **values,
        )
        headers = {
            "Content-Security-Policy": POLICY.format(nonce=nonce),
            "Referrer-Policy": referrer,
            "X-Robots-Tag": "noindex",
            "Cache-Control": "no-store",
        }
        return web.Response(text=html, content_type="text/html", status=status, headers=headers)
