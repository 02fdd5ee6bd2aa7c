"""The phones of the model: one call from the order to hanging up, and what the provider says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from bot.domain.attempt import AttemptId, Ids
from bot.domain.callback import CallbackId
from bot.domain.phone import E164
from bot.domain.scripts import AskToAccept, BridgeTo, GoOn, Greet, HangUp, JoinLine, Script
from bot.domain.telephony import Answered, CallOrder, DialOutcome, KeyPress, LegProgress, LegStatus
from bot.domain.tenant import TenantId

#: The id of a call that no attempt of ours has.
NOBODYS: Final = "CA-of-nobody"


class Stage(StrEnum):
    """Where a call is."""

    PLACED = "placed"
    RINGING = "ringing"
    #: Picked up; the service is asked what to do.
    WAITING = "waiting"
    #: The agent was asked for a key.
    ASKED = "asked"
    #: The customer waits on the line.
    HOLDING = "holding"
    #: The customer's phone is about to ring, or rings.
    DIALLING = "dialling"
    #: The customer hears who calls.
    GREETED = "greeted"
    TALKING = "talking"
    #: Hears our last words.
    LEAVING = "leaving"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A webhook on its way to the service."""

    call: Call
    #: Last word of its address.
    step: str
    news: Any

    @property
    def ids(self) -> Ids:
        """As the address has them."""
        tenant, callback, attempt = self.call.order.status_url.split("/")[-4:-1]
        return TenantId(tenant), CallbackId(UUID(callback)), AttemptId(UUID(attempt))


@dataclass(slots=True, eq=False)
class Call:
    """A call the provider was asked for: the agent's leg, and the customer's when it comes to that."""

    sid: str
    order: CallOrder
    placed_at: datetime
    #: Takes what the provider wants to tell, and what it wants to know at once.
    tell: Callable[[Letter], None]
    ask: Callable[[Letter], None]
    #: Told when the customer's phone is to ring.
    rings_customer: Callable[[Call, BridgeTo], None]
    #: Told when the agent is to be connected with the line.
    joins: Callable[[Call, JoinLine], None]
    stage: Stage = Stage.PLACED
    status: LegStatus = LegStatus.QUEUED
    #: The customer's leg, while there is one.
    bridge: BridgeTo | None = None
    #: Who was rung for the agent, and when.
    customer: E164 | None = None
    dialled_at: datetime | None = None
    #: The other call, while the two talk: an agent's and a customer's line.
    peer: Call | None = None
    #: Where the key goes that the agent was asked for.
    asked: str = ""
    #: Whether the agent has shown that a person takes the call.
    accepted: bool = False
    news: int = field(default=0)

    @property
    def over(self) -> bool:
        return self.stage is Stage.OVER

    @property
    def attempt(self) -> str:
        """The attempt the call belongs to, by its address."""
        return self.order.status_url.split("/")[-2]

    @property
    def callback(self) -> str:
        return self.order.status_url.split("/")[-3]

    @property
    def child_sid(self) -> str:
        return f"{self.sid}-customer"

    # What people do. Each is possible in the stages listed in POSSIBLE.

    def ring(self) -> None:
        self.stage = Stage.RINGING
        self._leg(LegStatus.RINGING)

    def answer(self, by: str = "human") -> None:
        self.stage = Stage.WAITING
        self.accepted = by == "human" and self.order.detect_machine
        self._leg(LegStatus.IN_PROGRESS)
        answered_by = by if self.order.detect_machine else ""
        self._want(step_of(self.order.answer_url), Answered(call_sid=self.sid, answered_by=answered_by))

    def mailbox(self) -> None:
        self.answer(by="machine_start")

    def press(self, digits: str) -> None:
        self.stage = Stage.WAITING
        self.accepted |= self.asked == "accept" and digits == "1"
        self._want(self.asked, KeyPress(call_sid=self.sid, digits=digits))

    def finish(self, status: LegStatus = LegStatus.COMPLETED) -> None:
        """The agent's leg is over, and with it the customer's."""
        if self.over:
            return
        if self.bridge:
            self._child(LegStatus.CANCELED if self.stage is Stage.DIALLING else LegStatus.COMPLETED)
        self.stage = Stage.OVER
        self._leg(status)
        if self.peer:
            peer, self.peer = self.peer, None
            peer.is_alone()

    def customer_rings(self) -> None:
        self._child(LegStatus.RINGING)

    def customer_answers(self) -> None:
        self.stage = Stage.WAITING
        self._child(LegStatus.IN_PROGRESS)
        self._want("screen", Answered(call_sid=self.child_sid))

    def customer_listens(self) -> None:
        self.stage = Stage.TALKING

    def customer_presses(self, digits: str) -> None:
        self.stage = Stage.WAITING
        self._want("screened", KeyPress(call_sid=self.child_sid, digits=digits))

    def customer_gone(self, status: LegStatus) -> None:
        """The customer's leg is over; the agent's goes on with what the service says."""
        bridged = self.stage is Stage.TALKING
        self.stage = Stage.WAITING
        if self.bridge:
            self._child(status)
        self.bridge = None
        seconds = 30 if bridged else 0
        outcome = DialOutcome(call_sid=self.sid, status=status, bridged=bridged, duration_seconds=seconds)
        self._want("bridged", outcome)

    def is_alone(self) -> None:
        """Who talked with this one is gone."""
        self.peer = None
        self.customer_gone(LegStatus.COMPLETED)

    def is_led_to(self, step: str) -> None:
        """Taken out of whatever it does; what it does next is asked there."""
        if self.bridge:
            self._child(LegStatus.CANCELED)
        self.stage, self.bridge = Stage.WAITING, None
        self._want(step, None)

    def obey(self, step: str, script: Script | None) -> None:
        """What the service answered; None: it did not, and the provider hangs up."""
        if self.over:
            return
        if step in ("screen", "screened"):
            self._customer_obeys(script)
        elif isinstance(script, AskToAccept):
            self.stage, self.asked = Stage.ASKED, step_of(script.action_url)
        elif isinstance(script, BridgeTo):
            self.stage, self.bridge, self.customer = Stage.DIALLING, script, script.customer
            self.rings_customer(self, script)
        elif isinstance(script, JoinLine):
            self.joins(self, script)
        else:
            assert script is None or isinstance(script, HangUp), f"{step} answered with {script}"
            if script and script.text:
                self.stage = Stage.LEAVING
            else:
                self.finish()

    def _customer_obeys(self, script: Script | None) -> None:
        match script:
            case Greet():
                self.stage = Stage.GREETED
            case GoOn():
                self.stage = Stage.TALKING
            case _:
                self.customer_gone(LegStatus.COMPLETED)

    def time_is(self, now: datetime) -> None:
        """Phones stop ringing and calls end by themselves."""
        if self.over:
            return
        if now - self.placed_at > timedelta(seconds=self.order.max_seconds):
            self.finish()
        elif self.stage in (Stage.PLACED, Stage.RINGING) and _longer(self.placed_at, now, self.order):
            self.finish(LegStatus.NO_ANSWER)
        elif self.stage is Stage.DIALLING and self.bridge and _longer(self.dialled_at, now, self.bridge):
            self.customer_gone(LegStatus.NO_ANSWER)

    def _leg(self, status: LegStatus) -> None:
        self.status = status
        news = LegProgress(call_sid=self.sid, status=status, sequence=self.news)
        self.news += 1
        self.tell(Letter(call=self, step=step_of(self.order.status_url), news=news))

    @property
    def possible(self) -> Mapping[str, Act]:
        """What can happen to it now."""
        return POSSIBLE[self.stage]

    def _child(self, status: LegStatus) -> None:
        news = LegProgress(call_sid=self.child_sid, status=status, parent_sid=self.sid)
        self.tell(Letter(call=self, step="customer-leg", news=news))

    def strange_letters(self) -> list[Letter]:
        """What a second call for the same attempt would tell and ask, were there one."""
        told, asked = step_of(self.order.status_url), step_of(self.order.answer_url)
        key = "accept" if asked == "whisper" else "line-key"
        news: list[tuple[str, Any]] = [
            *((told, LegProgress(call_sid=NOBODYS, status=status)) for status in LegStatus),
            (asked, Answered(call_sid=NOBODYS)),
            *((key, KeyPress(call_sid=NOBODYS, digits=digits)) for digits in ("1", "3", "")),
        ]
        return [Letter(call=self, step=step, news=each) for step, each in news]

    def _want(self, step: str, news: Any) -> None:
        self.ask(Letter(call=self, step=step, news=news))


def _longer(since: datetime | None, now: datetime, ringing: CallOrder | BridgeTo) -> bool:
    """Whether a phone has rung for its time."""
    return since is not None and now - since > timedelta(seconds=ringing.ring_seconds + 5)


def step_of(url: str) -> str:
    """Last word of a webhook's address."""
    return url.rsplit("/", 1)[1]


Act = Callable[[Call], None]
_HANG_UP: Final[dict[str, Act]] = {"the agent hangs up": Call.finish}

#: What can happen to a call, by its stage.
POSSIBLE: Final[Mapping[Stage, Mapping[str, Act]]] = {
    Stage.PLACED: {"rings": Call.ring, "fails": lambda call: call.finish(LegStatus.FAILED)},
    Stage.RINGING: {
        "the agent answers": Call.answer,
        "the agent's mailbox answers": Call.mailbox,
        "the agent is busy": lambda call: call.finish(LegStatus.BUSY),
        "the agent lets it ring": lambda call: call.finish(LegStatus.NO_ANSWER),
    },
    Stage.WAITING: _HANG_UP,
    Stage.ASKED: {
        "the agent presses 1": lambda call: call.press("1"),
        "the agent presses 3": lambda call: call.press("3"),
        "the agent presses nothing": lambda call: call.press(""),
        **_HANG_UP,
    },
    Stage.DIALLING: {
        "the customer answers": Call.customer_answers,
        "the customer's phone rings": Call.customer_rings,
        "the customer is busy": lambda call: call.customer_gone(LegStatus.BUSY),
        "the customer lets it ring": lambda call: call.customer_gone(LegStatus.NO_ANSWER),
        "the customer cannot be reached": lambda call: call.customer_gone(LegStatus.FAILED),
        **_HANG_UP,
    },
    Stage.GREETED: {
        "the customer listens": Call.customer_listens,
        "the customer presses 3": lambda call: call.customer_presses("3"),
        "the customer hangs up": lambda call: call.customer_gone(LegStatus.COMPLETED),
        **_HANG_UP,
    },
    Stage.TALKING: {
        "the customer hangs up": lambda call: call.customer_gone(LegStatus.COMPLETED),
        **_HANG_UP,
    },
    Stage.LEAVING: {"the last words end": Call.finish},
    Stage.HOLDING: {},
    Stage.OVER: {},
}
