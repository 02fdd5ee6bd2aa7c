"""What the bot remembers of one customer between two messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Literal

from bot.domain.phone import E164
from bot.domain.understanding.reading import NOW, Context, Intent

SCHEMA: Final = 1
"""Of the stored form. A conversation stored under another number begins anew."""


class Phase(StrEnum):
    """Where the talk stands. A callback that is pending or under way is not a phase: it is in the facts."""

    #: Nothing is being agreed on.
    IDLE = "idle"
    #: Number, time or topic was asked.
    ASKING = "asking"
    #: The consent to call this number at this time was asked, and nothing else since.
    CONSENT = "consent"
    #: Nobody could pick up; the customer was offered what to do now.
    MISSED = "missed"


class Answer(StrEnum):
    """A numbered answer (a button, where the channel has them). Values are keys of the copy."""

    CALL_NOW = "call_now"
    YES = "yes"
    OTHER_TIME = "other_time"
    OTHER_NUMBER = "other_number"
    AGREE = "agree"
    NO_THANKS = "no_thanks"
    SLOT = "slot"
    RETRY = "retry"
    NO_CALL = "no_call"


HEARD_AS: Final[dict[Answer, Intent]] = {
    Answer.CALL_NOW: Intent.YES,
    Answer.YES: Intent.YES,
    Answer.OTHER_TIME: Intent.LATER,
    Answer.OTHER_NUMBER: Intent.NUMBER,
    Answer.AGREE: Intent.YES,
    Answer.NO_THANKS: Intent.NO,
    Answer.SLOT: Intent.SCHEDULE,
    Answer.RETRY: Intent.SCHEDULE,
    Answer.NO_CALL: Intent.CANCEL,
}
"""What a customer who picks the number of an answer has said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the answers offered with a question; its number is its place."""

    answer: Answer
    #: The time a ``SLOT`` or ``RETRY`` stands for.
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One customer's talk with one business. Personal data: stored encrypted, never logged."""

    phase: Phase = Phase.IDLE
    language: str = "en"
    phone: E164 | None = None
    #: The customer wrote this number or said yes to it; the sender's number alone is only a proposal.
    phone_confirmed: bool = False
    name: str | None = None
    topic: str | None = None
    when: Literal["now"] | datetime | None = None
    #: End of the window the customer named; never without ``when``.
    until: datetime | None = None
    #: The open question; gives a bare "1" or "yes" its meaning.
    asked: Context = Context.IDLE
    #: When and in which language it was put; the consent record has its words as they were shown.
    asked_at: datetime | None = None
    asked_in: str = "en"
    options: tuple[Option, ...] = ()
    #: Name and topic are asked for once, never twice.
    topic_asked: bool = False
    #: How many messages in a row were not understood.
    unclear: int = 0
    #: When the business was last told that this customer wants a person.
    human_alerted_at: datetime | None = None
    #: A request of this customer came to an end, one way or the other.
    served: bool = False
    last_heard_at: datetime | None = None

    def rested(self) -> Conversation:
        """Nothing is being agreed on any more; all that was told is kept until the next request begins."""
        return replace(self, phase=Phase.IDLE, asked=Context.IDLE, options=(), unclear=0, served=True)

    def begun(self) -> Conversation:
        """A new request: name, number and language are remembered, wishes are not."""
        return Conversation(
            language=self.language,
            phone=self.phone if self.phone_confirmed else None,
            phone_confirmed=self.phone_confirmed,
            name=self.name,
            human_alerted_at=self.human_alerted_at,
            last_heard_at=self.last_heard_at,
        )

    def to_json(self) -> dict[str, Any]:
        """Compact, for ``json.dumps``: what has its default is left out. ``from_json`` reads it."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        kept = {name: _plain(value) for name, value in told.items() if value != _DEFAULTS[name]}
        return {"v": SCHEMA, **kept}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any], *, language: str = "en") -> Conversation:
        """The stored conversation; a fresh one in ``language`` when it was stored under another schema."""
        if stored.get("v") != SCHEMA:
            return cls(language=language)
        told = {name: value for name, value in stored.items() if name in _DEFAULTS}
        return cls(**{name: _READ.get(name, _as_it_is)(value) for name, value in told.items()})


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case tuple():
            return [[option.answer, option.at and option.at.isoformat()] for option in value]
        case _:
            return value


def _as_it_is(value: Any) -> Any:
    return value


def _options(stored: Sequence[tuple[str, str | None]]) -> tuple[Option, ...]:
    return tuple(
        Option(answer=Answer(answer), at=datetime.fromisoformat(at) if at else None) for answer, at in stored
    )


def _wish(value: str) -> Literal["now"] | datetime:
    return NOW if value == NOW else datetime.fromisoformat(value)


_DEFAULTS: Final = {each.name: each.default for each in fields(Conversation)}
_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "phase": Phase,
    "when": _wish,
    "until": datetime.fromisoformat,
    "asked": Context,
    "asked_at": datetime.fromisoformat,
    "options": _options,
    "human_alerted_at": datetime.fromisoformat,
    "last_heard_at": datetime.fromisoformat,
}
