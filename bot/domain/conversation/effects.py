"""What a decision asks for. The service carries the effects out, in their order, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.domain.callback import CallbackId
from bot.domain.conversation.state import Conversation, Option
from bot.domain.phone import E164


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """One message to the customer: texts of the copy in their order, then the answers offered."""

    language: str
    keys: tuple[str, ...]
    #: Values the texts are filled with, not yet formatted; see ``words.frame``.
    params: Mapping[str, object] = field(repr=False)
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCallback:
    """The customer agreed to be called on this number at this time.

    The service may still refuse (limits, opt-out); only when it does not, ``confirmation`` is said.
    """

    phone: E164
    name: str
    topic: str
    language: str
    when: Literal["now"] | datetime
    until: datetime | None
    #: The business is told and calls by itself; nothing is dialled.
    notify_only: bool
    #: The question that was agreed to, as it was shown.
    wording: Say
    confirmation: Say


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelCallback:
    """The customer does not want this call any more."""

    callback_id: CallbackId


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleCallback:
    """The customer wants the same call at another time; the consent given for it stands."""

    callback_id: CallbackId
    when: Literal["now"] | datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """The person wants no calls and no messages, in any channel, from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptIn:
    """The person takes the opt-out back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertHuman:
    """The customer asked for a person: the business is told to write or call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer:
    """An emergency: the customer was sent to the emergency services and no call is placed."""


Effect = Say | RequestCallback | CancelCallback | RescheduleCallback | OptOut | OptIn | AlertHuman | Refer


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Result of a decision."""

    state: Conversation
    effects: tuple[Effect, ...] = ()
