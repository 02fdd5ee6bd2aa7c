"""What the services need of the truth: one transaction of one tenant, and what can be done in it.

Everything in a transaction happens or nothing does; the jobs it defers start after it is committed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol
from uuid import UUID

from bot.desk_storage import AgentNumbers, Desk, Presences, VoiceMessages
from bot.domain.attempt import Attempt, AttemptId
from bot.domain.callback import Callback, CallbackId
from bot.domain.consent import Consent
from bot.domain.phone import E164
from bot.domain.telephony import Channel, InboundMessage
from bot.domain.tenant import AgentId, Tenant, TenantId
from bot.domain.timeline import Entry, Kind

MessageId = NewType("MessageId", UUID)
JobId = NewType("JobId", int)


class StorageAway(Exception):
    """The database cannot be reached; nothing was half done."""


class Task(StrEnum):
    """The jobs there are; each is handled by one function of ``bot.jobs``."""

    DIAL = "dial"
    WATCH_ATTEMPT = "watch_attempt"
    SEND_MESSAGE = "send_message"
    TELL_ENDING = "tell_ending"
    END_LEGS = "end_legs"
    ESCALATE = "escalate"
    VOICE_MESSAGE = "voice_message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What is known when a message comes in. The conversation's row is locked until the end."""

    #: False: this very message was taken in before.
    fresh: bool
    #: The answer it got then.
    answer: tuple[str, ...] = ()
    #: State of the conversation as saved; None for a first message.
    state: str | None = None
    opted_out: bool = False
    #: Messages of this sender in the present minute, this one included.
    recent: int = 1
    #: The live request for the sender's number, else the newest, whatever channel it came by.
    latest: Callback | None = None


class SendState(StrEnum):
    """State of an outgoing message."""

    QUEUED = "queued"
    #: Written before the provider is asked.
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutMessage:
    """A message of ours to a customer or to the business."""

    message_id: MessageId
    callback_id: CallbackId | None
    #: Why it is sent; unique per callback.
    purpose: str
    channel: Channel
    to: str
    body: str
    state: SendState = SendState.QUEUED
    message_sid: str | None = None
    error_code: str = ""
    asked_at: datetime | None = None


class Conversations(Protocol):
    """The talks with customers, one per person and channel."""

    async def hear(self, message: InboundMessage, now: datetime) -> Hearing: ...

    async def remember(self, message: InboundMessage, state: str, answer: Sequence[str]) -> None:
        """Save the state, and the answer for repeated deliveries."""
        ...

    async def recall(self, channel: Channel, person: str) -> str | None:
        """The state of a talk, which stays locked until the end; None when there is none."""
        ...

    async def keep(self, channel: Channel, person: str, state: str) -> None:
        """Save the state of a talk that ``recall`` gave."""
        ...


class Callbacks(Protocol):
    """The requests."""

    async def add(self, callback: Callback) -> bool:
        """False: another live callback has this number."""
        ...

    async def lock(self, callback_id: CallbackId) -> Callback | None: ...

    async def read(self, callback_id: CallbackId) -> Callback | None: ...

    async def save(self, callback: Callback, now: datetime) -> None: ...

    async def revive(self, callback: Callback, now: datetime) -> bool:
        """Save a callback that had ended and is live again. False: another one has its number, also one that
        is being asked for at this very moment; nothing was saved, and the transaction goes on."""
        ...

    async def latest_for(self, person: str) -> Callback | None:
        """The live request for that number, else the newest; nothing for an address that is no number."""
        ...

    async def recent(self, limit: int) -> Sequence[Callback]: ...

    async def waiting_for_agents(self, now: datetime, free: AgentId | None = None) -> Sequence[CallbackId]:
        """Callbacks that are due and wait until an agent is free, in the order they were asked for.

        What somebody took waits for nobody else: it is among them, and first, if it is they who are ``free``.
        """
        ...


class Attempts(Protocol):
    """The tries to reach agents."""

    async def add(self, attempt: Attempt) -> bool:
        """False: the agent (or the callback) already has a live attempt."""
        ...

    async def read(self, attempt_id: AttemptId) -> Attempt | None: ...

    async def of(self, callback_id: CallbackId) -> Sequence[Attempt]: ...

    async def of_call(self, call_sid: str) -> Attempt | None:
        """The attempt that has this call of the provider's."""
        ...

    async def save(self, attempt: Attempt) -> None: ...

    async def claimed(self, call_sids: Sequence[str]) -> set[str]:
        """Those of the provider's calls that an attempt of this tenant has already."""
        ...

    async def busy_agents(self, wrapping_up_since: datetime) -> set[AgentId]:
        """Agents in a call, and those who ended a talk after that time."""
        ...

    async def rung(self) -> Mapping[AgentId, datetime]:
        """When each agent was rung last."""
        ...

    async def remember_ring(self, agent: AgentId, now: datetime) -> None: ...


class Timeline(Protocol):
    """Every event and decision with its reason. Carries no personal data."""

    async def note(
        self, callback: Callback, kind: Kind, now: datetime, *, actor: str = "service", **data: object
    ) -> None: ...

    async def of(self, callback_id: CallbackId, after: int = 0) -> Sequence[Entry]: ...


class Messages(Protocol):
    """What we send."""

    async def add(self, message: OutMessage, now: datetime) -> bool:
        """Store it and defer its sending. False: this purpose was served before."""
        ...

    async def lock(self, message_id: MessageId) -> OutMessage | None: ...

    async def save(self, message: OutMessage) -> None: ...


class People(Protocol):
    """What people said yes and no to."""

    async def record(self, consent: Consent) -> None: ...

    async def opt_out(self, person: str, channel: Channel, now: datetime) -> bool:
        """``person``: a number, or a provider's address. False: was opted out already."""
        ...

    async def opt_in(self, person: str) -> None: ...

    async def opted_out(self, person: str) -> bool: ...

    async def opted_out_among(self, people: Sequence[str]) -> set[str]:
        """Those of them who want nothing from this business."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """What an ``Idempotency-Key`` was answered with; ``None``: that request is still under way."""

    same_request: bool
    answer: str | None


class Requests(Protocol):
    """Answers of requests that carried an ``Idempotency-Key``."""

    async def claim(self, key: str, fingerprint: bytes, now: datetime) -> StoredAnswer | None:
        """None: the key is new and now ours; the row stays locked until the end of the transaction."""
        ...

    async def answer(self, key: str, answer: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key of a business's own programs; its secret is kept nowhere."""

    key_id: str
    key_hash: bytes
    created_at: datetime
    revoked_at: datetime | None = None


class Keys(Protocol):
    """The keys of the business's own programs."""

    async def add(self, key: ApiKey) -> None: ...

    async def read(self, key_id: str) -> ApiKey | None: ...

    async def all(self) -> Sequence[ApiKey]:
        """Oldest first, the revoked ones too."""
        ...

    async def revoke(self, key_id: str, now: datetime) -> bool:
        """False: there is no such key, or it was revoked before."""
        ...


class Jobs(Protocol):
    """Work that starts after the commit."""

    async def defer(self, task: Task, subject: UUID, at: datetime | None = None) -> JobId: ...

    async def move(self, job: JobId, at: datetime) -> None:
        """Start it at that time instead; one that has begun is left alone."""
        ...


class Transaction(Protocol):
    """All that one tenant's transaction can touch."""

    @property
    def conversations(self) -> Conversations: ...
    @property
    def callbacks(self) -> Callbacks: ...
    @property
    def attempts(self) -> Attempts: ...
    @property
    def timeline(self) -> Timeline: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def desk(self) -> Desk: ...
    @property
    def voice_messages(self) -> VoiceMessages: ...
    @property
    def presences(self) -> Presences: ...
    @property
    def agent_numbers(self) -> AgentNumbers: ...
    @property
    def people(self) -> People: ...
    @property
    def requests(self) -> Requests: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def jobs(self) -> Jobs: ...


class Store(Protocol):
    """Gives transactions. Raises ``StorageAway`` when the database is."""

    def transaction(self, tenant_id: TenantId) -> AbstractAsyncContextManager[Transaction]: ...

    async def overdue(self, before: datetime) -> Sequence[tuple[TenantId, CallbackId]]:
        """Callbacks of all tenants that were due before that time and are not being dialled."""
        ...

    async def silent_attempts(self, before: datetime) -> Sequence[tuple[TenantId, AttemptId]]:
        """Live attempts of all tenants without news since that time."""
        ...

    async def count_click(self, tenant_id: TenantId, now: datetime) -> None:
        """Count one use of the tenant's WhatsApp link."""
        ...


class Tenants(Protocol):
    """Which business is meant. Answers from memory; refreshed when profiles change."""

    def by_id(self, tenant_id: str) -> Tenant | None: ...

    def by_domain(self, domain: str) -> Tenant | None: ...

    def by_number(self, number: E164) -> Tenant | None: ...

    def all(self) -> Sequence[Tenant]: ...
