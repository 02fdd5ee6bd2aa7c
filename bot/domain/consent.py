"""What a person agreed to, word for word."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.callback import ConsentId
from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.domain.tenant import TenantId


class Act(StrEnum):
    """What the person did."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One row of the consent record. Never changed, never deleted while a call points to it."""

    tenant_id: TenantId
    consent_id: ConsentId
    person: E164
    act: Act
    purpose: str
    channel: Channel
    language: str
    #: The very words shown, with name and number filled in.
    text: str
    #: Message id, or a hash of the address with user agent and page.
    evidence: dict[str, str]
    at: datetime

    @property
    def text_hash(self) -> bytes:
        """SHA-256 of the words; proves later which words they were."""
        return hashlib.sha256(self.text.encode()).digest()
