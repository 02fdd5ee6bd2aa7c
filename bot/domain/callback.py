"""The life of a callback as a table.

Everything that moves a callback is in this file, and nothing else is: what a move entails
(messages, alerts, jobs) is decided by the services. A pair that is not listed is refused and leaves the
state alone; that is how late, repeated and reordered news of the provider stay harmless.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from bot.domain.phone import E164
from bot.domain.telephony import Channel
from bot.domain.tenant import AgentId, TenantId

CallbackId = NewType("CallbackId", UUID)
ConsentId = NewType("ConsentId", UUID)


class Status(StrEnum):
    """State of a callback; the words are the contract on the wire."""

    REQUESTED = "requested"
    SCHEDULED = "scheduled"
    CALLING_AGENT = "calling_agent"
    AGENT_ANSWERED = "agent_answered"
    CALLING_CUSTOMER = "calling_customer"
    CONNECTED = "connected"
    COMPLETED = "completed"
    QUEUED_AT_PBX = "queued_at_pbx"
    MISSED = "missed"
    NO_ANSWER = "no_answer"
    BLOCKED = "blocked"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNKNOWN = "unknown"

    @property
    def live(self) -> bool:
        """Whether a call is pending or under way; the database allows one such callback per number."""
        return self in LIVE

    @property
    def waiting(self) -> bool:
        """Whether nobody was dialled yet, so that it can be moved or cancelled freely."""
        return self in (Status.REQUESTED, Status.SCHEDULED)


LIVE: Final = frozenset(
    {
        Status.REQUESTED,
        Status.SCHEDULED,
        Status.CALLING_AGENT,
        Status.AGENT_ANSWERED,
        Status.CALLING_CUSTOMER,
        Status.CONNECTED,
        Status.UNKNOWN,
    }
)


class Move(StrEnum):
    """What can happen to a callback."""

    #: A provider is about to be asked to ring an agent (or to queue the call).
    DIAL = "dial"
    AGENT_ANSWERED = "agent_answered"
    AGENT_ACCEPTED = "agent_accepted"
    #: The agent is out of the flow; the next one follows.
    AGENT_LOST = "agent_lost"
    CUSTOMER_ANSWERED = "customer_answered"
    #: The customer is to be rung first.
    DIAL_CUSTOMER = "dial_customer"
    #: The customer waits on the line: they rang, or were rung first. Agents are rung for them.
    HOLD = "hold"
    #: The agent who picked up was connected with the customer who waits.
    JOIN = "join"
    #: The customer waited on the line, and hung up.
    CUSTOMER_LEFT = "customer_left"
    CUSTOMER_UNREACHED = "customer_unreached"
    ENDED = "ended"
    QUEUED = "queued"
    EXHAUSTED = "exhausted"
    #: The provider's answer was lost.
    ANSWER_LOST = "answer_lost"
    #: The provider cannot be asked just now; the callback waits.
    POSTPONE = "postpone"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    BLOCK = "block"
    FAIL = "fail"
    #: Somebody of the business takes what was missed, before the next round begins.
    CLAIM = "claim"


_S, _M = Status, Move

#: The table. A state without a row of its own is final but for the moves listed under it.
CALLBACK_TABLE: Final[dict[Status, dict[Move, Status]]] = {
    _S.REQUESTED: {
        _M.DIAL: _S.CALLING_AGENT,
        _M.DIAL_CUSTOMER: _S.CALLING_CUSTOMER,
        _M.HOLD: _S.CALLING_AGENT,
        _M.CUSTOMER_LEFT: _S.MISSED,
        _M.POSTPONE: _S.REQUESTED,
        _M.RESCHEDULE: _S.SCHEDULED,
        _M.EXHAUSTED: _S.MISSED,
        _M.CANCEL: _S.CANCELLED,
        _M.BLOCK: _S.BLOCKED,
        _M.FAIL: _S.FAILED,
    },
    _S.SCHEDULED: {
        _M.DIAL: _S.CALLING_AGENT,
        _M.DIAL_CUSTOMER: _S.CALLING_CUSTOMER,
        _M.HOLD: _S.CALLING_AGENT,
        _M.CUSTOMER_LEFT: _S.MISSED,
        _M.POSTPONE: _S.SCHEDULED,
        _M.RESCHEDULE: _S.SCHEDULED,
        _M.CLAIM: _S.REQUESTED,
        _M.EXHAUSTED: _S.MISSED,
        _M.CANCEL: _S.CANCELLED,
        _M.BLOCK: _S.BLOCKED,
        _M.FAIL: _S.FAILED,
    },
    _S.CALLING_AGENT: {
        _M.DIAL: _S.CALLING_AGENT,
        _M.AGENT_ANSWERED: _S.AGENT_ANSWERED,
        _M.AGENT_LOST: _S.CALLING_AGENT,
        _M.ANSWER_LOST: _S.UNKNOWN,
        _M.QUEUED: _S.QUEUED_AT_PBX,
        _M.EXHAUSTED: _S.MISSED,
        _M.HOLD: _S.CALLING_AGENT,
        _M.CUSTOMER_LEFT: _S.MISSED,
        _M.POSTPONE: _S.REQUESTED,
        _M.CANCEL: _S.CANCELLED,
        _M.BLOCK: _S.BLOCKED,
        _M.FAIL: _S.FAILED,
    },
    _S.UNKNOWN: {
        _M.DIAL: _S.CALLING_AGENT,
        _M.DIAL_CUSTOMER: _S.CALLING_CUSTOMER,
        _M.HOLD: _S.CALLING_AGENT,
        _M.CUSTOMER_LEFT: _S.MISSED,
        _M.CUSTOMER_UNREACHED: _S.NO_ANSWER,
        _M.AGENT_ANSWERED: _S.AGENT_ANSWERED,
        _M.POSTPONE: _S.REQUESTED,
        _M.AGENT_LOST: _S.CALLING_AGENT,
        _M.QUEUED: _S.QUEUED_AT_PBX,
        _M.CANCEL: _S.CANCELLED,
        _M.BLOCK: _S.BLOCKED,
        _M.FAIL: _S.FAILED,
    },
    _S.AGENT_ANSWERED: {
        # Others are rung at the same time: who picked up may be a mailbox.
        _M.DIAL: _S.AGENT_ANSWERED,
        _M.AGENT_ACCEPTED: _S.CALLING_CUSTOMER,
        _M.AGENT_LOST: _S.CALLING_AGENT,
        _M.JOIN: _S.CONNECTED,
        _M.HOLD: _S.AGENT_ANSWERED,
        _M.CUSTOMER_LEFT: _S.MISSED,
        _M.CANCEL: _S.CANCELLED,
        _M.BLOCK: _S.BLOCKED,
    },
    _S.CALLING_CUSTOMER: {
        _M.CUSTOMER_ANSWERED: _S.CONNECTED,
        _M.HOLD: _S.CALLING_AGENT,
        _M.CUSTOMER_UNREACHED: _S.NO_ANSWER,
        _M.ANSWER_LOST: _S.UNKNOWN,
        _M.POSTPONE: _S.REQUESTED,
        _M.FAIL: _S.FAILED,
        _M.ENDED: _S.COMPLETED,
        _M.CANCEL: _S.CANCELLED,
        _M.BLOCK: _S.BLOCKED,
    },
    _S.CONNECTED: {
        _M.CUSTOMER_LEFT: _S.MISSED,
        _M.CUSTOMER_UNREACHED: _S.NO_ANSWER,
        _M.ENDED: _S.COMPLETED,
        _M.BLOCK: _S.BLOCKED,
    },
    # Ends. Consent stands for the same request: the customer may move it to another time, the business may
    # take what it missed.
    _S.MISSED: {_M.CLAIM: _S.REQUESTED, _M.RESCHEDULE: _S.SCHEDULED, _M.BLOCK: _S.BLOCKED},
    _S.NO_ANSWER: {_M.RESCHEDULE: _S.SCHEDULED, _M.BLOCK: _S.BLOCKED},
    _S.COMPLETED: {},
    _S.QUEUED_AT_PBX: {},
    _S.BLOCKED: {},
    _S.CANCELLED: {},
    _S.FAILED: {},
}


class MoveRefused(Exception):
    """This move does not lead anywhere from the state the callback is in."""

    def __init__(self, status: Status, move: Move) -> None:
        super().__init__(f"{move} does not apply to a callback that is {status}.")
        self.status, self.move = status, move


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What the customer told; encrypted at rest, shown to the agent and in the alert."""

    name: str = ""
    topic: str = ""
    email: str = ""
    #: Page the request came from, without its query.
    page: str = ""
    #: Where the customer is told what happens: a number or a provider's address; empty for the web.
    reply_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """One request of one customer."""

    tenant_id: TenantId
    callback_id: CallbackId
    status: Status
    channel: Channel
    language: str
    #: Empty for a caller who withholds it: they can be talked with while they are on the line, and no longer.
    phone: E164
    details: Details
    consent_id: ConsentId
    requested_at: datetime
    #: When it is due. Set for "now" too: then it is the time of the request.
    scheduled_for: datetime
    #: IANA name of the customer's zone, when the customer told it.
    customer_zone: str | None = None
    #: First ring of the present flow; None before.
    flow_started_at: datetime | None = None
    provider: str | None = None
    #: Who took it after it was missed; nobody else is rung for it.
    claimed_by: AgentId | None = None
    #: Why it is in this status, as a stable code.
    reason: str = ""

    def moved(self, move: Move, *, reason: str = "") -> Callback:
        """The callback after ``move``; raises ``MoveRefused`` when the table does not list it."""
        target = CALLBACK_TABLE[self.status].get(move)
        if target is None:
            raise MoveRefused(self.status, move)
        return replace(self, status=target, reason=reason)

    def allows(self, move: Move) -> bool:
        """Whether the table lists ``move`` for the present status."""
        return move in CALLBACK_TABLE[self.status]
