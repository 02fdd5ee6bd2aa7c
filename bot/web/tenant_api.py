"""The API for a business's own programs, which show a key: calls they start, and why a call went so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from aiohttp import web

from bot.domain.callback import CallbackId, Details
from bot.domain.tenant import Tenant
from bot.services import explaining, keys, owner
from bot.services.keys import Holder, TooManyWrongKeys
from bot.services.owner import Grounds
from bot.services.requests import Ask
from bot.web.address import client_address, visitor
from bot.web.api import once_of, take, uuid_of
from bot.web.bodies import OwnerCallBody, read_json
from bot.web.intake import Wish, judge, printable, refuse
from bot.web.languages import language_of
from bot.web.problems import Problem
from bot.web.services import SERVICES, WORDING
from bot.web.wording import Wording

DOOR: Final = "owner"


async def call(request: web.Request) -> web.Response:
    """``POST /api/v1/owner-calls``."""
    holder = await holder_of(request)
    body = await read_json(request, OwnerCallBody)
    wording, now = request.app[WORDING], request.app[SERVICES].office.clock.now()
    wish = Wish(phone=body.phone, name=body.name, topic=body.topic, when=body.when, timezone=body.timezone)
    grounds = Grounds(basis=body.basis, reference=body.reference, started_by=f"API key {holder.key_id}")
    language = language_of(request, holder.tenant)
    customers = wording.language(body.locale, holder.tenant.locale)
    ask = owner_ask(wording, language, holder.tenant, wish, grounds, customers_language=customers, now=now)
    return await take(request, language, ask, once_of(request, body), door=DOOR)


def owner_ask(
    wording: Wording,
    language: str,
    tenant: Tenant,
    wish: Wish,
    grounds: Grounds,
    *,
    customers_language: str,
    now: datetime,
) -> Ask:
    """The request of the business itself. Raises ``Problem``, in ``language``, for a bad number or time."""
    # The customer ticked nothing: the grounds are what is recorded as consent.
    agreed = replace(wish, consent=True, disclosure=True)
    judged = judge(wording, language, tenant, agreed, now)
    if judged.phone is None or judged.faults:
        raise refuse(judged)
    return owner.ask(
        tenant,
        replace(grounds, reference=printable(grounds.reference)),
        phone=judged.phone,
        when=judged.when,
        language=customers_language,
        details=Details(name=printable(wish.name), topic=printable(wish.topic)),
        customer_zone=wish.timezone or None,
    )


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
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    address = visitor(client_address(request, services.trusted_proxies))
    try:
        holder = await keys.holder(services.office, key if scheme.lower() == "bearer" else "", address)
    except TooManyWrongKeys as refusal:
        sentence = wording.say(language_of(request), "http.429")
        raise Problem(
            status=429, code="too-many-wrong-keys", sentence=sentence, retry_after=refusal.retry_after
        ) from None
    if holder is None:
        sentence = wording.say(language_of(request), "api.key_wrong")
        raise Problem(status=401, code="wrong-key", sentence=sentence)
    return holder
