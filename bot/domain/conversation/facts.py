"""What a decision is made from besides the conversation itself, all of it gathered before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain import hours
from bot.domain.callback import Callback
from bot.domain.conversation.state import Conversation, Phase
from bot.domain.phone import E164
from bot.domain.telephony import Channel, Media
from bot.domain.tenant import Outside, Tenant
from bot.domain.understanding.reading import Intent, Reading

#: After this long nobody has a question of a chat in mind.
LONG_SILENCE: Final = timedelta(hours=24)
#: Slots offered at once: more do not fit a text message.
OFFERED_SLOTS: Final = 3
#: Two days of half hours, for the closest to a time that was asked for.
SLOTS_CONSIDERED: Final = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One message of the customer."""

    at: datetime
    #: What the text says; None: there was no text.
    reading: Reading | None = None
    media: Media = Media.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The world at the moment of a decision."""

    now: datetime
    tenant: Tenant
    channel: Channel
    #: Number the message came from. None: a web visitor, or a WhatsApp user who shows none.
    sender: E164 | None = None
    #: The person said stop, in whatever channel.
    opted_out: bool = False
    #: This customer's live callback, else the one missed last that the customer was offered to move.
    active: Callback | None = None

    @property
    def open_now(self) -> bool:
        """Whether somebody of the business takes calls now."""
        return self.open_at(self.now)

    def open_at(self, at: datetime) -> bool:
        """Whether somebody of the business takes calls at that moment."""
        return hours.is_open(self.tenant.hours, self.tenant.zone, at)

    @property
    def tells_outside_hours(self) -> bool:
        """Whether the business, outside its hours, wants to be told and calls by itself."""
        return self.tenant.hours.outside is Outside.NOTIFY

    def slots(self, near: datetime | None = None) -> tuple[datetime, ...]:
        """The next times a call can be promised for, or those closest to a time that was asked for."""
        if near is None:
            return hours.slots(self.tenant.hours, self.tenant.zone, self.now, limit=OFFERED_SLOTS)
        day_before = max(self.now, near - hours.DAY)
        around = hours.slots(self.tenant.hours, self.tenant.zone, day_before, limit=SLOTS_CONSIDERED)
        closest = sorted(around, key=lambda at: abs(at - near))[:OFFERED_SLOTS]
        return tuple(sorted(closest)) or self.slots()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message with everything needed to answer it."""

    state: Conversation
    reading: Reading
    media: Media
    facts: Facts
    #: How long the customer had been silent; zero for somebody new.
    silence: timedelta

    @property
    def after_silence(self) -> bool:
        """Whether our last question is no longer in the customer's mind."""
        return self.silence > LONG_SILENCE

    @property
    def intent(self) -> Intent:
        """What the customer wants."""
        return self.reading.intent

    @property
    def active(self) -> Callback | None:
        """The callback the message may be about; a missed one only while the customer is asked about it."""
        active = self.facts.active
        return active if active and (active.status.live or self.state.phase is Phase.MISSED) else None

    @property
    def bad_number(self) -> str | None:
        """Why no number in the message can be called; ``None`` when one can, or there is none."""
        return None if self.reading.slots.phone else self.reading.phone_problem
