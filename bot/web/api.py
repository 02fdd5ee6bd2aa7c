"""The API for widgets and integrators: ask for a callback, follow it, move it, call it off."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from aiohttp import web
from pydantic import BaseModel

from bot.domain.callback import Callback, CallbackId
from bot.domain.tenant import Tenant, TenantId
from bot.services import requests, submissions
from bot.services.requests import Ask, RequestRefused
from bot.services.submissions import KeyReused, Once, UnderWay
from bot.web import intake
from bot.web.bodies import CallbackBody, RescheduleBody, read_json
from bot.web.intake import Wish, ask_for, consent_words, judge, refuse
from bot.web.languages import language_of
from bot.web.origins import tenant_of
from bot.web.problems import FieldFault, Problem
from bot.web.refusals import refused
from bot.web.services import METRICS, SERVICES, WORDING
from bot.web.story import Story

DOOR: Final = "api"
#: Seconds after which a request under way has an answer.
UNDER_WAY_RETRY: Final = 2
LONGEST_KEY: Final = 200


async def create(request: web.Request) -> web.Response:
    """``POST /api/v1/callbacks``."""
    services, wording, metrics = request.app[SERVICES], request.app[WORDING], request.app[METRICS]
    body = await read_json(request, CallbackBody)
    tenant = tenant_named(request, body.domain)
    language = language_of(request, tenant, body.locale)
    judged = judge(wording, language, tenant, _wish(body), services.office.clock.now())
    if judged.faults:
        metrics.callbacks.labels(DOOR, "bad").inc()
        raise refuse(judged)
    words = "\n".join(consent_words(wording, language, tenant))
    ask = ask_for(request, tenant, language, judged, words)
    return await take(request, language, ask, once_of(request, body), door=DOOR)


async def take(
    request: web.Request, language: str, ask: Ask, once: Once | None, *, door: str
) -> web.Response:
    """Take a request, and answer 201. Raises the ``Problem`` that stands against it, in ``language``."""
    services, wording, metrics = request.app[SERVICES], request.app[WORDING], request.app[METRICS]
    tenant = ask.tenant

    def answer(callback: Callback) -> str:
        return json.dumps(_created(request, tenant, language, callback))

    try:
        told = await submissions.submit(services.office, ask, once, answer)
    except RequestRefused as refusal:
        metrics.callbacks.labels(door, "refused").inc()
        raise refused(request, tenant, language, refusal) from None
    except KeyReused:
        sentence = wording.say(language, "api.key_reused")
        raise Problem(status=422, code="idempotency-key-reused", sentence=sentence) from None
    except UnderWay:
        sentence = wording.say(language, "api.under_way")
        raise Problem(status=409, code="under-way", sentence=sentence, retry_after=UNDER_WAY_RETRY) from None
    metrics.callbacks.labels(door, "taken").inc()
    headers = {"Location": json.loads(told)["status_url"], "Cache-Control": "no-store"}
    return web.Response(text=told, status=201, content_type="application/json", headers=headers)


async def status(request: web.Request) -> web.Response:
    """``GET /api/v1/callbacks/{id}?token=``."""
    tenant, callback = await callback_of(request)
    return _told(request, tenant, callback)


async def cancel(request: web.Request) -> web.Response:
    """``POST /api/v1/callbacks/{id}/cancel?token=``."""
    tenant, callback = await callback_of(request)
    office = request.app[SERVICES].office
    done = await requests.cancel(office, tenant.tenant_id, callback.callback_id)
    if not done:
        raise _too_late(request, tenant, "api.cannot_cancel")
    return _told(request, tenant, await submissions.read(office, callback))


async def reschedule(request: web.Request) -> web.Response:
    """``POST /api/v1/callbacks/{id}/reschedule?token=``."""
    tenant, callback = await callback_of(request)
    body = await read_json(request, RescheduleBody)
    moved = await moved_to(request, tenant, callback, body.when, body.timezone)
    return _told(request, tenant, moved)


async def callback_of(request: web.Request) -> tuple[Tenant, Callback]:
    """The callback of the path, for who has its token; 404 for anybody else, whatever the reason."""
    token = request.query.get("token") or request.headers.get("Authorization", "").removeprefix("Bearer ")
    found = await find(request, token)
    if found is None or found[1].callback_id != uuid_of(request.match_info["id"]):
        sentence = request.app[WORDING].say(language_of(request), "api.no_callback")
        raise Problem(status=404, code="unknown-callback", sentence=sentence)
    return found


async def find(request: web.Request, token: str) -> tuple[Tenant, Callback] | None:
    """The callback a token stands for."""
    office = request.app[SERVICES].office
    ids: tuple[TenantId, CallbackId] | None = office.tokens.read(token)
    tenant = office.tenants.by_id(ids[0]) if ids else None
    if ids is None or tenant is None:
        return None
    async with office.store.transaction(tenant.tenant_id) as tx:
        callback = await tx.callbacks.read(ids[1])
    return (tenant, callback) if callback else None


async def moved_to(
    request: web.Request, tenant: Tenant, callback: Callback, when: str, timezone: str
) -> Callback:
    """The callback at its new time. Raises ``Problem`` when the time or the callback does not allow it."""
    office, wording = request.app[SERVICES].office, request.app[WORDING]
    language = language_of(request, tenant, callback.language)
    wish = Wish(phone=callback.phone, when=when, timezone=timezone or callback.customer_zone or "")
    try:
        at = intake.time_of(tenant, wish, office.clock.now())
    except ValueError as reason:
        sentence = wording.say(language, f"when.{reason}")
        faults = (FieldFault(field="when", message=sentence),)
        raise Problem(status=400, code="bad-time", sentence=sentence, faults=faults) from None
    moved = await requests.reschedule(
        office, tenant.tenant_id, callback.callback_id, at or office.clock.now()
    )
    if moved is None:
        raise _too_late(request, tenant, "api.cannot_move")
    return moved


def tenant_named(request: web.Request, domain: str) -> Tenant:
    """The business of a domain; raises the 404."""
    tenant = tenant_of(request.app[SERVICES].office.tenants, domain)
    if tenant is None:
        sentence = request.app[WORDING].say(language_of(request), "http.unknown_domain")
        raise Problem(status=404, code="unknown-domain", sentence=sentence)
    return tenant


def _wish(body: CallbackBody) -> Wish:
    return Wish(
        phone=body.phone,
        name=body.name,
        email=body.email,
        topic=body.topic,
        when=body.when,
        timezone=body.timezone,
        consent=body.consent.callback,
        disclosure=body.consent.disclosure,
        page=body.page,
    )


def once_of(request: web.Request, body: BaseModel) -> Once | None:
    """How the caller names this request, when they do."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY:
        sentence = request.app[WORDING].say(language_of(request), "api.key_long")
        raise Problem(status=400, code="bad-idempotency-key", sentence=sentence)
    fingerprint = hashlib.sha256(body.model_dump_json().encode()).digest()
    return Once(key=key, fingerprint=fingerprint) if key else None


def _created(request: web.Request, tenant: Tenant, language: str, callback: Callback) -> dict[str, object]:
    services = request.app[SERVICES]
    token = services.office.tokens.issue(tenant.tenant_id, callback.callback_id)
    url = f"{services.public_url}/api/v1/callbacks/{callback.callback_id}"
    return {
        "id": str(callback.callback_id),
        "token": token,
        "status": callback.status.value,
        "status_url": f"{url}?token={token}",
        "events_url": f"{url}/events?token={token}",
        "page_url": services.office.urls.page(token),
        "scheduled_for": wire_time(callback.scheduled_for),
        "message": story_for(request, tenant, language).status(callback),
    }


def _told(request: web.Request, tenant: Tenant, callback: Callback) -> web.Response:
    story = story_for(request, tenant, language_of(request, tenant, callback.language))
    return web.json_response(wire_status(story, callback), headers={"Cache-Control": "no-store"})


def wire_status(story: Story, callback: Callback) -> dict[str, object]:
    """Where a callback stands, as it is answered and streamed."""
    return {
        "id": str(callback.callback_id),
        "status": callback.status.value,
        "final": not callback.status.live,
        "scheduled_for": wire_time(callback.scheduled_for),
        "message": story.status(callback),
    }


def story_for(request: web.Request, tenant: Tenant, language: str) -> Story:
    office = request.app[SERVICES].office
    return Story(request.app[WORDING], office.words, language, tenant, office.clock.now())


def wire_time(at: datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _too_late(request: web.Request, tenant: Tenant, key: str) -> Problem:
    sentence = request.app[WORDING].say(language_of(request, tenant), key, company=tenant.company)
    return Problem(status=409, code="not-possible-now", sentence=sentence)


def uuid_of(text: str) -> UUID | None:
    """An id of a path; None when it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
