"""Takes over the tenants of the older responder: one JSON object, a table by domain.

It rang through a NetSapiens queue as soon as somebody clicked, so a click is consent for these tenants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from bot.config.errors import explain
from bot.config.profile import Profile
from bot.config.profile_parts import WEEKDAYS, BrandingProfile
from bot.domain.phone import E164, read_phone

#: Where the older responder was at home; its numbers carry no country code.
REGION = "US"

_KNOWN_KEYS = frozenset({"api_domain", "user", "from_number", "message", "queue", "branding"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """One domain of the older responder, as a tenant of this service."""

    slug: str
    #: In the shape of the settings file; ``None``: it cannot be taken over, the remarks say why.
    profile: dict[str, Any] | None
    #: What the operator should know, one sentence each.
    remarks: tuple[str, ...] = ()


def take_over(domains: Mapping[str, Any]) -> list[Takeover]:
    """Tenants of all domains, in their order; of two with one slug the first is taken."""
    takeovers = [_tenant(domain, old) for domain, old in domains.items()]
    first = {takeover.slug: takeover for takeover in reversed(takeovers)}
    return [
        takeover
        if takeover is first[takeover.slug]
        else replace(takeover, profile=None, remarks=("an earlier domain of the file has this slug",))
        for takeover in takeovers
    ]


def _tenant(domain: str, old: Any) -> Takeover:
    slug = re.sub(r"[^a-z0-9]+", "-", domain.lower()).strip("-")[:63]
    if not isinstance(old, Mapping):
        return Takeover(slug=slug, profile=None, remarks=("its value is not a table",))
    number = _sender(old)
    branding = _branding(old)
    profile = {
        "name": branding.get("company_name") or domain,
        "domains": [domain],
        "region": REGION,
        **({"voice_number": number, "sms_number": number} if number else {}),
        "call_providers": ["netsapiens"],
        **_queue(old),
        "consent": {"implied_by_click": True},
        # It knew no hours: a click rang at once, whenever it came.
        "hours": {day: ["00:00-24:00"] for day in WEEKDAYS},
        "branding": branding,
    }
    try:
        whole = Profile.model_validate(profile).model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        return Takeover(slug=slug, profile=None, remarks=(str(explain(error, Profile, source=domain)),))
    return Takeover(slug=slug, profile=whole, remarks=tuple(_remarks(old)))


def _queue(old: Mapping[str, Any]) -> dict[str, Any]:
    if not (old.get("queue") and old.get("user")):
        return {}
    return {"netsapiens": {"queue": str(old["queue"]), "uid": str(old["user"])}}


def _sender(old: Mapping[str, Any]) -> E164 | None:
    return read_phone(str(old.get("from_number") or ""), REGION).e164


def _branding(old: Mapping[str, Any]) -> dict[str, Any]:
    """The part of it that means something here; each value stands or falls alone."""
    given = old.get("branding")
    if not isinstance(given, Mapping):
        return {}
    return {key: value for key, value in given.items() if _fits(key, value)}


def _fits(key: str, value: Any) -> bool:
    try:
        BrandingProfile.model_validate({key: value})
    except ValidationError:
        return False
    return True


def _remarks(old: Mapping[str, Any]) -> Iterator[str]:
    if not _queue(old):
        yield "it has no queue or no user: its callbacks are refused until both are set"
    if old.get("from_number") and not _sender(old):
        yield "its from_number is no number that can be used; it was left out"
    if old.get("api_domain"):
        yield f"its PBX is {old['api_domain']}: netsapiens.url must lead there"
    if old.get("message"):
        yield "its message was left out: what customers read comes from the templates"
    if unused := _unused(old):
        yield f"not used: {', '.join(sorted(unused))}"


def _unused(old: Mapping[str, Any]) -> set[str]:
    branding = old.get("branding") or {}
    if not isinstance(branding, Mapping):
        return {*old.keys() - _KNOWN_KEYS, "branding"}
    return {
        *old.keys() - _KNOWN_KEYS,
        *(f"branding.{key}" for key in branding.keys() - _branding(old).keys()),
    }
