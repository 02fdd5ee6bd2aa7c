"""Messages as the provider keeps them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.calls import new_sid, now

WHATSAPP = "whatsapp:"


def plain(address: str) -> str:
    """The number inside an address of either channel."""
    return address.removeprefix(WHATSAPP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """An attachment: its type, and where it can be fetched."""

    content_type: str
    url: str


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One message in either direction; addresses keep the channel's prefix."""

    to: str
    sender: str
    body: str
    direction: str
    status: str
    sid: str = field(default_factory=lambda: new_sid("SM"))
    media: tuple[Medium, ...] = ()
    callback_url: str = ""
    template: bool = False
    error_code: int | None = None
    created_at: datetime = field(default_factory=now)
    sent_at: datetime | None = None

    @property
    def channel(self) -> str:
        """sms or whatsapp."""
        return "whatsapp" if self.to.startswith(WHATSAPP) else "sms"

    @property
    def inbound(self) -> bool:
        """True for what a phone wrote to the account."""
        return self.direction == "inbound"
