"""The API for a business's own programs, which show a key: calls they start, and why a call went so."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from bot.domain.callback import CallbackId
from bot.services import explaining, keys
from bot.services.keys import Holder, TooManyWrongKeys
from bot.web.address import client_address, visitor
from bot.web.api import uuid_of
from bot.web.languages import language_of
from bot.web.problems import Problem
from bot.web.services import SERVICES, WORDING

BEARER: Final = "Bearer "


async def timeline(request: web.Request) -> web.Response:
    """``GET /api/v1/callbacks/{id}/timeline``."""
    holder = await holder_of(request)
    callback_id = uuid_of(request.match_info["id"])
    office, tenant = request.app[SERVICES].office, holder.tenant
    account = await explaining.account(office, tenant, CallbackId(callback_id)) if callback_id else None
    if account is None:
        sentence = request.app[WORDING].say(language_of(request, tenant), "api.no_callback")
        raise Problem(status=404, code="unknown-callback", sentence=sentence)
    return web.json_response(account.as_json(), headers={"Cache-Control": "no-store"})


async def holder_of(request: web.Request) -> Holder:
    """Whose key the request carries. Raises the 401, the same for every key that does not fit."""
    services, wording = request.app[SERVICES], request.app[WORDING]
    given = request.headers.get("Authorization", "")
    address = visitor(client_address(request, services.trusted_proxies))
    try:
        holder = await keys.holder(services.office, given.removeprefix(BEARER), address)
    except TooManyWrongKeys as refusal:
        sentence = wording.say(language_of(request), "http.429")
        raise Problem(
            status=429, code="too-many-wrong-keys", sentence=sentence, retry_after=refusal.retry_after
        ) from None
    if holder is None or not given.startswith(BEARER):
        sentence = wording.say(language_of(request), "api.key_wrong")
        raise Problem(status=401, code="wrong-key", sentence=sentence)
    return holder
