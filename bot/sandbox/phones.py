"""The phones of the cast: what is on their screens and how they behave when nobody plays them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.sandbox.calls import Call


class Reaction(StrEnum):
    """What a phone does by itself when it is rung."""

    ANSWER = "answer"
    DECLINE = "decline"
    BUSY = "busy"
    IGNORE = "ignore"
    VOICEMAIL = "voicemail"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """A phone's automatic manner; the default leaves everything to the person who plays it."""

    auto: Reaction | None = None
    #: Keys pressed after answering; they wait for the next Gather.
    press: str = ""
    #: Said at each beep, when a message is recorded.
    speak: str = ""
    #: Seconds of ringing before the reaction, in the sandbox's time.
    after: float = 0.0
    #: Seconds from answering to hanging up, in the sandbox's time; None stays on the line.
    hang_up_after: float | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Phone:
    """A phone and how often it was reached."""

    number: str
    role: str
    label: str
    channels: tuple[str, ...]
    behaviour: Behaviour = Behaviour()
    #: The leg this phone is ringing for or talking on.
    call: Call | None = None
    #: Calls the provider tried to put through, whether or not the phone could ring.
    placed: int = 0
    #: Times the phone really began to ring: what tests of "exactly one call" count.
    rang: int = 0
    answered: int = 0
    #: Senders this phone wrote STOP to; the provider refuses to carry their messages (21610).
    stopped: set[str] = field(default_factory=set)
