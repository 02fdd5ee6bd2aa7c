"""One attempt to reach somebody by phone, and how it may end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from bot.domain.callback import CallbackId
from bot.domain.telephony import LegStatus
from bot.domain.tenant import AgentId, TenantId

AttemptId = NewType("AttemptId", UUID)

Ids = tuple[TenantId, CallbackId, AttemptId]
"""What names an attempt in the path of a webhook."""

#: Look-ups that must agree that a provider does not have a call before asking for it again is safe.
LOOK_UPS: Final = 2


class AttemptState(StrEnum):
    """State of one attempt; only the agent's leg is meant until ``ACCEPTED``.

    On the customer's line ``ACCEPTED`` means that they wait, and ``BRIDGED`` that an agent talks with them.
    """

    #: Written before the provider is asked.
    INTENDED = "intended"
    #: Asked, and the answer was lost.
    UNKNOWN = "unknown"
    PLACED = "placed"
    RINGING = "ringing"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    BRIDGED = "bridged"
    ENDED = "ended"


#: Progress only goes forward: a state is left for a later one, never for an earlier one.
ATTEMPT_ORDER: Final = tuple(AttemptState)


class Outcome(StrEnum):
    """How an attempt ended."""

    COMPLETED = "completed"
    QUEUED = "queued"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    #: The agent passed the call on with a key.
    DECLINED = "declined"
    #: Picked up, but no key was pressed: a mailbox, or a pocket.
    NOT_ACCEPTED = "not_accepted"
    #: Somebody who was rung at the same time took it first.
    TAKEN = "taken"
    #: The provider heard a machine.
    MACHINE = "machine"
    FAILED = "failed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    CUSTOMER_NO_ANSWER = "customer_no_answer"
    CUSTOMER_BUSY = "customer_busy"
    CUSTOMER_FAILED = "customer_failed"
    CUSTOMER_OPTED_OUT = "customer_opted_out"
    #: The customer's mailbox answered.
    CUSTOMER_MACHINE = "customer_machine"
    #: The customer picked up, and hung up before anybody talked with them.
    CUSTOMER_HUNG_UP = "customer_hung_up"
    #: The customer waited on the line, and hung up.
    CUSTOMER_LEFT = "customer_left"
    #: The customer waited on the line, and chose to be called back.
    CALLBACK_CHOSEN = "callback_chosen"
    #: The provider has no such call, or could not be asked.
    NOT_PLACED = "not_placed"
    ANSWER_LOST = "answer_lost"


#: Ends of attempts whose agent had taken the call.
HAD_CUSTOMER: Final = frozenset(
    {
        Outcome.COMPLETED,
        Outcome.CUSTOMER_NO_ANSWER,
        Outcome.CUSTOMER_BUSY,
        Outcome.CUSTOMER_FAILED,
        Outcome.CUSTOMER_OPTED_OUT,
        Outcome.CUSTOMER_MACHINE,
        Outcome.CUSTOMER_HUNG_UP,
    }
)

AGENT_LEG_OUTCOMES: Final[dict[LegStatus, Outcome]] = {
    LegStatus.BUSY: Outcome.BUSY,
    LegStatus.NO_ANSWER: Outcome.NO_ANSWER,
    LegStatus.CANCELED: Outcome.CANCELLED,
    LegStatus.FAILED: Outcome.FAILED,
}
"""What a final status of the agent's leg means while nobody has accepted."""

CUSTOMER_LEG_OUTCOMES: Final[dict[LegStatus, Outcome]] = {
    LegStatus.BUSY: Outcome.CUSTOMER_BUSY,
    LegStatus.NO_ANSWER: Outcome.CUSTOMER_NO_ANSWER,
    LegStatus.CANCELED: Outcome.CUSTOMER_NO_ANSWER,
    LegStatus.FAILED: Outcome.CUSTOMER_FAILED,
    LegStatus.COMPLETED: Outcome.CUSTOMER_HUNG_UP,
}
"""What a final status of the customer's leg means when the two were not bridged."""


#: The lane of the customer's own line; agents have those from 0 on.
LINE_LANE: Final = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to reach one agent, one hand-over to a PBX queue, or the customer's own line.

    The line is the customer's call that waits for an agent: they rang, or were rung first.
    """

    tenant_id: TenantId
    attempt_id: AttemptId
    callback_id: CallbackId
    provider: str
    #: None for a hand-over to a PBX, and for the customer's line.
    agent_id: AgentId | None
    #: A callback has one live attempt in each lane: agents who are rung at the same time have one each.
    lane: int = 0
    state: AttemptState
    asked_at: datetime
    updated_at: datetime
    #: Known before the end, at times: see ``judged``.
    outcome: Outcome | None = None
    call_sid: str | None = None
    #: How often the provider was searched for a call whose answer was lost.
    look_ups: int = 0
    duration_seconds: int | None = None

    @property
    def ids(self) -> Ids:
        """What names it in the path of a webhook."""
        return self.tenant_id, self.callback_id, self.attempt_id

    @property
    def live(self) -> bool:
        """Whether it still holds its agent."""
        return self.state is not AttemptState.ENDED

    @property
    def is_line(self) -> bool:
        """Whether it is the customer's own line."""
        return self.lane == LINE_LANE

    @property
    def rings(self) -> bool:
        """Whether an agent is being rung or decides, or has the customer; the PBX is asked."""
        return self.live and self.outcome is None and not self.is_line

    @property
    def holds(self) -> bool:
        """Whether the customer waits on this line, ready to be connected."""
        return self.is_line and self.live and self.reached(AttemptState.ACCEPTED)

    @property
    def took_it(self) -> bool:
        """Whether its agent has taken the call, or had."""
        has_it = self.state in (AttemptState.ACCEPTED, AttemptState.BRIDGED)
        return not self.is_line and (has_it or self.outcome in HAD_CUSTOMER)

    def reached(self, state: AttemptState) -> bool:
        """Whether the attempt is at ``state`` or beyond; an attempt that ended is beyond all."""
        return ATTEMPT_ORDER.index(self.state) >= ATTEMPT_ORDER.index(state)

    def advanced(self, state: AttemptState, *, call_sid: str | None = None) -> Attempt:
        """Forward to ``state``; old news changes nothing but may bring the call's id."""
        known = self.call_sid or call_sid
        if self.reached(state):
            return self if known == self.call_sid else replace(self, call_sid=known)
        return replace(self, state=state, call_sid=known)

    def is_call(self, call_sid: str) -> bool:
        """Whether that call is this attempt's: a second one, placed by whatever accident, gets nowhere."""
        return self.call_sid in (None, call_sid)

    def judged(self, outcome: Outcome, *, duration_seconds: int | None = None) -> Attempt:
        """How it will have ended is known, though the leg is still there and holds its agent."""
        if self.outcome:
            return self
        return replace(self, outcome=outcome, duration_seconds=duration_seconds)

    def ended(self, outcome: Outcome, *, duration_seconds: int | None = None) -> Attempt:
        """Over. The first outcome stands."""
        if not self.live:
            return self
        return replace(self.judged(outcome, duration_seconds=duration_seconds), state=AttemptState.ENDED)
