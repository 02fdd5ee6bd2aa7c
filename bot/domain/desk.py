"""The desk: what the business's own people say by text, and what the service keeps of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.callback import CallbackId
from bot.domain.tenant import AgentId

DEFAULT_BUSY_MINUTES: Final = 30
LONGEST_BUSY_MINUTES: Final = 24 * 60
#: An alert can be taken, and a question answered, for so long. A "1" of next week means something else.
MEMORY: Final = timedelta(days=1)
#: A console says that it is there every 30 s; after so long without a word nobody sits before it.
CONSOLE_SILENCE: Final = timedelta(seconds=90)


class Availability(StrEnum):
    """Whether an agent takes calls, in the agent's own word. The words are stored."""

    ONLINE = "online"
    BUSY = "busy"
    OFFLINE = "offline"


class Absence(StrEnum):
    """Why an agent is not rung, whatever else they do. The words are stored in timelines."""

    AWAY = "away"
    CONSOLE_SILENT = "console_silent"
    NOT_VERIFIED = "not_verified"
    #: Said STOP from that phone.
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """What an agent said of themselves, by text or through a console."""

    state: Availability
    #: When it ends by itself; None: not before they say something else.
    until: datetime | None = None
    #: When the agent's console spoke last; None: they said it by text, and no console speaks for them.
    console_heard_at: datetime | None = None

    def at(self, now: datetime) -> Availability:
        """What holds at that time; who said nothing, or is done with being busy, can be rung."""
        if self.console_silent(now):
            return Availability.OFFLINE
        return Availability.ONLINE if self.until and self.until <= now else self.state

    def console_silent(self, now: datetime) -> bool:
        """Whether a console spoke for them and speaks no more."""
        return self.console_heard_at is not None and now - self.console_heard_at >= CONSOLE_SILENCE

    def absence(self, now: datetime) -> Absence | None:
        """Why they are not rung at that time; None: they can be."""
        if self.console_silent(now):
            return Absence.CONSOLE_SILENT
        return None if self.at(now) is Availability.ONLINE else Absence.AWAY


class Report(StrEnum):
    """How a call went, in the agent's word. The words are stored."""

    REACHED = "reached"
    CALL_AGAIN = "call_again"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A missed callback that waits for somebody to take it."""

    callback_id: CallbackId
    alerted_at: datetime
    #: How many of the tenant's contacts have been told, in their order.
    told: int
    claimed_by: AgentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """How a call went was asked, and not answered yet."""

    callback_id: CallbackId
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Digit:
    """A bare number: the answer to the newest question."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SayPresence:
    """The agent can be rung from now on, or cannot."""

    state: Availability
    #: Length of being busy; None: until further notice.
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPresence:
    """The agent wants to know what the service thinks of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Six digits: the code that was texted to this phone."""

    digits: str


Wish = Digit | SayPresence | AskPresence | Code

REPORTS: Final = {1: Report.REACHED, 2: Report.CALL_AGAIN, 3: Report.DONE}
#: Of all the digits only this one takes an alert.
TAKE: Final = 1

# Carriers read STOP, END, QUIT, CANCEL, ALTO and their like as opt-outs: none of them may be a command.
_PRESENCE: Final = {
    "on": Availability.ONLINE,
    "online": Availability.ONLINE,
    "libre": Availability.ONLINE,
    "disponible": Availability.ONLINE,
    "busy": Availability.BUSY,
    "ocupado": Availability.BUSY,
    "ocupada": Availability.BUSY,
    "off": Availability.OFFLINE,
    "offline": Availability.OFFLINE,
    "fuera": Availability.OFFLINE,
    "ausente": Availability.OFFLINE,
}
_ASKING: Final = frozenset({"status", "estado"})
#: As phones show it, or in two groups as people write it.
_CODE: Final = re.compile(r"([0-9]{3})[ -]?([0-9]{3})")
_MINUTES: Final = frozenset({"m", "min", "mins", "minute", "minutes", "minuto", "minutos"})


def read(text: str) -> Wish | None:
    """What a text for the desk means; None: nothing the desk knows."""
    words = text.casefold().replace(".", " ").replace("!", " ").split()
    if not words:
        return None
    first, *rest = words
    if not rest and first in _ASKING:
        return AskPresence()
    if not rest and first in ("1", "2", "3"):
        return Digit(number=int(first))
    code = _CODE.fullmatch(" ".join(words))
    if code:
        return Code(digits=code[1] + code[2])
    state = _PRESENCE.get(first)
    if state is Availability.BUSY:
        minutes = _minutes(rest)
        return SayPresence(state=state, minutes=minutes) if minutes else None
    return SayPresence(state=state) if state and not rest else None


def _minutes(words: list[str]) -> int | None:
    """The length behind BUSY; None: it is no length."""
    if not words:
        return DEFAULT_BUSY_MINUTES
    number, *unit = words
    if not (number.isascii() and number.isdigit() and len(number) <= 4 and len(unit) <= 1):
        return None
    if unit and unit[0] not in _MINUTES:
        return None
    return min(int(number), LONGEST_BUSY_MINUTES) or None


def answers_question(number: int, question: Question | None, asked_to_take: Alert | None) -> bool:
    """Whether a digit says how a call went, and does not take an alert: the newest that was asked counts.

    ``asked_to_take`` is the newest open alert this very person was told about.
    """
    if question is None:
        return False
    if number != TAKE or asked_to_take is None:
        return True
    return question.asked_at > asked_to_take.alerted_at


def contacts_due(alerted_at: datetime, every: timedelta, contacts: int, now: datetime) -> int:
    """How many of the contacts should know by now: all at once, or one more ``every`` so long."""
    if not every:
        return contacts
    return min(contacts, 1 + max(timedelta(), now - alerted_at) // every)
