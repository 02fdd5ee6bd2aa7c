"""What the services need of the outside, in our own words.

Errors of a provider, by what is known afterwards:

* ``Refused``    the provider said no; nothing happened; asking again gives the same answer.
* ``NotPlaced``  nothing happened, the reason may pass (no connection, too many requests, circuit open).
* ``Unknown``    it may have happened: the answer was lost. Look it up before anything else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.handover import Found, HandOver
from bot.domain.limits import Rule, Verdict
from bot.domain.phone import E164
from bot.domain.scripts import Script
from bot.domain.telephony import (
    Answered,
    CallOrder,
    CallRecord,
    DialOutcome,
    InboundCall,
    InboundMessage,
    KeyPress,
    LeftLine,
    LegProgress,
    MessageOrder,
    MessageReceipt,
    Transcript,
    VoiceMessage,
)


class ProviderError(Exception):
    """A provider did not do what it was asked."""

    def __init__(self, message: str = "", *, code: str = "", retry_after: float | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())
        #: The vendor's own error code, for the timeline and the operator.
        self.code = code
        #: Seconds after which asking again makes sense.
        self.retry_after = retry_after


class Refused(ProviderError):
    """The provider refused."""


class OptedOut(Refused):
    """The provider's own list says that this person wants nothing from us."""


class NotPlaced(ProviderError):
    """The provider could not be asked; nothing happened."""


class Unknown(ProviderError):
    """The provider was asked and its answer was lost; it may have happened."""


class BadPayload(Exception):
    """An authentic webhook that lacks what it must carry."""


class Clock(Protocol):
    """The time decisions are made by."""

    def now(self) -> datetime:
        """Aware, UTC."""
        ...

    def real(self, at: datetime) -> datetime:
        """When, by the machine's own clock, our clock will show ``at``; for timers of engines."""
        ...


class Telephony(Protocol):
    """Places calls and sends messages."""

    async def create_call(self, order: CallOrder) -> str:
        """Place the call; returns the provider's id. Raises ``ProviderError``; never asks twice by itself."""
        ...

    async def end_call(self, call_sid: str) -> None:
        """Hang up or cancel; a call already over is fine."""
        ...

    async def redirect_call(self, call_sid: str, url: str) -> None:
        """Have ``url`` asked what the call does next, whatever it does now; a call already over is fine."""
        ...

    async def fetch_call(self, call_sid: str) -> CallRecord: ...

    async def list_calls(self, *, to: E164, caller_id: E164, since: datetime) -> Sequence[CallRecord]:
        """Calls of ours to that number started at or after ``since``, newest first."""
        ...

    async def send_message(self, order: MessageOrder) -> str:
        """Send; returns the provider's id. Raises ``ProviderError``; never asks twice by itself."""
        ...

    async def find_message(self, order: MessageOrder, since: datetime) -> str | None:
        """The id of such a message sent at or after ``since``; None: there is none."""
        ...

    async def find_recording(self, call_sid: str) -> VoiceMessage | None:
        """The newest recording of that call; None: nothing was said."""
        ...

    async def fetch_recording(self, recording_sid: str) -> bytes:
        """What was spoken, as MP3. ``Refused``: it is gone, or cannot be listened to yet."""
        ...


class Pbx(Protocol):
    """Takes over a callback into the business's own queue."""

    async def hand_over(self, order: HandOver) -> None:
        """Hand the call over. Raises ``ProviderError``; never asks twice by itself."""
        ...

    async def find(self, order: HandOver, since: datetime) -> Found:
        """Whether it has a call that was handed over at or after ``since``.

        ``since`` allows for clocks that differ: it is some seconds earlier. Raises ``ProviderError`` when the
        PBX cannot be asked now. One NO is not enough to hand over again.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """A webhook as it came: nothing parsed yet."""

    #: The public URL the provider was given, with the query as received.
    url: str
    headers: Mapping[str, str]
    body: bytes


class PhoneWebhooks(Protocol):
    """The language of a phone provider's webhooks: is it authentic, what does it say, how is it answered.

    The readers raise ``BadPayload`` when a field without which nothing can be done is missing.
    """

    def authentic(self, request: SignedRequest) -> bool: ...

    def message(self, body: bytes) -> InboundMessage: ...

    def receipt(self, body: bytes) -> MessageReceipt: ...

    def call(self, body: bytes) -> InboundCall: ...

    def progress(self, body: bytes) -> LegProgress: ...

    def answered(self, body: bytes) -> Answered: ...

    def key_press(self, body: bytes) -> KeyPress: ...

    def dial_outcome(self, body: bytes) -> DialOutcome: ...

    def left_line(self, body: bytes) -> LeftLine: ...

    def voice_message(self, body: bytes) -> VoiceMessage: ...

    def transcript(self, body: bytes) -> Transcript: ...

    def reply(self, texts: Sequence[str]) -> str:
        """Answer to a message webhook: the texts go back to the sender; none: silence."""
        ...

    def script(self, script: Script) -> str:
        """Answer to a voice webhook."""
        ...


class Limiter(Protocol):
    """Counts before money can be spent."""

    async def reserve(self, tenant: str, rules: Sequence[Rule], now: datetime) -> Verdict:
        """Count the event under all rules, or, when one refuses, under none."""
        ...

    async def release(self, tenant: str, rules: Sequence[Rule], now: datetime) -> None:
        """Give back what ``reserve`` counted at ``now``: the thing counted did not happen."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When a callback may ring."""

    seconds: float
    #: The call may start when the seconds have passed. False: it has a place in the queue, and asks again.
    taken: bool


class Pace(Protocol):
    """How fast the provider's account may start calls; shared fairly by the tenants."""

    async def turn(self, tenant: str, callback: str) -> Turn: ...


class LiveStatus(Protocol):
    """Tells waiting web processes that a callback changed. Losing a signal loses no promise."""

    async def publish(self, callback_id: str) -> None: ...

    def changes(self, callback_id: str) -> AsyncIterator[None]:
        """Yields at each change, and at least every few seconds: lost signals become polling."""
        ...
