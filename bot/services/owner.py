"""Calls that the business itself starts, on a basis that stands for the customer's own agreement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.callback import Details
from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.domain.tenant import Tenant
from bot.services.requests import Ask


class Basis(StrEnum):
    """What the customer did, so that the business may call. Without one there is no call."""

    EXISTING_REQUEST = "existing_request"
    ASKED_BY_PHONE = "asked_by_phone"


#: What the consent record says.
RECORDED: Final = {Basis.EXISTING_REQUEST: "Existing request", Basis.ASKED_BY_PHONE: "Asked by phone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why the business may call this customer, and who says so."""

    basis: Basis
    #: Where the business finds it again: a ticket, an order. May be personal, so it is never shown.
    reference: str = ""
    #: Who started the call, for the timeline: "API key 3f2a9c1b".
    started_by: str

    @property
    def words(self) -> str:
        """The text of the consent record."""
        recorded = RECORDED[self.basis]
        return f"{recorded}: {self.reference}" if self.reference else recorded


def ask(
    tenant: Tenant,
    grounds: Grounds,
    *,
    phone: E164,
    when: datetime | None,
    language: str,
    details: Details,
    customer_zone: str | None = None,
) -> Ask:
    """The request as any customer's, but for the limits of visitors: those the business does not have."""
    return Ask(
        tenant=tenant,
        phone=phone,
        channel=Channel.OWNER,
        language=language,
        when=when,
        details=details,
        customer_zone=customer_zone,
        visitor="",
        consent_text=grounds.words,
        evidence={
            "basis": grounds.basis.value,
            "reference": grounds.reference,
            "started_by": grounds.started_by,
        },
    )
