"""``/t/{slug}``: the business's own callback form, one page that needs no script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiohttp import web

from bot.domain.callback import Callback
from bot.domain.hours import is_open, next_opening, slots
from bot.domain.tenant import Tenant
from bot.services import submissions
from bot.services.requests import RequestRefused
from bot.web.bodies import read_form
from bot.web.intake import Wish, ask_for, consent_words, judge
from bot.web.languages import language_of
from bot.web.origins import same_site
from bot.web.problems import FieldFault, Problem
from bot.web.refusals import refused
from bot.web.services import METRICS, PAGES, SERVICES, WORDING

DOOR: Final = "form"
OFFERED_SLOTS: Final = 16
#: A field that people do not see and that programs fill in.
TRAP: Final = "website"
LONGEST: Final = {"name": 100, "phone": 40, "topic": 500, "when": 40}
NOTHING_TYPED: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A time that can be chosen."""

    value: str
    label: str


async def show(request: web.Request) -> web.Response:
    """The empty form."""
    tenant = _tenant(request)
    return _page(request, tenant, NOTHING_TYPED, ())


async def submit(request: web.Request) -> web.Response:
    """Take the request and go on to its page, or show the form again, each fault beside its field."""
    tenant = _tenant(request)
    language = language_of(request, tenant)
    if not same_site(request):
        sentence = request.app[WORDING].say(language, "http.foreign_form")
        raise Problem(status=403, code="foreign-site", sentence=sentence)
    typed = await read_form(request)
    faults = _too_much(request, language, typed)
    if faults:
        return _faulty(request, tenant, typed, faults)
    services, wording = request.app[SERVICES], request.app[WORDING]
    judged = judge(wording, language, tenant, _wish(request, typed), services.office.clock.now())
    if judged.faults:
        return _faulty(request, tenant, typed, judged.faults)
    words = "\n".join(consent_words(wording, language, tenant))

    def answer(callback: Callback) -> str:
        return services.office.tokens.issue(tenant.tenant_id, callback.callback_id)

    ask = ask_for(request, tenant, language, judged, words)
    try:
        token = await submissions.submit(services.office, ask, None, answer)
    except RequestRefused as refusal:
        request.app[METRICS].callbacks.labels(DOOR, "refused").inc()
        return _refusal(request, tenant, typed, refused(request, tenant, language, refusal))
    request.app[METRICS].callbacks.labels(DOOR, "taken").inc()
    # The answer to a form is another page: reloading it asks for nothing again.
    return web.Response(status=303, headers={"Location": f"/r/{token}", "Cache-Control": "no-store"})


def _faulty(
    request: web.Request, tenant: Tenant, typed: Mapping[str, str], faults: tuple[FieldFault, ...]
) -> web.Response:
    request.app[METRICS].callbacks.labels(DOOR, "bad").inc()
    return _page(request, tenant, typed, faults, status=400)


def _refusal(
    request: web.Request, tenant: Tenant, typed: Mapping[str, str], problem: Problem
) -> web.Response:
    faults = (FieldFault(field="phone", message=problem.sentence),)
    response = _page(request, tenant, typed, faults, status=problem.status)
    response.headers.update(problem.headers)
    return response


def _page(
    request: web.Request,
    tenant: Tenant,
    typed: Mapping[str, str],
    faults: tuple[FieldFault, ...],
    *,
    status: int = 200,
) -> web.Response:
    wording, language = request.app[WORDING], language_of(request, tenant)
    now = request.app[SERVICES].office.clock.now()
    consent, disclosure = consent_words(wording, language, tenant)
    return request.app[PAGES].render(
        "form.html",
        language,
        tenant=tenant,
        status=status,
        # Without a referrer browsers send the form's Origin as "null", like a foreign one.
        referrer="same-origin",
        typed=typed,
        faults={fault.field: fault.message for fault in faults},
        consent=consent,
        disclosure=disclosure,
        open_now=is_open(tenant.hours, tenant.zone, now),
        opening=_opening(request, language, tenant, now),
        choices=choices(request, language, tenant, now),
        city=wording.city(language, tenant.zone),
    )


def choices(request: web.Request, language: str, tenant: Tenant, now: datetime) -> list[Choice]:
    """The next times that can be booked, in the business's zone."""
    wording = request.app[WORDING]
    bookable = slots(tenant.hours, tenant.zone, now, limit=OFFERED_SLOTS)
    return [
        Choice(value=at.isoformat(), label=wording.moment(language, at, tenant.zone, now)) for at in bookable
    ]


def _opening(request: web.Request, language: str, tenant: Tenant, now: datetime) -> str:
    opening = next_opening(tenant.hours, tenant.zone, now)
    return request.app[WORDING].moment(language, opening, tenant.zone, now) if opening else ""


def _too_much(request: web.Request, language: str, typed: Mapping[str, str]) -> tuple[FieldFault, ...]:
    """What the browser's own limits keep people from sending."""
    wording = request.app[WORDING]
    long = [name for name, most in LONGEST.items() if len(typed.get(name, "")) > most]
    faults = [FieldFault(field=name, message=wording.say(language, "form.too_long")) for name in long]
    if typed.get(TRAP):
        faults.append(FieldFault(field=TRAP, message=wording.say(language, "form.leave_empty")))
    return tuple(faults)


def _wish(request: web.Request, typed: Mapping[str, str]) -> Wish:
    return Wish(
        phone=typed.get("phone", "").strip(),
        name=typed.get("name", "").strip(),
        topic=typed.get("topic", "").strip(),
        when=typed.get("when", "now").strip(),
        consent=typed.get("consent") == "yes",
        disclosure=typed.get("disclosure") == "yes",
        page=f"{request.app[SERVICES].public_url}{request.path}",
    )


def _tenant(request: web.Request) -> Tenant:
    tenant = request.app[SERVICES].office.tenants.by_id(request.match_info["slug"])
    if tenant is None:
        raise web.HTTPNotFound
    return tenant
