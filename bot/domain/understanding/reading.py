"""What the bot made of one message: the intent, the facts in it, the language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.domain.phone import E164


class Context(StrEnum):
    """What the bot asked last; it decides what a bare "1", "yes" or "Jo" means."""

    CALL_NOW = "call_now"
    WHEN = "when"
    NUMBER = "number"
    NAME = "name"
    TOPIC = "topic"
    CONSENT = "consent"
    IDLE = "idle"


class Intent(StrEnum):
    """What the customer wants with this message."""

    YES = "yes"
    NO = "no"
    LATER = "later"
    SCHEDULE = "schedule"
    NUMBER = "number"
    NAME = "name"
    TOPIC = "topic"
    STOP = "stop"
    START = "start"
    HELP = "help"
    HUMAN = "human"
    CANCEL = "cancel"
    STATUS = "status"
    CHANGE = "change"
    QUESTION = "question"
    EMERGENCY = "emergency"
    MEDIA = "media"
    UNCLEAR = "unclear"


class Question(StrEnum):
    """Side questions the bot can answer before it goes on with the form."""

    HOURS = "hours"
    PRIVACY = "privacy"
    IDENTITY = "identity"
    COST = "cost"
    RECORDING = "recording"
    WAIT = "wait"
    OTHER = "other"


Move = Literal["back", "restart", "skip"]
"""Where a command word sends the form; goes with ``Intent.CHANGE`` (``skip``: with ``Intent.NO``)."""

NOW: Literal["now"] = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The facts found in a message. ``None`` means the message does not speak of it."""

    when: Literal["now"] | datetime | None = None
    #: End of a window ("between 3 and 5"); never without ``when``.
    until: datetime | None = None
    phone: E164 | None = None
    name: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Result of ``understand``: pure data, safe to store in a test table."""

    intent: Intent
    language: str
    slots: Slots = field(default_factory=Slots)
    question: Question | None = None
    move: Move | None = None
    #: Language the customer asked to switch to ("español", "in English please").
    switch_to: str | None = None
    #: Why a number in the text cannot be called (a ``PhoneVerdict.reason``), when ``slots.phone`` is None.
    phone_problem: str | None = None
    #: The message is one bare number: the option of a numbered list, if the bot showed one.
    choice: int | None = None
