"""What every service works with, put together once by ``bot.app``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.domain.attempt import AttemptId
from bot.domain.callback import CallbackId
from bot.domain.conversation import Say
from bot.domain.tenant import TenantId
from bot.ports import Clock, Limiter, LiveStatus, Pace, Pbx, Telephony
from bot.storage import MessageId, Store, Tenants


class Words(Protocol):
    """The copy: every sentence people read or hear, by language and key."""

    def say(self, language: str, key: str, params: Mapping[str, object]) -> str:
        """One text, filled with values that are not formatted yet."""
        ...

    def message(self, say: Say) -> str:
        """A message of the conversation: its texts, then the numbered answers."""
        ...


class Pseudonyms(Protocol):
    """Keyed hashes: count and find a person without knowing them."""

    def hash(self, value: str, *, tenant: str) -> bytes: ...


class Tokens(Protocol):
    """Lets a customer come back to one request without an account."""

    def issue(self, tenant_id: TenantId, callback_id: CallbackId) -> str: ...

    def read(self, token: str) -> tuple[TenantId, CallbackId] | None:
        """None: not a token of ours."""
        ...

    def issue_message(self, tenant_id: TenantId, attempt_id: AttemptId) -> str:
        """For the business's people, who listen to a voice message; it opens nothing else."""
        ...

    def read_message(self, token: str) -> tuple[TenantId, AttemptId] | None:
        """None: not such a token."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """Where providers and customers reach us. No personal data: ids only."""

    public_url: str

    def call(self, tenant: TenantId, callback: CallbackId, attempt: AttemptId, step: str) -> str:
        """Webhook of one step of a call."""
        return f"{self.public_url}/webhooks/twilio/calls/{tenant}/{callback}/{attempt}/{step}"

    def receipt(self, tenant: TenantId, message: MessageId) -> str:
        """Webhook for what becomes of a message."""
        return f"{self.public_url}/webhooks/twilio/receipts/{tenant}/{message}"

    def page(self, token: str) -> str:
        """The customer's own page of one request."""
        return f"{self.public_url}/r/{token}"

    def voice_message(self, token: str) -> str:
        """Where the business's people listen to a voice message."""
        return f"{self.public_url}/v/{token}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How long we wait for the outside before we look for ourselves."""

    #: A create-call without an answer is looked up after this; longer than any request may take.
    unknown_after: timedelta = timedelta(seconds=15)
    #: Between the look-ups that must agree before ringing again is safe.
    look_up_gap: timedelta = timedelta(seconds=5)
    #: A leg without news is asked about after its time plus this.
    grace: timedelta = timedelta(seconds=20)
    #: First wait when a provider cannot be reached; doubles up to ten minutes.
    provider_away: timedelta = timedelta(seconds=30)
    #: After so long without a provider the callback is given up and everybody told.
    give_up_after: timedelta = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """The whole equipment of the services."""

    store: Store
    tenants: Tenants
    clock: Clock
    telephony: Telephony
    pbx: Pbx
    limiter: Limiter
    pace: Pace
    live: LiveStatus
    words: Words
    tokens: Tokens
    pseudonyms: Pseudonyms
    urls: Urls
    timing: Timing = Timing()
