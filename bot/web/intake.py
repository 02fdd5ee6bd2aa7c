"""A visitor's request, judged field by field and made into an ``Ask``; the same for API, click and form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from unicodedata import category
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from aiohttp import web

from bot.domain.callback import Details
from bot.domain.phone import E164, read_phone
from bot.domain.telephony import Channel
from bot.domain.tenant import Tenant
from bot.services.requests import Ask
from bot.web.address import client_address, visitor
from bot.web.problems import FieldFault, Problem
from bot.web.services import SERVICES
from bot.web.wording import Wording

#: How far ahead a call can be promised.
HORIZON: Final = timedelta(days=60)
#: A time this little ago is "now": clocks differ, and people take a moment to press the button.
JUST_NOW: Final = timedelta(minutes=2)

#: Sentence of each reason why a number is refused; others are "not complete".
PHONE_SENTENCES: Final = {
    "empty": "phone.empty",
    "emergency": "phone.emergency",
    "short_code": "phone.emergency",
    "country_not_allowed": "phone.country",
    "premium": "phone.costly",
    "shared_cost": "phone.costly",
    "personal": "phone.costly",
    "satellite": "phone.costly",
    "global_service": "phone.costly",
    "pager": "phone.special",
    "uan": "phone.special",
    "voicemail": "phone.special",
    "anonymous": "phone.hidden",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a visitor asked for, as typed."""

    phone: str
    name: str = ""
    email: str = ""
    topic: str = ""
    #: "now" or ISO 8601; without an offset it is wall time in ``timezone``, or in the tenant's.
    when: str = "now"
    timezone: str = ""
    consent: bool = False
    disclosure: bool = False
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A wish with its faults, or without any."""

    wish: Wish
    faults: tuple[FieldFault, ...]
    phone: E164 | None = None
    when: datetime | None = None


def judge(wording: Wording, language: str, tenant: Tenant, wish: Wish, now: datetime) -> Judged:
    """Find everything that is wrong with a wish; nothing is asked of the outside."""
    verdict = read_phone(wish.phone, tenant.region, tenant.limits.countries)
    faults = []
    if verdict.reason:
        key = PHONE_SENTENCES.get(verdict.reason, "phone.unclear")
        countries = wording.countries(language, tenant.limits.countries)
        sentence = wording.say(language, key, company=tenant.company, countries=countries)
        faults.append(FieldFault(field="phone", message=sentence))
    faults += [
        FieldFault(field=name, message=wording.say(language, f"consent.{name}_missing"))
        for name, given in (("consent", wish.consent), ("disclosure", wish.disclosure))
        if not given
    ]
    when = None
    try:
        when = time_of(tenant, wish, now)
    except ValueError as reason:
        faults.append(FieldFault(field="when", message=wording.say(language, f"when.{reason}")))
    return Judged(wish=wish, faults=tuple(faults), phone=verdict.e164, when=when)


def refuse(judged: Judged) -> Problem:
    """The problem of a wish with faults; the first one speaks."""
    first = judged.faults[0]
    code = {"phone": "bad-number", "when": "bad-time"}.get(first.field, "missing-consent")
    return Problem(status=400, code=code, sentence=first.message, faults=judged.faults)


def ask_for(request: web.Request, tenant: Tenant, language: str, judged: Judged, consent_text: str) -> Ask:
    """The request of a wish without faults, with the evidence of its consent."""
    if judged.phone is None:
        raise refuse(judged)
    wish, services = judged.wish, request.app[SERVICES]
    address = visitor(client_address(request, services.trusted_proxies))
    page = printable(without_query(wish.page))
    return Ask(
        tenant=tenant,
        phone=judged.phone,
        channel=Channel.WEB,
        language=language,
        when=judged.when,
        details=Details(
            name=printable(wish.name), topic=printable(wish.topic), email=printable(wish.email), page=page
        ),
        customer_zone=wish.timezone or None,
        visitor=address,
        consent_text=consent_text,
        evidence={
            "ip_hash": services.office.pseudonyms.hash(address, tenant=tenant.tenant_id).hex(),
            "user_agent": printable(request.headers.get("User-Agent", ""))[:200],
            "page": page,
        },
    )


def inline(ask: Ask) -> Ask:
    """The same, for a sender that waits for the provider's answer."""
    return replace(ask, dialled_inline=True)


def consent_words(wording: Wording, language: str, tenant: Tenant) -> tuple[str, str]:
    """The very words of consent and of disclosure, as shown and as recorded."""
    recorded = "disclosure.recording" if tenant.consent.recording else "disclosure.no_recording"
    consent = tenant.consent.text or wording.say(language, "consent.text", company=tenant.company)
    return consent, tenant.consent.disclosure or wording.say(language, recorded)


def without_query(page: str) -> str:
    """A page's address without what may be personal: user, query and fragment."""
    try:
        parts = urlsplit(page if "//" in page else f"//{page}")
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if parts.scheme else f"{host}{parts.path}"


def printable(text: str) -> str:
    """``text`` on one line, without the characters that steer terminals, phones and the eye of the reader."""
    return " ".join("".join(" " if category(each)[0] in "CZ" else each for each in text).split())


def zone_named(name: str) -> ZoneInfo | None:
    """The IANA zone of that name; None: there is none."""
    return ZoneInfo(name) if name in _zone_names() else None


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def time_of(tenant: Tenant, wish: Wish, now: datetime) -> datetime | None:
    """When the wish is for, None for now. Raises ``ValueError`` with the name of a sentence."""
    zone = zone_named(wish.timezone) if wish.timezone else tenant.zone
    if zone is None:
        raise ValueError("zone")
    if wish.when in ("", "now"):
        return None
    try:
        when = datetime.fromisoformat(wish.when)
    except ValueError:
        raise ValueError("unclear") from None
    when = when if when.tzinfo else _to_come(when, zone, now)
    if when < now - JUST_NOW:
        raise ValueError("past")
    if when > now + HORIZON:
        raise ValueError("far")
    return when


def _to_come(wall: datetime, zone: ZoneInfo, now: datetime) -> datetime:
    """The instant of a wall time; where it comes twice that night, the first that has not gone by."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return second if first < now - JUST_NOW < second else first
