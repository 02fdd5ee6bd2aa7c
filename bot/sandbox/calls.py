"""A call leg as the provider keeps it, and what a live leg waits for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from uuid import uuid4

from bot.sandbox.twiml import Script


class CallStatus(StrEnum):
    """https://www.twilio.com/docs/voice/api/call-resource#call-status-values"""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"


class Direction(StrEnum):
    """Who started a leg."""

    INBOUND = "inbound"
    API = "outbound-api"
    DIAL = "outbound-dial"


def now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


def new_sid(kind: str) -> str:
    """A fresh identifier in the provider's form: two letters and 32 hexadecimal digits."""
    return kind + uuid4().hex


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusCallback:
    """Who wants to hear of a leg's progress, and of which events."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineDetection:
    """Whether a voicemail is told from a person before (or, asynchronously, while) the TwiML runs."""

    until_beep: bool = False
    asynchronous: bool = False
    #: Seconds after which nobody knows who it is.
    patience: float = 30
    callback_url: str = ""
    callback_method: str = "POST"


@dataclass(slots=True, kw_only=True, eq=False)
class Bridge:
    """Two legs that hear each other until either of them leaves."""

    dialling: Call
    other: Call
    joined_at: datetime = field(default_factory=now)
    parted_at: datetime | None = None
    parted: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def seconds(self) -> int:
        """Length of the conversation, at least 1."""
        return max(1, round(((self.parted_at or now()) - self.joined_at).total_seconds()))

    def part(self) -> None:
        """The legs hear each other no more; only the first word counts."""
        if self.parted.is_set():
            return
        self.parted_at = now()
        self.dialling.bridge = self.other.bridge = None
        self.parted.set()


@dataclass(slots=True, kw_only=True, eq=False)
class Call:
    """One leg. Mutable: the provider's record and the live line in one."""

    to: str
    caller: str
    direction: Direction
    sid: str = field(default_factory=lambda: new_sid("CA"))
    parent: Call | None = None
    ring_seconds: float = 60
    limit_seconds: float = 14_400
    callback: StatusCallback | None = None
    detection: MachineDetection | None = None
    status: CallStatus = CallStatus.QUEUED
    created_at: datetime = field(default_factory=now)
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    answered_by: str | None = None
    bridge: Bridge | None = None
    #: The name of the queue the leg waits in.
    queue: str = ""
    #: What the line is saying at this moment.
    saying: str = ""
    #: (when, what) in the words of the stage.
    log: list[tuple[datetime, str]] = field(default_factory=list)
    #: Status callbacks posted so far: the next SequenceNumber.
    sequence: int = 0
    #: The called phone's verdict while it rings: IN_PROGRESS, BUSY or CANCELED.
    verdicts: asyncio.Queue[CallStatus] = field(default_factory=asyncio.Queue)
    #: Ends what the leg is doing: None hangs up, a script replaces the running one.
    interruptions: asyncio.Queue[Script | None] = field(default_factory=asyncio.Queue)
    keys: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    #: Takes what is said on the leg while somebody records it.
    microphone: asyncio.Queue[str] | None = None
    #: Somebody hung up: what still runs on the leg is about to be stopped for good.
    leaving: bool = False
    #: The Dial that rang the leg has lost it: it is over, or follows a document of its own.
    released: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    limit: asyncio.TimerHandle | None = None

    @property
    def phone_number(self) -> str:
        """The number of the person on this leg; the other end is the account's."""
        return self.caller if self.direction is Direction.INBOUND else self.to

    @property
    def bridged_to(self) -> Call | None:
        """The leg this one hears, while it does."""
        if self.bridge is None:
            return None
        return self.bridge.other if self.bridge.dialling is self else self.bridge.dialling

    @property
    def seconds(self) -> int:
        """Answered time in whole seconds, at least 1 once answered; 0 for a leg nobody answered."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return max(1, round((self.ended_at - self.answered_at).total_seconds()))

    def note(self, what: str) -> None:
        """Adds a line to the leg's story."""
        self.log.append((now(), what))
