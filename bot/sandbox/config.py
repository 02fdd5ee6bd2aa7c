"""What the sandbox is set up with: one account, the numbers it owns and the cast of phones on the stage."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

ROLES = frozenset({"customer", "agent", "business"})
CHANNELS = frozenset({"voice", "sms", "whatsapp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedNumber:
    """A number of the account; a WhatsApp sender is written as the plain number."""

    number: str
    label: str = ""
    voice_url: str = ""
    voice_fallback_url: str = ""
    #: Told when a call to the number is over.
    status_callback: str = ""
    sms_url: str = ""
    sms_fallback_url: str = ""

    @property
    def sid(self) -> str:
        """Stable over restarts, as the real one is."""
        return "PN" + hashlib.md5(self.number.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class CastPhone:
    """A phone shown on the stage. Numbers outside the cast get a phone when they are first reached."""

    number: str
    role: str = "customer"
    label: str = ""
    channels: tuple[str, ...] = ("voice", "sms", "whatsapp")


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxConfig:
    """The account and its world."""

    account_sid: str
    auth_token: str
    ns_token: str = ""
    #: The sandbox's own public base, without a final slash; media and recordings are announced below it.
    base_url: str = ""
    numbers: tuple[OwnedNumber, ...] = ()
    phones: tuple[CastPhone, ...] = ()
    #: Server-sent events the page reads for the service's side of the story; empty hides that panel.
    live_url: str = ""
    #: How many times faster than life telephony passes: 10 makes a ring time-out of 20 s last 2 s.
    time_scale: float = 1.0

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Self:
        """Reads a JSON object; ValueError names the key that is unknown, missing or wrong."""
        known = _only_known(cls, raw, "settings")
        known["numbers"] = tuple(
            OwnedNumber(**_only_known(OwnedNumber, number, "numbers")) for number in raw.get("numbers", ())
        )
        known["phones"] = tuple(_phone(phone) for phone in raw.get("phones", ()))
        known["base_url"] = str(raw.get("base_url", "")).rstrip("/")
        missing = [key for key in ("account_sid", "auth_token") if not raw.get(key)]
        if missing:
            raise ValueError(f"{missing[0]} is missing")
        if float(raw.get("time_scale", 1)) <= 0:
            raise ValueError("time_scale must be more than 0")
        return cls(**known)


def _only_known(shape: type, raw: Mapping[str, Any], where: str) -> dict[str, Any]:
    unknown = raw.keys() - {field.name for field in fields(shape)}
    if unknown:
        raise ValueError(f"{where} has an unknown key {min(unknown)!r}")
    return dict(raw)


def _phone(raw: Mapping[str, Any]) -> CastPhone:
    known = _only_known(CastPhone, raw, "phones")
    phone = CastPhone(**{**known, "channels": tuple(known.get("channels", ("voice", "sms", "whatsapp")))})
    if phone.role not in ROLES or not CHANNELS.issuperset(phone.channels):
        raise ValueError(f"phones: role is one of {sorted(ROLES)}, channels of {sorted(CHANNELS)}")
    return phone
